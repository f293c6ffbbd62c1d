//! What the attributes refuse and what they accept; see `ui/README.md`.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/fail/*.rs");
    cases.pass("ui/pass/*.rs");
    // The apps whose expansions `offhook-macros` compares with snapshots.
    for app in ["minimal", "session", "modules"] {
        cases.pass(format!("expand/{app}.rs"));
    }
}
