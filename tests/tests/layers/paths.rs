//! Finds the paths in Rust code that begin at a module above it.
//!
//! The code must be formatted. Links in documentation are not paths: they may point anywhere.

/// Returns the first name of each path that begins at the crate's root, in the order of the code.
/// `depth` is that of the file's module below the root.
pub(crate) fn from_root(code: &str, depth: usize) -> Vec<String> {
    heads_after(code, |nested| vec!["crate::".to_owned(), "super::".repeat(depth + nested)])
}

/// Returns the first name of each path that begins at the parent of the file's module.
pub(crate) fn from_parent(code: &str) -> Vec<String> {
    let mut heads = heads_after(code, |nested| vec!["super::".repeat(1 + nested)]);
    // Such a path begins further above.
    heads.retain(|head| head != "super");
    heads
}

/// `roots` gives the beginnings of the paths in a module that is so many levels below the file's.
fn heads_after(code: &str, roots: impl Fn(usize) -> Vec<String>) -> Vec<String> {
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
        for root in roots(modules.len()) {
            for (at, _) in line.match_indices(&root) {
                let before = line[..at].chars().next_back();
                if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
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
        assert_eq!(from_root(code, 2), expected, "{code}");
    }
}

#[test]
fn paths_from_the_parent_are_found() {
    for (code, expected) in [
        ("use super::stimulus::{Reaction, one};\nuse super::Queued;", &["stimulus", "Queued"][..]),
        ("use super::super::leg;\nuse crate::ground::Ground;", &[]),
        ("mod tests {\n    use super::*;\n    use super::super::check;\n}", &["check"]),
    ] {
        assert_eq!(from_parent(code), expected, "{code}");
    }
}
