//! The dispatch table: a constant of each app, computed when the app is compiled.

use std::future::Future;
use std::num::NonZeroU32;
use std::pin::Pin;

use super::slot;
use crate::error::Error;
use crate::event::Invocation;
#[cfg(feature = "flow")]
use crate::flow::Flow;
use crate::reply::Reply;

/// An app that handles the event `E`; implemented by `#[on(E)]`.
pub trait HandlerFor<E>: Sized + 'static {
    #[doc(hidden)]
    const HANDLER: Handler<Self>;
}

/// An app that handles the failures of its handlers; implemented by `#[on_error]`.
pub trait HandlerForErrors: Sized + 'static {
    #[doc(hidden)]
    const HANDLER: ErrorHandler<Self>;
}

/// The future that a handler's glue returns.
pub type Replying<'i> = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send + 'i>>;

/// A handler: its name, and the glue that loads its parameters and calls it.
#[derive(Debug)]
pub struct Handler<A: 'static> {
    pub(super) name: &'static str,
    /// Whether it is called for actions that ended with the call.
    pub(super) disconnected: bool,
    /// In milliseconds. Beside the flags it makes no table larger.
    pub(super) deadline: Option<NonZeroU32>,
    pub(super) does: Does<A>,
}

/// What is done with an event.
#[derive(Debug)]
pub(super) enum Does<A: 'static> {
    /// A function answers it.
    Call(for<'i> fn(&'i A, &'i Invocation) -> Replying<'i>),
    /// A flow begins.
    #[cfg(feature = "flow")]
    Begin(&'static Flow<A>),
}

impl<A> Clone for Does<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for Does<A> {}

impl<A> Clone for Handler<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for Handler<A> {}

impl<A> Handler<A> {
    /// A handler with this name; `disconnected`: whether it is called for actions that ended with
    /// the call.
    pub const fn new(
        name: &'static str,
        disconnected: bool,
        call: for<'i> fn(&'i A, &'i Invocation) -> Replying<'i>,
    ) -> Self {
        Self { name, disconnected, deadline: None, does: Does::Call(call) }
    }

    /// The handler with a deadline, in milliseconds.
    pub const fn within(mut self, deadline: u32) -> Self {
        self.deadline = NonZeroU32::new(deadline);
        self
    }

    /// A flow that begins with the event.
    #[cfg(feature = "flow")]
    pub const fn flow(flow: &'static Flow<A>) -> Self {
        let does = Does::Begin(flow);
        Self { name: flow.path, disconnected: false, deadline: None, does }
    }
}

/// The handler of failures: its name and its glue.
#[derive(Debug)]
pub struct ErrorHandler<A: 'static> {
    pub(super) name: &'static str,
    pub(super) call: for<'i> fn(&'i A, &'i Invocation, &'i Error) -> Replying<'i>,
}

impl<A> ErrorHandler<A> {
    /// A handler of failures with this name.
    pub const fn new(
        name: &'static str,
        call: for<'i> fn(&'i A, &'i Invocation, &'i Error) -> Replying<'i>,
    ) -> Self {
        Self { name, call }
    }
}

/// The handler of each key that has one of its own.
#[derive(Debug)]
pub struct Table<A: 'static> {
    slots: [Option<Handler<A>>; slot::COUNT],
    /// Whether a handler has a deadline.
    pub(super) has_deadlines: bool,
    /// Whether a flow begins with an event.
    #[cfg(feature = "flow")]
    pub(super) has_flows: bool,
    pub(super) on_error: Option<ErrorHandler<A>>,
}

impl<A> Table<A> {
    /// A table without handlers of events.
    pub const fn new(on_error: Option<ErrorHandler<A>>) -> Self {
        Self {
            slots: [None; slot::COUNT],
            has_deadlines: false,
            #[cfg(feature = "flow")]
            has_flows: false,
            on_error,
        }
    }

    /// Adds the handler of one key.
    pub const fn with(mut self, slot: usize, handler: Option<Handler<A>>) -> Self {
        if let Some(Handler { deadline: Some(_), .. }) = handler {
            self.has_deadlines = true;
        }
        #[cfg(feature = "flow")]
        if let Some(Handler { does: Does::Begin(_), .. }) = handler {
            self.has_flows = true;
        }
        self.slots[slot] = handler;
        self
    }

    /// Returns the handler of a key, or of one that the key falls back to, and whether it is the key's
    /// own.
    pub(super) fn handler(&self, slot: usize) -> Option<(&Handler<A>, bool)> {
        let mut place = slot;
        loop {
            if let Some(handler) = self.slots.get(place)? {
                return Some((handler, place == slot));
            }
            place = slot::fallback(place)?;
        }
    }

    /// The flows that begin with events.
    #[cfg(feature = "flow")]
    pub(super) fn flows(&self) -> impl Iterator<Item = &'static Flow<A>> {
        self.slots.iter().flatten().filter_map(|handler| match handler.does {
            Does::Begin(flow) => Some(flow),
            Does::Call(_) => None,
        })
    }
}
