//! What expanded code names. Not part of the public API: it changes without notice.

use std::marker::PhantomData;

pub use crate::__table as table;
pub use crate::dispatch::{Handler, HandlerFor, Replying, Table};
pub use crate::event::Event;
pub use crate::session::HasSession;

/// Finds out whether the app `A` has a handler for the event `E`.
///
/// For concrete types, the associated constant of the impl below, under its bound, is found before
/// that of the trait, which is always there.
#[derive(Debug)]
pub struct Probe<A, E>(PhantomData<(A, E)>);

/// No handler.
pub trait NoHandler<A: 'static> {
    /// None.
    const HANDLER: Option<Handler<A>> = None;
}

impl<A: 'static, E> NoHandler<A> for Probe<A, E> {}

impl<A: HandlerFor<E>, E> Probe<A, E> {
    /// The handler.
    pub const HANDLER: Option<Handler<A>> = Some(A::HANDLER);
}

/// The dispatch table of an app: a row for every event and, where it has one, action.
#[doc(hidden)]
#[macro_export]
macro_rules! __table {
    ($app:ty) => {
        $crate::__table! { @rows $app,
            [NewInboundCall NewOutboundCall Ringing CallAnswered Hangup DigitsReceived CallUpdateRequested
             InvalidLambdaResponse Any HandlerError]
            [Action Speak SpeakAndGetDigits PlayAudio PlayAudioAndGetDigits ReceiveDigits SendDigits Pause
             Hangup RecordAudio StartCallRecording StopCallRecording PauseCallRecording ResumeCallRecording
             CallAndBridge JoinChimeMeeting ModifyChimeMeetingAttendees VoiceFocus StartBotConversation]
        }
    };
    (@rows $app:ty, [$($event:ident)*] [$($action:ident)*]) => {{
        #[allow(unused_imports, reason = "unused when every event has a handler")]
        use $crate::__private::NoHandler as _;
        $crate::__private::Table::EMPTY
            $(.with(
                <$crate::event::$event as $crate::__private::Event>::SLOT,
                $crate::__private::Probe::<$app, $crate::event::$event>::HANDLER,
            ))*
            $(.with(
                <$crate::event::ActionSuccessful<$crate::action::$action> as $crate::__private::Event>::SLOT,
                $crate::__private::Probe::<$app, $crate::event::ActionSuccessful<$crate::action::$action>>::HANDLER,
            ).with(
                <$crate::event::ActionFailed<$crate::action::$action> as $crate::__private::Event>::SLOT,
                $crate::__private::Probe::<$app, $crate::event::ActionFailed<$crate::action::$action>>::HANDLER,
            ).with(
                <$crate::event::ActionInterrupted<$crate::action::$action> as $crate::__private::Event>::SLOT,
                $crate::__private::Probe::<$app, $crate::event::ActionInterrupted<$crate::action::$action>>::HANDLER,
            ))*
            .with_fallbacks()
    }};
}
