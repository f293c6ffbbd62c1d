//! The names that `#[on(...)]` takes, and suggestions for others.

use crate::protocol::{ACTIONS, EVENTS, EVENTS_ABOUT_AN_ACTION};

pub(crate) fn is_event(name: &str) -> bool {
    EVENTS.contains(&name) || is_action_event(name)
}

pub(crate) fn is_action_event(name: &str) -> bool {
    EVENTS_ABOUT_AN_ACTION.contains(&name)
}

pub(crate) fn is_action(name: &str) -> bool {
    ACTIONS.contains(&name)
}

/// Returns the remedy for an unknown event.
pub(crate) fn event_help(name: &str) -> String {
    if is_action(name) {
        return format!(
            "`{name}` is an action: write `ActionSuccessful({name})` or `ActionFailed({name})`"
        );
    }
    let events = [EVENTS, EVENTS_ABOUT_AN_ACTION].concat();
    match nearest(name, &events) {
        Some(event) => format!("did you mean `{event}`?"),
        None => format!("the events are {}, and `_` for all others", events.join(", ")),
    }
}

/// Returns the remedy for an unknown action.
pub(crate) fn action_help(name: &str) -> String {
    match nearest(name, ACTIONS) {
        Some(action) => format!("did you mean `{action}`?"),
        None => format!("the actions are {}", ACTIONS.join(", ")),
    }
}

/// Returns the candidate closest to a misspelt name, if one is close enough.
pub(crate) fn nearest<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    // The service writes `NEW_INBOUND_CALL`: case and underscores don't count.
    let simple = |text: &str| text.replace('_', "").to_ascii_lowercase();
    let name = simple(name);
    candidates
        .iter()
        .map(|&candidate| {
            let simple = simple(candidate);
            // `GetDigits` is closer to `SpeakAndGetDigits` than to `SendDigits`.
            let is_part = name.len() > 4 && simple.contains(&name);
            (if is_part { 0 } else { distance(&name, &simple) }, candidate.len(), candidate)
        })
        .min()
        .filter(|(distance, length, _)| *distance <= length.max(&6) / 3)
        .map(|(_, _, candidate)| candidate)
}

/// Returns the number of letters to insert, delete, substitute or swap with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits_and_swaps() {
        let distances =
            [("ab", "ab", 0), ("ab", "ba", 1), ("abcd", "badc", 2), ("ab", "b", 1), ("a", "ab", 1)];
        // A swap needs both letters.
        let substitutions = [("ab", "cb", 1), ("ab", "ca", 2), ("ab", "bc", 2), ("", "abc", 3)];
        for (a, b, expected) in distances.into_iter().chain(substitutions) {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn short_names_are_not_completed() {
        assert_eq!(nearest("Speak_And", ACTIONS), Some("SpeakAndGetDigits"));
        assert_eq!(nearest("Call", EVENTS), None);
    }
}
