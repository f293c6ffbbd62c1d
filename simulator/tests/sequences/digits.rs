//! Digits: collection, ReceiveDigits, SendDigits.

use std::time::Duration;

use offhook_simulator::{
    DigitRegex, FlushedKeys, Happening, Phone, Profile, ReceiveDigitsStays, RepeatDuration,
    Terminator,
};
use serde_json::{Value, json};

use crate::support::*;

fn get(changes: Value) -> Value {
    let mut get = json!({ "Type": "PlayAudioAndGetDigits", "Parameters": {
        "CallId": "$A",
        "InputDigitsRegex": r"^\d{2}$",
        "AudioSource": audio("menu.wav"),
        "FailureAudioSource": audio("again.wav"),
        "MinNumberOfDigits": 2,
        "MaxNumberOfDigits": 5,
        "TerminatorDigits": ["#"],
        "InBetweenDigitsDurationInMilliseconds": 2_000,
        "Repeat": 3,
        "RepeatDurationInMilliseconds": 10_000,
    } });
    if let Value::Object(changes) = changes {
        changes.into_iter().for_each(|(key, value)| get["Parameters"][key] = value);
    }
    get
}

async fn got(changes: Value, keys: &str, profile: Profile) -> Phone {
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [get(changes)]).dial_under(profile).await;
    phone.hears("menu.wav").presses(keys).waits(Duration::from_secs(60)).await;
    phone
}

#[tokio::test]
async fn terminator_ends_collection_and_is_not_a_digit() {
    let phone = got(json!({}), "12#", Profile::default()).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL PlayAudioAndGetDigits"]);
    let event = event(&phone, 2);
    assert_eq!(event["ActionData"]["ReceivedDigits"], "12");
    assert_shaped_like(
        "action-successful-play-audio-and-get-digits-call-id.json",
        &event,
        &[
            "/ActionData/Parameters/InputDigitsRegex", // The example has none.
        ],
    );
}

#[tokio::test]
async fn hash_is_the_default_terminator() {
    let mut with_default = get(json!({}));
    let parameters = with_default["Parameters"].as_object_mut().expect("parameters");
    parameters.remove("TerminatorDigits");
    for (get, digits) in [(with_default, "12"), (get(json!({ "TerminatorDigits": ["*"] })), "12#")]
    {
        let mut get = get;
        get["Parameters"]["InputDigitsRegex"] = "^12".into();
        let mut phone = Script::new().on("NEW_INBOUND_CALL", [get]).dial().await;
        phone.hears("menu.wav").presses("12#").waits(Duration::from_secs(3)).await;
        assert_eq!(event(&phone, 2)["ActionData"]["ReceivedDigits"], digits);
    }
}

#[tokio::test]
async fn get_digits_by_tag_is_echoed_by_tag() {
    let mut by_tag = get(json!({ "ParticipantTag": "LEG-A" }));
    let parameters = by_tag["Parameters"].as_object_mut().expect("parameters");
    parameters.retain(|key, _| key != "CallId" && key != "InputDigitsRegex");
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [by_tag.clone()]).dial().await;
    phone.hears("menu.wav").presses("12#").waits(Duration::from_secs(1)).await;
    let event = event(&phone, 2);
    assert_eq!(event["ActionData"]["Parameters"], by_tag["Parameters"]);
    assert_shaped_like("action-successful-play-audio-and-get-digits-tag.json", &event, &[]);
}

#[tokio::test]
async fn regex_sees_the_terminator() {
    let regex = json!({ "InputDigitsRegex": r"^\d{2}#$" });
    let seen = Profile { terminator: Terminator::Seen, ..Profile::default() };
    let phone = got(regex.clone(), "12#", seen).await;
    assert_eq!(event(&phone, 2)["ActionData"]["ReceivedDigits"], "12");
    let phone = got(regex, "12#", Profile::default()).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_FAILED PlayAudioAndGetDigits"]);
}

#[tokio::test]
async fn maximum_digits_or_silence_ends_collection() {
    let phone = got(json!({ "MaxNumberOfDigits": 2 }), "12", Profile::default()).await;
    assert_eq!(event(&phone, 2)["ActionData"]["ReceivedDigits"], "12");
    let phone = got(json!({}), "12", Profile::default()).await;
    assert_eq!(event(&phone, 2)["ActionData"]["ReceivedDigits"], "12");
}

#[tokio::test]
async fn failure_prompt_and_main_prompt_start_another_attempt() {
    let phone = got(json!({}), "1#", Profile::default()).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_FAILED PlayAudioAndGetDigits"]);
    assert_eq!(error(&event(&phone, 2)).0, "InvalidDigitsReceived");
    let (menu, again) = ("LEG-A prompts/menu.wav", "LEG-A prompts/again.wav");
    assert_eq!(heard(phone.transcript()), [menu, again, menu, again, menu]);
    assert_shaped_like(
        "action-failed-play-audio-and-get-digits.json",
        &event(&phone, 2),
        &[
            // The example names the leg by its tag.
            "/ActionData/Parameters",
        ],
    );
}

#[tokio::test]
async fn key_stops_the_prompt() {
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [get(json!({}))]).dial().await;
    phone.starts_hearing("menu.wav").presses("12#").waits(Duration::from_secs(1)).await;
    assert!(phone.now() < Duration::from_secs(3), "the prompt alone takes 3 s");
    assert_cut_short_before_second_key(&phone);
    assert_eq!(event(&phone, 2)["ActionData"]["ReceivedDigits"], "12");
}

/// The keys of a step are 200 ms apart, and are one entry.
#[track_caller]
fn assert_cut_short_before_second_key(phone: &Phone) {
    let at = |is: fn(&Happening) -> bool| {
        let mut entries = phone.transcript().entries.iter();
        entries.find(|entry| is(&entry.what)).map(|entry| entry.at)
    };
    let cut = at(|what| matches!(what, Happening::CutShort { .. }));
    assert_eq!(cut, at(|what| matches!(what, Happening::Presses { .. })), "{}", phone.transcript());
}

/// Presses four keys 2.5 s apart, with limits of 3 s between keys and 5 s for `RepeatDuration`.
#[tokio::test]
async fn repeat_duration_limits_the_attempt_or_the_first_key() {
    for (meaning, expected) in
        [(RepeatDuration::Attempt, "ACTION_FAILED"), (RepeatDuration::Between, "ACTION_SUCCESSFUL")]
    {
        let changes = json!({
            "InputDigitsRegex": r"^\d{4}$", "Repeat": 1, "MaxNumberOfDigits": 4,
            "InBetweenDigitsDurationInMilliseconds": 3_000, "RepeatDurationInMilliseconds": 5_000,
        });
        let profile = Profile { repeat_duration: meaning, ..Profile::default() };
        let phone = got(changes, "1,,,,,2,,,,,3,,,,,4", profile).await;
        let expected = format!("{expected} PlayAudioAndGetDigits");
        assert_events(&phone, &["NEW_INBOUND_CALL", &expected]);
    }
}

#[tokio::test]
async fn minimum_digits_can_equal_maximum_digits() {
    let one =
        json!({ "InputDigitsRegex": "^[12]$", "MinNumberOfDigits": 1, "MaxNumberOfDigits": 1 });
    let phone = got(one, "1", Profile::default()).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL PlayAudioAndGetDigits"]);
}

#[tokio::test]
async fn speak_and_get_digits_collects_digits() {
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [ask("Press 1.")]).dial().await;
    phone.hears("Press 1.").presses("7").hears("Sorry.").presses("2").await;
    phone.waits(Duration::from_secs(1)).await;
    let event = event(&phone, 2);
    assert_eq!(event["ActionData"]["ReceivedDigits"], "2");
    assert_shaped_like(
        "action-successful-speak-and-get-digits.json",
        &event,
        &[
            // The example sends every parameter.
            "/ActionData/Parameters",
        ],
    );
}

#[tokio::test]
async fn regex_supports_look_ahead() {
    let number = json!({ "InputDigitsRegex": "^(?!1900)1[0-9]{10}$", "MaxNumberOfDigits": 11 });
    let phone = got(number.clone(), "12065550100", Profile::default()).await;
    assert_eq!(event(&phone, 2)["ActionData"]["ReceivedDigits"], "12065550100");
    let phone = got(number, "19005550100", Profile::default()).await;
    assert_eq!(error(&event(&phone, 2)).0, "InvalidDigitsReceived");
}

/// Six digits for `[0-9]`: found among them, but not equal to them.
#[tokio::test]
async fn regex_is_searched_for_or_must_match_all_digits() {
    let six = json!({
        "InputDigitsRegex": "[0-9]", "MinNumberOfDigits": 6, "MaxNumberOfDigits": 6, "Repeat": 1,
    });
    let phone = got(six.clone(), "482913", Profile::default()).await;
    assert_eq!(event(&phone, 2)["ActionData"]["ReceivedDigits"], "482913");
    let whole = Profile { digit_regex: DigitRegex::Whole, ..Profile::default() };
    let phone = got(six, "482913", whole).await;
    assert_eq!(error(&event(&phone, 2)).0, "InvalidDigitsReceived");

    for (profile, digits) in [(Profile::default(), 1), (whole, 0)] {
        let script = Script::new().on("NEW_INBOUND_CALL", [listen("[0-9]"), speak("Hello.")]);
        let mut phone = script.dial_under(profile).await;
        phone.hears("Hello").presses("48").waits(Duration::from_secs(5)).await;
        let received = events(&phone).iter().filter(|it| *it == "DIGITS_RECEIVED 48").count();
        assert_eq!(received, digits, "{profile}");
    }
}

/// Starts a call with a listener and a pause during which it listens.
async fn listening(profile: Profile) -> Phone {
    let list = [listen(r"^\d{2}#$"), pause(30_000)];
    Script::new()
        .on("NEW_INBOUND_CALL", [speak("Hello."), listen("^0$")])
        .on("ACTION_SUCCESSFUL ReceiveDigits", list)
        .dial_under(profile)
        .await
}

#[tokio::test]
async fn receive_digits_succeeds_immediately_without_digits() {
    let mut phone =
        Script::new().on("NEW_INBOUND_CALL", [speak("Hello."), listen("^1$")]).dial().await;
    phone.hears("Hello").waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL ReceiveDigits"]);
    assert_eq!(event(&phone, 2)["ActionData"]["ReceivedDigits"], "");
    assert_shaped_like("action-successful-receive-digits.json", &event(&phone, 2), &[]);
}

#[tokio::test]
async fn receive_digits_listens_while_later_actions_run() {
    let mut phone = listening(Profile::default()).await;
    phone.hears("Hello").presses("11#").waits(Duration::from_secs(2)).await;
    assert_events(
        &phone,
        &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL ReceiveDigits", "DIGITS_RECEIVED 11#"],
    );
    let event = event(&phone, 3);
    assert_shaped_like("digits-received-alone.json", &event, &[]);
    let leg = event["ActionData"]["Parameters"]["CallId"].as_str().map(str::to_owned);
    assert_eq!(leg, call_id(&event, "LEG-A"));
}

#[tokio::test]
async fn profile_decides_whether_receive_digits_stays_armed() {
    for (stays, times) in [(ReceiveDigitsStays::Armed, 2), (ReceiveDigitsStays::Once, 1)] {
        let profile = Profile { receive_digits: stays, ..Profile::default() };
        let mut phone = listening(profile).await;
        phone.hears("Hello").presses("11#").waits(Duration::from_secs(2)).await;
        phone.presses("22#").waits(Duration::from_secs(2)).await;
        let digits = events(&phone).into_iter().filter(|event| event.starts_with("DIGITS")).count();
        assert_eq!(digits, times, "{profile}");
    }
}

#[tokio::test]
async fn keys_that_do_not_match_are_flushed() {
    let mut phone = listening(Profile::default()).await;
    phone.hears("Hello").presses("9").waits(Duration::from_secs(4)).await;
    phone.presses("11#").waits(Duration::from_secs(2)).await;
    assert_eq!(events(&phone).last().map(String::as_str), Some("DIGITS_RECEIVED 11#"));

    let sent = Profile { flushed_keys: FlushedKeys::Sent, ..Profile::default() };
    let mut phone = listening(sent).await;
    phone.hears("Hello").presses("9").waits(Duration::from_secs(4)).await;
    assert_eq!(events(&phone).last().map(String::as_str), Some("DIGITS_RECEIVED 9"));
}

/// The flush matches keys in quick succession.
#[tokio::test]
async fn flush_runs_from_the_first_key() {
    let mut phone = listening(Profile::default()).await;
    phone.hears("Hello").presses("1,9,9,9,9,9,9").waits(Duration::from_secs(3)).await;
    phone.presses("11#").waits(Duration::from_secs(2)).await;
    assert_eq!(events(&phone).last().map(String::as_str), Some("DIGITS_RECEIVED 11#"));
}

#[tokio::test]
async fn digits_received_names_the_leg_by_call_id() {
    let mut by_tag = listen("^1$");
    by_tag["Parameters"]["CallId"] = "".into();
    by_tag["Parameters"]["ParticipantTag"] = "LEG-B".into();
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [bridge(SALES)])
        .on("ACTION_SUCCESSFUL CallAndBridge", [listen("^1$"), by_tag]);
    let mut phone = script.dial().await;
    phone.far_end(SALES).answers().waits(Duration::from_secs(1)).await;
    phone.far_end(SALES).presses("1").waits(Duration::from_secs(2)).await;
    phone.presses("1").waits(Duration::from_secs(2)).await;
    assert_events(
        &phone,
        &[
            "NEW_INBOUND_CALL",
            "ACTION_SUCCESSFUL CallAndBridge",
            "ACTION_SUCCESSFUL ReceiveDigits",
            "DIGITS_RECEIVED 1",
            "DIGITS_RECEIVED 1",
        ],
    );
    for (sequence, leg) in [(4, "LEG-B"), (5, "LEG-A")] {
        let event = event(&phone, sequence);
        let named = event["ActionData"]["Parameters"]["CallId"].as_str().map(str::to_owned);
        assert_eq!(named, call_id(&event, leg));
    }
}

#[tokio::test]
async fn terminator_ends_all_repeats_of_a_prompt() {
    let mut play = play("music.wav");
    play["Parameters"]["Repeat"] = 5.into();
    play["Parameters"]["PlaybackTerminators"] = json!(["1", "*"]);
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [play]).dial().await;
    phone.starts_hearing("music.wav").presses("2").presses("*").waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL PlayAudio"]);
    assert!(phone.now() < Duration::from_secs(4), "one repetition takes 3 s");
    assert!(phone.transcript().to_string().contains("cut short"), "{}", phone.transcript());
}

#[tokio::test]
async fn sent_digits_are_heard_on_the_other_leg() {
    let send = json!({ "Type": "SendDigits", "Parameters": {
        "CallId": "$B", "Digits": ",,*1", "ToneDurationInMilliseconds": 100,
    } });
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [bridge(SALES)])
        .on("ACTION_SUCCESSFUL CallAndBridge", [send]);
    let mut phone = script.dial().await;
    phone.far_end(SALES).answers().hears_keys("*1").await;
    phone.waits(Duration::from_secs(1)).await;
    assert_eq!(events(&phone).last().map(String::as_str), Some("ACTION_SUCCESSFUL SendDigits"));
    assert_shaped_like(
        "action-successful-send-digits.json",
        &event(&phone, 3),
        &[
            // The example has one leg.
            "/CallDetails/Participants",
        ],
    );
}
