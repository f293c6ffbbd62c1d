//! What expanded code names. Not part of the public API: it changes without notice.

use std::future::{Future, Ready};
use std::marker::PhantomData;

use crate::{Error, Invocation, Param, Reply};

pub use crate::dispatch::{
    ErrorHandler, Handler, HandlerFor, HandlerForErrors, IsApp, Replying, Slot, Table,
};
pub use crate::reply::Voice;
pub use crate::session::{HasSession, Keeping, State};
pub use offhook_macros::__table as table;

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
    /// None.
    const ON_ERROR: Option<ErrorHandler<A>> = None;
}

impl<A: 'static, E> NoHandler<A> for Probe<A, E> {}

impl<A: HandlerForErrors> Probe<A, ()> {
    /// The handler of failures.
    pub const ON_ERROR: Option<ErrorHandler<A>> = Some(A::HANDLER);
}

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
