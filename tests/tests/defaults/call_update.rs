//! Call updates with arguments that the handler can't take.

use std::sync::atomic::{AtomicUsize, Ordering};

use offhook::prelude::*;
use offhook_tests::log;
use serde::Deserialize;
use serde_json::json;
use tracing::Level;

use crate::{Connected, call, respond, sent};

#[derive(Deserialize)]
struct Transfer {
    pier: u8,
}

/// An app whose call updates have typed arguments.
#[offhook::app]
struct Updates;

/// The same with a handler of failures, which counts them.
#[offhook::app]
#[derive(Default)]
struct Recovers {
    failures: AtomicUsize,
}

#[on(CallUpdateRequested, app = Updates)]
#[on(CallUpdateRequested, app = Recovers)]
#[on(NewOutboundCall, app = Updates)]
async fn transfer(Arguments(transfer): Arguments<Transfer>) -> Result<Reply> {
    match transfer.pier {
        0 => Err("there is no pier 0".into()),
        pier => Ok(Reply::none()
            .with_attributes(TransactionAttributes::new().with("pier", pier.to_string()))),
    }
}

#[on_error(app = Recovers)]
async fn failed(app: &Recovers) {
    app.failures.fetch_add(1, Ordering::Relaxed);
}

fn update(pier: &str) -> event::CallUpdateRequested {
    event::CallUpdateRequested::new([("pier", pier)])
}

#[tokio::test]
async fn invalid_arguments_are_answered_with_keep() {
    let kept = json!({"SchemaVersion": "1.0", "Actions": null});
    let app = Recovers::default();
    for bad in [update("+14255550142"), event::CallUpdateRequested::default()] {
        log::start();
        assert_eq!(sent(&Updates, &bad, call(Connected)).await, kept);
        let logged = log::only(Level::WARN);
        assert!(logged.field("error").contains("Arguments"), "{logged:?}");
        assert!(!log::text().contains("0142"));
        assert_eq!(sent(&app, &bad, call(Connected)).await, kept);
    }
    assert_eq!(app.failures.into_inner(), 0, "it is not a failure of the app");
}

#[tokio::test]
async fn valid_arguments_reach_the_handler() {
    let reply = sent(&Updates, &update("52"), call(Connected)).await;
    assert_eq!(reply["TransactionAttributes"], json!({"pier": "52"}));
}

#[tokio::test]
async fn the_handlers_own_error_stays_a_failure() {
    assert!(respond(&Updates, &update("0"), call(Connected)).await.is_err());
    let app = Recovers::default();
    sent(&app, &update("0"), call(Connected)).await;
    assert_eq!(app.failures.into_inner(), 1);
}

#[tokio::test]
async fn invalid_arguments_of_a_new_outbound_call_are_a_failure() {
    let created = event::NewOutboundCall::new([("pier", "x")]);
    assert!(respond(&Updates, &created, call(Connected)).await.is_err());
}
