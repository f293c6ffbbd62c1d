//! Apps with flows: a flow that runs sees each event first.

use super::table::{Does, Handler};
use super::{App, InvocationError, InvocationErrorKind, answer, call, defaults, finish, has_flows};
use crate::action::Hangup;
use crate::call::Participant;
use crate::event::{EventType, Invocation};
use crate::flow::{self, Flow, FlowError, Taken, Turn};
use crate::reply::Reply;
use crate::wire::clip;

/// Answers an event: with the flow that runs, the one that begins with it, a handler or a default.
pub(super) async fn run<A: App>(
    app: &A,
    handler: Option<&Handler<A>>,
    invocation: &Invocation,
) -> Result<Reply, Box<InvocationError>> {
    let journals = A::JOURNALS.map(|journals| journals(app));
    let turn = Turn::new(app, invocation, journals, A::ATTRIBUTE_LIMIT);
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
        return finish::<A>(Ok(again), None, invocation, true);
    }
    let flow = match call(|| Box::pin(turn.go_on(flow_of::<A>))).await {
        Ok(Taken::No) => match handler.map(|handler| handler.does) {
            Some(Does::Begin(flow)) if !flow::has_begun(invocation) => {
                call(|| Box::pin(turn.begin(flow, None))).await
            }
            _ => return handle(app, handler, invocation, &turn).await,
        },
        Ok(Taken::Answered(reply)) => Ok(reply),
        Ok(Taken::Foreign(unexpected)) => match defaults::own_pause(invocation) {
            Some(reply) if unexpected.is_some() => Ok(reply),
            _ => return beside(app, handler, invocation, unexpected).await,
        },
        Err(kind) => Err(kind),
    };
    finish::<A>(flow, turn.flow(), invocation, true).map_err(ends_flow)
}

/// Keeps what a flow has in the transaction attributes in a reply of `#[on_error]`, or ends the flow
/// whose failure it answers.
pub(super) fn settle<A: App>(
    mut result: Result<Reply, InvocationErrorKind>,
    ends_flow: bool,
    invocation: &Invocation,
) -> Result<Reply, InvocationErrorKind> {
    if const { has_flows::<A>() }
        && let Ok(reply) = &mut result
    {
        let settle = if ends_flow { flow::end } else { flow::survive };
        settle(reply, invocation);
    }
    result
}

fn ends_flow(mut failure: Box<InvocationError>) -> Box<InvocationError> {
    failure.ends_flow = true;
    failure
}

/// The flow whose name has this hash.
fn flow_of<A: App>(hash: u32) -> Option<&'static Flow<A>> {
    A::HANDLERS.flows().chain(A::FLOWS).find(|flow| flow.is(hash))
}

/// Answers an event that is no flow's; a handler can enter one.
async fn handle<A: App>(
    app: &A,
    handler: Option<&Handler<A>>,
    invocation: &Invocation,
    turn: &Turn<'_, A>,
) -> Result<Reply, Box<InvocationError>> {
    let name = handler.map(|handler| handler.name);
    if let Some(name) = name {
        tracing::Span::current().record("handler", name);
    }
    let mut result = answer(app, handler, invocation).await;
    if let Ok(reply) = &mut result {
        if let Some(entered) = reply.entered() {
            let result = enter(entered, reply, turn).await;
            return finish::<A>(result, turn.flow().or(name), invocation, true).map_err(ends_flow);
        }
        // An empty list might stop the hang-ups with which a flow has ended.
        let is_over = handler.is_none() && flow::has_begun(invocation);
        if is_over && reply.actions().is_empty() && *invocation.event_type() != EventType::Hangup {
            *reply = Reply::keep();
        }
        flow::survive(reply, invocation);
    }
    finish::<A>(result, name, invocation, A::KEEP_LONE_LEG)
}

/// Begins the flow of this name, which a handler's reply enters.
async fn enter<A: App>(
    name: &str,
    reply: &Reply,
    turn: &Turn<'_, A>,
) -> Result<Reply, InvocationErrorKind> {
    if !reply.actions().is_empty() {
        let problem = "it holds actions: the flow says what happens";
        return Err(FlowError::Enter { problem }.into());
    }
    let flow = A::FLOWS.iter().find(|flow| flow.name == name).ok_or(FlowError::Unknown)?;
    call(|| Box::pin(turn.begin(flow, reply.attributes()))).await
}

/// Answers an event that the flow which runs leaves to others.
async fn beside<A: App>(
    app: &A,
    handler: Option<&Handler<A>>,
    invocation: &Invocation,
    unexpected: Option<FlowError>,
) -> Result<Reply, Box<InvocationError>> {
    let handler = handler.filter(|handler| matches!(handler.does, Does::Call(_)));
    let Some(handler) = handler else {
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
        return finish::<A>(result, None, invocation, true).map_err(ends_flow);
    };
    tracing::Span::current().record("handler", handler.name);
    let mut result = answer(app, Some(handler), invocation).await;
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
    finish::<A>(result, Some(handler.name), invocation, true)
}
