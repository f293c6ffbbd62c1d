use offhook::prelude::*;
use offhook_simulator::{Scenario, Simulator};

use crate::App;

fn app() -> App {
    App { sales: e164!("+12065550123") }
}

// ANCHOR: tests
#[tokio::test]
async fn the_scenarios_of_the_functions_pass() {
    let scenarios = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/other-languages/scenarios"
    );
    for scenario in Scenario::read(scenarios).unwrap() {
        let report =
            scenario.under_every_profile(true).run(Simulator::cold(app)).await;
        report.assert_passed();
    }
}
// ANCHOR_END: tests

#[tokio::test]
async fn a_call_is_rehearsed() {
    Simulator::cold(app)
        .check_flow(
            |simulator| simulator.dial("+14255550199", "+12065550100"),
            async |phone| {
                phone
                    .hears("press 2")
                    .presses("1")
                    .hears("nine to five")
                    .presses("2")
                    .await;
                phone
                    .far_end("+12065550123")
                    .answers()
                    .hangs_up()
                    .caller()
                    .is_hung_up()
                    .await;
            },
        )
        .await;
}
