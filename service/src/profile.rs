//! Switches for behaviour of the service on which its sources contradict each other.
//!
//! Depends on nothing else of the crate.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The behaviour of the service where its sources contradict each other, or where a statement is
/// supported only by an unverified claim.
///
/// The default has the best supported value of each switch. [`Profile::each`] returns the default
/// and, for each other value of each switch, a profile that differs in that value alone. An
/// application that works under all of them does not depend on uncertain behaviour.
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
    /// The maximum number of transaction attributes in a reply.
    pub attribute_limit: AttributeLimit,
    /// Whether the attributes in a reply replace the old ones.
    pub attributes: Attributes,
    /// The events for a `Hangup` action on one of two legs.
    pub hangup_reports: HangupReports,
    /// The `Type` in a `HANGUP` of LEG-B.
    pub far_hangup_type: FarHangupType,
    /// The event for the running action when the person on its leg hangs up.
    pub caller_leaves: CallerLeaves,
    /// The effect of an empty list in reply to `NEW_INBOUND_CALL`.
    pub empty_first_reply: EmptyFirstReply,
    /// The effect of an empty list while other actions run or are queued.
    pub empty_list: EmptyList,
    /// The place of `ErrorType` and `ErrorMessage` in `INVALID_LAMBDA_RESPONSE`.
    pub invalid_reply_error: InvalidReplyError,
    /// Whether a call update interrupts `Speak`.
    pub speak: SpeakOnUpdate,
    /// Whether `ReceiveDigits` stays armed after a match.
    pub receive_digits: ReceiveDigitsStays,
    /// Whether the regular expression for digits sees the terminator.
    pub terminator: Terminator,
    /// The meaning of `RepeatDurationInMilliseconds`.
    pub repeat_duration: RepeatDuration,
    /// The effect of flushing keys that don't match.
    pub flushed_keys: FlushedKeys,
    /// The time at which the success of an action with results is reported.
    pub reports: Reports,
    /// The numbers of a meeting's leg.
    pub meeting_leg: MeetingLeg,
    /// Whether `RINGING` is sent for a bridged leg.
    pub bridge_ringing: BridgeRinging,
    /// The limits of a `Pause`.
    pub pause_limits: PauseLimits,
    /// How digits are compared with `InputDigitsRegex`.
    pub digit_regex: DigitRegex,
    /// The order of `Participants` in HANGUP of LEG-B.
    pub participants: ParticipantOrder,
    /// Whether the attributes of the reply to `NEW_OUTBOUND_CALL` are kept.
    pub outbound_reply: OutboundReply,
}

/// Generates an enum for each switch. Its first value is the default.
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

                /// Returns the name of the value in scenario files.
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
            /// Returns the default, and one profile for each other value of each switch.
            ///
            /// That of [`outbound_reply`](Self::outbound_reply) is left out: an app that needs the
            /// arguments of a call can't do without the attributes of that reply. Choose it for those
            /// that can.
            pub fn each() -> impl Iterator<Item = Self> {
                let mut profiles = vec![Self::default()];
                $(profiles.extend($switch::ALL[1..].iter().map(|value| Self { $field: *value, ..Self::default() }));)*
                profiles.retain(|profile| profile.outbound_reply == OutboundReply::default());
                profiles.into_iter()
            }
        }

        impl fmt::Display for Profile {
            /// Writes the switches that differ from the default, as `name=value`.
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
    /// The maximum number of transaction attributes in a reply.
    attribute_limit: AttributeLimit {
        /// 100 attributes and 20 KB. Source: the page on transaction attributes.
        Hundred = "hundred",
        /// 10 attributes. Source: the text of the error.
        Ten = "ten",
    }
    /// The effect of the attributes in a reply. The sources contradict each other for replies with new
    /// keys.
    attributes: Attributes {
        /// The new map replaces the old one.
        Replace = "replace",
        /// The new map is merged into the old one. An empty map still clears it.
        Merge = "merge",
    }
    /// The events for a `Hangup` action on one of two legs.
    hangup_reports: HangupReports {
        /// `HANGUP`, then `ACTION_SUCCESSFUL`. The guide has the first, the workshop the second;
        /// deployed code handles both.
        HangupFirst = "hangup_first",
        /// `ACTION_SUCCESSFUL`, then `HANGUP`.
        SuccessFirst = "success_first",
        /// `HANGUP` only.
        HangupOnly = "hangup_only",
    }
    /// The `Type` in a `HANGUP` of LEG-B.
    far_hangup_type: FarHangupType {
        /// `Hangup`, as for LEG-A.
        Hangup = "hangup",
        /// `ReceiveDigits`, without a SIP response code. Source: one example in the guide.
        ReceiveDigits = "receive_digits",
    }
    /// The event for the running action when the person on its leg hangs up. It precedes `HANGUP`.
    caller_leaves: CallerLeaves {
        /// `ACTION_SUCCESSFUL` for `RecordAudio`, whose recording is stored; none for other actions.
        Recording = "recording",
        /// `ACTION_SUCCESSFUL`.
        Success = "success",
        /// `ACTION_FAILED` with `SystemException`.
        Failure = "failure",
    }
    /// The effect of an empty list in reply to `NEW_INBOUND_CALL`.
    empty_first_reply: EmptyFirstReply {
        /// The reply is invalid and the call ends with 480.
        Refused = "refused",
        /// The call keeps ringing, and ends with 480 after 30 s.
        TimesOut = "times_out",
    }
    /// The effect of an empty list while other actions run or are queued.
    empty_list: EmptyList {
        /// None: the list continues.
        GoesOn = "goes_on",
        /// It stops those actions. Source: an older page.
        Stops = "stops",
    }
    /// The place of `ErrorType` and `ErrorMessage` in `INVALID_LAMBDA_RESPONSE`.
    invalid_reply_error: InvalidReplyError {
        /// The top level. Source: one page of the guide, and deployed code that reads them there.
        TopLevel = "top_level",
        /// `ActionData`. Source: another page.
        ActionData = "action_data",
    }
    /// The effect of a call update on `Speak`.
    speak: SpeakOnUpdate {
        /// `Speak` continues. Source: the guide, which names only `PlayAudio`, `RecordAudio` and
        /// `Pause`.
        Finishes = "finishes",
        /// `Speak` is interrupted. Source: a sample application.
        Interrupted = "interrupted",
    }
    /// The state of `ReceiveDigits` after a match.
    receive_digits: ReceiveDigitsStays {
        /// It stays armed.
        Armed = "armed",
        /// Keys are discarded until another `ReceiveDigits` runs.
        Once = "once",
    }
    /// The input of the regular expression of the two get-digits actions.
    terminator: Terminator {
        /// The digits without the terminator.
        Unseen = "unseen",
        /// The digits with the terminator. Source: the expression of one example.
        Seen = "seen",
    }
    /// The meaning of `RepeatDurationInMilliseconds`.
    repeat_duration: RepeatDuration {
        /// The time of one attempt. Source: the page on `Speak`.
        Attempt = "attempt",
        /// The wait between attempts. Source: the page on `PlayAudio`.
        Between = "between",
    }
    /// The effect of flushing keys of `ReceiveDigits` that don't match.
    flushed_keys: FlushedKeys {
        /// The keys are discarded.
        Dropped = "dropped",
        /// The keys are sent to the Lambda in `DIGITS_RECEIVED`.
        Sent = "sent",
    }
    /// The time at which the success of an action with results is reported.
    reports: Reports {
        /// Immediately, also in the middle of a list. Source: the workshop.
        AtOnce = "at_once",
        /// At the end of the list. Source: another page.
        AtTheEnd = "at_the_end",
    }
    /// The numbers of a meeting's leg.
    meeting_leg: MeetingLeg {
        /// From `SMA` to `+17035550122`.
        FromSma = "from_sma",
        /// From `+17035550122` to `SMA`.
        ToSma = "to_sma",
    }
    /// The events for a ringing bridged leg.
    bridge_ringing: BridgeRinging {
        /// None. Source: the workshop.
        Silent = "silent",
        /// `RINGING`. Source: deployed code that handles it.
        Reported = "reported",
    }
    /// How digits are compared with `InputDigitsRegex`, after the checks of minimum and maximum.
    digit_regex: DigitRegex {
        /// The expression is searched for. Source: an application that asks for six digits with `[0-9]`.
        Search = "search",
        /// All digits must match, as with Java's `String.matches`.
        Whole = "whole",
    }
    /// The order of `Participants` in `HANGUP` of LEG-B.
    participants: ParticipantOrder {
        /// LEG-A first. Source: the guide and most logs.
        LegAFirst = "leg_a_first",
        /// LEG-B first. Source: three applications that were changed to handle it.
        LegBFirst = "leg_b_first",
    }
    /// The reply to `NEW_OUTBOUND_CALL`, whose actions are ignored.
    outbound_reply: OutboundReply {
        /// Its attributes are kept. Source: one log.
        AttributesKept = "attributes_kept",
        /// All of it is ignored. Source: the guide.
        Ignored = "ignored",
    }
    /// The limits of a `Pause`.
    pause_limits: PauseLimits {
        /// 100 to 30,000 ms. Source: the page on errors.
        Errors = "errors",
        /// More than 0 ms. Source: the page on the action.
        Action = "action",
    }
}
