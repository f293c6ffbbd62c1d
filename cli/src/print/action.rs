//! What an action asks for, in a few words.

use serde_json::Value;

use super::legs::Legs;
use super::text::{any, count, list, milliseconds, pairs, quoted, scalar, short, sip_code};

/// The actions that the service has.
pub(crate) const KNOWN: [&str; 18] = [
    "CallAndBridge",
    "Hangup",
    "JoinChimeMeeting",
    "ModifyChimeMeetingAttendees",
    "Pause",
    "PauseCallRecording",
    "PlayAudio",
    "PlayAudioAndGetDigits",
    "ReceiveDigits",
    "RecordAudio",
    "ResumeCallRecording",
    "SendDigits",
    "Speak",
    "SpeakAndGetDigits",
    "StartBotConversation",
    "StartCallRecording",
    "StopCallRecording",
    "VoiceFocus",
];

/// The type of an action, or what stands in its place.
pub(crate) fn name(action: &Value) -> String {
    scalar(&action["Type"]).unwrap_or_else(|| "(no type)".to_owned())
}

/// The leg and the parameters that matter.
pub(crate) fn describe(action: &Value, legs: &Legs<'_>) -> String {
    let parameters = &action["Parameters"];
    let mut words = Words { parameters, parts: Vec::new() };
    match action["Type"].as_str().unwrap_or_default() {
        "Speak" => words.speech(parameters),
        "SpeakAndGetDigits" => {
            words.speech(&parameters["SpeechParameters"]);
            words.digits();
        }
        "PlayAudio" => {
            words.push(s3(&parameters["AudioSource"]));
            words.some("Repeat", |times| (times != "1").then(|| format!("{times} times")));
            words
                .push(list(&parameters["PlaybackTerminators"]).map(|keys| format!("until {keys}")));
        }
        "PlayAudioAndGetDigits" => {
            words.push(s3(&parameters["AudioSource"]));
            words.digits();
        }
        "ReceiveDigits" => {
            words.some("InputDigitsRegex", |regex| Some(format!("matching {regex}")));
        }
        "SendDigits" => words.some("Digits", Some),
        "Pause" => words.push(milliseconds(&parameters["DurationInMilliseconds"])),
        "Hangup" => words.some("SipResponseCode", |code| Some(sip_code(&code))),
        "RecordAudio" => words.record_audio(),
        "StartCallRecording" => {
            words.some("Track", |track| Some(format!("track {track}")));
            words.push(
                scalar(&parameters["Destination"]["Location"]).map(|to| format!("to s3://{to}")),
            );
        }
        "StopCallRecording" | "PauseCallRecording" | "ResumeCallRecording" => {}
        "CallAndBridge" => words.call_and_bridge(),
        "JoinChimeMeeting" => words.some("MeetingId", |id| Some(format!("meeting {id}"))),
        "ModifyChimeMeetingAttendees" => words.attendees(),
        "VoiceFocus" => words.some("Enable", |enable| {
            Some(match enable.to_ascii_lowercase().as_str() {
                "true" => "on".to_owned(),
                "false" => "off".to_owned(),
                other => other.to_owned(),
            })
        }),
        "StartBotConversation" => words.bot(),
        _ if action.is_object() && parameters.is_null() => {}
        _ if action.is_object() => words.push(Some(any(parameters))),
        _ => words.push(Some(any(action))),
    }
    let what = words.parts.join(", ");
    let leg = legs.named_by(parameters);
    leg.into_iter().chain((!what.is_empty()).then_some(what)).collect::<Vec<_>>().join(" ")
}

/// The parts of a description as they gather.
struct Words<'a> {
    parameters: &'a Value,
    parts: Vec<String>,
}

impl Words<'_> {
    fn push(&mut self, part: Option<String>) {
        self.parts.extend(part);
    }

    /// Adds what `f` makes of a parameter, if the parameter is there.
    fn some(&mut self, key: &str, f: impl FnOnce(String) -> Option<String>) {
        self.push(scalar(&self.parameters[key]).and_then(f));
    }

    fn speech(&mut self, speech: &Value) {
        self.push(scalar(&speech["Text"]).map(|text| quoted(&text)));
        let is_ssml =
            speech["TextType"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("ssml"));
        self.push(is_ssml.then(|| "SSML".to_owned()));
        self.push(scalar(&speech["VoiceId"]).map(|voice| format!("voice {voice}")));
    }

    /// What the two actions share that collect digits.
    fn digits(&mut self) {
        let [min, max] =
            ["MinNumberOfDigits", "MaxNumberOfDigits"].map(|key| scalar(&self.parameters[key]));
        self.push(match (min, max) {
            (Some(min), Some(max)) if min == max => Some(count(&max, "digit")),
            (Some(min), Some(max)) => Some(format!("{min} to {max} digits")),
            (Some(min), None) => Some(format!("at least {}", count(&min, "digit"))),
            (None, Some(max)) => Some(format!("at most {}", count(&max, "digit"))),
            (None, None) => None,
        });
        self.some("InputDigitsRegex", |regex| Some(format!("matching {regex}")));
        self.some("Repeat", |times| Some(count(&times, "attempt")));
        self.push(
            milliseconds(&self.parameters["RepeatDurationInMilliseconds"])
                .map(|time| format!("{time} each")),
        );
    }

    fn record_audio(&mut self) {
        let destination = &self.parameters["RecordingDestination"];
        let bucket = scalar(&destination["BucketName"]).unwrap_or_default();
        let prefix = scalar(&destination["Prefix"]).unwrap_or_default();
        self.push(Some(format!("to s3://{bucket}/{prefix}")));
        self.some("DurationInSeconds", |seconds| Some(format!("at most {seconds} s")));
        self.some("SilenceDurationInSeconds", |seconds| {
            Some(format!("until {seconds} s of silence"))
        });
        self.push(
            list(&self.parameters["RecordingTerminators"]).map(|keys| format!("until {keys}")),
        );
    }

    fn call_and_bridge(&mut self) {
        let endpoints = self.parameters["Endpoints"].as_array();
        for endpoint in endpoints.into_iter().flatten() {
            let through = scalar(&endpoint["Arn"]).map(|arn| format!(" through {arn}"));
            self.push(
                scalar(&endpoint["Uri"])
                    .map(|uri| format!("to {uri}{}", through.unwrap_or_default())),
            );
        }
        self.some("CallerIdNumber", |number| Some(format!("as {number}")));
        self.some("CallTimeoutSeconds", |seconds| Some(format!("{seconds} s to answer")));
        self.push(s3(&self.parameters["RingbackTone"]).map(|tone| format!("ringback {tone}")));
        self.push(
            pairs(&self.parameters["SipHeaders"]).map(|headers| format!("SIP headers {headers}")),
        );
    }

    fn attendees(&mut self) {
        self.some("Operation", |operation| Some(operation.to_lowercase()));
        self.push(list(&self.parameters["AttendeeList"]).map(|attendees| short(&attendees)));
        self.some("MeetingId", |id| Some(format!("meeting {id}")));
    }

    fn bot(&mut self) {
        self.some("BotAliasArn", |arn| {
            Some(format!(
                "bot {}",
                arn.split_once(":bot-alias/").map_or(arn.as_str(), |(_, bot)| bot)
            ))
        });
        self.some("LocaleId", Some);
        let messages = self.parameters["Configuration"]["WelcomeMessages"].as_array();
        for message in messages.into_iter().flatten() {
            self.push(scalar(&message["Content"]).map(|text| quoted(&text)));
        }
    }
}

fn s3(source: &Value) -> Option<String> {
    let (bucket, key) = (scalar(&source["BucketName"])?, scalar(&source["Key"])?);
    Some(format!("s3://{bucket}/{key}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn words(name: &str, parameters: &Value) -> String {
        let participants = json!([{"CallId": "a", "ParticipantTag": "LEG-A"}]);
        let event = json!({"CallDetails": {"Participants": participants}});
        let legs = Legs::of(&event);
        describe(&json!({"Type": name, "Parameters": parameters}), &legs)
    }

    #[test]
    fn each_action_shows_what_matters() {
        let audio = json!({"Type": "S3", "BucketName": "b", "Key": "k.wav"});
        let cases = [
            (
                "Speak",
                json!({"CallId": "a", "Text": "Hi", "TextType": "ssml"}),
                r#"LEG-A "Hi", SSML"#,
            ),
            (
                "SpeakAndGetDigits",
                json!({"SpeechParameters": {"Text": "Hi"}, "MinNumberOfDigits": 1, "MaxNumberOfDigits": "1", "Repeat": 3}),
                r#""Hi", 1 digit, 3 attempts"#,
            ),
            ("PlayAudio", json!({"AudioSource": audio, "Repeat": "2"}), "s3://b/k.wav, 2 times"),
            (
                "PlayAudioAndGetDigits",
                json!({"AudioSource": audio, "MinNumberOfDigits": 2, "MaxNumberOfDigits": 4,
                    "RepeatDurationInMilliseconds": 5000}),
                "s3://b/k.wav, 2 to 4 digits, 5 s each",
            ),
            (
                "ReceiveDigits",
                json!({"InputDigitsRegex": "^1$", "ParticipantTag": "LEG-B"}),
                "LEG-B matching ^1$",
            ),
            ("SendDigits", json!({"Digits": "1,2"}), "1,2"),
            ("Pause", json!({"DurationInMilliseconds": "500"}), "500 ms"),
            ("Hangup", json!({"CallId": "a", "SipResponseCode": "486"}), "LEG-A busy (486)"),
            (
                "RecordAudio",
                json!({"RecordingDestination": {"BucketName": "b", "Prefix": "p"}, "DurationInSeconds": 10,
                    "RecordingTerminators": ["#", "*"]}),
                "to s3://b/p, at most 10 s, until #, *",
            ),
            (
                "StartCallRecording",
                json!({"CallId": "a", "Track": "BOTH", "Destination": {"Location": "b/p"}}),
                "LEG-A track BOTH, to s3://b/p",
            ),
            ("StopCallRecording", json!({"CallId": "a"}), "LEG-A"),
            ("PauseCallRecording", json!({"CallId": "another"}), "leg another"),
            ("ResumeCallRecording", json!({}), ""),
            (
                "CallAndBridge",
                json!({"Endpoints": [{"Uri": "+12065550123"}], "CallerIdNumber": "+14255550199",
                    "CallTimeoutSeconds": 30, "RingbackTone": audio, "SipHeaders": {"x-a": "1"}}),
                "to +12065550123, as +14255550199, 30 s to answer, ringback s3://b/k.wav, SIP headers x-a=1",
            ),
            ("JoinChimeMeeting", json!({"JoinToken": "secret", "MeetingId": "m"}), "meeting m"),
            (
                "ModifyChimeMeetingAttendees",
                json!({"Operation": "Mute", "MeetingId": "m", "AttendeeList": ["x", "y"]}),
                "mute, x, y, meeting m",
            ),
            ("VoiceFocus", json!({"Enable": "True"}), "on"),
            (
                "StartBotConversation",
                json!({"BotAliasArn": "arn:aws:lex:us-east-1:1:bot-alias/B/A", "LocaleId": "en_US",
                    "Configuration": {"WelcomeMessages": [{"Content": "Hi"}]}}),
                r#"bot B/A, en_US, "Hi""#,
            ),
            ("Levitate", json!({"Height": 3}), r#"{"Height":3}"#),
        ];
        for (name, parameters, expected) in &cases {
            assert_eq!(words(name, parameters), *expected, "{name}");
        }
        for name in KNOWN {
            assert!(cases.iter().any(|(covered, ..)| *covered == name), "{name} has a case");
        }
    }

    #[test]
    fn odd_actions_are_no_trouble() {
        let legs = Legs::of(&Value::Null);
        for parameters in
            [json!(null), json!([1]), json!("x"), json!({"Endpoints": {"a": 1}, "AttendeeList": 5})]
        {
            for name in KNOWN.into_iter().chain(["Levitate"]) {
                describe(&json!({"Type": name, "Parameters": parameters}), &legs);
            }
        }
        assert_eq!(describe(&json!("Hangup"), &legs), "Hangup");
        assert_eq!(name(&json!(7)), "(no type)");
    }
}
