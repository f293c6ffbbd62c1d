//! What expanded code names. Not part of the public API: it changes without notice.

use std::future::{Future, Ready};
use std::marker::PhantomData;

use crate::{Error, Invocation, Param, Reply};

pub use crate::__table as table;
pub use crate::dispatch::{Handler, HandlerFor, IsApp, Replying, Table};
pub use crate::event::Event;
pub use crate::session::{HasSession, Keeping, State};

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

/// Loads a parameter of a handler.
///
/// Where `P` is no parameter, the function of [`NoParam`] is found instead, which fits everything:
/// what is wrong is then said once, where the handler's glue names `P: Param`.
#[derive(Debug)]
pub struct Loader<'i, P, E, A>(PhantomData<(&'i A, P, E)>);

/// No parameter.
pub trait NoParam<'i, P, A> {
    /// Is never called.
    fn load(_: &'i Invocation, _: &'i A) -> Ready<Result<P, Error>> {
        unreachable!("rustc has refused the handler")
    }
}

impl<'i, P, E, A> NoParam<'i, P, A> for Loader<'i, P, E, A> {}

impl<'i, P: Param<'i, E, A>, E, A> Loader<'i, P, E, A> {
    /// Loads it.
    pub fn load(
        invocation: &'i Invocation,
        app: &'i A,
    ) -> impl Future<Output = Result<P, Error>> + Send {
        P::load(invocation, app)
    }
}

/// Sees to it that a handler can go from thread to thread.
///
/// Where the app can't, that is said once, at the app: no handler can then either, and the
/// functions of [`NotSync`] are found instead, which fit everything.
#[derive(Debug)]
pub struct Threads<A>(PhantomData<A>);

/// An app that can't be shared between threads.
pub trait NotSync {
    /// Does nothing.
    fn handler<F: Future>(future: F) -> F {
        future
    }

    /// Is never called.
    fn glue<'i>(_: impl Future<Output = Result<Reply, Error>> + 'i) -> Replying<'i> {
        unreachable!("rustc has refused the app")
    }
}

impl<A> NotSync for Threads<A> {}

impl<A: Send + Sync> Threads<A> {
    /// The future of a handler.
    pub fn handler<F: Future + Send>(future: F) -> impl Future<Output = F::Output> + Send {
        future
    }

    /// The future of all that happens around a handler.
    pub fn glue<'i>(
        future: impl Future<Output = Result<Reply, Error>> + Send + 'i,
    ) -> Replying<'i> {
        Box::pin(future)
    }
}

/// The dispatch table of an app: a row for every event and, where it has one, action.
#[doc(hidden)]
#[macro_export]
macro_rules! __table {
    ($app:ty) => {{
        use $crate::__table;
        $crate::__with_actions! { __table [$app] }
    }};
    ([$app:ty] [$($action:ident)*]) => {
        $crate::__table! { @rows $app,
            [NewInboundCall NewOutboundCall Ringing CallAnswered Hangup DigitsReceived CallUpdateRequested
             InvalidLambdaResponse Any HandlerError]
            [Action $($action)*]
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
