//! The modules of `offhook` depend on each other in one direction.
//!
//! Every path that begins with `crate`, or with enough `super` to reach the crate's root, is checked
//! against a table. Links in documentation are not paths: they may point anywhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use offhook_tests::folder;

/// The modules, lowest first, and the other modules that each may use.
const LAYERS: [(&str, &[&str]); 11] = [
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
    ("dispatch", &["wire", "call", "action", "event", "error", "reply", "param", "session"]),
    ("lambda", &["wire", "event", "error", "reply", "dispatch"]),
    ("private", &["call", "event", "error", "reply", "param", "session", "dispatch"]),
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
    for (file, code) in sources() {
        let module = file.split(['/', '.']).next().expect("a module").to_owned();
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else {
            panic!("{file} is in no layer of the table");
        };
        for used in paths_from_root(&code, depth(&file)) {
            if used != module && !allowed.contains(&&*used) {
                violations.insert(format!("{file} uses `crate::{used}`"));
            }
            used_by_any.insert(used);
        }
    }
    assert!(violations.is_empty(), "{violations:#?}");
    assert!(used_by_any.contains("wire") && used_by_any.contains("reply"), "{used_by_any:?}");
}

#[test]
fn paths_are_found_wherever_they_are() {
    for (code, expected) in [
        ("use crate::wire::text;", &["wire"][..]),
        (
            "use crate::{\n    self, Call,\n    event::{Event, Hangup},\n    reply::Reply as R,\n};",
            &["self", "Call", "event", "reply"],
        ),
        ("use crate::*;", &["*"]),
        (
            "fn f(x: &crate::Leg) -> Vec<crate::call::Call> { crate::handle(x) }",
            &["Leg", "call", "handle"],
        ),
        ("        impl $crate::param::Param for $a {}", &["param"]),
        ("    #[serde(with = \"crate::lambda::text\")]", &["lambda"]),
        ("/// [`App`](crate::App)\n// crate::App", &[]),
        ("use super::super::dispatch;\nuse super::error;", &["dispatch"]),
        (
            "mod tests {\n    use super::super::error;\n    use super::super::super::param;\n}\nuse super::super::reply;",
            &["param", "reply"],
        ),
        ("pub(crate) fn f() {}\npub(in crate::event) fn g() {}", &["event"]),
    ] {
        assert_eq!(paths_from_root(code, 2), expected, "{code}");
    }
}

/// The files of `offhook`, by their path in `src`; without `lib.rs`, which names them all.
fn sources() -> Vec<(String, String)> {
    fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                collect(&path, &format!("{name}/"), files);
            } else if name != "lib.rs" {
                files.push((name, fs::read_to_string(&path).expect("a source file")));
            }
        }
    }
    let mut files = Vec::new();
    collect(&folder("../runtime/src"), "", &mut files);
    assert!(files.len() > LAYERS.len(), "{} source files", files.len());
    files
}

/// How many modules a file is below the crate's root.
fn depth(file: &str) -> usize {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').count()
}

/// What follows the crate's root in each path of a file, in the order of the code.
///
/// The code must be formatted. `depth` is that of the file's module below the root.
fn paths_from_root(code: &str, depth: usize) -> Vec<String> {
    let mut found = Vec::new();
    // The lines that end the modules within the file that a line is in.
    let mut modules: Vec<String> = Vec::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let statement = line.trim_start();
        if statement.starts_with("//") {
            continue;
        }
        if statement.contains("mod ") && statement.ends_with('{') {
            modules.push(line.replace(statement, "}"));
        }
        modules.pop_if(|end| end == line);
        // An import in braces may go on.
        let mut line = line.to_owned();
        while line.matches('{').count() > line.matches('}').count() && line.contains("use ") {
            line.push_str(lines.next().unwrap_or("}").trim());
        }
        let up = "super::".repeat(depth + modules.len());
        for root in ["crate::", &up] {
            for (at, _) in line.match_indices(root) {
                let before = line[..at].chars().next_back();
                if !before.is_some_and(|before| before.is_alphanumeric() || before == '_') {
                    found.extend(heads(&line[at + root.len()..]));
                }
            }
        }
    }
    found
}

/// The first name of a path, or of each path in braces.
fn heads(path: &str) -> Vec<String> {
    let name = |path: &str| {
        let path = path.trim();
        let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
        // `*` imports everything.
        path[..end.max(1)].to_owned()
    };
    let Some(tree) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut nested = 0;
    let paths = tree.split(|c| {
        match c {
            '{' => nested += 1,
            '}' => nested -= 1,
            _ => {}
        }
        nested < 0 || (nested == 0 && c == ',')
    });
    paths
        .take_while(|path| !path.starts_with(';'))
        .filter(|path| !path.is_empty())
        .map(name)
        .collect()
}
