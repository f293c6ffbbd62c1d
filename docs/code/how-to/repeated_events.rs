//! Late and repeated events.

use offhook::idempotency::{IdempotencyLayer, MemoryStore};
use offhook::metrics::MetricsLayer;
use offhook::prelude::*;
use offhook_simulator::{FindingKind, Simulator};
use tower::ServiceBuilder;

use crate::dial;

// ANCHOR: deadline
/// A line that looks callers up.
#[offhook::app(deadline = "4s")]
struct Directory {
    people: People,
}

#[on(NewInboundCall, app = Directory)]
async fn welcome(app: &Directory, call: &Call) -> Result<action::Speak> {
    let name = app.people.find(call.from()).await?;
    Ok(action::Speak::text(format!("Hello {name}.")))
}

#[on_error(app = Directory)]
async fn sorry() -> (action::Speak, action::Hangup) {
    let apology = "We can't answer right now. Please call again.";
    (action::Speak::text(apology), action::Hangup::normal())
}
// ANCHOR_END: deadline

// ANCHOR: layers
/// Runs the app with metrics, and with each event handled once.
#[allow(dead_code)] // It ends with the Lambda.
async fn run(app: Directory) -> Result<(), lambda_runtime::Error> {
    let service = ServiceBuilder::new()
        .layer(MetricsLayer::new("FrontDesk"))
        .layer(IdempotencyLayer::new(MemoryStore::new(1_000)))
        .service(offhook::service(app));
    lambda_runtime::Runtime::new(service).run().await
}
// ANCHOR_END: layers

/// The people who call.
enum People {
    Known(&'static str),
    /// A database that does not answer.
    #[cfg(test)]
    Stuck,
}

impl People {
    async fn find(&self, _number: &str) -> Result<&'static str> {
        match self {
            Self::Known(name) => Ok(name),
            #[cfg(test)]
            Self::Stuck => std::future::pending().await,
        }
    }
}

#[tokio::test]
async fn a_known_caller_is_greeted() {
    let app = Directory { people: People::Known("Ana") };
    let mut phone = dial(Simulator::new(app)).await;
    phone.hears("Hello Ana.").hangs_up().await;
    phone.ends().await;
}

// ANCHOR: test
#[tokio::test(start_paused = true)]
async fn a_database_that_does_not_answer_ends_the_call_with_an_apology() {
    let mut phone = dial(Simulator::new(Directory { people: People::Stuck })).await;
    phone.hears("We can't answer right now.").is_hung_up().await;
    phone.ends().allow(FindingKind::HandlerFailed).await;
}
// ANCHOR_END: test
