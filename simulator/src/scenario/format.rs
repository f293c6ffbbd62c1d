//! The description of the format of scenario files.
//!
//! Depends on [`kind`](super::kind) for its types, and on steps, which its words make.

use super::kind::Make::{self, Step};
use super::kind::{Choice, Choices, Field, Fields, Kind, Value, Words};
use super::read::concluded;
use super::values;
use crate::{FarEnd, Fault, FindingKind, Step as S};

/// A scenario, which is one document of a file.
pub(super) static SCENARIO: Fields = Fields {
    name: "a scenario",
    one_of: &["dial", "place"],
    fields: &[
        Field::can("name", "The behaviour that the call tests.", Kind::Text),
        Field::can("dial", "An inbound call to the application.", Kind::Fields(&DIAL)),
        Field::can(
            "place",
            "An outbound call of the application: CreateSipMediaApplicationCall.",
            Kind::Fields(&PLACE),
        ),
        Field::can(
            "override",
            "Settings that override the simulator's defaults.",
            Kind::Fields(&OVERRIDE),
        ),
        Field::can(
            "steps",
            "Actions of people and expectations, in order.",
            Kind::List(&Kind::Choice(&STEP)),
        ),
        Field::can("assert", "Assertions at the end of the call.", Kind::Fields(&ASSERT)),
    ],
};

static DIAL: Fields = Fields {
    name: "dial",
    one_of: &[],
    fields: &[
        Field::needs("from", "The caller's number or SIP user.", Kind::Number),
        Field::needs("to", "The application's number.", Kind::Number),
        Field::can(
            "sip_headers",
            "SIP headers of the call, by name.",
            Kind::Map { key: &Kind::Text, value: &Kind::Text },
        ),
    ],
};

static PLACE: Fields = Fields {
    name: "place",
    one_of: &[],
    fields: &[
        Field::needs("from", "The application's number.", Kind::Number),
        Field::needs("to", "The called number.", Kind::Number),
        Field::can(
            "arguments",
            "The ArgumentsMap of the call.",
            Kind::Map { key: &Kind::Text, value: &Kind::Text },
        ),
    ],
};

const NUMBER: Field = Field::can(
    "number",
    "The number of the person. The default is the number that the application called last.",
    Kind::Number,
);

pub(super) static STEP: Choices = Choices {
    name: "a step",
    what: "a step",
    choices: &[
        Choice::with(
            "hears",
            "Expects that the caller hears a prompt with this text, or with this bucket/key, to its end.",
            Kind::Text,
            Step(|given| S::Hears(given.text())),
        ),
        Choice::with(
            "starts_hearing",
            "Expects that the caller begins to hear such a prompt.",
            Kind::Text,
            Step(|given| S::StartsHearing(given.text())),
        ),
        Choice::with(
            "in_voice",
            "Expects that the prompt heard last was spoken by this voice. The default voice is Joanna.",
            Kind::Text,
            Step(|given| S::InVoice(given.text())),
        ),
        Choice::with(
            "hears_keys",
            "Expects that the person on LEG-A hears these keys, sent by SendDigits.",
            Kind::Keys,
            Step(|given| S::Called(FarEnd::HearsKeys(given.text()))),
        ),
        Choice::with(
            "presses",
            "The caller presses keys: 0-9, *, #, A-D. A comma waits half a second.",
            Kind::Keys,
            Step(|given| S::Presses(given.text())),
        ),
        Choice::with(
            "says",
            "The caller says this, to a bot or to a recording.",
            Kind::Text,
            Step(|given| S::Says(given.text())),
        ),
        Choice::with(
            "bot_concludes",
            "The caller's conversation with a bot ends with this result.",
            Kind::Fields(&INTENT),
            Step(|given| S::BotConcludes(Box::new(given.0.map(concluded).unwrap_or_default()))),
        ),
        Choice::with(
            "waits",
            "Time passes.",
            Kind::Duration,
            Step(|given| S::Waits(values::duration(&given.text()).unwrap_or_default())),
        ),
        Choice::word("hangs_up", "The caller hangs up.", Step(|_| S::HangsUp)),
        Choice::word(
            "is_hung_up",
            "Expects that the application hangs up the caller.",
            Step(|_| S::IsHungUp),
        ),
        Choice {
            name: "far_end",
            doc: "A step of the person at a number that the application bridges to.",
            value: Value::Needs(Kind::Choice(&FAR_END)),
            beside: &[NUMBER],
            make: Make::OfFarEnd,
        },
        Choice::word(
            "answers",
            "The person on LEG-A of an outbound call answers.",
            Step(|_| S::Called(FarEnd::Answers)),
        ),
        Choice::word(
            "is_busy",
            "The person on LEG-A of an outbound call is busy: 486.",
            Step(|_| S::Called(FarEnd::IsBusy)),
        ),
        Choice::word(
            "rings_out",
            "The person on LEG-A of an outbound call does not answer until the ringing times out: 480.",
            Step(|_| S::Called(FarEnd::RingsOut)),
        ),
        Choice::word(
            "refuses",
            "The person on LEG-A of an outbound call declines it: 603.",
            Step(|_| S::Called(FarEnd::Refuses)),
        ),
        Choice::word(
            "is_unreachable",
            "The person on LEG-A of an outbound call is unreachable: 503.",
            Step(|_| S::Called(FarEnd::IsUnreachable)),
        ),
        Choice::word(
            "is_cancelled",
            "Expects that the application hangs up an outbound call while it rings: 487.",
            Step(|_| S::Called(FarEnd::IsCancelled)),
        ),
        Choice {
            name: "joins_meeting",
            doc: "Expects that the caller joins the meeting with this id, or any meeting.",
            value: Value::Can(Kind::Text),
            beside: &[],
            make: Step(|given| S::JoinsMeeting(Some(given.text()).filter(|it| !it.is_empty()))),
        },
        Choice::word(
            "meeting_ends",
            "The meeting ends, or the caller is removed from it.",
            Step(|_| S::MeetingEnds),
        ),
        Choice::with(
            "is_recorded",
            "Expects that a recording is stored whose bucket/key contains this text.",
            Kind::Text,
            Step(|given| S::IsRecorded(given.text())),
        ),
        Choice::with(
            "updates",
            "UpdateSipMediaApplicationCall is called with these arguments.",
            Kind::Map { key: &Kind::Text, value: &Kind::Text },
            Step(|given| S::Updates(given.texts())),
        ),
        Choice::with(
            "next_event",
            "A fault occurs at the next event.",
            Kind::Word(FAULTS),
            Step(|given| S::NextEvent(fault(&given.text()))),
        ),
        Choice::with(
            "unknown_event",
            "The service sends an event of this type, which it does not have yet.",
            Kind::Text,
            Step(|given| S::UnknownEvent(given.text())),
        ),
    ],
};

const ANSWERS: Choice = Choice::word("answers", "Answers.", Make::FarEnd(|_| FarEnd::Answers));
const IS_BUSY: Choice = Choice::word("is_busy", "Is busy: 486.", Make::FarEnd(|_| FarEnd::IsBusy));
const RINGS_OUT: Choice = Choice::word(
    "rings_out",
    "Does not answer until the ringing times out: 480.",
    Make::FarEnd(|_| FarEnd::RingsOut),
);
const REFUSES: Choice =
    Choice::word("refuses", "Declines the call: 603.", Make::FarEnd(|_| FarEnd::Refuses));
const IS_UNREACHABLE: Choice =
    Choice::word("is_unreachable", "Is unreachable: 503.", Make::FarEnd(|_| FarEnd::IsUnreachable));

pub(super) static RINGING: Choices = Choices {
    name: "far_end",
    what: "a reaction to a ringing phone",
    choices: &[ANSWERS, IS_BUSY, RINGS_OUT, REFUSES, IS_UNREACHABLE],
};

pub(super) static FAR_END: Choices = Choices {
    name: "far_end",
    what: "a step of the far end",
    choices: &[
        ANSWERS,
        IS_BUSY,
        RINGS_OUT,
        REFUSES,
        IS_UNREACHABLE,
        Choice::word(
            "is_cancelled",
            "Expects that the ringing is cancelled, because the caller hangs up: 487.",
            Make::FarEnd(|_| FarEnd::IsCancelled),
        ),
        Choice::with(
            "hears",
            "Expects that the person hears a prompt with this text, or with this bucket/key, to its end.",
            Kind::Text,
            Make::FarEnd(|given| FarEnd::Hears(given.text())),
        ),
        Choice::with(
            "in_voice",
            "Expects that the prompt heard last was spoken by this voice. The default voice is Joanna.",
            Kind::Text,
            Make::FarEnd(|given| FarEnd::InVoice(given.text())),
        ),
        Choice::with(
            "hears_keys",
            "Expects that the person hears these keys, sent by SendDigits.",
            Kind::Keys,
            Make::FarEnd(|given| FarEnd::HearsKeys(given.text())),
        ),
        Choice::with(
            "presses",
            "Presses keys.",
            Kind::Keys,
            Make::FarEnd(|given| FarEnd::Presses(given.text())),
        ),
        Choice::with(
            "says",
            "Says something.",
            Kind::Text,
            Make::FarEnd(|given| FarEnd::Says(given.text())),
        ),
        Choice::word("hangs_up", "Hangs up.", Make::FarEnd(|_| FarEnd::HangsUp)),
        Choice::word(
            "is_hung_up",
            "Expects that the application hangs up the person.",
            Make::FarEnd(|_| FarEnd::IsHungUp),
        ),
        Choice::with(
            "with_header",
            "Expects that the application calls the number with this SIP header.",
            Kind::Fields(&HEADER),
            Make::FarEnd(|given| {
                let headers = given.texts();
                let value = |key: &str| headers.get(key).cloned().unwrap_or_default();
                FarEnd::WithHeader(value("name"), value("value"))
            }),
        ),
        Choice::with(
            "with_caller_id",
            "Expects that the application calls the number with this caller id.",
            Kind::Number,
            Make::FarEnd(|given| FarEnd::WithCallerId(given.text())),
        ),
    ],
};

static HEADER: Fields = Fields {
    name: "with_header",
    one_of: &[],
    fields: &[
        Field::needs("name", "The name, in any case.", Kind::Text),
        Field::needs("value", "The value.", Kind::Text),
    ],
};

const FAULTS: Words =
    Words { what: "a fault", words: || Fault::ALL.iter().map(|fault| fault.name()).collect() };

/// Returns the fault with this name, which has been checked.
pub(super) fn fault(name: &str) -> Fault {
    Fault::named(name).unwrap_or(Fault::Throttled)
}

static INTENT: Fields = Fields {
    name: "a bot's result",
    one_of: &[],
    fields: &[
        Field::needs("intent", "The intent's name.", Kind::Text),
        Field::can(
            "slots",
            "The slots, by name. An empty slot is null.",
            Kind::Map { key: &Kind::Text, value: &Kind::Any },
        ),
        Field::can(
            "state",
            "The intent's state. The default is ReadyForFulfillment.",
            Kind::Word(Words {
                what: "a state of an intent",
                words: || vec!["Failed", "Fulfilled", "ReadyForFulfillment"],
            }),
        ),
        Field::can(
            "confirmation",
            "The intent's confirmation state. The default is None.",
            Kind::Word(Words {
                what: "a confirmation",
                words: || vec!["Confirmed", "Denied", "None"],
            }),
        ),
    ],
};

static OVERRIDE: Fields = Fields {
    name: "override",
    one_of: &[],
    fields: &[
        Field::can("seed", "The seed of everything that is random.", Kind::Whole(0, u64::MAX)),
        Field::can(
            "starts_at",
            "The start of the call, such as 2026-01-05T10:00:00Z.",
            Kind::Timestamp,
        ),
        Field::can(
            "profile",
            "The behaviour of the service where its sources contradict each other.",
            Kind::Switches,
        ),
        Field::can(
            "every_profile",
            "Whether to run the call under every profile, with each value of each switch.",
            Kind::Flag,
        ),
        Field::can("faults", "Faults to inject.", Kind::List(&Kind::Fields(&FAULT))),
        Field::can(
            "random_faults",
            "The rate of random faults, per thousand events.",
            Kind::Whole(0, 1000),
        ),
        Field::can(
            "far_ends",
            "The reaction of the person at a number. A step overrides it.",
            Kind::Map { key: &Kind::Number, value: &Kind::Choice(&RINGING) },
        ),
        Field::can(
            "env",
            "Environment variables of the Lambda's process.",
            Kind::Map { key: &Kind::Text, value: &Kind::Text },
        ),
        Field::can(
            "prompts",
            "The lengths of the existing audio files, by bucket/key. By default, all audio files exist.",
            Kind::Map { key: &Kind::Text, value: &Kind::Duration },
        ),
        Field::can(
            "buckets",
            "A folder whose subfolders are the buckets, relative to the scenario file.",
            Kind::Text,
        ),
        Field::can(
            "bots",
            "The scripts of bots, by their alias ARN.",
            Kind::Map { key: &Kind::Text, value: &Kind::List(&Kind::Fields(&BOT_LINE)) },
        ),
        Field::can(
            "owns",
            "Numbers that the account owns, in addition to the application's number.",
            Kind::List(&Kind::Number),
        ),
        Field::can(
            "foreign_voice_connectors",
            "The ARNs of Voice Connectors of other accounts, to which bridges fail.",
            Kind::List(&Kind::Text),
        ),
        Field::can(
            "refused_join_tokens",
            "Join tokens that meetings refuse.",
            Kind::List(&Kind::Text),
        ),
        Field::can(
            "patience",
            "Maximum time of an expectation, on the call's clock. The default is 2m.",
            Kind::Duration,
        ),
        Field::can("leg_price_per_minute", "The price of a leg per minute.", Kind::Price),
    ],
};

static BOT_LINE: Fields = Fields {
    name: "a bot's line",
    one_of: &["asks", "concludes"],
    fields: &[
        Field::needs("hears", "A text to find in the caller's words, ignoring case.", Kind::Text),
        Field::can("asks", "The bot asks this and listens again.", Kind::Text),
        Field::can("concludes", "The conversation ends with this result.", Kind::Fields(&INTENT)),
    ],
};

static FAULT: Fields = Fields {
    name: "a fault",
    one_of: &[],
    fields: &[
        Field::needs("at", "The Sequence of the event.", Kind::Whole(1, 1000)),
        Field::needs("fault", "The fault.", Kind::Word(FAULTS)),
    ],
};

static ASSERT: Fields = Fields {
    name: "assert",
    one_of: &[],
    fields: &[
        Field::can(
            "findings",
            "The kinds of findings that the call may have. Any other fails it.",
            Kind::List(&Kind::Word(Words {
                what: "a finding",
                words: || FindingKind::ALL.iter().map(|kind| kind.name()).collect(),
            })),
        ),
        Field::can(
            "ended_by",
            "Who ends the call.",
            Kind::Word(Words { what: "a party", words: || vec!["caller", "application"] }),
        ),
        Field::can(
            "code",
            "The SIP response with which LEG-A ends: 0 is normal.",
            Kind::Whole(0, 699),
        ),
        Field::can(
            "attributes",
            "Transaction attributes, by name. null expects that an attribute is absent. An object \
             matches a stored object, or JSON in a string, that contains it.",
            Kind::Map { key: &Kind::Text, value: &Kind::Any },
        ),
        Field::can(
            "invocations",
            "The number of invocations of the Lambda.",
            Kind::Either(&Kind::Whole(0, 1000), &Kind::Fields(&AT_MOST)),
        ),
        Field::can("replies_within", "Maximum real time of a reply.", Kind::Duration),
    ],
};

static AT_MOST: Fields = Fields {
    name: "invocations",
    one_of: &[],
    fields: &[Field::needs("at_most", "The maximum number of invocations.", Kind::Whole(0, 1000))],
};
