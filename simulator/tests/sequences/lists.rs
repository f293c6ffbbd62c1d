//! Lists of actions, and the events that report them.

use std::time::Duration;

use offhook_simulator::{Buckets, EmptyList, Profile, Reports};
use serde_json::{Value, json};

use crate::support::*;

#[tokio::test]
async fn list_is_reported_once_with_its_last_action() {
    let list = [speak("One."), pause(500), play("two.wav"), speak("Three.")];
    let mut phone = Script::new().on("NEW_INBOUND_CALL", list).dial().await;
    phone.hears("Three").waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL Speak"]);
    assert_eq!(event(&phone, 2)["ActionData"]["Parameters"]["Text"], "Three.");
    assert_shaped_like(
        "action-successful-speak.json",
        &event(&phone, 2),
        &[
            // The example sends every parameter.
            "/ActionData/Parameters",
        ],
    );
}

#[tokio::test]
async fn failure_drops_the_rest_of_the_list() {
    let list = [speak("One."), pause(50), speak("Never.")];
    let mut phone = Script::new().on("NEW_INBOUND_CALL", list).dial().await;
    phone.hears("One").waits(Duration::from_secs(10)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_FAILED Pause"]);
    assert_eq!(heard(phone.transcript()), ["LEG-A One."]);
}

/// Runs `[action, Pause]` in an answered call or in a meeting, and returns the events for the list.
async fn reports_of(action: &Value, in_meeting: bool, profile: Profile) -> Vec<String> {
    let action_type = action["Type"].as_str().unwrap_or_default();
    let first = if in_meeting { join() } else { speak("Hello.") };
    let before = format!("ACTION_SUCCESSFUL {}", first["Type"].as_str().unwrap_or_default());
    let script =
        Script::new().on("NEW_INBOUND_CALL", [first]).on(&before, [action.clone(), pause(1_000)]);
    let mut phone = script.dial_under(profile).await;
    phone.waits(Duration::from_secs(5)).await;
    match action_type {
        "SpeakAndGetDigits" | "PlayAudioAndGetDigits" => phone.presses("1").await,
        "RecordAudio" => phone.presses("#").await,
        "StartBotConversation" => phone.says("Nothing.").await,
        "CallAndBridge" => phone.far_end(SALES).answers().await,
        _ => {}
    }
    phone.waits(Duration::from_secs(5)).await;
    events(&phone).split_off(2)
}

fn reported() -> [(Value, bool); 9] {
    let get = json!({ "Type": "PlayAudioAndGetDigits", "Parameters": {
        "AudioSource": audio("menu.wav"), "MaxNumberOfDigits": 1,
        "RepeatDurationInMilliseconds": 9_000,
    } });
    let mut ask = ask("Hello");
    ask["Parameters"]["RepeatDurationInMilliseconds"] = 9_000.into();
    [
        (bridge(SALES), false),
        (join(), false),
        (mute(&["attendee"]), true),
        (hang_up("$B"), true),
        (get, false),
        (record(), false),
        (ask, false),
        (bot(), false),
        (tape("StartCallRecording"), false),
    ]
}

#[tokio::test]
async fn results_are_reported_in_the_middle_of_a_list() {
    for (action, in_meeting) in reported() {
        let events = reports_of(&action, in_meeting, Profile::default()).await;
        let action_type = action["Type"].as_str().unwrap_or_default();
        let expected = [&format!("ACTION_SUCCESSFUL {action_type}"), "ACTION_SUCCESSFUL Pause"];
        assert_eq!(events, expected);
    }
}

#[tokio::test]
async fn results_are_reported_at_the_end_of_a_list() {
    let profile = Profile { reports: Reports::AtTheEnd, ..Profile::default() };
    for (action, in_meeting) in reported() {
        let events = reports_of(&action, in_meeting, profile).await;
        assert_eq!(events, ["ACTION_SUCCESSFUL Pause"], "{action}");
    }
}

/// Replies to the event in the middle of `[SpeakAndGetDigits, Speak]`, and returns what is heard then.
async fn answered_in_the_middle(reply: Value, profile: Profile) -> Vec<String> {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [ask("Press 1."), speak("The rest.")])
        .replies("ACTION_SUCCESSFUL SpeakAndGetDigits", reply);
    let mut phone = script.dial_under(profile).await;
    phone.hears("Press 1").presses("1").waits(Duration::from_secs(10)).await;
    heard(phone.transcript()).split_off(1)
}

#[tokio::test]
async fn reply_without_actions_continues_the_list() {
    let replies = [
        json!({ "SchemaVersion": "1.0", "Actions": [] }),
        json!({ "SchemaVersion": "1.0" }),
        json!({ "SchemaVersion": "1.0", "Actions": null }),
    ];
    for reply in replies {
        assert_eq!(answered_in_the_middle(reply, Profile::default()).await, ["LEG-A The rest."]);
    }
}

#[tokio::test]
async fn empty_list_stops_running_and_queued_actions() {
    let profile = Profile { empty_list: EmptyList::Stops, ..Profile::default() };
    let empty = json!({ "SchemaVersion": "1.0", "Actions": [] });
    assert_eq!(answered_in_the_middle(empty, profile).await, [""; 0]);
    let null = json!({ "SchemaVersion": "1.0", "Actions": null });
    assert_eq!(answered_in_the_middle(null, profile).await, ["LEG-A The rest."]);
}

#[tokio::test]
async fn new_actions_replace_queued_actions() {
    let reply = json!({ "SchemaVersion": "1.0", "Actions": [speak("Instead.")] });
    assert_eq!(answered_in_the_middle(reply, Profile::default()).await, ["LEG-A Instead."]);
}

#[tokio::test]
async fn running_action_is_not_stopped_by_a_reply() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [listen("^1$"), play("long.wav"), speak("Never.")])
        .on("DIGITS_RECEIVED", [speak("Digits.")]);
    let buckets = Buckets::in_memory().with_prompt("prompts", "long.wav", Duration::from_secs(9));
    let mut phone = script.simulator().buckets(buckets).dial(CALLER, NUMBER).await;
    phone.starts_hearing("long.wav").presses("1").hears("long.wav").hears("Digits").await;
    phone.waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "DIGITS_RECEIVED 1", "ACTION_SUCCESSFUL Speak"]);
    assert_eq!(heard(phone.transcript()), ["LEG-A prompts/long.wav", "LEG-A Digits."]);
}

#[tokio::test]
async fn call_stays_up_after_the_end_of_the_list() {
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [speak("Hello.")]).dial().await;
    phone.hears("Hello").waits(Duration::from_hours(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL Speak"]);
    assert_eq!(phone.legs_connected().len(), 1);
}

/// As in the log, HANGUP with sequence 2 follows `[Pause, PlayAudio, Hangup]`.
#[tokio::test]
async fn hangup_at_the_end_is_the_only_event_reported() {
    let hangup =
        json!({ "Type": "Hangup", "Parameters": { "SipResponseCode": "0", "ParticipantTag": "" } });
    let pause = json!({ "Type": "Pause", "Parameters": { "DurationInMilliseconds": "1000" } });
    let play = json!({ "Type": "PlayAudio", "Parameters": {
        "Repeat": "1", "AudioSource": audio("hello-goodbye.wav"),
    } });
    let attributes = json!({ "key1": "val1*", "key2": "val2*", "key3": "val3*" });
    let script = Script::new();
    let script = script.with_attributes("NEW_INBOUND_CALL", [pause, play, hangup], attributes);
    let mut phone = script.dial().await;
    phone.hears("hello-goodbye.wav").is_hung_up().await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "HANGUP LEG-A 0"]);
    assert_shaped_like("hangup-attributes.json", &event(&phone, 2), &[]);
    assert_eq!(event(&phone, 2)["CallDetails"]["TransactionAttributes"]["key1"], "val1*");
}

/// The five events of a logged call: a menu, a bot, another menu, a goodbye.
#[tokio::test]
async fn menu_call_has_five_events() {
    let with_tag = |key: &str| {
        let mut play = play(key);
        play["Parameters"]["ParticipantTag"] = "LEG-A".into();
        play
    };
    let get = json!({ "Type": "PlayAudioAndGetDigits", "Parameters": {
        "CallId": "$A", "ParticipantTag": "LEG-A", "InputDigitsRegex": r"^\d{1}$",
        "AudioSource": audio("main-menu-en-US.wav"),
        "FailureAudioSource": audio("try-again-en-US.wav"),
        "MinNumberOfDigits": 1, "MaxNumberOfDigits": 1,
        "Repeat": 2, "RepeatDurationInMilliseconds": 3_000,
    } });
    let at = |id: &str| json!({ "CurrentActionId": id, "locale": "en-US" });
    let script = Script::new()
        .with_attributes("NEW_INBOUND_CALL", [with_tag("welcome.wav"), get.clone()], at("6"))
        .with_attributes("ACTION_SUCCESSFUL PlayAudioAndGetDigits", [bot()], at("4"))
        .with_attributes("ACTION_SUCCESSFUL StartBotConversation", [get], at("6"))
        .with_attributes(
            "ACTION_SUCCESSFUL PlayAudioAndGetDigits",
            [with_tag("goodbye.wav"), hang_up("$A")],
            at("1"),
        );
    let intents =
        offhook_simulator::Bot::new().concludes("quit", offhook_simulator::intent("Quit"));
    let mut phone = script.simulator().bot(BOT, intents).dial(CALLER, NUMBER).await;
    phone.hears("main-menu").presses("1").hears("Welcome.").says("Quit").await;
    phone.hears("main-menu").presses("2").hears("goodbye.wav").is_hung_up().await;
    assert_events(
        &phone,
        &[
            "NEW_INBOUND_CALL",
            "ACTION_SUCCESSFUL PlayAudioAndGetDigits",
            "ACTION_SUCCESSFUL StartBotConversation",
            "ACTION_SUCCESSFUL PlayAudioAndGetDigits",
            "HANGUP LEG-A 0",
        ],
    );
    // The log has no SipRuleId.
    let rule = "/CallDetails/SipRuleId";
    let file = |number: u64, name: &str| (number, format!("menu-call-{number}-{name}.json"));
    let files = [
        file(1, "new-inbound-call"),
        file(2, "play-audio-and-get-digits"),
        file(4, "play-audio-and-get-digits"),
        file(5, "hangup"),
    ];
    for (sequence, name) in files {
        assert_shaped_like(&name, &event(&phone, sequence), &[rule]);
    }
    // The bot of the log had a second intent.
    let third = "/ActionData/IntentResult/Interpretations/2";
    assert_shaped_like(
        "menu-call-3-start-bot-conversation.json",
        &event(&phone, 3),
        &[rule, third],
    );
}

#[tokio::test]
async fn echo_has_the_call_id_and_the_defaults() {
    let leave_out = |mut action: Value, keys: &[&str]| {
        let parameters = action["Parameters"].as_object_mut().expect("parameters are an object");
        for key in keys {
            parameters.remove(*key);
        }
        action
    };
    let ask = leave_out(ask("Hello."), &["CallId", "Repeat"]);
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [leave_out(play("hello.wav"), &["CallId"])])
        .on("ACTION_SUCCESSFUL", [ask]);
    let mut phone = script.dial().await;
    phone.hears("hello.wav").hears("Hello").presses("1").await;
    let (first, second) = (event(&phone, 2), event(&phone, 3));
    let id = call_id(&first, "LEG-A");
    let (play, get) = (&first["ActionData"]["Parameters"], &second["ActionData"]["Parameters"]);
    assert_eq!((play["CallId"].as_str(), &play["Repeat"]), (id.as_deref(), &json!(1)));
    assert_eq!((get["CallId"].as_str(), &get["Repeat"]), (id.as_deref(), &json!(1)));
    assert_eq!(get["InBetweenDigitsDurationInMilliseconds"], 3_000);
    assert_eq!(get.get("TerminatorDigits"), None, "its default is not echoed");
    assert_shaped_like(
        "action-successful-play-audio.json",
        &first,
        &[
            // The example has terminators and names the leg by tag.
            "/ActionData/Parameters",
        ],
    );
}

#[tokio::test]
async fn leg_named_by_tag_is_echoed_by_tag() {
    let by =
        |leg: Value| json!({ "Type": "Speak", "Parameters": { "Text": "Hi.", "CallId": leg } });
    let mut tagged = play("hello.wav");
    tagged["Parameters"] = json!({ "ParticipantTag": "LEG-A", "AudioSource": audio("hello.wav") });
    let attributes = json!({ "key1": "value1" });
    let script = Script::new();
    let script = script.with_attributes("NEW_INBOUND_CALL", [by("".into()), tagged], attributes);
    let mut phone = script.dial().await;
    phone.hears("Hi.").hears("hello.wav").waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL PlayAudio"]);
    let echo = &event(&phone, 2)["ActionData"]["Parameters"];
    assert_eq!(echo.get("CallId"), None, "absent in the guide's examples by tag");
    let name = "action-successful-play-audio-tag.json";
    assert_shaped_like(name, &event(&phone, 2), &[]);
}

#[tokio::test]
async fn numbers_can_be_strings_and_are_echoed_unchanged() {
    let pause = json!({ "Type": "Pause", "Parameters": { "DurationInMilliseconds": "1000" } });
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [pause]).dial().await;
    phone.waits(Duration::from_secs(2)).await;
    let echo = &event(&phone, 2)["ActionData"]["Parameters"];
    assert_eq!(echo["DurationInMilliseconds"], "1000");
}

#[tokio::test]
async fn voice_focus_succeeds_immediately() {
    let focus = json!({ "Type": "VoiceFocus", "Parameters": { "Enable": true, "CallId": "$B" } });
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [bridge(SALES)])
        .on("ACTION_SUCCESSFUL CallAndBridge", [focus]);
    let mut phone = script.dial().await;
    phone.far_end(SALES).answers().waits(Duration::from_millis(200)).await;
    assert_eq!(events(&phone).last().map(String::as_str), Some("ACTION_SUCCESSFUL VoiceFocus"));
    assert_shaped_like("action-successful-voice-focus-boolean.json", &event(&phone, 3), &[]);
}

#[tokio::test]
async fn call_id_takes_precedence_over_the_tag() {
    let mut both = play("hello.wav");
    both["Parameters"]["ParticipantTag"] = "LEG-B".into();
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [both]).dial().await;
    phone.hears("hello.wav").await;
}

#[tokio::test]
async fn leg_defaults_to_the_leg_of_the_event() {
    let mut listen = listen("^1$");
    listen["Parameters"]["CallId"] = "$B".into();
    let anywhere =
        json!({ "Type": "PlayAudio", "Parameters": { "AudioSource": audio("one.wav") } });
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [bridge(SALES)])
        .on("ACTION_SUCCESSFUL CallAndBridge", [listen])
        .on("DIGITS_RECEIVED", [anywhere.clone()])
        .on("CALL_UPDATE_REQUESTED", [anywhere]);
    let mut phone = script.dial().await;
    phone.far_end(SALES).answers().waits(Duration::from_secs(1)).await;
    phone.far_end(SALES).presses("1").hears("one.wav").await;
    phone.updates([("any", "leg")]).hears("one.wav").await;
    assert_eq!(heard(phone.transcript()), ["LEG-B prompts/one.wav", "LEG-A prompts/one.wav"]);
}

#[tokio::test]
async fn ssml_is_spoken_without_its_tags() {
    let mut ssml = speak("<speak>Press <break time='2s'/> one.</speak>");
    ssml["Parameters"]["TextType"] = "ssml".into();
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [ssml]).dial().await;
    phone.hears("Press one.").await;
    assert!(phone.now() > Duration::from_secs(2), "the break takes 2 s");
}
