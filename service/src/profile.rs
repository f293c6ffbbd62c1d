//! What the sources contradict each other about, as switches.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How the service behaves where its sources contradict each other, or where only a claim supports a
/// statement.
///
/// The default has the best supported value of each switch. [`Profile::each`] has the default and,
/// for each other value of each switch, a profile that differs from it in that one: an application
/// that does well under all of them does not depend on what nobody knows.
///
/// ```
/// use offhook_service::{HangupReports, Profile};
///
/// let profile = Profile { hangup_reports: HangupReports::HangupOnly, ..Profile::default() };
/// assert_eq!(profile.to_string(), "hangup_reports=hangup_only");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", default, deny_unknown_fields)]
pub struct Profile {
    /// The most transaction attributes of a reply.
    pub attribute_limit: AttributeLimit,
    /// Whether a reply's attributes replace the old ones.
    pub attributes: Attributes,
    /// What is reported of a Hangup action on one of two legs.
    pub hangup_reports: HangupReports,
    /// Which action HANGUP of LEG-B names.
    pub far_hangup_type: FarHangupType,
    /// What is reported of the action that runs on a leg whose person hangs up.
    pub caller_leaves: CallerLeaves,
    /// What happens when a new inbound call is answered with an empty list.
    pub empty_first_reply: EmptyFirstReply,
    /// What an empty list does in the middle of a list.
    pub empty_list: EmptyList,
    /// Where `INVALID_LAMBDA_RESPONSE` says why.
    pub invalid_reply_error: InvalidReplyError,
    /// Whether a call update stops a Speak.
    pub speak: Interruptible,
    /// Whether ReceiveDigits listens on after keys matched.
    pub receive_digits: ReceiveDigitsStays,
    /// Whether the regular expression of digits sees the terminator.
    pub terminator: Terminator,
    /// What `RepeatDurationInMilliseconds` is.
    pub repeat_duration: RepeatDuration,
    /// What becomes of keys that are flushed without a match.
    pub flushed_keys: FlushedKeys,
    /// When the success of an action with results is reported.
    pub reports: Reports,
    /// Which way round a meeting's leg shows its numbers.
    pub meeting_leg: MeetingLeg,
    /// Whether RINGING comes for a bridged leg.
    pub bridge_ringing: BridgeRinging,
    /// How long a Pause may be.
    pub pause_limits: PauseLimits,
    /// How digits are compared with `InputDigitsRegex`.
    pub digit_regex: DigitRegex,
    /// The order of `Participants` in HANGUP of LEG-B.
    pub participants: ParticipantOrder,
}

/// Switches, each an enum whose first value is the default.
macro_rules! switches {
    ($($(#[$doc:meta])* $field:ident: $switch:ident { $($(#[$value_doc:meta])* $value:ident = $word:literal,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
            #[serde(rename_all = "snake_case")]
            pub enum $switch {
                $($(#[$value_doc])* $value,)*
            }

            impl $switch {
                /// Every value, the default first.
                pub const ALL: &'static [Self] = &[$(Self::$value),*];

                /// Its name, as scenario files have it.
                pub fn name(self) -> &'static str {
                    match self {
                        $(Self::$value => $word,)*
                    }
                }
            }

            impl Default for $switch {
                fn default() -> Self {
                    Self::ALL[0]
                }
            }
        )*

        impl Profile {
            /// The default, and one profile for each other value of each switch.
            pub fn each() -> impl Iterator<Item = Self> {
                let mut profiles = vec![Self::default()];
                $(profiles.extend($switch::ALL[1..].iter().map(|value| Self { $field: *value, ..Self::default() }));)*
                profiles.into_iter()
            }
        }

        impl fmt::Display for Profile {
            /// The switches that are not at their defaults, as `name=value`.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let switched: Vec<String> = [$((self.$field != $switch::default()).then(|| {
                    format!("{}={}", stringify!($field), self.$field.name())
                })),*].into_iter().flatten().collect();
                if switched.is_empty() { f.pad("default") } else { f.pad(&switched.join(" ")) }
            }
        }
    };
}

switches! {
    /// The most transaction attributes of a reply: one page says 100 and 20 KB, another 10.
    attribute_limit: AttributeLimit {
        /// 100 and 20 KB: the page of transaction attributes.
        Hundred = "hundred",
        /// 10: the error's text.
        Ten = "ten",
    }
    /// Whether a reply's attributes replace the old ones: pages contradict each other where the keys
    /// differ.
    attributes: Attributes {
        /// The map takes the place of the old one.
        Replace = "replace",
        /// The map is merged into the old one; an empty one still clears.
        Merge = "merge",
    }
    /// What is reported when a Hangup action hangs up one of two legs.
    hangup_reports: HangupReports {
        /// `HANGUP`, then `ACTION_SUCCESSFUL`: the guide has the one, the workshop the other, and
        /// deployed code copes with both.
        HangupFirst = "hangup_first",
        /// `ACTION_SUCCESSFUL`, then `HANGUP`.
        SuccessFirst = "success_first",
        /// HANGUP alone.
        HangupOnly = "hangup_only",
    }
    /// The `Type` in a HANGUP of LEG-B: one example of the guide has another action's.
    far_hangup_type: FarHangupType {
        /// `Hangup`, as for LEG-A.
        Hangup = "hangup",
        /// `ReceiveDigits`, without a SIP response.
        ReceiveDigits = "receive_digits",
    }
    /// What is reported of the action that runs on a leg whose person hangs up, before HANGUP.
    caller_leaves: CallerLeaves {
        /// A RecordAudio succeeds, for its recording is there; other actions are not reported.
        Recording = "recording",
        /// The action succeeds.
        Success = "success",
        /// The action fails with SystemException.
        Failure = "failure",
    }
    /// What happens when a new inbound call is answered with an empty list.
    empty_first_reply: EmptyFirstReply {
        /// It is an error: the call ends with 480.
        Refused = "refused",
        /// Nothing happens, and after 30 s without an answer the call ends with 480.
        TimesOut = "times_out",
    }
    /// What an empty list does while actions run and wait.
    empty_list: EmptyList {
        /// Nothing: the list goes on.
        GoesOn = "goes_on",
        /// It stops them: an older page.
        Stops = "stops",
    }
    /// Where `INVALID_LAMBDA_RESPONSE` has `ErrorType` and `ErrorMessage`.
    invalid_reply_error: InvalidReplyError {
        /// At the top level: one page of the guide, and where deployed code reads them.
        TopLevel = "top_level",
        /// In `ActionData`: another page.
        ActionData = "action_data",
    }
    /// Whether a call update stops a running Speak.
    speak: Interruptible {
        /// No: the guide names PlayAudio, RecordAudio and Pause.
        No = "no",
        /// Yes: a sample application sees it.
        Yes = "yes",
    }
    /// Whether ReceiveDigits listens on after keys matched.
    receive_digits: ReceiveDigitsStays {
        /// It does.
        Armed = "armed",
        /// It does not: keys are discarded until there is a new one.
        Once = "once",
    }
    /// Whether the regular expression of the two get-digits actions sees the terminator.
    terminator: Terminator {
        /// It does not.
        Unseen = "unseen",
        /// It does, as one example's expression suggests.
        Seen = "seen",
    }
    /// What `RepeatDurationInMilliseconds` is.
    repeat_duration: RepeatDuration {
        /// The time of one attempt: Speak's page.
        Attempt = "attempt",
        /// The wait between attempts: PlayAudio's page.
        Between = "between",
    }
    /// What becomes of keys that ReceiveDigits flushes without a match.
    flushed_keys: FlushedKeys {
        /// Nobody hears of them.
        Dropped = "dropped",
        /// They are sent to the Lambda.
        Sent = "sent",
    }
    /// When the success of an action that others may depend on is reported.
    reports: Reports {
        /// At once, in the middle of a list too: the workshop.
        AtOnce = "at_once",
        /// At the end of the list: another page.
        AtTheEnd = "at_the_end",
    }
    /// Which way round a meeting's leg shows its numbers.
    meeting_leg: MeetingLeg {
        /// From "SMA", To +17035550122.
        FromSma = "from_sma",
        /// The reverse.
        ToSma = "to_sma",
    }
    /// Whether RINGING comes for a bridged leg.
    bridge_ringing: BridgeRinging {
        /// No: the workshop.
        Silent = "silent",
        /// Yes: deployed code copes with it.
        Told = "told",
    }
    /// How digits are compared with `InputDigitsRegex`, after the checks of minimum and maximum.
    digit_regex: DigitRegex {
        /// It is searched for: a published application asks for six digits with `[0-9]`.
        Search = "search",
        /// All digits have to match it, as with Java's `String.matches`.
        Whole = "whole",
    }
    /// The order of `Participants` in HANGUP of LEG-B.
    participants: ParticipantOrder {
        /// LEG-A first: the guide and most logs.
        LegAFirst = "leg_a_first",
        /// LEG-B first: three published applications were changed to cope with it.
        LegBFirst = "leg_b_first",
    }
    /// How long a Pause may be.
    pause_limits: PauseLimits {
        /// 100 to 30,000 ms: the page of errors.
        Errors = "errors",
        /// More than 0: the action's page.
        Action = "action",
    }
}
