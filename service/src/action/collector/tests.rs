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

/// With 5 seconds for an attempt where the parameters don't say.
fn collector(parameters: Value, profile: Profile) -> Collector {
    let mut all = json!({ "RepeatDurationInMilliseconds": 5_000 });
    let Value::Object(parameters) = parameters else { unreachable!() };
    all.as_object_mut().unwrap().extend(parameters);
    Collector::new(&serde_json::from_value(all).unwrap(), &profile).unwrap()
}

/// Whose prompt has ended after one second.
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
fn the_most_digits_end_the_input() {
    let mut collector = prompted(json!({ "MaxNumberOfDigits": 2 }), default());
    waits(&mut collector, &[(1_100, '1')]);
    assert_eq!(collector.key(ms(1_200), '*'), Done("1*".into()));
    assert_eq!(collector.deadline(), None);
    assert_eq!(collector.key(ms(1_300), '2'), Waiting);
}

#[test]
fn a_terminator_ends_the_input_and_is_no_digit() {
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
fn a_key_during_the_prompt_stops_it() {
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
fn a_key_during_the_prompt_can_be_all() {
    let mut collector = collector(json!({ "MaxNumberOfDigits": 1 }), default());
    collector.prompt_started();
    assert_eq!(collector.key(ms(10), '2'), Done("2".into()));
}

#[test]
fn silence_ends_the_input() {
    let mut collector =
        prompted(json!({ "InBetweenDigitsDurationInMilliseconds": 800 }), default());
    assert_eq!(collector.deadline(), Some(ms(6_000)));
    waits(&mut collector, &[(2_000, '1'), (2_500, '2')]);
    assert_eq!(collector.deadline(), Some(ms(3_300)));
    assert_eq!(collector.expired(ms(3_299)), Waiting);
    assert_eq!(collector.expired(ms(3_300)), Done("12".into()));
}

#[test]
fn the_attempt_has_a_limit_or_only_its_first_key() {
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
fn without_a_minimum_no_digits_are_enough() {
    let mut collector = prompted(json!({}), default());
    assert_eq!(collector.expired(ms(6_000)), Done("".into()));
}

#[test]
fn attempts_run_out() {
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
fn digits_of_a_failed_attempt_are_forgotten() {
    let parameters = json!({ "InputDigitsRegex": "[12]", "MaxNumberOfDigits": 1, "Repeat": 2 });
    let mut collector = prompted(parameters, default());
    assert_eq!(collector.key(ms(1_100), '3'), Again { attempt: 2 });
    collector.prompt_started();
    assert_eq!(collector.key(ms(1_200), '1'), Done("1".into()));
}

#[test]
fn the_expression_sees_the_terminator_where_the_rule_says_so() {
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
fn no_digits_at_most_end_with_the_prompt() {
    let mut collector = prompted(json!({ "MaxNumberOfDigits": 0 }), default());
    assert_eq!(collector.deadline(), Some(ms(1_000)));
    assert_eq!(collector.expired(ms(1_000)), Done("".into()));
}

#[test]
fn no_attempts_are_one() {
    let mut collector = prompted(json!({ "Repeat": 0, "MinNumberOfDigits": 1 }), default());
    assert_eq!(collector.expired(ms(6_000)), Failed);
}

#[test]
fn what_is_no_key_is_passed_over() {
    let mut collector = collector(json!({}), default());
    collector.prompt_started();
    assert_eq!(collector.key(ms(10), 'x'), Waiting);
    assert_eq!(collector.deadline(), None, "the prompt goes on");
}

#[test]
fn keys_are_not_shown() {
    let mut collector = prompted(json!({ "InputDigitsRegex": "4711" }), default());
    waits(&mut collector, &[(1_100, '4'), (1_200, '7')]);
    let shown = format!("{collector:?} {:?}", Done("4711".into()));
    assert!(!shown.contains("47"), "{shown}");
}
