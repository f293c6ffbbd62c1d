//! The description of the format of scenario files.
//!
//! Depends on [`kind`](super::kind) for its types and on [`Fault`] and [`FindingKind`] for names.

use super::kind::{Choice, Choices, Field, Fields, Kind, Value, Words};
use crate::{Fault, FindingKind};

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
            Kind::List(&Kind::Fields(&STEP)),
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

static STEP: Fields = Fields {
    name: "a step",
    one_of: &["act", "expect"],
    fields: &[
        Field::can("act", "An action of a person.", Kind::Choice(&ACT)),
        Field::can(
            "expect",
            "An expectation. The call continues until it is met.",
            Kind::Choice(&EXPECT),
        ),
    ],
};

const NUMBER: Field = Field::can(
    "number",
    "The number of the person. The default is the number that the application called last.",
    Kind::Number,
);

static ACT: Choices = Choices {
    name: "act",
    what: "an act",
    other: Some(&EXPECT),
    choices: &[
        Choice::with(
            "press",
            "The caller presses keys: 0-9, *, #, A-D. A comma waits half a second.",
            Kind::Keys,
        ),
        Choice::with("say", "The caller says this, to a bot or to a recording.", Kind::Text),
        Choice::with("wait", "Time passes.", Kind::Duration),
        Choice::word("hang_up", "The caller hangs up."),
        Choice {
            name: "far_end",
            doc: "An action of the person that the application called.",
            value: Value::Needs(Kind::Choice(&FAR_END_ACTS)),
            beside: &[NUMBER],
        },
        Choice::with(
            "called_party",
            "An action of the person on LEG-A of an outbound call.",
            Kind::Choice(&CALLED_PARTY),
        ),
        Choice::with(
            "update",
            "UpdateSipMediaApplicationCall is called with these arguments.",
            Kind::Map { key: &Kind::Text, value: &Kind::Text },
        ),
        Choice::with(
            "conclude_bot",
            "The caller's conversation with a bot ends with this result.",
            Kind::Fields(&INTENT),
        ),
        Choice::word("end_meeting", "The meeting ends, or the caller is removed from it."),
        Choice::with(
            "send_event",
            "The service sends an event of this type, which it does not have yet.",
            Kind::Text,
        ),
    ],
};

static EXPECT: Choices = Choices {
    name: "expect",
    what: "an expectation",
    other: Some(&ACT),
    choices: &[
        Choice::with(
            "hears",
            "The caller hears a prompt with this text, or with this bucket/key, to its end.",
            Kind::Text,
        ),
        Choice::with("starts_hearing", "The caller begins to hear such a prompt.", Kind::Text),
        Choice::word("is_hung_up", "The application hangs up the caller."),
        Choice {
            name: "bridge_to",
            doc: "The application bridges to this number or SIP user.",
            value: Value::Needs(Kind::Number),
            beside: &[Field::can(
                "far_end",
                "The reaction of the called person. The default is answers.",
                Kind::Choice(&RINGING),
            )],
        },
        Choice {
            name: "far_end",
            doc: "An expectation for the person that the application called.",
            value: Value::Needs(Kind::Choice(&FAR_END_EXPECTS)),
            beside: &[NUMBER],
        },
        Choice {
            name: "joins_meeting",
            doc: "The caller joins the meeting with this id, or any meeting.",
            value: Value::Can(Kind::Text),
            beside: &[],
        },
        Choice::with(
            "is_recorded",
            "A recording is stored whose bucket/key contains this text.",
            Kind::Text,
        ),
    ],
};

const ANSWERS: Choice = Choice::word("answers", "Answers.");
const IS_BUSY: Choice = Choice::word("is_busy", "Is busy: 486.");
const RINGS_OUT: Choice =
    Choice::word("rings_out", "Does not answer until the ringing times out: 480.");
const REFUSES: Choice = Choice::word("refuses", "Declines the call: 603.");
const IS_UNREACHABLE: Choice = Choice::word("is_unreachable", "Is unreachable: 503.");
const IS_CANCELLED: Choice =
    Choice::word("is_cancelled", "Does not answer before the call is cancelled: 487.");
const HANGS_UP: Choice = Choice::word("hangs_up", "Hangs up.");
const PRESSES: Choice = Choice::with("presses", "Presses keys.", Kind::Keys);
const SAYS: Choice = Choice::with("says", "Says something.", Kind::Text);

/// The reactions to a ringing phone.
static RINGING: Choices = Choices {
    name: "far_end",
    what: "a reaction to a ringing phone",
    other: None,
    choices: &[ANSWERS, IS_BUSY, RINGS_OUT, REFUSES, IS_UNREACHABLE],
};

static CALLED_PARTY: Choices = Choices {
    name: "called_party",
    what: "an act of the called party",
    other: None,
    choices: &[ANSWERS, IS_BUSY, RINGS_OUT, REFUSES, IS_UNREACHABLE, IS_CANCELLED],
};

static FAR_END_ACTS: Choices = Choices {
    name: "far_end",
    what: "an act of the far end",
    other: Some(&FAR_END_EXPECTS),
    choices: &[HANGS_UP, PRESSES, SAYS, ANSWERS, IS_BUSY, RINGS_OUT, REFUSES, IS_UNREACHABLE],
};

static FAR_END_EXPECTS: Choices = Choices {
    name: "far_end",
    what: "an expectation for the far end",
    other: Some(&FAR_END_ACTS),
    choices: &[
        Choice::with(
            "hears",
            "Hears a prompt with this text, or with this bucket/key, to its end.",
            Kind::Text,
        ),
        Choice::with("hears_keys", "Hears these keys, sent by SendDigits.", Kind::Keys),
        Choice::word("is_hung_up", "Is hung up by the application."),
    ],
};

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
        Field::needs(
            "fault",
            "The fault.",
            Kind::Word(Words {
                what: "a fault",
                words: || Fault::ALL.iter().map(|fault| fault.name()).collect(),
            }),
        ),
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
