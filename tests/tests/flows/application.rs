//! An application names the types of the arguments.

use offhook::flow::Line;
use offhook::prelude::*;
use offhook::{Application, NoArguments};
use offhook_simulator::Simulator;
use serde::{Deserialize, Serialize};

use crate::{CALLER, NUMBER};

enum Notices {}

impl Application for Notices {
    type Arguments = Order;
    type Update = Change;
}

#[derive(Serialize, Deserialize)]
struct Order {
    notice: String,
}

#[derive(Serialize, Deserialize)]
struct Change {
    goodbye: String,
}

#[offhook::app(application = Notices)]
struct App;

#[flow(NewOutboundCall, app = App)]
async fn call(line: &mut Line<Notices>) -> Result<()> {
    let order = line.arguments()?;
    line.answered().await?;
    line.ask("Press 1 for the notice.").digits(1).await?;
    say(line, order.notice).await?;
    let change = line.updates().next().await?;
    say(line, change.goodbye).await
}

/// A helper of any application.
async fn say<N>(line: &mut Line<N>, text: String) -> Result<()> {
    Ok(line.speak(text).await?)
}

#[on(NewInboundCall, app = App)]
async fn wait() -> action::Pause {
    action::Pause::secs(30)
}

#[on(CallUpdateRequested, app = App)]
async fn changed(Arguments(change): Arguments<Change>) -> (action::Speak, action::Hangup) {
    (action::Speak::text(change.goodbye), action::Hangup::normal())
}

#[tokio::test]
async fn flows_and_handlers_receive_its_types() {
    let place = Simulator::cold(|| App).place(NUMBER, CALLER).argument("notice", "It is late.");
    let mut phone = place.await;
    phone.answers().hears("Press 1").presses("1").hears("It is late.").await;
    phone.updates([("goodbye", "Bye.")]).hears("Bye.").is_hung_up().await;
    phone.ends().by_application().await;

    let mut phone = Simulator::cold(|| App).dial(CALLER, NUMBER).await;
    phone.updates([("goodbye", "Bye.")]).hears("Bye.").is_hung_up().await;
    phone.ends().by_application().await;
}

#[offhook::app]
struct Free;

/// Without an application in the app, a flow can have one of its own.
#[flow(NewInboundCall, app = Free)]
async fn free(line: &mut Line<Anything>) -> Result<()> {
    let mut updates = line.updates();
    line.speak("Wait.").await?;
    let NoArguments {} = updates.next().await?;
    line.speak("Updated.").await?;
    Ok(())
}

enum Anything {}

impl Application for Anything {
    type Arguments = NoArguments;
    type Update = NoArguments;
}

#[tokio::test]
async fn a_flow_can_have_an_application_of_its_own() {
    let mut phone = Simulator::cold(|| Free).dial(CALLER, NUMBER).await;
    phone.hears("Wait.").updates([("any", "thing")]).hears("Updated.").is_hung_up().await;
    phone.ends().by_application().await;
}
