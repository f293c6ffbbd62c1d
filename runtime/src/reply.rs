//! Replies: what a handler returns and what is sent to the service.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::action::{Action, Hangup, InvalidAction, Legs, Target};
use crate::error::{Error, ReplyError};
use crate::event::{EventType, MayBeSilent, TakesActions};
use crate::{Call, E164, Invocation, Leg, SentReply, TransactionAttributes};

/// The reply to an event: actions, and perhaps transaction attributes.
///
/// Made `From` an action, or a tuple or array of actions:
///
/// ```
/// use offhook::action::{Hangup, Pause, Speak};
/// use offhook::{Reply, TransactionAttributes};
///
/// let reply = Reply::from((Speak::text("Goodbye."), Hangup::normal()))
///     .attributes(TransactionAttributes::new().with("said", "goodbye"));
/// let longer = Reply::from(Pause::secs(1)).then(Speak::text("Are you there?"));
/// assert_eq!(longer.actions().len(), 2);
/// ```
///
/// When an event shows that nobody is left on the call, the actions of its reply are left out: a
/// handler of a recording or of digits need not ask whether the caller is still there.
///
/// It reads back from its JSON, by way of [`SentReply`], which also reads those that hold no known
/// action where one must stand.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(try_from = "SentReply")]
pub struct Reply {
    schema_version: Cow<'static, str>,
    /// `None` is a `null` list.
    actions: Option<Vec<Action>>,
    attributes: Option<TransactionAttributes>,
}

/// The most actions that the service takes in one reply.
const MAX_ACTIONS: usize = 10;
/// The most transaction attributes by one page of the service; by another it is 10.
const MAX_ATTRIBUTES: usize = 100;
/// The other page's number.
const DOUBTFUL_ATTRIBUTES: usize = 10;
/// The most bytes of transaction attributes.
const MAX_ATTRIBUTE_BYTES: usize = 20 * 1024;

impl Reply {
    /// No actions: an empty list. In the middle of a list, its rest goes on; at its end, the call
    /// stays up.
    pub fn none() -> Self {
        Self { schema_version: Cow::Borrowed("1.0"), actions: Some(Vec::new()), attributes: None }
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
    pub fn attributes(mut self, attributes: TransactionAttributes) -> Self {
        self.attributes = Some(attributes);
        self
    }

    /// The actions, in order; empty for a `null` list too.
    pub fn actions(&self) -> &[Action] {
        self.actions.as_deref().unwrap_or_default()
    }

    /// Whether this is a `null` list, which keeps what runs and waits.
    pub fn is_keep(&self) -> bool {
        self.actions.is_none()
    }

    /// The transaction attributes that the reply sets, if it sets any.
    pub fn transaction_attributes(&self) -> Option<&TransactionAttributes> {
        self.attributes.as_ref()
    }

    /// The reply's JSON, as it is sent.
    #[inline]
    pub fn to_json(&self) -> String {
        // Maps with text keys and no fallible parts: there is nothing to fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The reply that was sent as these.
    pub(crate) fn of(
        schema_version: String,
        actions: Option<Vec<Action>>,
        attributes: Option<TransactionAttributes>,
    ) -> Self {
        Self { schema_version: schema_version.into(), actions, attributes }
    }

    pub(crate) fn attributes_mut(&mut self) -> &mut Option<TransactionAttributes> {
        &mut self.attributes
    }

    /// Makes the reply ready to be sent: leaves out what the service ignores, names the legs, and
    /// checks every rule.
    pub(crate) fn seal(
        &mut self,
        invocation: &Invocation,
        keep_lone_leg: bool,
    ) -> Result<(), ReplyError> {
        let call = invocation.call();
        let event = invocation.event_type();
        if invocation.schema_version() != self.schema_version {
            self.schema_version = invocation.schema_version().to_owned().into();
        }
        let ignored = if !event.takes_actions() {
            Some("the service ignores actions in the reply to this event; they are left out")
        } else if !call.is_up() && *event != EventType::NewInboundCall {
            Some("nobody is left on the call; the actions are left out")
        } else {
            None
        };
        if let Some(why) = ignored.filter(|_| !self.actions().is_empty()) {
            tracing::debug!(%event, "{why}");
            self.actions = Some(Vec::new());
        }
        if *event == EventType::Hangup
            && !keep_lone_leg
            && self.actions.as_ref().is_some_and(Vec::is_empty)
        {
            let hangups =
                call.left_behind().map(|leg| Action::from(Hangup::normal().on(leg.call_id())));
            self.actions = Some(hangups.collect());
        }
        for action in self.actions.iter_mut().flatten() {
            if let Action::CallAndBridge(bridge) = action {
                bridge.fill_in_caller_id(caller_id(call))?;
            }
            name_leg(action, call)?;
        }
        self.check(event)
    }

    fn check(&self, event: &EventType) -> Result<(), ReplyError> {
        let actions = self.actions();
        if actions.is_empty() && *event == EventType::NewInboundCall {
            return Err(ReplyError::Silent);
        }
        if actions.len() > MAX_ACTIONS {
            return Err(ReplyError::TooManyActions { count: actions.len() });
        }
        for action in actions {
            action.validate()?;
        }
        let Some(attributes) = &self.attributes else { return Ok(()) };
        let count = attributes.len();
        if count > MAX_ATTRIBUTES {
            return Err(ReplyError::TooManyAttributes { count });
        }
        if count > DOUBTFUL_ATTRIBUTES {
            tracing::warn!(
                count,
                "a page of the service has an error for more than 10 transaction attributes"
            );
        }
        let bytes = serde_json::to_vec(attributes).map_or(usize::MAX, |json| json.len());
        if bytes > MAX_ATTRIBUTE_BYTES {
            return Err(ReplyError::AttributesTooLarge { bytes });
        }
        Ok(())
    }
}

/// The number that a bridge shows when it is not told one: LEG-A's `From`, or, when the caller
/// withheld it or is a SIP user, LEG-A's `To`, which on an inbound call is the account's own number.
fn caller_id(call: &Call) -> Option<&str> {
    let numbers = [call.from(), call.to()];
    let number = numbers.into_iter().find(|number| E164::is_valid(number));
    number.or_else(|| numbers.into_iter().find(|number| !number.is_empty()))
}

/// Puts the leg into an action that needs one.
fn name_leg(action: &mut Action, call: &Call) -> Result<(), InvalidAction> {
    let (legs, action_type) = (action.legs(), action.action_type());
    let Some(target) = action.target_mut() else { return Ok(()) };
    let wanted = match (&*target, legs) {
        (&Target::CallId(_), _) | (&Target::Leg(_), Legs::Either) => return Ok(()),
        (_, Legs::Only(leg)) | (&Target::Leg(leg), _) => Some(leg),
        (&Target::Event, _) => None,
    };
    let leg = match wanted {
        Some(Leg::A) => call.leg_a(),
        Some(Leg::B) => call.leg_b(),
        None => call.default_leg(),
    };
    match (leg, wanted) {
        (Some(leg), _) => *target = Target::from(leg),
        // An event without participants says nothing of the legs.
        (None, Some(leg)) if !call.participants().is_empty() => {
            let rule = format!("must name a leg of the call: there is no {leg}");
            return Err(InvalidAction::new(action_type, "CallId", rule));
        }
        (None, _) => {}
    }
    Ok(())
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

/// What a handler for the event `E` can return: an [`Answer`] that suits it.
///
/// Actions where the service runs them ([`TakesActions`]), nothing where that is no mistake
/// ([`MayBeSilent`]).
#[diagnostic::on_unimplemented(
    message = "a handler can't return `{Self}`",
    label = "this is no reply",
    note = "return an action, a tuple or array of at most 10 actions, `Vec<Action>`, `Reply`, `()`, an `Option` of these, or a `Result` of these whose error turns into `offhook::Error`"
)]
pub trait IntoReply<E> {
    /// The reply.
    ///
    /// # Errors
    /// Those of a `Result`.
    fn into_reply(self) -> Result<Reply, Error>;
}

impl<E, A: Answer<Content: Suits<E>>> IntoReply<E> for A {
    fn into_reply(self) -> Result<Reply, Error> {
        self.reply()
    }
}

/// What handlers can return.
///
/// An action; a tuple or an array of 1 to 10 actions; `Vec<Action>`; a [`Reply`]; `()`; `Option` of
/// each; `Result` of each, with any error that turns into [`Error`].
// The impls are not recommended: when a handler returns something else, rustc's list of them would
// bury the note.
pub trait Answer {
    /// What kind of reply it is: what it asks of the event.
    #[doc(hidden)]
    type Content;

    /// The reply.
    ///
    /// # Errors
    /// Those of a `Result`.
    fn reply(self) -> Result<Reply, Error>;
}

#[diagnostic::do_not_recommend]
impl Answer for Reply {
    type Content = Anything;
    fn reply(self) -> Result<Reply, Error> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl Answer for () {
    type Content = Nothing;
    fn reply(self) -> Result<Reply, Error> {
        Ok(Reply::none())
    }
}

#[diagnostic::do_not_recommend]
impl<R: Answer> Answer for Option<R> {
    type Content = Perhaps<R::Content>;
    fn reply(self) -> Result<Reply, Error> {
        self.map_or_else(|| Ok(Reply::none()), R::reply)
    }
}

#[diagnostic::do_not_recommend]
impl<R: Answer, F: Into<Error>> Answer for Result<R, F> {
    type Content = R::Content;
    fn reply(self) -> Result<Reply, Error> {
        self.map_err(Into::into)?.reply()
    }
}

#[diagnostic::do_not_recommend]
impl Answer for Vec<Action> {
    type Content = Actions<1>;
    fn reply(self) -> Result<Reply, Error> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<A: Into<Action>, const N: usize> Answer for [A; N] {
    type Content = Actions<N>;
    fn reply(self) -> Result<Reply, Error> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl Answer for Action {
    type Content = Actions<1>;
    fn reply(self) -> Result<Reply, Error> {
        Ok(self.into())
    }
}

/// Tuples of actions.
macro_rules! tuple_answers {
    ($($number:literal ($($action:ident)+))*) => {$(
        impl<$($action: Into<Action>),+> From<($($action,)+)> for Reply {
            #[allow(non_snake_case, reason = "the type's letter names the value")]
            fn from(($($action,)+): ($($action,)+)) -> Self {
                Self { actions: Some(vec![$($action.into()),+]), ..Self::none() }
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($action: Into<Action>),+> Answer for ($($action,)+) {
            type Content = Actions<$number>;
            fn reply(self) -> Result<Reply, Error> {
                Ok(self.into())
            }
        }
    )*};
}
tuple_answers! {
    1 (A)
    2 (A B)
    3 (A B C)
    4 (A B C D)
    5 (A B C D E)
    6 (A B C D E F)
    7 (A B C D E F G)
    8 (A B C D E F G H)
    9 (A B C D E F G H I)
    10 (A B C D E F G H I J)
}

/// Longer tuples, only to say what is wrong with them: they suit no event.
macro_rules! too_long {
    ($($number:literal ($($action:ident)+))*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($action),+> Answer for ($($action,)+) {
            type Content = Actions<$number>;
            fn reply(self) -> Result<Reply, Error> {
                Err(ReplyError::TooManyActions { count: $number }.into())
            }
        }
    )*};
}
too_long! {
    11 (A B C D E F G H I J K)
    12 (A B C D E F G H I J K L)
    13 (A B C D E F G H I J K L M)
    14 (A B C D E F G H I J K L M N)
    15 (A B C D E F G H I J K L M N O)
    16 (A B C D E F G H I J K L M N O P)
}

/// A kind of reply: so many actions.
#[doc(hidden)]
#[derive(Debug)]
pub struct Actions<const N: usize>;

/// A kind of reply: no actions.
#[doc(hidden)]
#[derive(Debug)]
pub struct Nothing;

/// A kind of reply: this or no actions.
#[doc(hidden)]
#[derive(Debug)]
pub struct Perhaps<C>(PhantomData<C>);

/// A kind of reply: what only a run can tell.
#[doc(hidden)]
#[derive(Debug)]
pub struct Anything;

/// A kind of reply that suits the event `E`.
#[doc(hidden)]
pub trait Suits<E> {}

impl<E: TakesActions, const N: usize> Suits<E> for Actions<N> where Self: AtMostTen {}
impl<E: MayBeSilent> Suits<E> for Nothing {}
impl<E: MayBeSilent, C: Suits<E>> Suits<E> for Perhaps<C> {}
impl<E> Suits<E> for Anything {}

/// Actions that one reply can hold.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a reply holds at most 10 actions",
    label = "these are not 1 to 10 actions",
    note = "return the first ten, and the others when `ActionSuccessful` comes for the last of them"
)]
pub trait AtMostTen {}

macro_rules! at_most_ten {
    ($($number:literal)*) => {$(
        #[diagnostic::do_not_recommend]
        impl AtMostTen for Actions<$number> {}
    )*};
}
at_most_ten!(1 2 3 4 5 6 7 8 9 10);
