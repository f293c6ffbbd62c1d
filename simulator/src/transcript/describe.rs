//! Short descriptions of actions.
//!
//! Depends on `offhook` for the action types and on [`text`](super::text) for formatting.

use offhook::Leg;
use offhook::action::ActionType;
use serde_json::Value;

use super::text::{any, count, list, milliseconds, pairs, quoted, scalar, sip_code};

/// Describes each action of a reply: its type, its leg if the action names one, and its main
/// parameters. `leg` finds the leg with a call id. A reply that can't be read has no actions.
pub(super) fn reply(json: &str, leg: impl Fn(&str) -> Option<Leg>) -> Vec<String> {
    let reply: Value = serde_json::from_str(json).unwrap_or_default();
    let actions = reply["Actions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let describe = |action: &Value| {
        let parameters = &action["Parameters"];
        // The service ignores the tag if there is an id.
        let named = match scalar(&parameters["CallId"]) {
            Some(id) => leg(&id).map(|leg| leg.as_str().to_owned()),
            None => scalar(&parameters["ParticipantTag"]),
        };
        action_on(named.as_deref(), action["Type"].as_str().unwrap_or("?"), parameters)
    };
    actions.iter().map(describe).collect()
}

/// Describes an action on a leg: its type, the leg, and its main parameters.
pub(super) fn action_on(leg: Option<&str>, action_type: &str, parameters: &Value) -> String {
    let action_type = if action_type.is_empty() { "(no type)" } else { action_type };
    let what = self::parameters(action_type, parameters);
    let parts = [action_type, leg.unwrap_or_default(), &what];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Describes the main parameters, without the leg.
pub(super) fn parameters(action_type: &str, parameters: &Value) -> String {
    let mut words = Words { parameters, parts: Vec::new() };
    match ActionType::from(action_type) {
        ActionType::Speak => words.speech(parameters),
        ActionType::SpeakAndGetDigits => {
            words.speech(&parameters["SpeechParameters"]);
            words.digits();
        }
        ActionType::PlayAudio => {
            words.push(s3(&parameters["AudioSource"]));
            words.some("Repeat", |times| (times != "1").then(|| format!("{times} times")));
            words
                .push(list(&parameters["PlaybackTerminators"]).map(|keys| format!("until {keys}")));
        }
        ActionType::PlayAudioAndGetDigits => {
            words.push(s3(&parameters["AudioSource"]));
            words.digits();
        }
        ActionType::ReceiveDigits => {
            words.some("InputDigitsRegex", |regex| Some(format!("matching {regex}")));
        }
        ActionType::SendDigits => words.some("Digits", Some),
        ActionType::Pause => words.push(milliseconds(&parameters["DurationInMilliseconds"])),
        ActionType::Hangup => words.some("SipResponseCode", |code| Some(sip_code(&code))),
        ActionType::RecordAudio => words.record_audio(),
        ActionType::StartCallRecording => {
            words.some("Track", |track| Some(format!("track {track}")));
            words.push(
                scalar(&parameters["Destination"]["Location"]).map(|to| format!("to s3://{to}")),
            );
        }
        ActionType::StopCallRecording
        | ActionType::PauseCallRecording
        | ActionType::ResumeCallRecording => {}
        ActionType::CallAndBridge => words.call_and_bridge(),
        ActionType::JoinChimeMeeting => words.some("MeetingId", |id| Some(format!("meeting {id}"))),
        ActionType::ModifyChimeMeetingAttendees => words.attendees(),
        ActionType::VoiceFocus => words.some("Enable", |enable| {
            Some(match enable.to_ascii_lowercase().as_str() {
                "true" => "on".to_owned(),
                "false" => "off".to_owned(),
                other => other.to_owned(),
            })
        }),
        ActionType::StartBotConversation => words.bot(),
        _ => words.push((!parameters.is_null()).then(|| any(parameters))),
    }
    words.parts.join(", ")
}

/// The parts of a description.
struct Words<'a> {
    parameters: &'a Value,
    parts: Vec<String>,
}

impl Words<'_> {
    fn push(&mut self, part: Option<String>) {
        self.parts.extend(part);
    }

    /// Adds the result of `f` for a parameter, if the parameter is present.
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

    /// Adds the digit collection of the two get-digits actions.
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
        self.push(destination.is_object().then(|| format!("to s3://{bucket}/{prefix}")));
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
                scalar(&endpoint["Uri"]).map(|uri| format!("{uri}{}", through.unwrap_or_default())),
            );
        }
        self.some("CallerIdNumber", |number| Some(format!("as {number}")));
        self.some("CallTimeoutSeconds", |seconds| Some(format!("rings {seconds} s")));
        self.push(s3(&self.parameters["RingbackTone"]).map(|tone| format!("ringback {tone}")));
        self.push(
            pairs(&self.parameters["SipHeaders"]).map(|headers| format!("SIP headers {headers}")),
        );
    }

    fn attendees(&mut self) {
        self.some("Operation", |operation| Some(operation.to_lowercase()));
        self.push(list(&self.parameters["AttendeeList"]));
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

    fn action(name: &str, parameters: &Value) -> String {
        let reply = json!({"Actions": [{"Type": name, "Parameters": parameters}]}).to_string();
        self::reply(&reply, |id| (id == "id-b").then_some(Leg::B)).join("")
    }

    #[test]
    fn each_action_shows_its_main_parameters() {
        let audio = json!({"Type": "S3", "BucketName": "b", "Key": "k.wav"});
        let cases = [
            ("Speak", json!({"CallId": "a", "Text": "Hi", "TextType": "ssml"}), r#""Hi", SSML"#),
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
            (
                "Hangup",
                json!({"ParticipantTag": "LEG-B", "SipResponseCode": "486"}),
                "LEG-B busy (486)",
            ),
            (
                "RecordAudio",
                json!({"RecordingDestination": {"BucketName": "b", "Prefix": "p"}, "DurationInSeconds": 10,
                    "RecordingTerminators": ["#", "*"]}),
                "to s3://b/p, at most 10 s, until #, *",
            ),
            (
                "StartCallRecording",
                json!({"Track": "BOTH", "Destination": {"Location": "b/p"}}),
                "track BOTH, to s3://b/p",
            ),
            ("StopCallRecording", json!({"CallId": "a", "ParticipantTag": "LEG-B"}), ""),
            ("PauseCallRecording", json!({"ParticipantTag": ""}), ""),
            ("ResumeCallRecording", json!({}), ""),
            (
                "CallAndBridge",
                json!({"Endpoints": [{"Uri": "+12065550123"}], "CallerIdNumber": "+14255550199",
                    "CallTimeoutSeconds": 20, "RingbackTone": audio, "SipHeaders": {"x-a": "1"}}),
                "+12065550123, as +14255550199, rings 20 s, ringback s3://b/k.wav, SIP headers x-a=1",
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
        ];
        for (name, parameters, expected) in &cases {
            assert_eq!(action(name, parameters), format!("{name} {expected}").trim_end());
        }
        assert_eq!(cases.len(), 18);
        assert_eq!(action("Levitate", &json!({"Height": 3})), r#"Levitate {"Height":3}"#);
    }

    #[test]
    fn call_ids_are_shown_as_legs() {
        let hangup = |parameters| action("Hangup", &parameters);
        assert_eq!(hangup(json!({"CallId": "id-b"})), "Hangup LEG-B");
        assert_eq!(hangup(json!({"CallId": "id-b", "ParticipantTag": "LEG-A"})), "Hangup LEG-B");
        assert_eq!(hangup(json!({"CallId": "another", "ParticipantTag": "LEG-A"})), "Hangup");
        assert_eq!(hangup(json!({"ParticipantTag": "LEG-A"})), "Hangup LEG-A");
    }

    #[test]
    fn malformed_actions_are_described() {
        let odd = [
            json!(null),
            json!([1]),
            json!("x"),
            json!({"Endpoints": {"a": 1}, "AttendeeList": 5}),
        ];
        for parameters in &odd {
            for name in ["Speak", "CallAndBridge", "ModifyChimeMeetingAttendees", "RecordAudio", ""]
            {
                action(name, parameters);
            }
        }
        assert_eq!(action("Speak", &json!(null)), "Speak");
        assert_eq!(action("", &json!(null)), "(no type)");
    }
}
