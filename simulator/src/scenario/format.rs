//! The format of scenario files.

use super::kind::{Choice, Choices, Field, Fields, Kind, Value, Words};
use crate::Fault;

/// A scenario: one document of a file.
pub(super) static SCENARIO: Fields = Fields {
    name: "a scenario",
    one_of: &["dial", "place"],
    fields: &[
        Field::can("name", "What the call shows.", Kind::Text),
        Field::can("dial", "Somebody calls the application.", Kind::Fields(&DIAL)),
        Field::can(
            "place",
            "The application calls somebody: CreateSipMediaApplicationCall.",
            Kind::Fields(&PLACE),
        ),
        Field::can(
            "override",
            "What differs from the simulator's defaults.",
            Kind::Fields(&OVERRIDE),
        ),
        Field::can(
            "steps",
            "What people do in the call and what is expected of it, in order.",
            Kind::List(&Kind::Fields(&STEP)),
        ),
        Field::can("assert", "What holds at the end of the call.", Kind::Fields(&ASSERT)),
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
            "SIP headers that come with the call, by name.",
            Kind::Map { key: &Kind::Text, value: &Kind::Text },
        ),
    ],
};

static PLACE: Fields = Fields {
    name: "place",
    one_of: &[],
    fields: &[
        Field::needs("from", "The application's number.", Kind::Number),
        Field::needs("to", "The number that is called.", Kind::Number),
        Field::can(
            "arguments",
            "ArgumentsMap of the call, by name.",
            Kind::Map { key: &Kind::Text, value: &Kind::Text },
        ),
    ],
};

static STEP: Fields = Fields {
    name: "a step",
    one_of: &["act", "expect"],
    fields: &[
        Field::can("act", "Somebody does something.", Kind::Choice(&ACT)),
        Field::can(
            "expect",
            "Something happens; the call goes on until it does.",
            Kind::Choice(&EXPECT),
        ),
    ],
};

const NUMBER: Field = Field::can(
    "number",
    "Whose telephone: needed where it is not the one that was called last.",
    Kind::Number,
);

static ACT: Choices = Choices {
    name: "act",
    what: "something to do",
    other: Some(&EXPECT),
    choices: &[
        Choice::with(
            "press",
            "The caller presses keys: 0-9, *, #, A-D; a comma is half a second.",
            Kind::Keys,
        ),
        Choice::with("say", "The caller says this: to a bot, or to be recorded.", Kind::Text),
        Choice::with("wait", "Time passes.", Kind::Duration),
        Choice::word("hang_up", "The caller hangs up."),
        Choice {
            name: "far_end",
            doc: "The person whom the application called does this.",
            value: Value::Needs(Kind::Choice(&FAR_END_ACTS)),
            beside: &[NUMBER],
        },
        Choice::with(
            "called_party",
            "The person whom a placed call rings does this.",
            Kind::Choice(&CALLED_PARTY),
        ),
        Choice::with(
            "update",
            "UpdateSipMediaApplicationCall is called with these arguments.",
            Kind::Map { key: &Kind::Text, value: &Kind::Text },
        ),
        Choice::with(
            "conclude_bot",
            "The bot that talks with the caller is done, with this result.",
            Kind::Fields(&INTENT),
        ),
        Choice::word("end_meeting", "The meeting ends, or throws the caller out."),
        Choice::with(
            "send_event",
            "The service sends an event of this type, one that does not exist yet.",
            Kind::Text,
        ),
    ],
};

static EXPECT: Choices = Choices {
    name: "expect",
    what: "something to expect",
    other: Some(&ACT),
    choices: &[
        Choice::with(
            "hears",
            "The caller hears a prompt with this text, or with this bucket/key, to its end.",
            Kind::Text,
        ),
        Choice::with("starts_hearing", "The caller begins to hear this.", Kind::Text),
        Choice::word("is_hung_up", "The application hangs the caller up."),
        Choice {
            name: "bridge_to",
            doc: "The application calls this number or SIP user.",
            value: Value::Needs(Kind::Number),
            beside: &[Field::can(
                "far_end",
                "What the person who is called does; answers, if nothing is said.",
                Kind::Choice(&RINGING),
            )],
        },
        Choice {
            name: "far_end",
            doc: "This happens to the person whom the application called.",
            value: Value::Needs(Kind::Choice(&FAR_END_EXPECTS)),
            beside: &[NUMBER],
        },
        Choice {
            name: "joins_meeting",
            doc: "The caller joins a meeting: this one, if one is named.",
            value: Value::Can(Kind::Text),
            beside: &[],
        },
        Choice::with(
            "is_recorded",
            "A recording has been written whose bucket/key contains this.",
            Kind::Text,
        ),
    ],
};

const ANSWERS: Choice = Choice::word("answers", "Answers the ringing telephone.");
const IS_BUSY: Choice = Choice::word("is_busy", "Is on the phone already: 486.");
const RINGS_OUT: Choice = Choice::word("rings_out", "Lets it ring until the service gives up.");
const REFUSES: Choice = Choice::word("refuses", "Refuses: 603.");
const IS_UNREACHABLE: Choice = Choice::word("is_unreachable", "Can't be reached: 503.");
const IS_CANCELLED: Choice =
    Choice::word("is_cancelled", "The call is cancelled before it is answered: 487.");
const HANGS_UP: Choice = Choice::word("hangs_up", "Hangs up.");
const PRESSES: Choice = Choice::with("presses", "Presses keys.", Kind::Keys);
const SAYS: Choice = Choice::with("says", "Says something.", Kind::Text);

/// What can become of a ringing telephone.
static RINGING: Choices = Choices {
    name: "far_end",
    what: "something that a ringing telephone can lead to",
    other: None,
    choices: &[ANSWERS, IS_BUSY, RINGS_OUT, REFUSES, IS_UNREACHABLE],
};

static CALLED_PARTY: Choices = Choices {
    name: "called_party",
    what: "something that the person called can do",
    other: None,
    choices: &[ANSWERS, IS_BUSY, RINGS_OUT, REFUSES, IS_UNREACHABLE, IS_CANCELLED],
};

static FAR_END_ACTS: Choices = Choices {
    name: "far_end",
    what: "something that the far end can do",
    other: Some(&FAR_END_EXPECTS),
    choices: &[HANGS_UP, PRESSES, SAYS, ANSWERS, IS_BUSY, RINGS_OUT, REFUSES, IS_UNREACHABLE],
};

static FAR_END_EXPECTS: Choices = Choices {
    name: "far_end",
    what: "something that can be expected of the far end",
    other: Some(&FAR_END_ACTS),
    choices: &[
        Choice::with("hears", "Hears this text or bucket/key to its end.", Kind::Text),
        Choice::with("hears_keys", "Hears these keys, sent by SendDigits.", Kind::Keys),
        Choice::word("is_hung_up", "The application hangs it up."),
    ],
};

static INTENT: Fields = Fields {
    name: "a bot's result",
    one_of: &[],
    fields: &[
        Field::needs("intent", "The intent's name.", Kind::Text),
        Field::can(
            "slots",
            "What was asked for, by name; null where nothing was said.",
            Kind::Map { key: &Kind::Text, value: &Kind::Any },
        ),
        Field::can(
            "state",
            "How far the intent got.",
            Kind::Word(Words {
                what: "a state of an intent",
                words: || vec!["Failed", "Fulfilled", "ReadyForFulfillment"],
            }),
        ),
        Field::can(
            "confirmation",
            "What the caller said to the bot's last question.",
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
            "The time of the call, such as 2026-01-05T10:00:00Z.",
            Kind::Timestamp,
        ),
        Field::can(
            "profile",
            "How the service behaves where its sources contradict each other.",
            Kind::Switches,
        ),
        Field::can(
            "every_profile",
            "Whether the call runs under every profile: each value of each switch.",
            Kind::Flag,
        ),
        Field::can("faults", "What goes wrong, and when.", Kind::List(&Kind::Fields(&FAULT))),
        Field::can(
            "random_faults",
            "How many invocations of a thousand have a fault.",
            Kind::Whole(0, 1000),
        ),
        Field::can(
            "far_ends",
            "What the person at a number does when no step says so.",
            Kind::Map { key: &Kind::Number, value: &Kind::Choice(&RINGING) },
        ),
        Field::can(
            "env",
            "Environment variables of the Lambda's process.",
            Kind::Map { key: &Kind::Text, value: &Kind::Text },
        ),
        Field::can(
            "prompts",
            "The audio files that exist, as bucket/key, and their lengths; if nothing is said, all exist.",
            Kind::Map { key: &Kind::Text, value: &Kind::Duration },
        ),
        Field::can(
            "buckets",
            "A folder whose folders stand for buckets, from the scenario's own folder.",
            Kind::Text,
        ),
        Field::can(
            "bots",
            "What bots make of the caller's words, by their alias ARN.",
            Kind::Map { key: &Kind::Text, value: &Kind::List(&Kind::Fields(&BOT_LINE)) },
        ),
        Field::can(
            "owns",
            "Numbers that the account owns, beside the application's own.",
            Kind::List(&Kind::Number),
        ),
        Field::can(
            "refused_join_tokens",
            "Join tokens that no meeting takes.",
            Kind::List(&Kind::Text),
        ),
        Field::can(
            "patience",
            "How long an expectation may take, on the call's clock.",
            Kind::Duration,
        ),
        Field::can("leg_price_per_minute", "What a minute of a leg costs.", Kind::Price),
    ],
};

static BOT_LINE: Fields = Fields {
    name: "a bot's line",
    one_of: &["asks", "concludes"],
    fields: &[
        Field::needs("hears", "Words that are looked for in what the caller says.", Kind::Text),
        Field::can("asks", "The bot asks this, and listens again.", Kind::Text),
        Field::can("concludes", "The bot is done, with this result.", Kind::Fields(&INTENT)),
    ],
};

static FAULT: Fields = Fields {
    name: "a fault",
    one_of: &[],
    fields: &[
        Field::needs("at", "The Sequence of the event with which it comes.", Kind::Whole(1, 1000)),
        Field::needs(
            "fault",
            "What goes wrong.",
            Kind::Word(Words {
                what: "a fault",
                words: || Fault::ALL.iter().map(|fault| fault.name()).collect(),
            }),
        ),
    ],
};

/// The names of [`Finding`](crate::Finding)s.
pub(super) const FINDINGS: [&str; 9] = [
    "leg_left_connected",
    "ignored_actions",
    "attribute_lost",
    "slow_reply",
    "dead_air",
    "not_idempotent",
    "lambda_error",
    "invalid_reply",
    "too_many_invocations",
];

static ASSERT: Fields = Fields {
    name: "assert",
    one_of: &[],
    fields: &[
        Field::can("ended", "Whether the call is over after the last step.", Kind::Flag),
        Field::can(
            "no_leg_left_connected",
            "Whether every leg is disconnected when nothing more is going to happen.",
            Kind::Flag,
        ),
        Field::can(
            "findings",
            "The findings, in any order; [] for none.",
            Kind::List(&Kind::Word(Words { what: "a finding", words: || FINDINGS.to_vec() })),
        ),
        Field::can(
            "attributes",
            "Transaction attributes, by name; null for one that must not be there. Of an object, \
             stored as such or as JSON, what is given here has to be in it.",
            Kind::Map { key: &Kind::Text, value: &Kind::Any },
        ),
        Field::can(
            "invocations",
            "How often the Lambda was invoked.",
            Kind::Either(&Kind::Whole(0, 1000), &Kind::Fields(&AT_MOST)),
        ),
        Field::can(
            "replies_within",
            "What the slowest reply may take, on the clock of the wall.",
            Kind::Duration,
        ),
    ],
};

static AT_MOST: Fields = Fields {
    name: "invocations",
    one_of: &[],
    fields: &[Field::needs("at_most", "The most that may be.", Kind::Whole(0, 1000))],
};
