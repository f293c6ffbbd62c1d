//! Types of the user's own as replies.

use offhook::action::{Hangup, Speak};
use offhook::prelude::*;
use offhook::{Answer, InvocationError};

#[offhook::app]
struct App;

struct Goodbye(&'static str);

impl Answer for Goodbye {
    type Content = <(Speak, Hangup) as Answer>::Content;

    fn reply(self) -> Result<Reply> {
        if self.0.is_empty() {
            return Err("nothing to say".into());
        }
        (Speak::text(self.0), Hangup::normal()).reply()
    }
}

#[on(NewInboundCall, app = App)]
async fn busy() -> Goodbye {
    Goodbye("All lines are busy.")
}

#[on(CallAnswered, app = App)]
async fn answered() -> Result<Option<Goodbye>> {
    Ok(Some(Goodbye("")))
}

#[on(Hangup, app = App)]
async fn bye() -> Option<Goodbye> {
    None
}

async fn respond(event: &impl event::Event) -> Result<Reply> {
    let call = Call::inbound("+14255550142", "+12065550117");
    offhook::respond(&App, Invocation::new(event, call)).await
}

#[tokio::test]
async fn own_type_converts_into_its_actions() {
    let reply = respond(&event::NewInboundCall).await.expect("a reply");
    let actions: Vec<_> = reply.actions().iter().map(action::Action::action_type).collect();
    assert_eq!(actions, [action::ActionType::Speak, action::ActionType::Hangup]);
}

#[tokio::test]
async fn error_of_a_conversion_is_the_handlers() {
    let error = respond(&event::CallAnswered).await.expect_err("an error");
    let failed = error.downcast_ref::<InvocationError>().expect("an InvocationError");
    assert_eq!(failed.handler(), Some("replies::own::answered"));
    assert!(format!("{error:?}").ends_with("nothing to say"), "{error:?}");
}

#[tokio::test]
async fn absent_own_type_is_an_empty_reply() {
    let reply = respond(&event::Hangup::new(Leg::A, "call-a", 0)).await.expect("a reply");
    assert!(reply.actions().is_empty() && !reply.is_keep());
}
