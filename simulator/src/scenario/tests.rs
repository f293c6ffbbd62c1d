//! Tests of scenario files: valid ones, error messages, and the schema.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::Scenario;
use super::format::{FAR_END, STEP};
use super::yaml::{self, Node};
use crate::SpeakOnUpdate;
use crate::bot::Turn;

mod bad;
mod runs;

const START: &str = "dial: { from: \"+14255550199\", to: \"+12065550100\" }\n";

fn problem(text: &str) -> String {
    Scenario::parse(text, "x.yaml").expect_err(text).to_string()
}

#[test]
fn invalid_files_report_their_problem() {
    for (text, message) in bad::FILES {
        assert_eq!(problem(text), *message, "{text}");
    }
    for (lines, message) in bad::CALLS {
        let text = format!("{START}{lines}");
        assert_eq!(problem(&text), *message, "{text}");
    }
}

#[test]
fn all_problems_are_reported_at_once() {
    let text = "\
dial: { from: anonymous, to: +1206 }
ovveride: {}
steps:
  - preses: 1
  - hears:
assert: { code: yes }
---
dial: { from: anonymous, to: +1206 }
steps: nothing
";
    let expected = "\
x.yaml:2:1: unknown key \"ovveride\" in a scenario: did you mean \"override\"? (allowed: name, dial, place, override, steps, assert)
x.yaml:4:5: \"preses\" is not a step: did you mean \"presses\"? (allowed: hears, starts_hearing, in_voice, hears_keys, presses, says, bot_concludes, waits, hangs_up, is_hung_up, far_end, answers, is_busy, rings_out, refuses, is_unreachable, is_cancelled, joins_meeting, meeting_ends, is_recorded, updates, next_event, unknown_event)
x.yaml:5:10: expected hears to be a string, found nothing: quote a value that begins with #
x.yaml:6:17: expected code to be an integer from 0 to 699, found \"yes\"
x.yaml:9:8: expected steps to be a list, found \"nothing\"";
    assert_eq!(problem(text), expected);
}

/// A file with every key and word of the format.
const EVERYTHING: &str = include_str!("tests/everything.yaml");

#[test]
fn every_key_and_word_is_read() {
    let scenarios = Scenario::parse(EVERYTHING, "calls/everything.yaml").unwrap();
    let names: Vec<(&str, usize)> =
        scenarios.iter().map(|scenario| (scenario.name(), scenario.line())).collect();
    assert_eq!(names, [("Everything", 2), ("everything", 81)]);
    let steps = scenarios.iter().flat_map(|scenario| &scenario.steps);
    let steps: Vec<String> = steps.map(|planned| planned.step.to_string()).collect();
    assert_eq!(steps.join("\n"), include_str!("tests/everything.txt").trim_end());
    assert_eq!(scenarios[0].variables()["RECEPTION_SALES"], "+12065550123");
}

#[test]
fn overrides_are_read() {
    let text = format!("{START}{}", "\
override:
  profile: { speak: interrupted }
  bots:
    arn:
      - { hears: book, asks: Which city? }
      - { hears: paris, concludes: { intent: Book, slots: { City: Paris, Day: null, Raw: { Value: { OriginalValue: x } } } } }
");
    let [Scenario { overrides, .. }] =
        Scenario::parse(&text, "x.yaml").unwrap().try_into().unwrap();
    assert_eq!(overrides.profile.unwrap().speak, SpeakOnUpdate::Interrupted);
    let [(arn, bot)] = &overrides.bots[..] else { panic!("{:?}", overrides.bots) };
    assert_eq!(arn, "arn");
    assert!(matches!(bot.hears("Book a room"), Turn::Ask(question) if question == "Which city?"));
    let Turn::Conclude(intent) = bot.hears("Paris") else { panic!("{bot:?}") };
    let value = |slot: &str| {
        let value = intent.slots[slot].as_ref()?.value.clone()?.original_value;
        value.map(|value| value.as_str().to_owned())
    };
    let values = ["City", "Day", "Raw"].map(value);
    assert_eq!(values, [Some("Paris".to_owned()), None, Some("x".to_owned())]);
}

#[test]
fn unquoted_values_become_json() {
    let text = "[~, Null, TRUE, False, 7, -1.5, 1e3, 1.2.3, e, +, inf, NaN, 'true', '7']";
    let [list] = yaml::documents(text).unwrap().try_into().unwrap();
    let expected = json!([
        null, null, true, false, 7, -1.5, 1_000.0, "1.2.3", "e", "+", "inf", "NaN", "true", "7"
    ]);
    assert_eq!(list.json(), expected);
}

/// Otherwise the test above would not notice a word that is missing.
#[test]
fn everything_has_every_word_of_a_step() {
    let documents = yaml::documents(EVERYTHING).unwrap();
    let steps = documents.iter().flat_map(|document| document.get("steps").unwrap().list());
    let (mut words, mut far_end) = (BTreeSet::new(), BTreeSet::new());
    for step in steps {
        words.insert(word(step));
        far_end.extend(step.get("far_end").map(word));
    }
    assert_eq!(words, STEP.names().into_iter().collect());
    assert_eq!(far_end, FAR_END.names().into_iter().collect());
}

/// The word of a step: itself, or the first key.
fn word(step: &Node) -> &str {
    step.text().or_else(|| step.map().first()?.0.text()).unwrap()
}

#[test]
fn corrupted_files_do_not_panic() {
    for (at, _) in EVERYTHING.char_indices().step_by(53) {
        let (before, after) = EVERYTHING.split_at(at);
        for odd in [
            "",
            ":",
            "\t",
            "{[",
            "]",
            "- ",
            "\n",
            "\u{0}",
            "%",
            "\"",
            "&a *a",
            "? ",
            "|\n",
            "\u{1f980}",
        ] {
            let skipped: String = after.chars().skip(1).collect();
            for text in [format!("{before}{odd}"), format!("{before}{odd}{skipped}")] {
                _ = Scenario::parse(&text, "x.yaml");
            }
        }
    }
}

#[test]
fn published_schema_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenario.schema.json");
    let schema = serde_json::to_string_pretty(&Scenario::schema()).unwrap() + "\n";
    if std::env::var_os("OFFHOOK_WRITE_SCHEMA").is_some() {
        fs::write(&path, &schema).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap();
    assert!(
        published == schema,
        "out of date; update it with OFFHOOK_WRITE_SCHEMA=1 cargo test -p offhook-simulator published_schema"
    );
}

#[test]
fn published_table_of_steps_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/steps.md");
    let table = super::schema::steps();
    if std::env::var_os("OFFHOOK_WRITE_SCHEMA").is_some() {
        fs::write(&path, &table).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), table, "write it with OFFHOOK_WRITE_SCHEMA=1");
}

/// Returns the folders of the examples' scenarios.
fn examples() -> Vec<PathBuf> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let folders = fs::read_dir(examples).unwrap().map(|example| example.unwrap().path());
    folders.map(|example| example.join("scenarios")).collect()
}

#[test]
fn scenarios_of_the_examples_are_read() {
    let folders = examples();
    assert!(!folders.is_empty());
    for folder in folders {
        assert!(!Scenario::read(&folder).unwrap().is_empty(), "{}", folder.display());
    }
}

#[cfg(feature = "schema-tests")]
mod schema {
    use serde_json::Value;

    use super::*;

    /// Returns every document of a file as an editor validates it.
    fn documents(text: &str) -> Vec<Value> {
        let documents = yaml::documents(text).unwrap_or_else(|problem| panic!("{problem}"));
        documents.iter().map(yaml::Node::json).collect()
    }

    #[test]
    fn accepts_what_the_reader_accepts() {
        let schema = jsonschema::validator_for(&Scenario::schema()).unwrap();
        let mut texts = vec![EVERYTHING.to_owned()];
        for folder in examples() {
            let files = fs::read_dir(folder).unwrap();
            texts.extend(files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()));
        }
        for document in texts.iter().flat_map(|text| documents(text)) {
            let problems: Vec<String> =
                schema.iter_errors(&document).map(|error| error.to_string()).collect();
            assert!(problems.is_empty(), "{document:#}: {problems:#?}");
        }
    }

    #[test]
    fn rejects_what_the_reader_rejects() {
        let schema = jsonschema::validator_for(&Scenario::schema()).unwrap();
        for (lines, message) in bad::CALLS {
            // A schema can't check the meaning of strings or conditions across a file.
            let beyond = [
                "duplicate key",
                "no number has been called",
                "invalid YAML",
                "bucket/key",
                "both prompts and buckets",
                "such as 2026",
                "this is for outbound calls",
            ];
            if beyond.iter().any(|words| message.contains(words)) {
                continue;
            }
            for document in documents(&format!("{START}{lines}")) {
                assert!(!schema.is_valid(&document), "{document:#}");
            }
        }
    }
}

#[test]
fn files_and_folders_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir_all(folder.join("more.yaml")).unwrap();
    let error = Scenario::read(folder).unwrap_err().to_string();
    assert!(error.starts_with("no *.yaml files in the folder "), "{error}");

    fs::remove_dir(folder.join("more.yaml")).unwrap();
    for (file, text) in
        [("b.yml", START), ("a.yaml", "name: A\ndial: {from: a, to: b}\n"), ("c.txt", "no")]
    {
        fs::write(folder.join(file), text).unwrap();
    }
    let scenarios = Scenario::read(folder).unwrap();
    let names: Vec<&str> = scenarios.iter().map(Scenario::name).collect();
    assert_eq!(names, ["A", "b"]);

    let error = Scenario::read(folder.join("d.yaml")).unwrap_err().to_string();
    assert!(error.contains("d.yaml can't be read"), "{error}");
    fs::write(folder.join("latin1.yaml"), b"name: caf\xe9").unwrap();
    let error = Scenario::read(folder.join("latin1.yaml")).unwrap_err().to_string();
    assert!(error.contains("latin1.yaml can't be read"), "{error}");
}
