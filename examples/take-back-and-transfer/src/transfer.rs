//! The call, and the update that asks for a transfer.

use std::time::Duration;

use offhook::action::CallAndBridge;
use offhook::flow::{Bridge, BridgeError, Either, race};
use offhook::prelude::*;
use offhook::sip_headers::UserToUser;
use serde::Deserialize;

use crate::App;

/// The caller talks with the agent, and with whom the agent's desktop names, until somebody hangs up.
#[flow(NewInboundCall)]
async fn call(line: &mut Line, app: &App) -> Result<()> {
    let agent = &app.settings.agent;
    let mut other = connect(line, "Welcome. I am calling an agent for you.", ring(agent)).await;
    while let Ok(far_end) = &mut other {
        let update = race(line.updates::<Transfer>().next(), far_end.hung_up()).await;
        let Either::Left(transfer) = update else { return Ok(()) };
        let target = transfer?.target(line.transaction_id());

        far_end.speak("Thank you. I am taking this caller back.").await.ok();
        if far_end.hang_up().await.is_err() {
            continue; // The conversation goes on, and the transfer can be asked for again.
        }
        other = connect(line, "Please hold. I am transferring you.", target).await;
        if other.is_err() {
            let announcement = "The transfer did not work. I am calling your agent again.";
            other = connect(line, announcement, ring(agent)).await;
        }
    }
    line.speak("No agent can talk to you right now. Please call again later. Goodbye.").await?;
    Ok(())
}

/// Calls a number after an announcement, and without it if it fails: speech is the first thing that
/// is throttled.
async fn connect(
    line: &mut Line,
    announcement: &'static str,
    bridge: CallAndBridge,
) -> Result<Bridge, BridgeError> {
    line.speak(announcement).await.ok();
    let bridge = line.run(bridge).await?;
    tracing::info!("connected");
    Ok(bridge)
}

fn ring(number: &E164) -> CallAndBridge {
    CallAndBridge::pstn(number.clone()).timeout(Duration::from_secs(20))
}

/// `transfer=+12065550145,reason=billing`. Other arguments are logged by the framework, and the call
/// goes on.
#[derive(Deserialize)]
struct Transfer {
    transfer: E164,
    /// The reason, for the person who is called.
    reason: Option<String>,
}

impl Transfer {
    /// Calls the target. SIP headers carry the reason and the id of the call, under which the
    /// agent's notes are.
    fn target(self, transaction_id: &str) -> CallAndBridge {
        let mut headers = SipHeaders::new();
        headers.set_user_to_user(&UserToUser::hex(transaction_id).with_purpose("transfer"));
        if let Some(reason) = self.reason {
            headers.insert("X-Transfer-Reason", reason);
        }
        ring(&self.transfer).sip_headers(headers.sendable())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(reason: &str) -> SipHeaders {
        let reason = Some(reason.to_owned());
        Transfer { transfer: e164!("+12065550145"), reason }.target("hi").sip_headers
    }

    #[test]
    fn the_reason_is_a_sip_header() {
        let expected = SipHeaders::new()
            .with("User-to-User", "6869;encoding=hex;purpose=transfer")
            .with("X-Transfer-Reason", "billing");
        assert_eq!(headers("billing"), expected);
    }

    #[test]
    fn a_reason_that_is_no_valid_header_is_left_out() {
        assert_eq!(headers("billing\r\nX-Evil: 1").len(), 1, "only User-to-User is left");
    }
}
