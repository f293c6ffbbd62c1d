//! The user's own types as parameters.

use std::sync::Mutex;

use offhook::prelude::*;
use offhook::{Error, InvocationError, Param};

use crate::respond;

#[offhook::app]
#[derive(Default)]
struct App {
    harbour: Harbour,
    stored: Mutex<Vec<String>>,
    fail_to_store: bool,
}

/// A field of the app.
#[derive(Default)]
struct Harbour {
    piers: u8,
}

impl<'i, E> Param<'i, E, App> for &'i Harbour {
    async fn load(_: &'i Invocation, app: &'i App) -> Result<Self> {
        Ok(&app.harbour)
    }
}

/// Loaded for each invocation, asynchronously.
struct Caller(String);

impl<'i, E> Param<'i, E, App> for Caller {
    async fn load(invocation: &'i Invocation, _: &'i App) -> Result<Self> {
        tokio::task::yield_now().await;
        let from = invocation.call().from();
        if from.is_empty() {
            return Err("no caller id".into());
        }
        Ok(Self(from.to_owned()))
    }
}

/// Borrowed from the invocation, for one event alone.
struct Code<'i>(&'i str);

impl<'i> Param<'i, event::Hangup, App> for Code<'i> {
    async fn load(invocation: &'i Invocation, _: &'i App) -> Result<Self> {
        Ok(Self(invocation.raw()))
    }
}

/// Changed by the handler and stored afterwards.
struct Log<'i> {
    lines: Vec<String>,
    app: &'i App,
}

impl<'i, E> Param<'i, E, App> for Log<'i> {
    async fn load(_: &'i Invocation, app: &'i App) -> Result<Self> {
        Ok(Self { lines: Vec::new(), app })
    }

    fn store(self, invocation: &Invocation, reply: &mut Reply) -> Result<()> {
        if self.app.fail_to_store {
            return Err("the log is full".into());
        }
        let event = invocation.event_type();
        let stored = self.lines.into_iter().map(|line| format!("{event} {line}"));
        self.app.stored.lock().expect("no panic under the lock").extend(stored);
        let attributes = reply.attributes().cloned().unwrap_or_default();
        *reply = reply.clone().with_attributes(attributes.with("logged", "yes"));
        Ok(())
    }
}

#[on(NewInboundCall | CallAnswered, app = App)]
async fn answer(harbour: &Harbour, log: &mut Log<'_>, Caller(caller): Caller) -> action::Speak {
    log.lines.push(format!("{} piers", harbour.piers));
    action::Speak::text(caller)
}

#[on(Hangup, app = App)]
async fn bye(code: Code<'_>, log: &mut Log<'_>) -> Result<()> {
    log.lines.push("bye".to_owned());
    Err(format!("{} bytes", code.0.len()).into())
}

#[on(Ringing, app = App)]
async fn by_value(mut log: Log<'_>) -> Reply {
    log.lines.push("never stored".to_owned());
    Reply::none()
}

fn app() -> App {
    App { harbour: Harbour { piers: 3 }, ..App::default() }
}

#[tokio::test]
async fn own_types_are_loaded_and_stored() {
    let app = app();
    let reply = respond(&app, &event::NewInboundCall).await.expect("a reply");
    assert!(reply.to_json().contains("+14255550142"));
    assert_eq!(reply.attributes().and_then(|all| all.get("logged")), Some("yes"));
    respond(&app, &event::CallAnswered).await.expect("a reply");
    let stored = app.stored.into_inner().expect("no panic under the lock");
    assert_eq!(stored, ["NEW_INBOUND_CALL 3 piers", "CALL_ANSWERED 3 piers"]);
}

#[tokio::test]
async fn parameter_taken_by_value_is_not_stored() {
    let app = app();
    let reply = respond(&app, &event::Ringing).await.expect("a reply");
    assert_eq!(reply, Reply::none());
    assert!(app.stored.into_inner().expect("no panic under the lock").is_empty());
}

#[tokio::test]
async fn nothing_is_stored_after_an_error() {
    let app = app();
    let error =
        respond(&app, &event::Hangup::new(Leg::A, "call-a", 0)).await.expect_err("an error");
    assert!(format!("{error:?}").ends_with("bytes"));
    assert!(app.stored.into_inner().expect("no panic under the lock").is_empty());
}

#[tokio::test]
async fn loading_and_storing_can_fail() {
    let fails = |error: Error, cause: &str| {
        let failed = error.downcast_ref::<InvocationError>().expect("an InvocationError");
        assert_eq!(failed.handler(), Some("parameters::own::answer"));
        assert!(format!("{error:?}").ends_with(&format!("failed: {cause}")), "{error:?}");
    };
    let full = App { fail_to_store: true, ..app() };
    fails(respond(&full, &event::NewInboundCall).await.expect_err("full"), "the log is full");
    let anonymous = Invocation::new(&event::NewInboundCall, Call::inbound("", "+12065550117"));
    let app = app();
    fails(offhook::respond(&app, anonymous).await.expect_err("no caller"), "no caller id");
    assert!(app.stored.into_inner().expect("no panic under the lock").is_empty(), "no handler ran");
}

#[tokio::test]
async fn own_parameters_can_be_built_in_a_test() {
    let app = app();
    let mut log = Log { lines: Vec::new(), app: &app };
    let spoken = answer(&app.harbour, &mut log, Caller("you".to_owned())).await;
    assert_eq!((spoken.speech.text.as_str(), log.lines), ("you", vec!["3 piers".to_owned()]));
}
