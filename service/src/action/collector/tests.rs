use serde_json::{Value, json};

use super::Outcome::{Again, Done, Failed, StopPrompt, Waiting};
use super::*;

/// The default profile.
fn default() -> Profile {
    Profile::default()
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A collector whose attempts take 5 seconds unless `parameters` override it.
fn collector(parameters: Value, profile: Profile) -> Collector {
    let mut all = json!({ "RepeatDurationInMilliseconds": 5_000 });
    let Value::Object(parameters) = parameters else { unreachable!() };
    all.as_object_mut().unwrap().extend(parameters);
    Collector::new(&serde_json::from_value(all).unwrap(), &profile).unwrap()
}

/// A collector whose first prompt ended after 1 second.
fn prompted(parameters: Value, profile: Profile) -> Collector {
    let mut collector = collector(parameters, profile);
    collector.prompt_started();
    collector.prompt_ended(ms(1_000));
    collector
}

#[track_caller]
fn waits(collector: &mut Collector, keys: &[(u64, char)]) {
    for (at, key) in keys {
        assert_eq!(collector.key(ms(*at), *key), Waiting);
    }
}

#[test]
fn maximum_number_of_digits_ends_collection() {
    let mut collector = prompted(json!({ "MaxNumberOfDigits": 2 }), default());
    waits(&mut collector, &[(1_100, '1')]);
    assert_eq!(collector.key(ms(1_200), '*'), Done("1*".into()));
    assert_eq!(collector.deadline(), None);
    assert_eq!(collector.key(ms(1_300), '2'), Waiting);
}

#[test]
fn terminator_ends_collection_and_is_not_a_digit() {
    let mut collector = prompted(json!({}), default());
    waits(&mut collector, &[(1_100, '1'), (1_200, '2')]);
    assert_eq!(collector.key(ms(1_300), '#'), Done("12".into()));

    let mut others = prompted(json!({ "TerminatorDigits": ["*", "9"] }), default());
    waits(&mut others, &[(1_100, '1'), (1_200, '#')]);
    assert_eq!(others.key(ms(1_300), '9'), Done("1#".into()));

    let mut none = prompted(json!({ "TerminatorDigits": [] }), default());
    waits(&mut none, &[(1_100, '1'), (1_200, '#')]);
    assert_eq!(none.expired(ms(6_000)), Done("1#".into()));
}

#[test]
fn key_during_the_prompt_stops_it() {
    let mut collector = collector(json!({ "MaxNumberOfDigits": 3 }), default());
    assert_eq!(collector.key(ms(0), '1'), Waiting, "before the prompt");
    collector.prompt_started();
    assert_eq!((collector.deadline(), collector.expired(ms(900))), (None, Waiting));
    assert_eq!(collector.key(ms(1_000), '2'), StopPrompt);
    collector.prompt_ended(ms(1_001));
    assert_eq!(collector.deadline(), Some(ms(6_000)));
    waits(&mut collector, &[(1_500, '3')]);
    assert_eq!(collector.key(ms(1_600), '4'), Done("234".into()));
}

#[test]
fn key_during_the_prompt_can_complete_collection() {
    let mut collector = collector(json!({ "MaxNumberOfDigits": 1 }), default());
    collector.prompt_started();
    assert_eq!(collector.key(ms(10), '2'), Done("2".into()));
}

#[test]
fn silence_ends_collection() {
    let mut collector =
        prompted(json!({ "InBetweenDigitsDurationInMilliseconds": 800 }), default());
    assert_eq!(collector.deadline(), Some(ms(6_000)));
    waits(&mut collector, &[(2_000, '1'), (2_500, '2')]);
    assert_eq!(collector.deadline(), Some(ms(3_300)));
    assert_eq!(collector.expired(ms(3_299)), Waiting);
    assert_eq!(collector.expired(ms(3_300)), Done("12".into()));
}

#[test]
fn repeat_duration_limits_the_attempt_or_the_first_key() {
    let wait = Profile { repeat_duration: RepeatDuration::Between, ..default() };
    for (profile, deadline) in [(default(), 6_000), (wait, 7_500)] {
        let between = json!({ "InBetweenDigitsDurationInMilliseconds": 2_000 });
        let mut collector = prompted(between, profile);
        assert_eq!(collector.deadline(), Some(ms(6_000)));
        waits(&mut collector, &[(4_000, '1'), (5_500, '2')]);
        assert_eq!(collector.deadline(), Some(ms(deadline)));
    }
}

#[test]
fn no_digits_succeed_without_a_minimum() {
    let mut collector = prompted(json!({}), default());
    assert_eq!(collector.expired(ms(6_000)), Done("".into()));
}

#[test]
fn action_fails_after_its_last_attempt() {
    let parameters = json!({ "MinNumberOfDigits": 2, "Repeat": 3 });
    let mut collector = prompted(parameters, default());
    assert_eq!(collector.expired(ms(6_000)), Again { attempt: 2 });
    assert_eq!(collector.deadline(), None);
    collector.prompt_started();
    assert_eq!(collector.key(ms(6_500), '1'), StopPrompt);
    assert_eq!(collector.key(ms(6_600), '#'), Again { attempt: 3 });
    collector.prompt_started();
    collector.prompt_ended(ms(8_000));
    waits(&mut collector, &[(8_100, '1')]);
    assert_eq!(collector.expired(ms(13_000)), Failed);
}

#[test]
fn digits_of_a_failed_attempt_are_discarded() {
    let parameters = json!({ "InputDigitsRegex": "[12]", "MaxNumberOfDigits": 1, "Repeat": 2 });
    let mut collector = prompted(parameters, default());
    assert_eq!(collector.key(ms(1_100), '3'), Again { attempt: 2 });
    collector.prompt_started();
    assert_eq!(collector.key(ms(1_200), '1'), Done("1".into()));
}

#[test]
fn profile_decides_whether_the_regex_sees_the_terminator() {
    let sees = Profile { terminator: Terminator::Seen, ..default() };
    for (profile, regex) in [(default(), r"^\d{2}$"), (sees, r"^\d{2}#$")] {
        let mut collector = prompted(json!({ "InputDigitsRegex": regex }), profile);
        waits(&mut collector, &[(1_100, '1'), (1_200, '1')]);
        assert_eq!(collector.key(ms(1_300), '#'), Done("11".into()));
    }
    let mut silent = prompted(json!({ "InputDigitsRegex": r"^\d{2}#$" }), sees);
    waits(&mut silent, &[(1_100, '1'), (1_200, '1')]);
    assert_eq!(silent.expired(ms(6_000)), Failed);
}

#[test]
fn maximum_of_zero_digits_ends_with_the_prompt() {
    let mut collector = prompted(json!({ "MaxNumberOfDigits": 0 }), default());
    assert_eq!(collector.deadline(), Some(ms(1_000)));
    assert_eq!(collector.expired(ms(1_000)), Done("".into()));
}

#[test]
fn zero_attempts_count_as_one() {
    let mut collector = prompted(json!({ "Repeat": 0, "MinNumberOfDigits": 1 }), default());
    assert_eq!(collector.expired(ms(6_000)), Failed);
}

#[test]
fn other_characters_are_ignored() {
    let mut collector = collector(json!({}), default());
    collector.prompt_started();
    assert_eq!(collector.key(ms(10), 'x'), Waiting);
    assert_eq!(collector.deadline(), None, "the prompt still plays");
}

#[test]
fn debug_hides_the_keys() {
    let mut collector = prompted(json!({ "InputDigitsRegex": "4711" }), default());
    waits(&mut collector, &[(1_100, '4'), (1_200, '7')]);
    let shown = format!("{collector:?} {:?}", Done("4711".into()));
    assert!(!shown.contains("47"), "{shown}");
}
