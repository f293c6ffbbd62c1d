//! The table of the protocol's events and actions. The names that `#[on(...)]` takes, the keys of a
//! dispatch table and the types of `offhook` are generated from it.

use proc_macro2::TokenStream;
use quote::quote;

/// Generates lists of the names, and functions that return the tables as tokens.
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

// An event's name, its `InvocationEventType` (spellings after `|` are read and never written), and
// whether actions in its reply are `required` (an empty list is an error), `optional` or `ignored`.
protocol! {
    events {
        /// A call reached a number or a Voice Connector with a SIP rule.
        NewInboundCall = "NEW_INBOUND_CALL" | "NEW_INCOMING_CALL": required;
        /// `CreateSipMediaApplicationCall` placed a call.
        NewOutboundCall = "NEW_OUTBOUND_CALL": ignored;
        /// The far end is ringing.
        Ringing = "RINGING": ignored;
        /// The far end answered an outbound call.
        CallAnswered = "CALL_ANSWERED": optional;
        /// A leg hung up.
        Hangup = "HANGUP": optional;
        /// The caller pressed keys that a ReceiveDigits action listens for.
        DigitsReceived = "DIGITS_RECEIVED": optional;
        /// `UpdateSipMediaApplicationCall` requested an update of the call.
        CallUpdateRequested = "CALL_UPDATE_REQUESTED": optional;
        /// The service could not use the last reply.
        InvalidLambdaResponse = "INVALID_LAMBDA_RESPONSE": optional;
    }
    events about an action {
        /// A list of actions succeeded, or an action whose results are needed at once.
        ActionSuccessful = "ACTION_SUCCESSFUL": optional;
        /// An action failed, and the rest of its list was dropped.
        ActionFailed = "ACTION_FAILED" | "ActionFailed": optional;
        /// A call update interrupted a running action.
        ActionInterrupted = "ACTION_INTERRUPTED": ignored;
    }
    actions {
        /// [`Speak`]: speaks a text.
        Speak = "Speak";
        /// [`SpeakAndGetDigits`]: speaks a text and collects digits.
        SpeakAndGetDigits = "SpeakAndGetDigits";
        /// [`PlayAudio`]: plays a WAV file.
        PlayAudio = "PlayAudio";
        /// [`PlayAudioAndGetDigits`]: plays a WAV file and collects digits.
        PlayAudioAndGetDigits = "PlayAudioAndGetDigits";
        /// [`ReceiveDigits`]: listens for digits during the call.
        ReceiveDigits = "ReceiveDigits";
        /// [`SendDigits`]: sends DTMF digits.
        SendDigits = "SendDigits";
        /// [`Pause`]: waits.
        Pause = "Pause";
        /// [`Hangup`]: hangs up.
        Hangup = "Hangup";
        /// [`RecordAudio`]: records the audio of a leg.
        RecordAudio = "RecordAudio";
        /// [`StartCallRecording`]: starts recording a call.
        StartCallRecording = "StartCallRecording";
        /// [`StopCallRecording`]: stops recording a call.
        StopCallRecording = "StopCallRecording";
        /// [`PauseCallRecording`]: pauses a call's recording.
        PauseCallRecording = "PauseCallRecording";
        /// [`ResumeCallRecording`]: resumes a call's recording.
        ResumeCallRecording = "ResumeCallRecording";
        /// [`CallAndBridge`]: calls a number and bridges it to the caller.
        CallAndBridge = "CallAndBridge";
        /// [`JoinChimeMeeting`]: joins a meeting.
        JoinChimeMeeting = "JoinChimeMeeting";
        /// [`ModifyChimeMeetingAttendees`]: mutes or unmutes attendees of a meeting.
        ModifyChimeMeetingAttendees = "ModifyChimeMeetingAttendees";
        /// [`VoiceFocus`]: suppresses noise.
        VoiceFocus = "VoiceFocus";
        /// [`StartBotConversation`]: starts a bot's conversation with the caller.
        StartBotConversation = "StartBotConversation";
    }
}
