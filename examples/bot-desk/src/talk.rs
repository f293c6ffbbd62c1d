//! The conversation with the bot, and its result.

use offhook::action::bot::{Conversation, IntentState};
use offhook::action::{Hangup, Speak, StartBotConversation};
use offhook::prelude::*;

use crate::{App, Visit, bridge};

/// Maximum number of conversations in a call.
const MOST: u8 = 3;

/// A new call. Speaking answers it; whether a bot would is undocumented.
#[on(NewInboundCall)]
async fn welcome(app: &App, visit: &mut Session<Visit>) -> (Speak, StartBotConversation) {
    let welcome = "Welcome to Example Corporation. You are talking to our assistant.";
    (Speak::text(welcome), ask(app, visit, "How can I help you?"))
}

/// The conversation is over: the bot knows what the caller wants, or has given up.
#[on(ActionSuccessful(StartBotConversation))]
async fn understood(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    talk: Succeeded<StartBotConversation>,
) -> Reply {
    // The caller's hang-up ends the conversation too.
    if !call.is_up() {
        return Reply::none();
    }
    let talk = talk.results;
    let intent = talk.intent().filter(|intent| intent.state != Some(IntentState::Failed));
    let name = intent.and_then(|intent| intent.name.as_deref());
    tracing::info!(intent = name, "the bot is done");
    match name {
        Some("SpeakToDepartment") => put_through(app, visit, &talk),
        Some("OpeningHours") => tell_hours(app, visit),
        Some("Goodbye") => goodbye("").into(),
        _ => bridge::operator(app, visit, "I did not understand you."),
    }
}

/// The bot can't be started.
#[on(ActionFailed(StartBotConversation))]
async fn not_started(
    app: &App,
    visit: &mut Session<Visit>,
    failed: Failed<StartBotConversation>,
) -> Reply {
    tracing::error!("{failed}");
    bridge::operator(app, visit, "Our assistant is not available.")
}

/// A conversation that the bot opens with this question. Its session attributes have the number of
/// the conversation and the channel.
fn ask(app: &App, visit: &mut Visit, question: &'static str) -> StartBotConversation {
    visit.conversations += 1;
    let bot = app.settings.bot().welcome(question).session_attribute("channel", "phone");
    bot.session_attribute("conversation", visit.conversations.to_string())
}

/// Bridges the caller to the department that the bot found out. The bot's session attribute `ticket`
/// becomes a SIP header.
fn put_through(app: &App, visit: &mut Visit, talk: &Conversation) -> Reply {
    let name = talk.intent().and_then(|intent| intent.slot("Department")).unwrap_or_default();
    let result = talk.intent_result.as_ref().and_then(|result| result.session_state.as_ref());
    let ticket = result.and_then(|state| state.session_attributes.get("ticket"));
    let headers = ticket.map(|ticket| SipHeaders::new().with("X-Ticket", ticket.as_str()));
    // The text comes from a caller: a header that the service would refuse is left out.
    let headers = headers.unwrap_or_default().sendable();
    bridge::department(app, name, headers)
        .unwrap_or_else(|| bridge::operator(app, visit, "I don't know this department."))
}

/// Says the opening hours and asks again, a few times.
fn tell_hours(app: &App, visit: &mut Visit) -> Reply {
    if visit.conversations < MOST {
        let hours = Speak::text(app.settings.hours.clone());
        return (hours, ask(app, visit, "What else can I do for you?")).into();
    }
    goodbye(&app.settings.hours).into()
}

fn goodbye(before: &str) -> (Speak, Hangup) {
    let goodbye = format!("{before} Thank you for calling our desk. Goodbye.");
    (Speak::text(goodbye.trim_start().to_owned()), Hangup::normal())
}

#[cfg(test)]
mod tests {
    use offhook::Participant;
    use offhook::action::bot::{FinalState, Intent, IntentResult, Slot, SlotValue};
    use offhook::action::{Action, CallAndBridge};
    use offhook::call::Status;
    use offhook::event::ErrorType;

    use super::*;

    fn caller() -> Call {
        Call::inbound("+14255550199", "+12065550190")
    }

    fn intent(name: &str) -> Intent {
        let state = Some(IntentState::ReadyForFulfillment);
        Intent { name: Some(name.to_owned()), state, ..Intent::default() }
    }

    fn wants(department: &str) -> Intent {
        let interpreted_value = Some(department.to_owned().into());
        let value = Some(SlotValue { interpreted_value, ..SlotValue::default() });
        let slot = Slot { value, ..Slot::default() };
        let slots = [("Department".to_owned(), Some(slot))].into();
        Intent { slots, ..intent("SpeakToDepartment") }
    }

    fn ended_with(intent: Intent) -> Succeeded<StartBotConversation> {
        let session_attributes = [("ticket".into(), "4711".into())].into();
        let state = FinalState { session_attributes, intent: Some(intent) };
        let result = IntentResult { session_state: Some(state), ..IntentResult::default() };
        let results = Conversation { intent_result: Some(result) };
        Succeeded::new(App::for_test().settings.bot(), results)
    }

    async fn heard(intent: Intent, visit: &mut Session<Visit>) -> Reply {
        understood(&App::for_test(), &caller(), visit, ended_with(intent)).await
    }

    fn bridged(reply: &Reply) -> &CallAndBridge {
        let [Action::Speak(_), Action::CallAndBridge(bridge)] = reply.actions() else {
            panic!("{reply:?}")
        };
        bridge
    }

    #[tokio::test]
    async fn departments_are_found_in_any_case() {
        let reply = heard(wants("Sales"), &mut Session::default()).await;
        assert_eq!(bridged(&reply).endpoints[0].uri, "+12065550123");
        assert_eq!(bridged(&reply).sip_headers.get("X-Ticket"), Some("4711"));
    }

    #[tokio::test]
    async fn the_operator_is_called_for_other_intents() {
        let failed = Intent { state: Some(IntentState::Failed), ..wants("sales") };
        for intent in [wants("kitchen"), failed, intent("FallbackIntent"), Intent::default()] {
            let mut visit = Session::default();
            let reply = heard(intent, &mut visit).await;
            assert_eq!(bridged(&reply).endpoints[0].uri, "+12065550100");
            assert!(visit.operator_called);
        }
    }

    #[tokio::test]
    async fn the_opening_hours_can_be_asked_for_three_times() {
        let (app, mut visit) = (App::for_test(), Session::default());
        welcome(&app, &mut visit).await;
        for _ in 0..2 {
            let reply = heard(intent("OpeningHours"), &mut visit).await;
            assert!(matches!(reply.actions(), [Action::Speak(_), Action::StartBotConversation(_)]));
        }
        let reply = heard(intent("OpeningHours"), &mut visit).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
    }

    #[tokio::test]
    async fn after_a_hang_up_no_number_is_called() {
        let gone = Participant::new(Leg::A, "call-a").with_status(Status::Disconnected);
        let call = caller().with_participant(gone);
        let talk = ended_with(wants("sales"));
        let reply = understood(&App::for_test(), &call, &mut Session::default(), talk).await;
        assert_eq!(reply, Reply::none());
    }

    #[tokio::test]
    async fn without_the_bot_the_operator_is_called() {
        let app = App::for_test();
        let failed = Failed::new(app.settings.bot(), ErrorType::ResourceNotFound, "");
        let reply = not_started(&app, &mut Session::default(), failed).await;
        assert_eq!(bridged(&reply).endpoints[0].uri, "+12065550100");
    }
}
