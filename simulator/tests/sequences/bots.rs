//! Bot conversations: StartBotConversation.

use std::time::Duration;

use offhook_simulator::{Bot, Phone, intent};
use serde_json::{Value, json};

use crate::support::*;

async fn talking() -> Phone {
    let hotel = intent("BookHotel")
        .slot("Location", "San Francisco")
        .slot("Nights", "5")
        .empty_slot("RoomType");
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [bot()])
        .on("ACTION_SUCCESSFUL StartBotConversation", [bot(), speak("Thank you.")]);
    let bot = Bot::new().asks("hotel", "Which city?").concludes("francisco", hotel);
    script.simulator().bot(BOT, bot).dial(CALLER, NUMBER).await
}

#[tokio::test]
async fn bot_concludes_with_an_intent() {
    let mut phone = talking().await;
    phone
        .hears("Welcome")
        .says("A hotel, please.")
        .hears("Which city?")
        .says("San Francisco.")
        .await;
    phone.waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL StartBotConversation"]);
    let event = event(&phone, 2);
    let name = "action-successful-start-bot-conversation-fulfilled.json";
    // The bot of the log had a second intent.
    assert_shaped_like(name, &event, &["/ActionData/IntentResult/Interpretations/2"]);
    let result = &event["ActionData"]["IntentResult"];
    assert_eq!(result["SessionState"]["Intent"]["Slots"]["Nights"]["Value"]["OriginalValue"], "5");
    assert_eq!(result["SessionState"]["Intent"]["Slots"]["RoomType"], Value::Null);
    assert_eq!(result["Interpretations"][0]["NluConfidence"]["Score"], json!(1.0));
    let loser = &result["Interpretations"][1];
    assert_eq!(loser["Intent"]["Name"], "FallbackIntent");
    assert_eq!((loser.get("NluConfidence"), loser["Intent"].get("State")), (None, None));
}

#[tokio::test]
async fn bot_falls_back_for_unknown_words() {
    let mut phone = talking().await;
    phone.hears("Welcome").says("Mumble.").waits(Duration::from_secs(1)).await;
    let result = event(&phone, 2)["ActionData"]["IntentResult"].clone();
    assert_eq!(result["SessionState"]["Intent"]["Name"], "FallbackIntent");
    assert_eq!(result["Interpretations"][0].get("NluConfidence"), None);
}

#[tokio::test]
async fn session_id_of_a_bot_is_the_call_id() {
    let mut phone = talking().await;
    phone.hears("Welcome").says("San Francisco.").hears("Welcome").says("San Francisco.").await;
    phone.hears("Thank you").await;
    let session =
        |sequence| event(&phone, sequence)["ActionData"]["IntentResult"]["SessionId"].clone();
    assert_eq!(session(2).as_str().map(str::to_owned), call_id(&event(&phone, 2), "LEG-A"));
    assert_eq!(session(2), session(3), "a second conversation has the same session");
}

#[tokio::test]
async fn sent_session_attributes_are_not_returned() {
    let bot = json!({ "Type": "StartBotConversation", "Parameters": {
        "BotAliasArn": BOT,
        "Configuration": { "SessionState": { "SessionAttributes": { "a": "b" } } },
    } });
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [bot]).dial().await;
    phone.bot_concludes(intent("RouteCall")).waits(Duration::from_secs(1)).await;
    let state = event(&phone, 2)["ActionData"]["IntentResult"]["SessionState"].clone();
    assert_eq!(state["SessionAttributes"], json!({}));
    assert_eq!(state["Intent"]["ConfirmationState"], "None");
    let name = "action-successful-start-bot-conversation-attributes.json";
    assert_shaped_like(name, &event(&phone, 2), &[]);
}
