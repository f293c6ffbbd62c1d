//! The bridge to the front desk.

use offhook::prelude::*;

use super::{App, Visit};

#[on(ActionFailed(CallAndBridge))]
async fn no_answer(
    failed: Failed<action::CallAndBridge>,
    app: &App,
    visit: &mut Session<Visit>,
) -> Result<(action::Speak, action::Hangup)> {
    tracing::info!(error_type = failed.error_type.as_str(), "no answer");
    visit.attempts += 1;
    Ok((action::Speak::text(format!("{} is busy.", app.name)), action::Hangup::normal()))
}

#[on(ActionFailed | ActionSuccessful(Hangup), disconnected)]
async fn over(call: &Call, headers: &SipHeaders) {
    tracing::debug!(id = call.transaction_id(), headers = headers.len(), "over");
}
