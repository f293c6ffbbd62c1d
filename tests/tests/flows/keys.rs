//! Keys that are pressed at any time.

use std::time::Duration;

use offhook::flow::{Either, race};
use offhook::prelude::*;
use offhook_simulator::{Profile, Simulator};

use crate::{CALLER, NUMBER, VET};

#[offhook::app]
struct Relay;

/// Says on each leg which keys the other presses.
#[flow(NewInboundCall, app = Relay)]
async fn relay(line: &mut Line) -> Result<()> {
    line.speak("Hello.").await?;
    let mut vet = line.bridge(VET.parse()?).await?;
    let mut callers = line.keys("^[0-9]$").await?;
    let mut vets = vet.keys("^[0-9]$").await?;
    loop {
        match race(vet.hung_up(), race(callers.next(), vets.next())).await {
            Either::Left(left) => return Ok(left?),
            Either::Right(Either::Left(key)) => {
                vet.speak(format!("The caller pressed {}.", key?.as_str())).await?;
                // Keys that come now are kept.
                line.done().await?;
            }
            Either::Right(Either::Right(key)) => {
                line.speak(format!("The vet pressed {}.", key?.as_str())).await?;
            }
        }
    }
}

#[tokio::test]
async fn keys_are_those_of_a_leg_and_come_one_after_the_other() {
    for profile in Profile::each() {
        let mut phone = Simulator::cold(|| Relay).profile(profile).dial(CALLER, NUMBER).await;
        phone.hears("Hello.").far_end(VET).answers().caller().presses("5").await;
        phone.waits(Duration::from_millis(1_500)).far_end(VET).presses("6").await;
        phone.caller().hears("The vet pressed 6.").presses("7").await;
        phone.far_end(VET).hears("The caller pressed 7.").presses("8").await;
        phone.caller().hears("The vet pressed 8.").far_end(VET).hangs_up().await;
        phone.caller().is_hung_up().await;
        phone.ends().by_application().await;
        let replies = phone.replies();
        let actions = replies.iter().filter_map(|reply| reply.actions.as_ref()).flatten();
        let spoken = actions.filter(|action| action.raw().contains(" pressed "));
        assert_eq!(spoken.count(), 4);
    }
}
