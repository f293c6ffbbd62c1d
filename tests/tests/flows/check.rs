//! `check_flow`: what is not the same at each run is found.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use offhook::flow::{AskError, Line};
use offhook::prelude::*;
use offhook_simulator::{IntoLambda, Phone, Simulator};

use crate::{CALLER, NUMBER};

/// An app whose only flow says something, and asks for a key after it.
macro_rules! app {
    ($module:ident, $line:ident => $text:expr) => {
        mod $module {
            use super::*;

            #[offhook::app]
            pub(super) struct App;

            #[flow(NewInboundCall, app = App)]
            async fn desk($line: &mut Line) -> Result<()> {
                $line.ask("Press 1.").digits(1).await?;
                let text: String = $text;
                match $line.ask(text).digits(1).await {
                    Err(AskError::Line(error)) => Err(error.into()),
                    // A key that was pressed while the Lambda was late is lost.
                    _ => Ok(()),
                }
            }

            #[on_error(app = App)]
            async fn failed() -> action::Hangup {
                action::Hangup::normal()
            }
        }
    };
}

app!(clock, line => {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    format!("It is second {}.", since_1970.as_secs())
});

app!(counter, line => {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    format!("You are number {}.", RUNS.fetch_add(1, Ordering::Relaxed))
});

app!(order, line => {
    let departments = HashMap::from([(1, "sales"), (2, "service"), (3, "parts"), (4, "claims")]);
    format!("{:?}.", departments.values().collect::<Vec<_>>())
});

app!(journaled, line => {
    let random = line.random();
    format!("Your number is {random}, at {:?}.", line.now())
});

mod slow {
    use super::*;

    pub(super) static BEGUN: AtomicU32 = AtomicU32::new(0);
    pub(super) static ENDED: AtomicU32 = AtomicU32::new(0);

    #[offhook::app]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn desk(line: &mut Line) -> Result<()> {
        line.once("look up", async {
            BEGUN.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            ENDED.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Error>(())
        })
        .await?;
        line.speak("Goodbye.").await?;
        line.done().await?;
        Ok(())
    }

    #[on_error(app = App)]
    async fn failed() -> action::Hangup {
        action::Hangup::normal()
    }
}

async fn two_keys(phone: &mut Phone) {
    phone.hears("Press 1").presses("1").waits(std::time::Duration::from_secs(2)).presses("2").await;
    phone.is_hung_up().await;
}

/// Checks a flow, and returns the message of the check that fails.
async fn check<Kind, L: IntoLambda<Kind>>(
    make: impl Fn() -> L + Send + Sync + 'static,
) -> Result<(), String> {
    let simulator = Simulator::cold(make);
    let check = simulator.check_flow(|simulator| simulator.dial(CALLER, NUMBER), two_keys);
    let mut check = AssertUnwindSafe(std::pin::pin!(check));
    std::future::poll_fn(|context| {
        let poll = || check.as_mut().poll(context);
        match std::panic::catch_unwind(AssertUnwindSafe(poll)) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => std::task::Poll::Ready(Err(panic)),
        }
    })
    .await
    .map_err(|panic| *panic.downcast::<String>().expect("a message"))
}

fn assert_found(result: &Result<(), String>, text: &str) {
    let message = result.as_ref().expect_err("it is found");
    let here = file!();
    for part in [
        "ACTION_SUCCESSFUL (sequence 2) has two different replies",
        "Use `line.now()`, `line.random()` or `line.once(..)`",
        text,
        &format!("and the flow waits for action 2, SpeakAndGetDigits, at {here}:"),
    ] {
        assert!(message.contains(part), "{part:?} in {message}");
    }
}

#[tokio::test]
async fn a_clock_is_found() {
    assert_found(&check(|| clock::App).await, "It is second ");
}

#[tokio::test]
async fn a_counter_in_the_process_is_found() {
    let result = check(|| counter::App).await;
    assert_found(&result, "You are number 1.");
    assert_found(&result, "You are number 2.");
}

#[tokio::test]
async fn the_order_of_a_map_is_found() {
    assert_found(&check(|| order::App).await, "service");
}

#[tokio::test]
async fn the_time_and_random_numbers_of_the_line_are_the_same() {
    assert_eq!(check(|| journaled::App).await, Ok(()));
}

#[tokio::test]
async fn the_process_is_dropped_in_the_middle_of_a_side_effect() {
    let simulator = Simulator::cold(|| slow::App);
    let hears = async |phone: &mut Phone| phone.hears("Goodbye").is_hung_up().await;
    simulator.check_flow(|simulator| simulator.dial(CALLER, NUMBER), hears).await;
    let [begun, ended] = [&slow::BEGUN, &slow::ENDED].map(|count| count.load(Ordering::Relaxed));
    // Dropped at both of its awaits; the third answer of the search for a further one ends.
    assert_eq!(begun - ended, 2 * (begun / 5), "begun {begun}, ended {ended}");
}

#[tokio::test]
async fn the_time_of_the_line_is_that_of_the_simulated_call() {
    let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let simulator = Simulator::cold(|| journaled::App).starts_at(time);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.hears("Press 1").presses("1").hears("at SystemTime { tv_sec: 10000000").hangs_up().await;
    phone.ends().await;
}
