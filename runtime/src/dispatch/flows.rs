//! Apps with flows: a flow that runs sees each event first.
//!
//! Beside [`Of`], nothing here is generic: it is compiled once, not for each app.

use std::future::Future;
use std::pin::Pin;

use super::table::{Does, Handler};
use super::{App, InvocationError, InvocationErrorKind, Sealing, answer, call, defaults};
use crate::action::Hangup;
use crate::call::Participant;
use crate::event::{EventType, Invocation};
use crate::flow::{self, Bound, FlowError, Taken, Turn};
use crate::reply::Reply;
use crate::wire::clip;

/// Answers an event: with the flow that runs, the one that begins with it, a handler or a default.
pub(super) async fn run<A: App>(
    app: &A,
    handler: Option<&'static Handler<A>>,
    invocation: &Invocation,
) -> Result<Reply, Box<InvocationError>> {
    let journals = A::JOURNALS.map(|journals| journals(app));
    let event = Event {
        invocation,
        turn: Turn::new(invocation, journals, A::ATTRIBUTE_LIMIT),
        handler: handler.map(|handler| handler.name),
        app: &Of { app, handler, invocation },
        sealing: Sealing::of::<A>(),
    };
    event.answer().await
}

/// An app as this module sees it.
trait Served<'i>: Send + Sync {
    /// The flow that begins with the event.
    fn begins(&self) -> Option<Bound<'i>>;

    /// The flow whose name has this hash, in this version.
    fn flow(&self, hash: u32, version: u32) -> Result<Bound<'i>, FlowError>;

    /// The flow of this name, if handlers can enter it.
    fn entered(&self, name: &str) -> Option<Bound<'i>>;

    /// Returns `true` if a function handles the event.
    fn has_function(&self) -> bool;

    /// The reply of the handler, or the default.
    fn answer(&self) -> Answering<'i>;
}

type Answering<'i> = Pin<Box<dyn Future<Output = Result<Reply, InvocationErrorKind>> + Send + 'i>>;

/// An app, an event, and its handler.
struct Of<'i, A: App> {
    app: &'i A,
    handler: Option<&'static Handler<A>>,
    invocation: &'i Invocation,
}

impl<'i, A: App> Served<'i> for Of<'i, A> {
    fn begins(&self) -> Option<Bound<'i>> {
        match self.handler?.does {
            Does::Begin(flow) => Some(flow.with(self.app)),
            Does::Call(_) => None,
        }
    }

    fn flow(&self, hash: u32, version: u32) -> Result<Bound<'i>, FlowError> {
        let flow = A::HANDLERS.flows().chain(A::FLOWS).find(|flow| flow.is(hash));
        flow.ok_or(FlowError::Unknown)?.in_version(version, self.app)
    }

    fn entered(&self, name: &str) -> Option<Bound<'i>> {
        A::FLOWS.iter().find(|flow| flow.name == name).map(|flow| flow.with(self.app))
    }

    fn has_function(&self) -> bool {
        self.handler.is_some_and(|handler| matches!(handler.does, Does::Call(_)))
    }

    fn answer(&self) -> Answering<'i> {
        Box::pin(answer(self.app, self.handler, self.invocation))
    }
}

/// An event of an app with flows.
struct Event<'e, 'i> {
    app: &'e dyn Served<'i>,
    invocation: &'i Invocation,
    turn: Turn<'i>,
    /// The name of the handler, or of the flow that begins with the event.
    handler: Option<&'static str>,
    sealing: Sealing,
}

impl Event<'_, '_> {
    async fn answer(self) -> Result<Reply, Box<InvocationError>> {
        let Self { app, invocation, .. } = self;
        // Nothing that the flow could want: the same Hangup goes on.
        if let Some(mut again) = defaults::throttled_hangup(invocation)
            && flow::has_begun(invocation)
        {
            // The hang-up of the other leg was behind it in the list.
            let legs = invocation.call().connected().filter(|_| flow::has_ended(invocation));
            let named = invocation.call().leg().map(Participant::call_id);
            for leg in legs.filter(|leg| Some(leg.call_id()) != named) {
                again = again.then(Hangup::normal().on(leg.call_id()));
            }
            tracing::warn!("a Hangup was throttled; it is repeated");
            return self.finish_flow(Ok(again), None);
        }
        let flow_of = |hash, version| app.flow(hash, version);
        let result = match call(Box::pin(self.turn.go_on(&flow_of))).await {
            Ok(Taken::No) => match app.begins().filter(|_| !flow::has_begun(invocation)) {
                Some(flow) => call(Box::pin(self.turn.begin(&flow, None))).await,
                None => return self.handle().await,
            },
            Ok(Taken::Answered(reply)) => Ok(reply),
            Ok(Taken::Foreign(unexpected)) => match defaults::own_pause(invocation) {
                Some(reply) if unexpected.is_some() => Ok(reply),
                _ => return self.beside(unexpected).await,
            },
            Err(kind) => Err(kind),
        };
        self.finish_flow(result, self.turn.flow()).map_err(ends_flow)
    }

    /// Completes a reply in which nothing is added for a lone leg: a flow says what happens.
    fn finish_flow(
        &self,
        result: Result<Reply, InvocationErrorKind>,
        name: Option<&'static str>,
    ) -> Result<Reply, Box<InvocationError>> {
        let sealing = Sealing { keeps_lone_leg: true, ..self.sealing };
        sealing.finish(result, name, self.invocation)
    }

    /// Answers an event that is no flow's; a handler can enter one.
    async fn handle(self) -> Result<Reply, Box<InvocationError>> {
        let Self { app, invocation, handler, .. } = self;
        if let Some(name) = handler {
            tracing::Span::current().record("handler", name);
        }
        let mut result = app.answer().await;
        if let Ok(reply) = &mut result {
            if let Some(entered) = reply.entered() {
                let result = self.enter(entered, reply).await;
                let name = self.turn.flow().or(handler);
                return self.finish_flow(result, name).map_err(ends_flow);
            }
            // An empty list might stop the hang-ups with which a flow has ended.
            let is_over = handler.is_none() && flow::has_begun(invocation);
            let is_empty = reply.actions().is_empty();
            if is_over && is_empty && *invocation.event_type() != EventType::Hangup {
                *reply = Reply::keep();
            }
            flow::survive(reply, invocation);
        }
        self.sealing.finish(result, handler, invocation)
    }

    /// Begins the flow of this name, which a handler's reply enters.
    async fn enter(&self, name: &str, reply: &Reply) -> Result<Reply, InvocationErrorKind> {
        if !reply.actions().is_empty() {
            let problem = "it holds actions: the flow says what happens";
            return Err(FlowError::Enter { problem }.into());
        }
        let flow = self.app.entered(name).ok_or(FlowError::Unknown)?;
        call(Box::pin(self.turn.begin(&flow, reply.attributes()))).await
    }

    /// Answers an event that the flow which runs leaves to others.
    async fn beside(self, unexpected: Option<FlowError>) -> Result<Reply, Box<InvocationError>> {
        let Self { app, invocation, .. } = self;
        let Some(handler) = self.handler.filter(|_| app.has_function()) else {
            let result = match unexpected {
                // A reply overtook another: two people who talk go on.
                Some(unexpected) if invocation.call().connected().count() > 1 => {
                    tracing::warn!(%unexpected, "the flow has lost an event; the call goes on");
                    Ok(Reply::keep())
                }
                Some(unexpected) => Err(unexpected.into()),
                None => {
                    let event = clip(invocation.event_type().as_str());
                    tracing::debug!(event, "neither the flow nor a handler takes this event");
                    Ok(Reply::keep())
                }
            };
            return self.finish_flow(result, None).map_err(ends_flow);
        };
        tracing::Span::current().record("handler", handler);
        let mut result = app.answer().await;
        if let Ok(reply) = &mut result {
            if reply.entered().is_some() {
                let problem = "another flow runs";
                result = Err(FlowError::Enter { problem }.into());
            } else if reply.attributes().is_some() && !flow::is_stored(invocation) {
                result = Err(FlowError::Attributes.into());
            } else {
                flow::survive(reply, invocation);
            }
        }
        self.finish_flow(result, Some(handler))
    }
}

fn ends_flow(mut failure: Box<InvocationError>) -> Box<InvocationError> {
    failure.ends_flow = true;
    failure
}

/// Keeps what a flow has in the transaction attributes in a reply of `#[on_error]`, or ends the flow
/// whose failure it answers.
pub(super) fn settle(mut reply: Reply, ends_flow: bool, invocation: &Invocation) -> Reply {
    let settle = if ends_flow { flow::end } else { flow::survive };
    settle(&mut reply, invocation);
    reply
}
