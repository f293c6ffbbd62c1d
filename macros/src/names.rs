//! The names that can stand in `#[on(...)]`, and which of them somebody may have meant.

/// The events without an action.
const EVENTS: [&str; 8] = [
    "NewInboundCall",
    "NewOutboundCall",
    "Ringing",
    "CallAnswered",
    "Hangup",
    "DigitsReceived",
    "CallUpdateRequested",
    "InvalidLambdaResponse",
];

/// The events about an action.
const ACTION_EVENTS: [&str; 3] = ["ActionSuccessful", "ActionFailed", "ActionInterrupted"];

const ACTIONS: [&str; 18] = [
    "Speak",
    "SpeakAndGetDigits",
    "PlayAudio",
    "PlayAudioAndGetDigits",
    "ReceiveDigits",
    "SendDigits",
    "Pause",
    "Hangup",
    "RecordAudio",
    "StartCallRecording",
    "StopCallRecording",
    "PauseCallRecording",
    "ResumeCallRecording",
    "CallAndBridge",
    "JoinChimeMeeting",
    "ModifyChimeMeetingAttendees",
    "VoiceFocus",
    "StartBotConversation",
];

pub(crate) fn is_event(name: &str) -> bool {
    EVENTS.contains(&name) || is_action_event(name)
}

pub(crate) fn is_action_event(name: &str) -> bool {
    ACTION_EVENTS.contains(&name)
}

pub(crate) fn is_action(name: &str) -> bool {
    ACTIONS.contains(&name)
}

/// What to do about an unknown event.
pub(crate) fn event_help(name: &str) -> String {
    if is_action(name) {
        return format!(
            "`{name}` is an action: write `ActionSuccessful({name})` or `ActionFailed({name})`"
        );
    }
    match nearest(name, EVENTS.into_iter().chain(ACTION_EVENTS)) {
        Some(event) => format!("did you mean `{event}`?"),
        None => format!(
            "the events are {}, and `_` for every other one",
            EVENTS.into_iter().chain(ACTION_EVENTS).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// What to do about an unknown action.
pub(crate) fn action_help(name: &str) -> String {
    match nearest(name, ACTIONS) {
        Some(action) => format!("did you mean `{action}`?"),
        None => format!("the actions are {}", ACTIONS.join(", ")),
    }
}

/// The candidate that a misspelt name is closest to, unless it is like none of them.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // The service writes `NEW_INBOUND_CALL`; case and underscores are no difference that matters.
    let simple = |text: &str| text.replace('_', "").to_ascii_lowercase();
    let name = simple(name);
    candidates
        .into_iter()
        .map(|candidate| (distance(&name, &simple(candidate)), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.len() / 3)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance: how many letters to add, drop or change.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in b.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
