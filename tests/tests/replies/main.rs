//! Replies: what a handler can return, and what is sent.

mod limits;
mod own;
mod reads;
mod shapes;
mod targets;

use offhook::event::Event;
use offhook::prelude::*;
use offhook::{InvocationError, InvocationErrorKind, ReplyError};
use serde_json::Value;

/// An app that answers every event with the same reply.
#[offhook::app]
struct App {
    reply: Reply,
}

#[on(NewInboundCall | CallUpdateRequested | _)]
async fn answer(app: &App) -> Reply {
    app.reply.clone()
}

/// Returns the JSON of a reply to an event, or the error of an invalid reply.
async fn seal(
    reply: impl Into<Reply>,
    event: &impl Event,
    call: Call,
) -> Result<Value, ReplyError> {
    let app = App { reply: reply.into() };
    match offhook::respond(&app, Invocation::new(event, call)).await {
        Ok(reply) => Ok(serde_json::from_str(&reply.to_json()).expect("replies are JSON")),
        Err(error) => {
            let failed = error.downcast_ref::<InvocationError>().expect("an InvocationError");
            assert_eq!(format!("{failed:?}"), failed.to_string());
            match failed.kind() {
                InvocationErrorKind::Reply(refused) => Err(refused.clone()),
                other => panic!("{other:?}"),
            }
        }
    }
}
