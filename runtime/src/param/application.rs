//! A SIP media application by the types of its arguments.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A SIP media application, by the types of the arguments with which its calls are placed and updated.
///
/// The type is a name that both sides share. The Lambda names it in the attribute of its app, and software that calls
/// writes with it, as `Calls` of [`offhook-aws`](https://docs.rs/offhook-aws) does. Then what is sent is what handlers
/// and flows receive:
///
#[cfg_attr(feature = "flow", doc = "```standalone_crate")]
#[cfg_attr(not(feature = "flow"), doc = "```ignore")]
/// use offhook::Application;
/// use offhook::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// enum Notices {}
///
/// impl Application for Notices {
///     type Arguments = Order;
///     type Update = Change;
/// }
///
/// #[derive(Serialize, Deserialize)]
/// struct Order {
///     notice: String,
///     retries: u8,
/// }
///
/// #[derive(Serialize, Deserialize)]
/// struct Change {
///     notice: String,
/// }
///
/// #[offhook::app(application = Notices)]
/// pub struct App;
///
/// // A flow takes the line of the application.
/// #[flow(NewOutboundCall)]
/// async fn call(line: &mut Line<Notices>) -> Result<()> {
///     let order = line.arguments()?;
///     let mut updates = line.updates();
///     line.answered().await?;
///     line.speak(order.notice).await?;
///     let change = updates.next().await?;
///     line.speak(change.notice).await?;
///     Ok(())
/// }
///
/// // A handler, for updates that come before the flow listens.
/// #[on(CallUpdateRequested)]
/// async fn changed(Arguments(change): Arguments<Change>) -> action::Speak {
///     action::Speak::text(change.notice)
/// }
/// # fn main() {}
/// ```
///
/// `Arguments` of another type, also under an alias, or a flow with a `&mut Line` without the application, do not
/// compile. Helpers of flows take the same line, or that of any application: `async fn goodbye<N>(line: &mut Line<N>)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an application",
    label = "does not implement `offhook::Application`",
    note = "an application is a type of yours that implements `offhook::Application`, which names the types of the arguments of its calls"
)]
pub trait Application {
    /// The `ArgumentsMap` with which a call is placed. [`NoArguments`] if it has none.
    type Arguments: Serialize + DeserializeOwned;

    /// The `Arguments` with which a call is updated. [`NoArguments`] if it has none.
    type Update: Serialize + DeserializeOwned;
}

/// No arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NoArguments {}

/// An app with an application.
#[doc(hidden)]
pub trait HasApplication {}

/// The application of the app `A`: implemented by `#[offhook::app(application = T)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the application of `{A}`",
    label = "expected the line of the application of `{A}`",
    note = "take `&mut Line<T>`, with the `T` of `#[offhook::app(application = T)]`"
)]
pub trait ApplicationOf<A> {}

/// The parameter for the arguments that the app `A` receives with the event `E`: implemented by
/// `#[offhook::app(application = T)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what `{A}` receives with `{E}`",
    label = "expected the type that the application of `{A}` names",
    note = "the application is the `T` of `#[offhook::app(application = T)]`: its `Arguments` come with `NewOutboundCall`, and its `Update` with `CallUpdateRequested`"
)]
pub trait ArgumentsOf<A, E> {}
