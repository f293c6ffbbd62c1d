//! Checks that the tables in the documentation match the tests.

use std::collections::BTreeSet;
use std::path::Path;

const TABLE: &str = include_str!("../../docs/sequences.md");

/// Returns the tests in the last column of each row.
fn named() -> Vec<String> {
    let rows = TABLE.lines().filter(|line| line.starts_with("| ") && line.ends_with("` |"));
    rows.filter_map(|row| Some(row.trim_end_matches("` |").rsplit_once('`')?.1.to_owned()))
        .collect()
}

/// Returns the existing tests, as `module::name`.
fn written() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sequences");
    let mut tests = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("the folder is readable").path();
        let module = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        let text = std::fs::read_to_string(&path).expect("the file is readable");
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

/// Every example event is in a row, or in the list of those that are not reproduced.
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
    let unique: BTreeSet<String> = named.iter().cloned().collect();
    assert_eq!(named.len(), unique.len(), "duplicate test in the tables");
    assert_eq!(unique, written());
}
