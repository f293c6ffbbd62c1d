//! Replies: what a handler returns and what is sent to the service.

mod error;
mod into_reply;
mod seal;
mod sent;
mod voice;

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::action::Action;
use crate::call::TransactionAttributes;
use crate::wire::clip;

pub use error::ReplyError;
pub use into_reply::{Answer, IntoReply};
pub use sent::{SentReply, SentReplyError};
pub use voice::Voice;

/// The reply to an event: actions, and perhaps transaction attributes.
///
/// Made `From` an action, or a tuple or array of actions:
///
/// ```
/// use offhook::action::{Hangup, Pause, Speak};
/// use offhook::{Reply, TransactionAttributes};
///
/// let reply = Reply::from((Speak::text("Goodbye."), Hangup::normal()))
///     .with_attributes(TransactionAttributes::new().with("said", "goodbye"));
/// let longer = Reply::from(Pause::secs(1)).then(Speak::text("Are you there?"));
/// assert_eq!(longer.actions().len(), 2);
/// ```
///
/// When an event shows that no leg is connected any more, the actions of its reply are left out: a
/// handler of a recording or of digits need not ask whether the caller is still there.
///
/// It reads back from its JSON, by way of [`SentReply`], which also reads those that hold no known
/// action where one must stand.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(try_from = "SentReply")]
pub struct Reply {
    schema_version: Cow<'static, str>,
    /// `None` is a `null` list.
    actions: Option<Vec<Action>>,
    attributes: Option<TransactionAttributes>,
    /// The name of the flow that the reply enters.
    #[cfg(feature = "flow")]
    #[serde(skip)]
    enters: Option<&'static str>,
}

impl fmt::Debug for Reply {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut reply = f.debug_struct("Reply");
        reply
            .field("schema_version", &clip(&self.schema_version))
            .field("actions", &self.actions)
            .field("attributes", &self.attributes);
        #[cfg(feature = "flow")]
        reply.field("enters", &self.enters);
        reply.finish()
    }
}

impl Reply {
    /// No actions: an empty list. In the middle of a list, its rest goes on; at its end, the call
    /// stays up.
    pub fn none() -> Self {
        Self {
            schema_version: Cow::Borrowed("1.0"),
            actions: Some(Vec::new()),
            attributes: None,
            #[cfg(feature = "flow")]
            enters: None,
        }
    }

    /// A `null` list: what runs and waits goes on. After a Hangup it also says that the leg that
    /// stays is wanted: it is not hung up.
    pub fn keep() -> Self {
        Self { actions: None, ..Self::none() }
    }

    /// Adds an action at the end.
    pub fn then(mut self, action: impl Into<Action>) -> Self {
        self.actions.get_or_insert_default().push(action.into());
        self
    }

    /// Adds an action at the end if there is one.
    ///
    /// ```
    /// # use offhook::{Call, Leg, Reply, action::Speak};
    /// # let call = Call::inbound("+14255550199", "+12065550100");
    /// let news = "This call is being recorded.";
    /// let to_the_agent = call.leg_b().map(|agent| Speak::text(news).on(agent));
    /// let reply = Reply::from(Speak::text(news).on(Leg::A)).then_some(to_the_agent);
    /// assert_eq!(reply.actions().len(), 1);
    /// ```
    pub fn then_some(self, action: Option<impl Into<Action>>) -> Self {
        match action {
            Some(action) => self.then(action),
            None => self,
        }
    }

    /// Sets the transaction attributes, which take the place of all the old ones, the session's
    /// among them unless the handler changes it too: begin with those of `call.attributes()`. An
    /// empty map clears them. Without this they stay as they are.
    pub fn with_attributes(mut self, attributes: TransactionAttributes) -> Self {
        self.attributes = Some(attributes);
        self
    }

    /// The actions, in order; empty for a `null` list too.
    pub fn actions(&self) -> &[Action] {
        self.actions.as_deref().unwrap_or_default()
    }

    /// Returns `true` for a `null` list, which keeps running and waiting actions.
    pub fn is_keep(&self) -> bool {
        self.actions.is_none()
    }

    /// The transaction attributes that the reply sets, if it sets any.
    pub fn attributes(&self) -> Option<&TransactionAttributes> {
        self.attributes.as_ref()
    }

    /// The reply's JSON, as it is sent.
    #[inline]
    pub fn to_json(&self) -> String {
        // Maps with text keys and no fallible parts: there is nothing to fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The reply that was sent as these.
    pub(crate) fn from_parts(
        schema_version: String,
        actions: Option<Vec<Action>>,
        attributes: Option<TransactionAttributes>,
    ) -> Self {
        Self {
            schema_version: schema_version.into(),
            actions,
            attributes,
            #[cfg(feature = "flow")]
            enters: None,
        }
    }

    /// Enters the flow of this name.
    #[cfg(feature = "flow")]
    pub(crate) fn entering(self, flow: &'static str) -> Self {
        Self { enters: Some(flow), ..self }
    }

    /// The name of the flow that the reply enters.
    #[cfg(feature = "flow")]
    pub(crate) fn entered(&self) -> Option<&'static str> {
        self.enters
    }

    pub(crate) fn attributes_mut(&mut self) -> &mut Option<TransactionAttributes> {
        &mut self.attributes
    }
}

impl Serialize for Reply {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reply = serializer.serialize_struct("Reply", 3)?;
        reply.serialize_field("SchemaVersion", &self.schema_version)?;
        reply.serialize_field("Actions", &self.actions)?;
        if let Some(attributes) = &self.attributes {
            reply.serialize_field("TransactionAttributes", attributes)?;
        }
        reply.end()
    }
}

impl From<Action> for Reply {
    fn from(action: Action) -> Self {
        Self { actions: Some(vec![action]), ..Self::none() }
    }
}

impl<A: Into<Action>, const N: usize> From<[A; N]> for Reply {
    fn from(actions: [A; N]) -> Self {
        Self { actions: Some(actions.into_iter().map(Into::into).collect()), ..Self::none() }
    }
}

impl From<Vec<Action>> for Reply {
    fn from(actions: Vec<Action>) -> Self {
        Self { actions: Some(actions), ..Self::none() }
    }
}
