//! The line's futures in other people's code: `select!`, `join!`, generic and recursive functions,
//! async closures; and what is the same in each run.

use std::pin::Pin;

use offhook::call::{Participant, Status};
use offhook::flow::{AskError, Line, LineError};
use offhook::prelude::*;
use offhook_simulator::{FindingKind, Phone, Simulator};
use serde_json::Value;

use crate::{CALLER, NUMBER};

#[offhook::app]
struct App;

#[flow(NewInboundCall, app = App)]
async fn menus(line: &mut Line) -> Result<()> {
    // Both branches are ready when the caller leaves: in order, or each run takes another.
    let mut updates = line.updates::<Value>();
    let ask = line.ask("Press a key, or wait.").digits(1).attempts(3);
    tokio::select! {
        biased;
        update = updates.next() => {
            line.speak(format!("Update {}.", update?["n"])).await?;
        }
        digits = async { ask.await } => {
            line.speak(format!("{} keys.", digits?.as_str().len())).await?;
        }
    }
    drop(updates);
    let (asked, noted) =
        tokio::join!(async { line.ask("Press two keys.").digits(2).await }, async { 7_u8 },);
    line.speak(format!("{} keys and {noted}.", asked?.as_str().len())).await?;
    let twice =
        retry(line, async |line: &mut Line| line.ask("Press nine.").digits(1).await).await?;
    line.speak(format!("Nine: {}.", twice.as_str().len())).await?;
    let depth = deeper(line, 0).await?;
    line.speak(format!("Depth {depth}.")).await?;
    Ok(())
}

/// Asks until it is answered.
async fn retry<T>(
    line: &mut Line,
    mut ask: impl AsyncFnMut(&mut Line) -> Result<T, AskError>,
) -> Result<T, AskError> {
    loop {
        match ask(line).await {
            Err(AskError::NoDigits) => line.speak("Once more.").await?,
            other => return other,
        }
    }
}

fn deeper(
    line: &mut Line,
    depth: u8,
) -> Pin<Box<dyn Future<Output = Result<u8, LineError>> + Send + '_>> {
    Box::pin(async move {
        match line.ask("Press 1 to go deeper.").digits(1).await {
            Ok(digits) if digits == "1" => deeper(line, depth + 1).await,
            Err(AskError::Line(error)) => Err(error),
            _ => Ok(depth),
        }
    })
}

#[on_error(app = App)]
async fn failed() -> action::Hangup {
    action::Hangup::normal()
}

async fn menus_are_walked(phone: &mut Phone) {
    phone.hears("Press a key").updates([("n", "1")]).hears("Update \"1\".").await;
    phone.hears("Press two").presses("12").hears("2 keys and 7.").await;
    phone.hears("Press nine").hears("Once more").hears("Press nine").presses("9").await;
    phone.hears("Nine: 1").hears("deeper").presses("1").hears("deeper").presses("2").await;
    phone.hears("Depth 1.").is_hung_up().await;
}

#[tokio::test]
async fn futures_are_those_of_any_code() {
    let simulator = Simulator::cold(|| App);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    menus_are_walked(&mut phone).await;
    phone.ends().by_application().await;

    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Press a key").presses("1").hears("1 keys.").hangs_up().await;
    phone.ends().by_caller().await;

    // A late reply costs an attempt, which the flow leaves to #[on_error].
    simulator
        .allow(FindingKind::HandlerFailed)
        .check_flow(
            |simulator| simulator.dial(CALLER, NUMBER),
            async |phone| {
                phone
                    .hears("Press a key")
                    .updates([("n", "1")])
                    .hears("Update \"1\".")
                    .hangs_up()
                    .await;
            },
        )
        .await;
}

/// Side effects that use the line, which no replay would do again.
mod inside {
    use std::future::IntoFuture;

    use super::*;

    #[offhook::app]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn inside(line: &mut Line) -> Result<()> {
        let (ask, speak) = (line.ask("Press 1.").digits(1), line.speak("Hello."));
        let other = line.once("other", async { Ok::<_, Error>(()) });
        match line.to() {
            CALLER => line.once("ask", async { ask.await.map(drop) }).await?,
            NUMBER => line.once("speak", speak.into_future()).await?,
            _ => line.once("once", other).await?,
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_side_effect_that_uses_the_line_is_an_error() {
    for (to, name) in [(CALLER, "ask"), (NUMBER, "speak"), (crate::VET, "once")] {
        let event = Invocation::new(&event::NewInboundCall, Call::inbound(CALLER, to));
        let error = offhook::respond(&inside::App, event).await.unwrap_err().to_string();
        let expected = format!("the side effect \"{name}\" uses the line at ");
        assert!(error.contains(&expected), "{error}");
    }
}

#[offhook::app]
struct Same;

#[flow(NewInboundCall, app = Same)]
async fn same(line: &mut Line) -> Result<()> {
    let (now, random) = (line.now(), line.random());
    let first = line.idempotency_key("book");
    line.once("book", async { Ok::<_, Error>(()) }).await?;
    let second = line.idempotency_key("book");
    for turn in 0..3 {
        let text = format!("{turn}: {now:?} {random} {first} {second}");
        line.ask(text).digits(1).attempts(2).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_time_random_numbers_and_keys_are_the_same_in_each_run() {
    let mut phone = Simulator::cold(|| Same).dial(CALLER, NUMBER).await;
    phone.hears("0: ").presses("1").hears("1: ").presses("1").hears("2: ").presses("1").await;
    phone.is_hung_up().await;
    let texts: Vec<String> = phone
        .replies()
        .iter()
        .filter_map(|reply| {
            let action: Value =
                serde_json::from_str(reply.actions.as_ref()?.first()?.raw()).ok()?;
            let text = action["SpeechParameters"]["Text"].as_str()?.to_owned();
            Some(text.split_once(": ")?.1.to_owned())
        })
        .collect();
    assert_eq!(texts.len(), 3);
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
    let id = phone.transcript().transaction_id.clone();
    let keys = format!("{id}/same/book/0 {id}/same/book/1");
    assert!(texts[0].ends_with(&keys), "{} {keys}", texts[0]);
    phone.ends().by_application().await;
}

#[offhook::app]
struct Headers;

#[flow(NewInboundCall, app = Headers)]
async fn by_account(line: &mut Line) -> Result<()> {
    let (account, queue) = (line.sip_header("x-account"), line.sip_header("X-Queue"));
    line.ask("Press a key.").digits(1).await?;
    line.speak(format!("{account:?} {queue:?}")).await?;
    Ok(())
}

#[tokio::test]
async fn sip_headers_are_those_of_the_event_at_which_the_flow_asks() {
    let first = SipHeaders::new().with("X-Account", "a=7");
    let later = SipHeaders::new().with("X-Queue", "sales");
    let call = |headers| {
        let caller = Participant::new(Leg::A, "call-a").with_sip_headers(headers);
        Call::inbound(CALLER, NUMBER).with_participant(caller.with_status(Status::Connected))
    };
    let event = Invocation::numbered(1, &event::NewInboundCall, call(first));
    let reply = offhook::respond(&Headers, event).await.unwrap();
    let attributes = reply.attributes().unwrap().clone();

    let asked = action::SpeakAndGetDigits::new("Press a key.").digits(1);
    let pressed = Succeeded::new(asked, action::ReceivedDigits::new("1"));
    let event = Invocation::numbered(2, &pressed, call(later).with_attributes(attributes));
    let reply = offhook::respond(&Headers, event).await.unwrap();
    let action::Action::Speak(speak) = &reply.actions()[0] else { panic!("{reply:?}") };
    assert_eq!(speak.speech.text, "Some(\"a=7\") None");
}
