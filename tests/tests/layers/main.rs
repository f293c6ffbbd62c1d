//! The modules of `offhook` depend on each other in one direction.
//!
//! Every path that begins with `crate`, or with enough `super` to reach the crate's root, is checked
//! against a table. Links in documentation are not paths: they may point anywhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use offhook_tests::folder;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The modules, lowest first, and those that each may use besides itself.
const LAYERS: [(&str, &[&str]); 11] = [
    // The protocol.
    ("wire", &[]),
    ("call", &["wire"]),
    ("action", &["wire", "call"]),
    ("event", &["wire", "call", "action"]),
    ("error", &[]),
    ("reply", &["wire", "call", "action", "event", "error"]),
    // The framework.
    ("dispatch", &["wire", "call", "action", "event", "error", "reply"]),
    ("param", &["wire", "call", "action", "event", "error", "reply", "dispatch"]),
    ("session", &["wire", "call", "event", "error", "reply", "dispatch", "param"]),
    ("lambda", &["wire", "event", "error", "reply", "dispatch"]),
    ("private", &["event", "error", "reply", "dispatch", "param", "session"]),
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
        for used in paths_from_root(code, depth(&file)) {
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
            "use crate::{self, Call, event::{Event, Hangup}, reply::Reply as R};",
            &["self", "Call", "event", "reply"],
        ),
        ("use crate::*;", &["*"]),
        (
            "fn f(x: &crate::Leg) -> Vec<crate::call::Call> { crate::handle(x) }",
            &["Leg", "call", "handle"],
        ),
        ("macro_rules! m { ($a:ty) => { impl $crate::param::Param for $a {} } }", &["param"]),
        (
            "#[serde(with = \"crate::lambda\")] struct S; /// [`S`](crate::App)\nstruct T;",
            &["lambda"],
        ),
        (
            "use super::super::dispatch; use super::error; mod tests { use super::*; use super::super::super::param; }",
            &["dispatch", "param"],
        ),
        ("pub(crate) fn f() {} pub(in crate::event) fn g() {}", &["event"]),
    ] {
        let code = TokenStream::from_str(code).expect("Rust");
        assert_eq!(paths_from_root(code, 2), expected);
    }
}

/// The files of `offhook`, by their path in `src`; without `lib.rs`, which names them all.
fn sources() -> Vec<(String, TokenStream)> {
    fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, TokenStream)>) {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                collect(&path, &format!("{name}/"), files);
            } else if name != "lib.rs" {
                let code = fs::read_to_string(&path).expect("a source file");
                files.push((name, code.parse().expect("Rust")));
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

/// What follows the crate's root in each path, in the order of the code. `depth` is that of the
/// module below the root.
fn paths_from_root(code: TokenStream, depth: usize) -> Vec<String> {
    let tokens: Vec<_> = code.into_iter().collect();
    let mut found = Vec::new();
    let mut at = 0;
    let mut is_module = false;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(ident) if ident == "crate" => {
                at += 1;
                if is_path_separator(&tokens, at) {
                    at += 2;
                    found.extend(heads(&tokens[at..]));
                }
                continue;
            }
            TokenTree::Ident(ident) if ident == "super" => {
                let mut levels = 0;
                while tokens.get(at).is_some_and(|token| token.to_string() == "super")
                    && is_path_separator(&tokens, at + 1)
                {
                    levels += 1;
                    at += 3;
                }
                if levels >= depth {
                    found.extend(heads(&tokens[at..]));
                }
                // `super` on its own is a visibility: `pub(super)`.
                at += usize::from(levels == 0);
                continue;
            }
            TokenTree::Ident(ident) if ident == "mod" => is_module = true,
            TokenTree::Group(group) => {
                let inner = is_module && group.delimiter() == Delimiter::Brace;
                found.extend(paths_from_root(group.stream(), depth + usize::from(inner)));
                is_module = false;
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => is_module = false,
            // A path in an attribute of serde, unlike a link in documentation.
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if let Some(path) = text.strip_prefix("\"crate::") {
                    found.extend(path.split(['"', ':']).next().map(str::to_owned));
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn is_path_separator(tokens: &[TokenTree], at: usize) -> bool {
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    is_colon(tokens.get(at)) && is_colon(tokens.get(at + 1))
}

/// The first names of a path, or of each path in braces.
fn heads(tokens: &[TokenTree]) -> Vec<String> {
    match tokens.first() {
        Some(TokenTree::Group(group)) => {
            let tokens: Vec<_> = group.stream().into_iter().collect();
            tokens
                .split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','))
                .flat_map(heads)
                .collect()
        }
        Some(name) => vec![name.to_string()],
        None => Vec::new(),
    }
}
