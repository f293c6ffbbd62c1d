//! The call: the bot, the departments and the operator.

use std::time::Duration;

use offhook::action::bot::{Conversation, IntentState};
use offhook::event::ErrorType;
use offhook::flow::LineError;
use offhook::prelude::*;

use crate::App;

/// Maximum number of conversations in a call.
const MOST: u8 = 3;
/// How long a telephone rings.
const RINGING: Duration = Duration::from_secs(20);

/// The whole call. Where the bot is no help, the operator is.
#[flow(NewInboundCall)]
async fn call(line: &mut Line, app: &App) -> Result<()> {
    if let Err(why) = serve(line, app).await {
        call_operator(line, app, why).await?;
    }
    Ok(())
}

/// Lets the bot find out what the caller wants, and does that. An error is a reason to call the
/// operator.
async fn serve(line: &mut Line, app: &App) -> Result<(), &'static str> {
    const NOT_AVAILABLE: &str = "Our assistant is not available.";
    // Speaking answers the call; whether a bot would is undocumented.
    let welcome = "Welcome to Example Corporation. You are talking to our assistant.";
    line.speak(welcome).await.or(Err(NOT_AVAILABLE))?;
    let mut question = "How can I help you?";
    for conversation in 1..=MOST {
        let bot = app.settings.bot().welcome(question).session_attribute("channel", "phone");
        let bot = bot.session_attribute("conversation", conversation.to_string());
        let talk = line.run(bot).await.map_err(|error| match error {
            LineError::Refused(ErrorType::ActionExecutionThrottled) => "Our assistant is busy.",
            _ => NOT_AVAILABLE,
        })?;
        let intent = talk.intent().filter(|intent| intent.state != Some(IntentState::Failed));
        match intent.and_then(|intent| intent.name.as_deref()) {
            Some("SpeakToDepartment") => return put_through(line, app, &talk).await,
            Some("OpeningHours") => {
                line.speak(app.settings.hours.clone()).await.or(Err(NOT_AVAILABLE))?;
            }
            Some("Goodbye") => break,
            _ => return Err("I did not understand you."),
        }
        question = "What else can I do for you?";
    }
    line.speak("Thank you for calling our desk. Goodbye.").await.ok();
    Ok(())
}

/// Bridges the caller to the department that the bot found out, until somebody hangs up.
async fn put_through(line: &mut Line, app: &App, talk: &Conversation) -> Result<(), &'static str> {
    let name = talk.intent().and_then(|intent| intent.slot("Department")).unwrap_or_default();
    // The name is spoken as the settings have it, not as the caller said it.
    let department = app.settings.departments.find(name);
    let (name, number) = department.ok_or("I don't know this department.")?;
    let ticket = talk.session_attribute("ticket");
    let headers = ticket.map(|ticket| SipHeaders::new().with("X-Ticket", ticket));
    // The text comes from a caller: a header that the service would refuse is left out.
    let headers = headers.unwrap_or_default().sendable();

    line.speak(format!("I am connecting you to {name}.")).await.ok();
    let bridge = line.bridge(number.clone()).timeout(RINGING).sip_headers(headers).await;
    bridge.or(Err("Nobody answers there."))?.hung_up().await.ok();
    Ok(())
}

/// Says why, and bridges the caller to the operator; apologizes where there is none.
async fn call_operator(line: &mut Line, app: &App, mut why: &'static str) -> Result<(), LineError> {
    if let Some(number) = &app.settings.operator {
        line.speak(format!("{why} I am connecting you to our operator.")).await.ok();
        if let Ok(mut operator) = line.bridge(number.clone()).timeout(RINGING).await {
            return operator.hung_up().await;
        }
        why = "Nobody answers there.";
    }
    let apology = "We are sorry that nobody can help you. Please call again later. Goodbye.";
    line.speak(format!("{why} {apology}")).await
}

#[cfg(test)]
mod tests {
    use offhook::action::bot::{FinalState, Intent, IntentResult, SlotValue};
    use offhook::action::{Action, CallAndBridge, StartBotConversation};
    use offhook::event::Event;

    use super::*;

    /// The bridge to which the end of the first conversation leads.
    async fn bridge_after(end: impl Event) -> CallAndBridge {
        let app = App::for_test();
        let call = Call::inbound("+14255550199", "+12065550190");
        let welcome = Invocation::new(&event::NewInboundCall, call.clone());
        let attributes = offhook::respond(&app, welcome).await.unwrap().attributes().cloned();
        let call = call.with_attributes(attributes.unwrap());
        let reply = offhook::respond(&app, Invocation::numbered(2, &end, call)).await.unwrap();
        let [Action::Speak(_), Action::CallAndBridge(bridge)] = reply.actions() else {
            panic!("{reply:?}")
        };
        bridge.clone()
    }

    #[tokio::test]
    async fn the_ticket_of_the_bot_is_a_sip_header() {
        for (ticket, header) in [("4711", Some("4711")), ("4711\r\nX-Evil: 1", None)] {
            let sales = SlotValue::new("Sales".to_owned());
            let intent = Intent::new("SpeakToDepartment").with_slot("Department", sales);
            let state = FinalState::new(intent).with_session_attribute("ticket", ticket);
            let talk = Conversation::new(IntentResult::new(state));
            let end = Succeeded::<StartBotConversation>::new(App::for_test().settings.bot(), talk);
            let bridge = bridge_after(end).await;
            assert_eq!(bridge.endpoints[0].uri, "+12065550123");
            assert_eq!(bridge.sip_headers.get("X-Ticket"), header);
        }
    }

    #[tokio::test]
    async fn for_a_bot_without_quota_the_operator_is_called() {
        let throttled = ErrorType::ActionExecutionThrottled;
        let bridge = bridge_after(event::InvalidLambdaResponse::new(throttled, "")).await;
        assert_eq!(bridge.endpoints[0].uri, "+12065550100");
    }
}
