//! The names that a new crate can have.

use anyhow::{Result, bail};

/// Those of every edition, as `cargo new` has them.
const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
];

/// Maximum length of the name of a Lambda function.
const LONGEST: usize = 64;

/// Checks a name by the rules of `cargo new` and of Lambda functions.
pub(super) fn check(name: &str) -> Result<()> {
    let Some(first) = name.chars().next() else { bail!("package name cannot be empty") };
    if first.is_ascii_digit() {
        bail!(
            "invalid character `{first}` in package name: `{name}`, the name cannot start with a digit"
        );
    }
    if first == '-' {
        bail!(
            "invalid character `{first}` in package name: `{name}`, the name must start with a letter or `_`"
        );
    }
    let is_valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if let Some(c) = name.chars().find(|&c| !is_valid(c)) {
        bail!(
            "invalid character `{c}` in package name: `{name}`, \
             characters must be ASCII letters, digits, `-` or `_`"
        );
    }
    if name.len() > LONGEST {
        bail!("package name is too long: a Lambda function's has at most {LONGEST} characters");
    }
    let conflict = match name {
        _ if KEYWORDS.contains(&name) => "it is a Rust keyword",
        "build" | "deps" | "examples" | "incremental" => {
            "it conflicts with cargo's build directory names"
        }
        "test" => "it conflicts with Rust's built-in test library",
        "alloc" | "core" | "proc-macro" | "proc_macro" | "std" => {
            "it conflicts with a package of Rust's standard library"
        }
        "offhook" | "offhook-simulator" | "offhook_simulator" | "serde" | "tokio" | "tracing" => {
            "it conflicts with a dependency of the app"
        }
        _ => return Ok(()),
    };
    bail!("invalid package name `{name}`: {conflict}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(name: &str) -> String {
        check(name).unwrap_err().to_string()
    }

    #[test]
    fn names_of_crates_and_functions() {
        for name in ["a", "front-desk", "front_desk", "_desk", "Desk2", &"a".repeat(LONGEST)] {
            check(name).unwrap();
        }
    }

    #[test]
    fn characters() {
        assert_eq!(refusal(""), "package name cannot be empty");
        assert_eq!(
            refusal("1st"),
            "invalid character `1` in package name: `1st`, the name cannot start with a digit"
        );
        assert_eq!(
            refusal("-x"),
            "invalid character `-` in package name: `-x`, the name must start with a letter or `_`"
        );
        for (name, c) in [("a/b", '/'), ("a\\b", '\\'), ("..", '.'), ("a b", ' '), ("büro", 'ü')]
        {
            let start = format!("invalid character `{c}` in package name: `{name}`, characters");
            assert!(refusal(name).starts_with(&start), "{}", refusal(name));
        }
        assert!(refusal(&"a".repeat(LONGEST + 1)).contains("at most 64 characters"));
    }

    #[test]
    fn reserved_names() {
        for (name, conflict) in [
            ("fn", "it is a Rust keyword"),
            ("_", "it is a Rust keyword"),
            ("deps", "it conflicts with cargo's build directory names"),
            ("test", "it conflicts with Rust's built-in test library"),
            ("core", "it conflicts with a package of Rust's standard library"),
            ("tokio", "it conflicts with a dependency of the app"),
        ] {
            assert_eq!(refusal(name), format!("invalid package name `{name}`: {conflict}"));
        }
    }
}
