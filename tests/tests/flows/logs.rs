//! What flows log and write down: nothing twice, and no secret digits.

use std::io;
use std::sync::{Arc, Mutex};

use offhook::flow::Line;
use offhook::prelude::*;
use offhook_simulator::{Happening, Simulator};
use offhook_tests::log;
use tracing::Level;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::{CALLER, NUMBER};

#[offhook::app]
struct Bank;

#[flow(NewInboundCall, app = Bank)]
async fn bank(line: &mut Line) -> Result<()> {
    tracing::info!(target: "offhook_bank", "begins");
    line.speak("Welcome.").await?;
    let is_known = line
        .ask("Your PIN, please.")
        .digits(4)
        .once("check PIN", async |pin| {
            tracing::info!(target: "offhook_bank", "checks");
            tokio::task::yield_now().await;
            Ok::<_, Error>(pin == "4711")
        })
        .await?;
    tracing::info!(target: "offhook_bank", is_known, "has checked");
    let wish = line.ask("Your wish.").digits(1).await?;
    tracing::info!(target: "offhook_bank", "knows the wish");
    line.once("grant", async {
        tracing::info!(target: "offhook_bank", "grants");
        Ok::<_, Error>(())
    })
    .await?;
    line.speak(format!("You have {} wishes.", wish.as_str().len())).await?;
    line.done().await?;
    tracing::info!(target: "offhook_bank", "ends");
    Ok(())
}

async fn call() -> offhook_simulator::Phone {
    let mut phone = Simulator::cold(|| Bank).dial(CALLER, NUMBER).await;
    phone.hears("Your PIN").presses("4711").hears("Your wish").presses("3").await;
    phone.hears("You have 1 wishes").is_hung_up().await;
    phone.ends().by_application().await;
    phone
}

#[tokio::test]
async fn nothing_is_logged_twice() {
    log::start();
    call().await;
    let mut messages = Vec::new();
    for record in log::records() {
        let message = record.field("message").to_owned();
        if !record.is_span && !message.is_empty() {
            messages.push(message);
        }
    }
    let own = ["begins", "checks", "has checked", "knows the wish", "grants", "ends"];
    messages.retain(|message| own.contains(&&**message));
    assert_eq!(messages, own);
}

mod foreign {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn foreign(line: &mut Line) -> Result<()> {
        line.speak("Hello.").await?;
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        Ok(())
    }
}

#[tokio::test]
async fn an_await_that_is_not_the_lines_is_warned_of_once() {
    log::start();
    let begin = Invocation::new(&event::NewInboundCall, Call::inbound(CALLER, NUMBER));
    offhook::respond(&foreign::App, begin).await.expect("a reply");
    let warned = log::only(Level::WARN);
    assert!(warned.field("message").contains("awaits something that is not the line's"));
    assert!(warned.field("after").starts_with("tests/tests/flows/logs.rs:"), "{warned:?}");

    // A side effect is.
    log::start();
    call().await;
    assert!(log::records().iter().all(|record| record.level != Level::WARN));
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The invocation's span has the flow, and the line of code at which it waits.
#[tokio::test]
async fn the_span_names_the_await() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    call().await;
    drop(guard);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).expect("text");
    let close = log.lines().find(|line| line.contains("sequence=2") && line.contains("close"));
    let close = close.expect("the span of the second event");
    let line = include_str!("logs.rs").lines().position(|line| line.contains("Your wish."));
    let at = format!("at={}:{}", file!(), line.expect("the await") + 1);
    assert!(close.contains("handler=\"flows::logs::bank\"") && close.contains(&at), "{close}");
}

#[tokio::test]
async fn secret_digits_are_never_written_down() {
    log::start();
    let phone = call().await;
    let mut replies = 0;
    for entry in &phone.transcript().entries {
        if let Happening::Replied { json, .. } = &entry.what {
            assert!(!json.as_str().contains("4711"), "{}", json.as_str());
            replies += 1;
        }
    }
    assert_eq!(replies, 5);
    let records = log::records();
    let levels: Vec<_> = records.iter().map(|record| record.level).collect();
    assert!(levels.contains(&tracing::Level::DEBUG) || levels.contains(&tracing::Level::INFO));
    for record in records {
        for (name, text) in &record.fields {
            assert!(!text.contains("4711"), "{name}: {text}");
        }
    }
}
