//! The setters of actions on a [`Run`].

use std::borrow::Cow;
use std::time::Duration;

use super::run::Run;
use crate::action::bot::DialogAction;
use crate::action::{
    CallAndBridge, DigitCount, Engine, Hangup, JoinChimeMeeting, Keys, Pause, PauseCallRecording,
    PlayAudio, PlayAudioAndGetDigits, ReceiveDigits, RecordAudio, ResumeCallRecording, SendDigits,
    Speak, SpeakAndGetDigits, StartBotConversation, StartCallRecording, StopCallRecording, Target,
    Track, VoiceFocus,
};
use crate::call::{E164, SipHeaders};

/// Passes setters on to actions.
macro_rules! setters {
    ($([$($action:ident)*] $setters:tt)*) => {
        $($(setters!(@of $action $setters);)*)*
    };
    (@of $action:ident { $($setter:ident($($argument:ident: $type:ty),*))* }) => {
        impl Run<$action> {
            $(
                #[doc = concat!("As [`", stringify!($action), "::", stringify!($setter), "`].")]
                pub fn $setter(self, $($argument: $type),*) -> Self {
                    self.map(|action| action.$setter($($argument),*))
                }
            )*
        }
    };
}

type Text = Cow<'static, str>;

setters! {
    [
        Speak SpeakAndGetDigits PlayAudio PlayAudioAndGetDigits ReceiveDigits SendDigits Pause Hangup
        RecordAudio StartCallRecording StopCallRecording PauseCallRecording ResumeCallRecording
        VoiceFocus
    ] {
        on(target: impl Into<Target>)
    }
    [Speak SpeakAndGetDigits] {
        voice(voice_id: impl Into<Text>)
        engine(engine: Engine)
        language(language_code: impl Into<Text>)
    }
    [SpeakAndGetDigits PlayAudioAndGetDigits] {
        digits(count: impl Into<DigitCount>)
        attempts(attempts: u32)
        timeout(timeout: Duration)
        between_digits(pause: Duration)
        terminator(keys: impl Into<Keys>)
        regex(regex: impl Into<Text>)
    }
    [SpeakAndGetDigits] {
        failure(text: impl Into<Text>)
        failure_ssml(ssml: impl Into<Text>)
    }
    [PlayAudioAndGetDigits] {
        failure_s3(bucket: impl Into<Text>, key: impl Into<Text>)
    }
    [PlayAudio] {
        terminators(keys: impl Into<Keys>)
        repeat(times: u32)
    }
    [ReceiveDigits] {
        between_digits(silence: Duration)
        flush(after: Duration)
    }
    [SendDigits] {
        tone(duration: Duration)
    }
    [RecordAudio] {
        prefix(prefix: impl Into<Text>)
        terminators(keys: impl Into<Keys>)
        max(duration: Duration)
        silence(duration: Duration)
        silence_threshold(threshold: u32)
    }
    [StartCallRecording] {
        track(track: Track)
    }
    [CallAndBridge] {
        caller_id(number: E164)
        timeout(timeout: Duration)
        ringback_s3(bucket: impl Into<Text>, key: impl Into<Text>)
        sip_header(name: impl Into<String>, value: impl Into<String>)
        sip_headers(headers: SipHeaders)
    }
    [JoinChimeMeeting] {
        meeting_id(meeting_id: impl Into<Text>)
    }
    [StartBotConversation] {
        locale(locale_id: impl Into<Text>)
        session_attribute(key: impl Into<Text>, value: impl Into<Text>)
        welcome(text: impl Into<Text>)
        welcome_ssml(ssml: impl Into<Text>)
        dialog(dialog_action: DialogAction)
    }
}
