//! The table of the protocol's events and actions. The names that `#[on(...)]` takes, the keys of a
//! dispatch table and the types of `offhook` are generated from it.

use proc_macro2::TokenStream;
use quote::quote;

/// Generates the list of an item's names, and the table as tokens for `offhook`.
macro_rules! protocol {
    (
        events { $($events:tt)* }
        events about an action { $($events_about_an_action:tt)* }
        actions { $($actions:tt)* }
    ) => {
        names!(EVENTS: $($events)*);
        names!(EVENTS_ABOUT_AN_ACTION: $($events_about_an_action)*);
        names!(ACTIONS: $($actions)*);

        /// The table of events, as the input of another macro.
        pub(crate) fn events() -> TokenStream {
            quote!([$($events)*] [$($events_about_an_action)*])
        }

        /// The table of actions, as the input of another macro.
        pub(crate) fn actions() -> TokenStream {
            quote!($($actions)*)
        }
    };
}

macro_rules! names {
    (
        $names:ident:
        $($(#[doc = $doc:literal])* $name:ident = $word:literal $(| $spelling:literal)* $(: $replies:ident)?;)*
    ) => {
        pub(crate) const $names: &[&str] = &[$(stringify!($name)),*];
    };
}

// An event's name, its `InvocationEventType` (words behind `|` are read and never written), and
// what the service does with the actions of the reply: `required` (an empty list is an error),
// `optional`, or `ignored`.
protocol! {
    events {
        /// A call reached a number or a Voice Connector with a SIP rule.
        NewInboundCall = "NEW_INBOUND_CALL" | "NEW_INCOMING_CALL": required;
        /// CreateSipMediaApplicationCall was called.
        NewOutboundCall = "NEW_OUTBOUND_CALL": ignored;
        /// The far end rings.
        Ringing = "RINGING": ignored;
        /// The far end answered an outbound call.
        CallAnswered = "CALL_ANSWERED": optional;
        /// A leg hung up.
        Hangup = "HANGUP": optional;
        /// The caller pressed keys that a ReceiveDigits action listens for.
        DigitsReceived = "DIGITS_RECEIVED": optional;
        /// UpdateSipMediaApplicationCall was called.
        CallUpdateRequested = "CALL_UPDATE_REQUESTED": optional;
        /// The last reply could not be used.
        InvalidLambdaResponse = "INVALID_LAMBDA_RESPONSE": optional;
    }
    events about an action {
        /// A list of actions, or an action whose results are needed at once, succeeded.
        ActionSuccessful = "ACTION_SUCCESSFUL": optional;
        /// An action failed; the rest of its list was dropped.
        ActionFailed = "ACTION_FAILED" | "ActionFailed": optional;
        /// A call update cut a running action short.
        ActionInterrupted = "ACTION_INTERRUPTED": ignored;
    }
    actions {
        /// [`Speak`]: says a text.
        Speak = "Speak";
        /// [`SpeakAndGetDigits`]: says a text and collects digits.
        SpeakAndGetDigits = "SpeakAndGetDigits";
        /// [`PlayAudio`]: plays a WAV file.
        PlayAudio = "PlayAudio";
        /// [`PlayAudioAndGetDigits`]: plays a WAV file and collects digits.
        PlayAudioAndGetDigits = "PlayAudioAndGetDigits";
        /// [`ReceiveDigits`]: listens for digits while the call goes on.
        ReceiveDigits = "ReceiveDigits";
        /// [`SendDigits`]: sends DTMF digits.
        SendDigits = "SendDigits";
        /// [`Pause`]: waits.
        Pause = "Pause";
        /// [`Hangup`]: hangs up.
        Hangup = "Hangup";
        /// [`RecordAudio`]: records what a leg says.
        RecordAudio = "RecordAudio";
        /// [`StartCallRecording`]: starts to record a call.
        StartCallRecording = "StartCallRecording";
        /// [`StopCallRecording`]: ends a call's recording.
        StopCallRecording = "StopCallRecording";
        /// [`PauseCallRecording`]: pauses a call's recording.
        PauseCallRecording = "PauseCallRecording";
        /// [`ResumeCallRecording`]: resumes a call's recording.
        ResumeCallRecording = "ResumeCallRecording";
        /// [`CallAndBridge`]: calls a number and bridges it with the caller.
        CallAndBridge = "CallAndBridge";
        /// [`JoinChimeMeeting`]: joins a meeting.
        JoinChimeMeeting = "JoinChimeMeeting";
        /// [`ModifyChimeMeetingAttendees`]: mutes or unmutes attendees of a meeting.
        ModifyChimeMeetingAttendees = "ModifyChimeMeetingAttendees";
        /// [`VoiceFocus`]: suppresses noise.
        VoiceFocus = "VoiceFocus";
        /// [`StartBotConversation`]: lets a bot talk with the caller.
        StartBotConversation = "StartBotConversation";
    }
}
