//! The patterns of the chapters "How to", each with its test.

mod bots;
mod meetings;
mod menus;
mod outbound_calls;
mod recordings;
mod repeated_events;
mod side_effects;
mod transfers;
mod unit;

use offhook_simulator::{Phone, Simulator};

const CALLER: &str = "+14255550199";
const US: &str = "+12065550100";
const VET: &str = "+12065550123";

async fn dial(simulator: Simulator) -> Phone {
    simulator.dial(CALLER, US).await
}
