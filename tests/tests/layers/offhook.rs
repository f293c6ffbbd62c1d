//! The layers of `offhook`.
//!
//! Every path that begins with `crate`, or with enough `super` to reach the crate's root, is checked
//! against a table.

use std::collections::BTreeSet;

use super::{depth, paths, sources};

/// The modules, lowest first, and the other modules that each may use.
const LAYERS: [(&str, &[&str]); 15] = [
    // The protocol.
    ("wire", &[]),
    ("call", &["wire"]),
    ("action", &["wire", "call"]),
    ("event", &["wire", "call", "action"]),
    ("error", &[]),
    ("reply", &["wire", "call", "action", "event", "error"]),
    // The framework.
    ("param", &["wire", "call", "action", "event", "error", "reply"]),
    ("session", &["call", "event", "error", "reply", "param"]),
    ("flow", &["wire", "call", "action", "event", "error", "reply", "param"]),
    (
        "dispatch",
        &["wire", "call", "action", "event", "error", "reply", "param", "session", "flow"],
    ),
    ("lambda", &["wire", "event", "error", "reply", "dispatch"]),
    ("idempotency", &["event", "error", "reply", "lambda"]),
    ("metrics", &["call", "action", "event", "error", "reply", "dispatch", "lambda"]),
    ("logging", &[]),
    ("private", &["call", "event", "error", "reply", "param", "session", "flow", "dispatch"]),
];

#[test]
fn modules_use_only_lower_ones() {
    for (position, (module, allowed)) in LAYERS.iter().enumerate() {
        for used in *allowed {
            let lower = LAYERS[..position].iter().any(|(lower, _)| lower == used);
            assert!(lower, "the table lets `{module}` use `{used}`, which is not below it");
        }
    }
    let mut violations = BTreeSet::new();
    let mut used_by_any = BTreeSet::new();
    for (file, code) in sources("runtime") {
        let module = file.split(['/', '.']).next().expect("a module").to_owned();
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else {
            panic!("{file} is in no layer of the table");
        };
        for used in paths::from_root(&code, depth(&file)) {
            if used != module && !allowed.contains(&&*used) {
                violations.insert(format!("{file} uses `crate::{used}`"));
            }
            used_by_any.insert(used);
        }
    }
    assert!(violations.is_empty(), "{violations:#?}");
    assert!(used_by_any.contains("wire") && used_by_any.contains("reply"), "{used_by_any:?}");
}
