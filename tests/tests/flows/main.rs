//! Flows: whole calls as one function, over the simulated service.

mod application;
mod beside;
mod check;
mod course;
mod direct;
mod ending;
mod failing;
mod futures;
mod journal;
mod keys;
mod line;
mod lists;
mod logs;
mod long;
mod outbound;
mod overtaken;
mod program;
mod random;
mod store;

use std::sync::Mutex;
use std::time::Duration;

use offhook::action::RecordAudio;
use offhook::flow::{AskError, BridgeError, Line};
use offhook::prelude::*;
use offhook_simulator::{Fault, Phone, Profile, Simulator};

const CALLER: &str = "+14255550199";
const NUMBER: &str = "+12065550100";
const VET: &str = "+12065550123";

#[offhook::app]
#[derive(Default)]
struct App {
    looked_up: Mutex<Vec<String>>,
}

impl App {
    async fn find(&self, customer: &Digits) -> Result<String> {
        self.looked_up.lock().unwrap().push(customer.as_str().to_owned());
        if customer == "9999" {
            return Err("no such customer".into());
        }
        Ok(VET.to_owned())
    }
}

#[flow(NewInboundCall, app = App)]
async fn front_desk(line: &mut Line, app: &App) -> Result<()> {
    line.speak("Welcome to Riverside Vets.").await?;
    let ask = line.ask("Your customer number, then pound.").digits(4..=8).attempts(2);
    let customer = match ask.await {
        Ok(digits) => digits,
        Err(AskError::NoDigits) => {
            line.speak("Please call again.").await?;
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let Ok(vet) = line.once("find vet", app.find(&customer)).await else {
        line.speak("I can't find you.").await?;
        return Ok(());
    };
    match line.bridge(vet.parse()?).timeout(Duration::from_secs(20)).await {
        Ok(mut other) => Ok(other.hung_up().await?),
        Err(BridgeError::NotAnswered) => {
            line.speak("Nobody is there. Leave a message.").await?;
            let record = RecordAudio::to_s3("recordings").prefix("vet/");
            let recording = line.run(record).await?;
            let key = recording.file().map(|file| file.key.to_string()).unwrap_or_default();
            line.speak(format!("Saved as {key}.")).await?;
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

#[on_error(app = App)]
async fn sorry() -> action::Hangup {
    action::Hangup::unavailable()
}

fn vets() -> Simulator {
    Simulator::cold(App::default)
}

#[tokio::test]
async fn a_call_goes_through_many_processes() {
    for profile in Profile::each() {
        let mut phone = vets().profile(profile).dial(CALLER, NUMBER).await;
        phone.hears("Welcome").hears("customer number").presses("1234#").await;
        phone.far_end(VET).answers().waits(Duration::from_secs(30)).hangs_up().await;
        phone.caller().is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn a_far_end_that_does_not_answer_leads_to_a_recording() {
    for profile in Profile::each() {
        let mut phone = vets().profile(profile).dial(CALLER, NUMBER).await;
        phone.hears("customer number").presses("1234#").far_end(VET).is_busy().await;
        phone.hears("Leave a message").says("Please call me.").presses("#").await;
        phone.hears("Saved as vet/").is_hung_up().await;
        phone.ends().by_application().await;
    }
}

#[tokio::test]
async fn attempts_run_out() {
    let mut phone = vets().dial(CALLER, NUMBER).await;
    phone.hears("customer number").hears("customer number").hears("Please call again.").await;
    phone.is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn a_side_effect_that_fails_fails_once() {
    let simulator = Simulator::new(App::default());
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("customer number").presses("9999#").hears("I can't find you.").is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn an_action_that_had_resolved_at_once_fails() {
    let vets = vets().fault(1, Fault::PollyDenied);
    let mut phone = vets.dial(CALLER, NUMBER).await;
    phone.is_hung_up().await;
    phone.ends().by_application().await;
}

#[tokio::test]
async fn the_flow_is_the_same_at_each_run() {
    let good = async |phone: &mut Phone| {
        phone.hears("customer number").presses("1234#").far_end(VET).answers().await;
        phone.far_end(VET).waits(Duration::from_secs(30)).hangs_up().caller().is_hung_up().await;
    };
    vets().check_flow(|simulator| simulator.dial(CALLER, NUMBER), good).await;
}
