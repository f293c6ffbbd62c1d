//! A SIP media application by the types of its arguments.
//!
//! Depends on `offhook` for flows and parameters.

use offhook::Arguments;
use offhook::flow::{ArgumentsError, Line, Updates};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A SIP media application, by the types of its arguments: those that are sent to it are those that its
/// Lambda receives.
///
/// The type is a name for both sides. The Lambda reads with it, and `Calls` writes with
/// it:
///
/// ```standalone_crate
/// use offhook::prelude::*;
/// use offhook_aws::{Application, UpdateOf};
/// use serde::{Deserialize, Serialize};
///
/// struct Notices;
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
/// # #[offhook::app]
/// # pub struct App;
/// // In a flow.
/// #[flow(NewOutboundCall)]
/// async fn call(line: &mut Line) -> Result<()> {
///     let order = Notices::arguments(line)?;
///     let mut updates = Notices::updates(line);
///     line.answered().await?;
///     line.speak(order.notice).await?;
///     let change = updates.next().await?;
///     line.speak(change.notice).await?;
///     Ok(())
/// }
///
/// // In a handler, for updates that come before the flow listens.
/// #[on(CallUpdateRequested)]
/// async fn changed(Arguments(change): UpdateOf<Notices>) -> action::Speak {
///     action::Speak::text(change.notice)
/// }
/// # fn main() {}
/// ```
///
/// Another type on one of the two sides does not compile:
///
/// ```compile_fail,E0308
/// # use offhook::prelude::*;
/// # use offhook_aws::{Application, NoArguments};
/// # struct Notices;
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct Order { notice: String }
/// # struct Other { notice: String }
/// # impl Application for Notices { type Arguments = Order; type Update = NoArguments; }
/// # fn read(line: &mut Line) -> Result<()> {
/// let other: Other = Notices::arguments(line)?;
/// # let _ = other.notice;
/// # Ok(())
/// # }
/// ```
pub trait Application {
    /// The `ArgumentsMap` with which a call is placed.
    type Arguments: Serialize + DeserializeOwned;

    /// The `Arguments` with which a call is updated.
    type Update: Serialize + DeserializeOwned;

    /// Reads the arguments of an outbound call in a flow: [`Line::arguments`].
    ///
    /// # Errors
    /// Those of [`Line::arguments`].
    fn arguments(line: &mut Line) -> Result<Self::Arguments, ArgumentsError> {
        line.arguments()
    }

    /// Listens for call updates in a flow: [`Line::updates`].
    fn updates(line: &mut Line) -> Updates<Self::Update> {
        line.updates()
    }
}

/// The parameter of a handler for the arguments of a call.
pub type ArgumentsOf<A> = Arguments<<A as Application>::Arguments>;

/// The parameter of a handler for the arguments of a call update.
pub type UpdateOf<A> = Arguments<<A as Application>::Update>;

/// No arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NoArguments {}
