//! A Lambda that books a ferry once, whatever happens twice. Replies and journals are in DynamoDB, in the table that
//! `TABLE` names.

use aws_smithy_http_client::Builder;
use offhook::idempotency::IdempotencyLayer;
use offhook::prelude::*;
use offhook_aws::DynamoDbStore;
use tower::Layer;

// ANCHOR: app
/// The app.
#[offhook::app(journals = store)]
struct App {
    store: DynamoDbStore,
}
// ANCHOR_END: app

#[flow(NewInboundCall)]
async fn booking(line: &mut Line) -> Result<()> {
    let departures = line.once("timetable", timetable()).await?;
    let text = format!("{} ferries leave today. Press 1 to book the first.", departures.len());
    if line.ask(text).digits(1).await? == "1" {
        let code = line.once("book", book(&departures[0])).await?;
        line.speak(format!("Your code is {code}.")).await?;
    }
    Ok(())
}

/// The departures, which are too many for transaction attributes.
async fn timetable() -> Result<Vec<String>> {
    let minutes = (0..24 * 60).step_by(5);
    Ok(minutes.map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60)).collect())
}

async fn book(departure: &str) -> Result<String> {
    println!("booked the ferry at {departure}");
    Ok("4 7 1 1".to_owned())
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    // For AWS leave the client out: the default features of `aws-config` bring one with TLS.
    let http = Builder::new().build_http();
    let config = aws_config::from_env().http_client(http).load().await;
    let store = DynamoDbStore::new(&config, std::env::var("TABLE")?);
    let replies = IdempotencyLayer::new(store.clone());
    let service = replies.layer(offhook::service(App { store }));
    lambda_runtime::Runtime::new(service).run().await?;
    Ok(())
}
// ANCHOR_END: main
