//! Items that expanded code names. Not part of the public API: they change without notice.

use std::future::{Future, Ready};
use std::marker::PhantomData;

use crate::dispatch::App;
use crate::error::Error;
use crate::event::{CallUpdateRequested, Invocation, NewOutboundCall};
#[cfg(feature = "flow")]
use crate::flow::Line;
#[cfg(feature = "flow")]
use crate::param::ApplicationOf;
use crate::param::{Arguments, ArgumentsOf, Param};
use crate::reply::Reply;
use crate::session::SessionOf;

pub use crate::call::digits::literal as digits;
pub use crate::call::e164::literal as e164;
pub use crate::dispatch::{
    ErrorHandler, Handler, HandlerFor, HandlerForErrors, Replying, Slot, Table,
};
#[cfg(feature = "flow")]
pub use crate::flow::entry::{
    Entered, Flow, FlowOf, FormerVersion, HasFlowNamed, Named, NoVersion, Returned, Version,
    name_hash,
};
#[cfg(feature = "flow")]
pub use crate::flow::stage::Stage;
pub use crate::param::application::HasApplication;
pub use crate::reply::Voice;
pub use crate::session::{Keeping, State};
pub use offhook_macros::__table as table;

/// A reference to an app, which every impl of a handler requires: `for<'i> &'i App: Shared`.
///
/// If the app lacks its attribute or isn't `Sync`, rustc says so once, at the app or where it is
/// run. Under this bound, which then doesn't hold, the handlers compile all the same.
pub trait Shared: Send {}

// `Sync` is repeated, or the bound would hold for an app that isn't.
impl<A: App + Sync> Shared for &A {}

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

    /// Replaces a parameter of `#[on_error]` that could not be loaded.
    pub fn recover(error: Error) -> Result<P, Error> {
        P::recover(error)
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
    fn recover(_: Error) -> Result<P, Error> {
        unreachable!("rustc refuses the handler")
    }

    /// Never runs.
    fn store(_: P, _: &Invocation, _: &mut Reply) -> Result<(), Error> {
        unreachable!("rustc refuses the handler")
    }
}

impl<'i, P, E, A> NoParam<'i, P, A> for Loader<'i, P, E, A> {}

/// Checks a parameter of a handler of the app `A`, which is a `T`, `&T` or `&mut T`.
///
/// Handlers name the functions and never call them. The functions of the inherent impls are found if
/// the bounds of these hold, and otherwise those of [`Otherwise`], as in [`Probe`]. Their own bounds
/// are what they check. A type that is checked is an argument of the function, because rustc reports
/// an error at that argument: it is the user's.
#[derive(Debug)]
pub struct Check<T, A>(PhantomData<(T, A)>);

impl<T: SessionOf<A>, A> Check<T, A> {
    /// Refuses a `T` that is the session of the app.
    pub fn parameter<E, P, S: WithoutSession>() {}
}

impl<T, A: App> Check<T, A> {
    /// Checks that `S` is the session of the app.
    pub fn session<S: SessionOf<A>>() {}
}

impl<T, A: HasApplication> Check<(NewOutboundCall, Arguments<T>), A> {
    /// Checks that `P` is the parameter for the arguments of the app's application.
    pub fn received<P: ArgumentsOf<A, NewOutboundCall>>() {}
}

impl<T, A: HasApplication> Check<(CallUpdateRequested, Arguments<T>), A> {
    /// Checks that `P` is the parameter for the arguments of updates of the app's application.
    pub fn received<P: ArgumentsOf<A, CallUpdateRequested>>() {}
}

#[cfg(feature = "flow")]
impl<A: HasApplication> Check<Line, A> {
    /// The line of the app's application.
    pub fn line<N: ApplicationOf<A>>(line: Line) -> Line<N> {
        line.of()
    }
}

/// The functions of a [`Check`] of any other type.
pub trait Otherwise<A> {
    /// Checks that `P` is a parameter.
    fn parameter<'i, E, P: Param<'i, E, A>, S>() {}

    /// Checks nothing: `A` lacks its attribute, which is reported where the app is run.
    fn session<S>() {}

    /// Checks nothing: the app has no application, or these are not arguments.
    fn received<P>() {}

    /// The line of any application.
    #[cfg(feature = "flow")]
    fn line<N>(line: Line) -> Line<N> {
        line.of()
    }
}

impl<T, A> Otherwise<A> for Check<T, A> {}

/// A session type that handlers take without `Session`. No type implements this.
#[diagnostic::on_unimplemented(
    message = "a handler can't take the session as `{Self}`",
    label = "expected `Session<{Self}>`",
    note = "take `&mut Session<{Self}>`, or `&Session<{Self}>` to read it"
)]
pub trait WithoutSession {}

/// Checks that a handler's future is `Send`, at the handler's name.
pub fn send<F: Future + Send>(future: F) -> impl Future<Output = F::Output> + Send {
    future
}
