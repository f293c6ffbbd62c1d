//! The table in the documentation and the tests are the same.

use std::collections::BTreeSet;
use std::path::Path;

const TABLE: &str = include_str!("../../docs/sequences.md");

/// The tests that the table names: the last column of each row, in code quotes.
fn named() -> Vec<String> {
    let rows = TABLE.lines().filter(|line| line.starts_with("| ") && line.ends_with("` |"));
    rows.filter_map(|row| Some(row.trim_end_matches("` |").rsplit_once('`')?.1.to_owned()))
        .collect()
}

/// The tests that there are, as `module::name`.
fn written() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sequences");
    let mut tests = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the folder of this file") {
        let path = entry.expect("it can be read").path();
        let module = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        let text = std::fs::read_to_string(&path).expect("it is a Rust file");
        let mut is_test = false;
        for line in text.lines() {
            if let Some((_, name)) = line.split_once("async fn ").filter(|_| is_test) {
                tests.insert(format!("{module}::{}", name.trim_end_matches("() {")));
            }
            is_test = line.starts_with("#[tokio::test");
        }
    }
    tests
}

/// Every example event has a row, or a line among those that are not reproduced.
#[test]
fn table_names_every_example_event() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/events");
    let examples: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the folder of example events")
        .map(|entry| entry.expect("an example event").file_name())
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    assert!(!examples.is_empty());
    let named: BTreeSet<&str> =
        TABLE.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').collect();
    let missing: Vec<_> = examples.iter().filter(|name| !named.contains(&***name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn table_and_tests_agree() {
    let named = named();
    let once: BTreeSet<String> = named.iter().cloned().collect();
    assert_eq!(named.len(), once.len(), "a test is named once");
    assert_eq!(once, written());
}
