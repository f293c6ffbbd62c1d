//! Every reply.

use offhook::action::{
    Action, CallAndBridge, Hangup, JoinChimeMeeting, ModifyChimeMeetingAttendees, Pause,
    PauseCallRecording, PlayAudio, PlayAudioAndGetDigits, ReceiveDigits, RecordAudio,
    ResumeCallRecording, SendDigits, Speak, SpeakAndGetDigits, StartBotConversation,
    StartCallRecording, StopCallRecording, VoiceFocus,
};
use offhook::{IntoReply, Reply, Result, event, on, on_error};

#[offhook::app]
pub struct App;

const fn runs<E, R: IntoReply<E>>() {}

/// The replies hold for the events.
macro_rules! replies {
    ($($reply:ty),*; $events:tt) => {$( replies!(@each $reply, $events); )*};
    (@each $reply:ty, ($($event:ty),*)) => {
        $(
            const _: () = runs::<$event, $reply>();
            const _: () = runs::<$event, Result<$reply>>();
            const _: () = runs::<$event, std::result::Result<$reply, std::num::ParseIntError>>();
        )*
    };
}

// Where the service runs actions.
replies! {
    Reply,
    Action, Speak, SpeakAndGetDigits, PlayAudio, PlayAudioAndGetDigits, ReceiveDigits, SendDigits,
    Pause, Hangup, RecordAudio, StartCallRecording, StopCallRecording, PauseCallRecording,
    ResumeCallRecording, CallAndBridge, JoinChimeMeeting, ModifyChimeMeetingAttendees, VoiceFocus,
    StartBotConversation,
    Vec<Action>, [Action; 1], [Pause; 10], (Speak,), (Speak, Hangup), (Action, Action, Speak),
    (Pause, Pause, Pause, Pause, Pause, Pause, Pause, Pause, Pause, Speak);
    (
        event::NewInboundCall, event::CallAnswered, event::ActionSuccessful,
        event::ActionSuccessful<Speak>, event::ActionFailed, event::ActionFailed<Pause>,
        event::Hangup, event::DigitsReceived, event::CallUpdateRequested,
        event::InvalidLambdaResponse, event::Any
    )
}

// Where nothing is a reply too.
replies! {
    Reply, (), Option<()>, Option<Reply>;
    (
        event::NewOutboundCall, event::Ringing, event::CallAnswered, event::ActionSuccessful,
        event::ActionFailed, event::ActionInterrupted, event::ActionInterrupted<Speak>,
        event::Hangup, event::DigitsReceived, event::CallUpdateRequested,
        event::InvalidLambdaResponse, event::Any
    )
}

// Where both are.
replies! {
    Option<Speak>, Option<Vec<Action>>, Option<(Speak, Hangup)>, Option<[Pause; 10]>;
    (
        event::CallAnswered, event::ActionSuccessful<RecordAudio>, event::ActionFailed,
        event::Hangup, event::DigitsReceived, event::CallUpdateRequested,
        event::InvalidLambdaResponse, event::Any
    )
}

#[on(NewInboundCall | CallAnswered)]
async fn welcome() -> impl IntoReply<event::NewInboundCall> + IntoReply<event::CallAnswered> {
    Speak::text("Welcome.")
}

#[on(_)]
async fn rest() -> [Action; 2] {
    [Speak::text("Goodbye.").into(), Hangup::normal().into()]
}

#[on_error]
async fn sorry() -> Result<Option<(Speak, Hangup)>> {
    Ok(Some((Speak::text("Sorry."), Hangup::normal())))
}

fn main() {}
