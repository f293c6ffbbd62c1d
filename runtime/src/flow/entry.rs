//! A flow as the dispatch table knows it: its name, its version, and the function that begins it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::{FlowError, Line};
use crate::error::Error;
use crate::reply::Reply;

/// The future of a flow.
pub(crate) type Walk<'i> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'i>>;

/// One version of a flow of the app `A`.
pub struct Flow<A: 'static> {
    /// The name by which a call's journal knows the flow: that of its current version's function. A
    /// flow that moves to another module keeps its calls.
    pub(crate) name: &'static str,
    /// The path of the version's function, for logs.
    pub(crate) path: &'static str,
    pub(crate) version: u32,
    pub(crate) begin: for<'i> fn(&'i A, Line) -> Walk<'i>,
    /// The versions from 1 to the one before this, where there is a function.
    pub(crate) older: &'static [Option<Flow<A>>],
}

impl<A> Flow<A> {
    /// A version of a flow; `older`: those before it, from version 1.
    pub const fn new(
        name: &'static str,
        path: &'static str,
        version: u32,
        begin: for<'i> fn(&'i A, Line) -> Walk<'i>,
        older: &'static [Option<Flow<A>>],
    ) -> Self {
        Self { name, path, version, begin, older }
    }

    /// Returns `true` if its name has this hash.
    pub(crate) fn is(&self, hash: u32) -> bool {
        name_hash(self.name) == hash
    }
}

impl<A: Sync> Flow<A> {
    /// The flow in a version, with its app.
    ///
    /// # Errors
    /// [`FlowError::NoVersion`].
    pub(crate) fn in_version<'i>(
        &'static self,
        version: u32,
        app: &'i A,
    ) -> Result<Bound<'i>, FlowError> {
        if self.version == version {
            return Ok(self.with(app));
        }
        let place = usize::try_from(version).ok().and_then(|version| version.checked_sub(1));
        let older = place.and_then(|place| self.older.get(place)).and_then(Option::as_ref);
        let older = older.ok_or(FlowError::NoVersion { flow: self.name, version })?;
        Ok(older.with(app))
    }

    /// The flow with its app.
    pub(crate) fn with<'i>(&'static self, app: &'i A) -> Bound<'i> {
        let Self { name, path, version, .. } = *self;
        Bound { name, path, version, begin: Box::new(|line| (self.begin)(app, line)) }
    }
}

/// A version of a flow with its app, whose type is not known any more: what runs flows is compiled
/// once, not for each app.
pub(crate) struct Bound<'i> {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
    pub(crate) version: u32,
    pub(crate) begin: Box<dyn Fn(Line) -> Walk<'i> + Send + Sync + 'i>,
}

impl<A> fmt::Debug for Flow<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow")
            .field("path", &self.path)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// The type of a flow's name, which `#[flow]` makes beside the function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a flow of `{A}`",
    label = "expected the name of a flow of `{A}`",
    note = "a flow of `{A}` is a function with `#[flow]`, or `#[flow(app = path::To)]` where `{A}` is not the crate's `App`"
)]
pub trait FlowOf<A: 'static>: Sized + 'static {
    /// The flow.
    const FLOW: Flow<A>;
}

/// A former version of a flow, made by `#[flow(version = N, of = flow)]`.
pub trait FormerVersion<A: 'static, const N: u32>: Sized + 'static {
    /// That version.
    const FLOW: Flow<A>;
}

/// What a flow returns.
#[diagnostic::on_unimplemented(
    message = "a flow can't return `{Self}`",
    label = "expected `Result<()>`",
    note = "a flow returns `Result<()>`, or a `Result<(), E>` whose error converts into `offhook::Error`"
)]
pub trait Returned {
    /// The result with Offhook's error.
    fn into_result(self) -> Result<(), Error>;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Error>> Returned for Result<(), E> {
    fn into_result(self) -> Result<(), Error> {
        self.map_err(Into::into)
    }
}

/// A flow that handlers can enter: listed in `#[offhook::app(flows(…))]`.
#[diagnostic::on_unimplemented(
    message = "the flow `{Self}` can't be entered",
    label = "not among the app's flows",
    note = "name it in the app's attribute: `#[offhook::app(flows({Self}))]`"
)]
pub trait Entered: Named {}

impl Reply {
    /// Enters a flow, which says what happens from now on.
    ///
    /// Returned by a handler while no flow of the call runs. The app lists the flows that handlers
    /// enter, `#[offhook::app(flows(voicemail))]`; the type has the function's name:
    ///
    /// ```standalone_crate
    /// use offhook::flow::Line;
    /// use offhook::prelude::*;
    ///
    /// #[offhook::app(flows(voicemail))]
    /// pub struct App;
    ///
    /// #[on(NewInboundCall)]
    /// async fn welcome() -> Reply {
    ///     Reply::enter::<voicemail>()
    /// }
    ///
    /// #[flow]
    /// async fn voicemail(line: &mut Line) -> Result<()> {
    ///     line.speak("Please leave a message.").await?;
    ///     line.record("recordings").await?;
    ///     Ok(())
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// The reply holds no actions; its transaction attributes are kept.
    pub fn enter<F: Entered>() -> Self {
        Self::none().entering(F::NAME)
    }
}

/// A flow's name and version.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a flow",
    label = "expected the name of a function with `#[flow]`",
    note = "put `#[flow]` on the function, and name the current version"
)]
pub trait Named: Sized + 'static {
    /// The function's name.
    const NAME: &'static str;
    /// The version of the function with that name.
    const VERSION: u32;
}

/// An app that has a flow whose name has this hash. Another of the same hash is another impl, which
/// rustc refuses: a journal couldn't tell them apart.
pub trait HasFlowNamed<const HASH: u32> {}

/// The hash of a flow's name, of 24 bits.
pub const fn name_hash(name: &str) -> u32 {
    // FNV-1a.
    let mut hash = 0x811c_9dc5_u32;
    let mut bytes = name.as_bytes();
    while let [byte, rest @ ..] = bytes {
        hash = (hash ^ *byte as u32).wrapping_mul(0x0100_0193);
        bytes = rest;
    }
    (hash >> 24) ^ (hash & 0xff_ffff)
}

/// The former versions of the flow `F` of the app `A`, as [`Probe`](crate::__private::Probe) finds
/// handlers.
#[derive(Debug)]
pub struct Version<F, A: 'static, const N: u32>(std::marker::PhantomData<(F, A)>);

impl<F: FormerVersion<A, N>, A: 'static, const N: u32> Version<F, A, N> {
    /// The version.
    pub const FLOW: Option<Flow<A>> = Some(F::FLOW);
}

/// The constant of a [`Version`] for which there is no function.
pub trait NoVersion<A: 'static> {
    /// No such version.
    const FLOW: Option<Flow<A>> = None;
}

impl<F, A: 'static, const N: u32> NoVersion<A> for Version<F, A, N> {}
