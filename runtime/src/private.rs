//! Items that expanded code names. Not part of the public API: they change without notice.

use std::future::{Future, Ready};
use std::marker::PhantomData;

use crate::{App, Error, Invocation, Param, Reply};

pub use crate::dispatch::{
    ErrorHandler, Handler, HandlerFor, HandlerForErrors, Replying, Slot, Table,
};
pub use crate::session::{SessionOf, Keeping, State};
pub use offhook_macros::__table as table;

/// A reference to an app, which every impl of a handler requires: `for<'i> &'i App: Shared`.
///
/// If the app lacks its attribute or isn't `Sync`, rustc says so once, at the app or where it is
/// run. Under this bound, which then doesn't hold, the handlers compile all the same.
pub trait Shared: Send {}

impl<A: App> Shared for &A {}

/// Looks up the handlers of the app `A` for the event `E`.
///
/// `Probe::<A, E>::HANDLER` is the associated constant of the inherent impl if its bound holds, and
/// otherwise that of [`NoHandler`]: rustc prefers inherent items to those of a trait. This works for
/// concrete types only, which is why `#[offhook::app]` expands to it.
#[derive(Debug)]
pub struct Probe<A, E>(PhantomData<(A, E)>);

impl<A: HandlerFor<E>, E> Probe<A, E> {
    /// The handler.
    pub const HANDLER: Option<Handler<A>> = Some(A::HANDLER);
}

impl<A: HandlerForErrors> Probe<A, ()> {
    /// The handler of failures.
    pub const ON_ERROR: Option<ErrorHandler<A>> = Some(A::HANDLER);
}

/// The constants of a [`Probe`] that finds no handler.
pub trait NoHandler<A: 'static> {
    /// No handler.
    const HANDLER: Option<Handler<A>> = None;
    /// No handler of failures.
    const ON_ERROR: Option<ErrorHandler<A>> = None;
}

impl<A: 'static, E> NoHandler<A> for Probe<A, E> {}

/// Loads a parameter of type `P` for the event `E` of the app `A`.
///
/// If `P` is not a [`Param`], the functions are those of [`NoParam`], found as in [`Probe`]. They
/// accept every type, so that rustc reports the missing impl once: where the code names `P: Param`.
#[derive(Debug)]
pub struct Loader<'i, P, E, A>(PhantomData<(&'i A, P, E)>);

impl<'i, P: Param<'i, E, A>, E, A> Loader<'i, P, E, A> {
    /// Loads the parameter.
    pub fn load(
        invocation: &'i Invocation,
        app: &'i A,
    ) -> impl Future<Output = Result<P, Error>> + Send {
        P::load(invocation, app)
    }

    /// Stores the parameter in the reply.
    pub fn store(parameter: P, invocation: &Invocation, reply: &mut Reply) -> Result<(), Error> {
        parameter.store(invocation, reply)
    }
}

/// The functions of a [`Loader`] whose `P` is not a [`Param`].
pub trait NoParam<'i, P, A> {
    /// Never runs.
    fn load(_: &'i Invocation, _: &'i A) -> Ready<Result<P, Error>> {
        unreachable!("rustc refuses the handler")
    }

    /// Never runs.
    fn store(_: P, _: &Invocation, _: &mut Reply) -> Result<(), Error> {
        unreachable!("rustc refuses the handler")
    }
}

impl<'i, P, E, A> NoParam<'i, P, A> for Loader<'i, P, E, A> {}

/// Checks that a handler's future is `Send`, at the handler's name.
pub fn send<F: Future + Send>(future: F) -> impl Future<Output = F::Output> + Send {
    future
}
