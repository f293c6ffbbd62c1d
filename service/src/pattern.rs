//! Regular expressions of `InputDigitsRegex`.
//!
//! Depends on `fancy_regex` for look-ahead.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use fancy_regex::{Expr, Regex, RegexBuilder};

use crate::{DigitRegex, Profile};

/// A regular expression for keys.
///
/// The service uses Java's syntax, which has look-ahead; this is the syntax of the crate
/// `fancy-regex`, which has it too, without what Java's lacks. Some of Java's rarer constructs, such as
/// `\Q…\E`, have another meaning here or are invalid.
///
/// By default the expression is searched for in the keys: a published application asks for six
/// digits with `[0-9]`. With [`DigitRegex::Whole`] it must match all keys.
pub(crate) struct Pattern(Regex);

/// The error for an invalid regular expression. Its message does not contain the expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("invalid regular expression")]
pub(crate) struct PatternError;

/// Maximum number of cached patterns. Only an app that generates them at run time has more.
const CACHED: usize = 256;

/// Maximum number of backtracks. An expression that needs more does not match.
const BACKTRACKS: usize = 100_000;

/// Maximum length of an expression, in bytes. The documentation has none.
const MAX_LENGTH: usize = 1_000;

/// Maximum size of each part that is compiled by the crate `regex`.
const BYTES: usize = 1 << 20;

/// Maximum growth of an expression by repetitions and references. The library multiplies sizes without a
/// check for overflow.
const GROWTH: usize = 1 << 20;

/// Maximum number of instructions of a compiled expression.
const INSTRUCTIONS: usize = 100_000;

impl Pattern {
    /// Compiles the expression. All calls share one cache.
    pub(crate) fn new(regex: &str, profile: &Profile) -> Result<Arc<Self>, PatternError> {
        static CACHE: LazyLock<Cache> = LazyLock::new(Cache::default);
        CACHE.get(regex, profile.digit_regex)
    }

    /// Returns `true` if the keys match.
    pub(crate) fn matches(&self, keys: &str) -> bool {
        self.0.is_match(keys).unwrap_or(false)
    }

    fn compile(regex: &str, digit_regex: DigitRegex) -> Result<Self, PatternError> {
        if regex.len() > MAX_LENGTH {
            return Err(PatternError);
        }
        let expr = Expr::parse_tree(regex).map_err(|_| PatternError)?.expr;
        if count(&expr, &is_foreign) > 0 || growth(&expr).is_none_or(|growth| growth > GROWTH) {
            return Err(PatternError);
        }
        // Checked without the group first, which would make `1)|(?:2` valid.
        let searched = build(regex)?;
        if digit_regex == DigitRegex::Search {
            return Ok(Self(searched));
        }
        build(&format!(r"\A(?:{regex})\z"))
            // With `(?x)`, a comment at the end would swallow the closing group.
            .or_else(|_| build(&format!("\\A(?:{regex}\n)\\z")))
            .map(Self)
    }
}

#[derive(Default)]
struct Cache(Mutex<Patterns>);

type Patterns = HashMap<(DigitRegex, String), Arc<Pattern>>;

impl Cache {
    fn get(&self, regex: &str, digit_regex: DigitRegex) -> Result<Arc<Pattern>, PatternError> {
        let key = (digit_regex, regex.to_owned());
        if let Some(known) = self.lock().get(&key) {
            return Ok(Arc::clone(known));
        }
        // Compiled outside the lock so that other calls don't wait for it.
        let pattern = Arc::new(Pattern::compile(regex, digit_regex)?);
        let mut patterns = self.lock();
        if patterns.len() >= CACHED {
            patterns.clear();
        }
        patterns.insert(key, Arc::clone(&pattern));
        Ok(pattern)
    }

    fn lock(&self) -> MutexGuard<'_, Patterns> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn build(regex: &str) -> Result<Regex, PatternError> {
    RegexBuilder::new(regex)
        .backtrack_limit(BACKTRACKS)
        .max_prog_size(INSTRUCTIONS)
        .delegate_size_limit(BYTES)
        .build()
        .map_err(|_| PatternError)
}

/// Returns `true` for a construct that Java's syntax lacks, such as the conditional `(?(1)…|…)`. On
/// conditions about an unknown group, `fancy-regex` panics.
fn is_foreign(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Conditional { .. }
            | Expr::BackrefExistsCondition { .. }
            | Expr::BackrefWithRelativeRecursionLevel { .. }
            | Expr::SubroutineCall(_)
            | Expr::DefineGroup { .. }
            | Expr::BacktrackingControlVerb(_)
            | Expr::Absent(_)
            | Expr::KeepOut
    )
}

/// Returns `true` for the content of another group, which counts with that group's size.
fn is_reference(expr: &Expr) -> bool {
    matches!(expr, Expr::Backref { .. })
}

/// Returns how often the text of an expression counts at most, or `None` on overflow.
///
/// A chain of references can pass through as many nested repetitions as it has references, and each
/// can double what precedes it.
fn growth(expr: &Expr) -> Option<usize> {
    let references = u32::try_from(count(expr, &is_reference)).ok()?;
    repetitions(expr)?.checked_pow(references + 1)?.checked_mul(2_usize.checked_pow(references)?)
}

/// Returns the product of nested repetitions.
fn repetitions(expr: &Expr) -> Option<usize> {
    let nested =
        expr.children_iter().try_fold(1, |most, child| Some(repetitions(child)?.max(most)))?;
    match expr {
        Expr::Repeat { lo, .. } => nested.checked_mul((*lo).max(1)),
        _ => Some(nested),
    }
}

fn count(expr: &Expr, is_it: &impl Fn(&Expr) -> bool) -> usize {
    let children: usize = expr.children_iter().map(|child| count(child, is_it)).sum();
    children + usize::from(is_it(expr))
}

/// Hides the expression: an app may look for one number.
impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pattern(<hidden>)")
    }
}

#[cfg(test)]
mod tests {
    use super::DigitRegex::{Search, Whole};
    use super::*;

    fn profile(digit_regex: DigitRegex) -> Profile {
        Profile { digit_regex, ..Profile::default() }
    }

    #[track_caller]
    fn check(regex: &str, digit_regex: DigitRegex, matching: &[&str], others: &[&str]) {
        let pattern = Pattern::new(regex, &profile(digit_regex)).unwrap();
        for keys in matching {
            assert!(pattern.matches(keys), "{regex} should match {keys}");
        }
        for keys in others {
            assert!(!pattern.matches(keys), "{regex} should not match {keys}");
        }
    }

    #[test]
    fn expression_is_searched_for() {
        let check = |regex, matching, others| check(regex, Search, matching, others);
        check("[0-9]", &["482913", "*1"], &["", "#"]);
        check("[012]", &["0", "00", "31", "1#"], &["", "3"]);
        check(r"^\d{2}#$", &["11#"], &["", "11", "111#", "11##"]);
        check("", &["", "1"], &[]);
        check("^(?!1900)1[0-9]{10}$", &["12065550100"], &["19005550100", "2065550100"]);
        check(r"^(\d)\1{3}$", &["1111"], &["111", "1112"]);
        check(r"^(?:(\1|1)2){2}$", &["1212"], &["12"]);
    }

    #[test]
    fn expression_must_match_all_keys_if_the_profile_says_so() {
        let check = |regex, matching, others| check(regex, Whole, matching, others);
        check(r"^\d{2}#$", &["11#"], &["", "11", "111#", "11##"]);
        check("[012]", &["0", "2"], &["", "3", "00", "1#"]);
        check("1|12", &["1", "12"], &["2", "123"]);
        check("^1|2$", &["1", "2"], &["13", "32"]);
        check("", &[""], &["1"]);
        check(r"^\*\d$", &["*1"], &["1", "**1"]);
    }

    #[test]
    fn invalid_expressions_are_rejected() {
        // Each group is twice as long as the one before.
        let doubled: Vec<_> = (1..70).map(|group| format!(r"(\{group}\{group})")).collect();
        let doubled = doubled.concat();
        let doubled = format!("(1){doubled}(?:{}){{2}}", r"\70");
        for profile in [Search, Whole].map(profile) {
            for regex in ["(", "[0-9", "*1", "1)|(?:2", r"1\"] {
                assert!(Pattern::new(regex, &profile).is_err(), "{regex}");
            }
            assert!(Pattern::new(&"(".repeat(100_000), &profile).is_err());
            assert!(Pattern::new(&"(1".repeat(100_000), &profile).is_err());
            assert!(Pattern::new(&format!("1{{{}}}", "0".repeat(MAX_LENGTH)), &profile).is_err());
            for regex in [
                "((((1{999}){999}){999}){999})",
                "(?:(?:(?:1{99}){99}){99}){99}",
                "([1]){18446744073709551615,}",
                r"(1{999})(\1{999})(\2{999})(\3{999})(\4{999})(\5{999})(\6{999})",
                &doubled,
            ] {
                assert!(Pattern::new(regex, &profile).is_err(), "{regex}");
            }
        }
        assert_eq!(PatternError.to_string(), "invalid regular expression");
    }

    #[test]
    fn constructs_that_java_lacks_are_rejected() {
        for regex in [
            "(?(11)1|2)",
            "(1)(?(1)2|3)",
            "(?<a>1)(?(<a>)2|3)",
            "(?((?=1))1|2)",
            "(?(1))",
            r"(?<a>1)\k<a+1>",
            r"1\g<0>?",
            "(?(DEFINE)(?<a>1))",
            "1(*FAIL)",
            "(?~1)",
            r"1\K2",
        ] {
            assert!(Pattern::new(regex, &profile(Search)).is_err(), "{regex}");
        }
        // Not a conditional: a literal parenthesis, and a class.
        check(r"1|\(?(1)", Search, &["1"], &["2"]);
        check("[(?(]|1", Search, &["1"], &["2"]);
    }

    #[test]
    fn trailing_comment_does_not_swallow_the_anchor() {
        check("(?x) [12] # one or two", Whole, &["1", "2"], &["", "12"]);
    }

    #[test]
    fn excessive_backtracking_does_not_match() {
        let keys = format!("{}#", "1".repeat(60));
        check(r"^(?=1)(1+)+\1$", Search, &["11"], &[&keys]);
        check(r"^(?:(?=1)1*)*1*(?<=2)$", Search, &[], &[&keys]);
    }

    #[test]
    fn patterns_are_compiled_once_and_the_cache_is_bounded() {
        let cache = Cache::default();
        let first = cache.get("[4-6]{3}", Search).unwrap();
        assert!(Arc::ptr_eq(&first, &cache.get("[4-6]{3}", Search).unwrap()));
        assert!(!Arc::ptr_eq(&first, &cache.get("[4-6]{3}", Whole).unwrap()));
        assert!(cache.get("(", Search).is_err());
        for number in 0..CACHED {
            cache.get(&format!("{number}"), Search).unwrap();
        }
        assert!(cache.lock().len() <= CACHED);
        assert!(first.matches("456"));
    }

    #[test]
    fn debug_hides_the_pattern() {
        let pattern = Pattern::new("4711", &Profile::default()).unwrap();
        assert_eq!(format!("{pattern:?}"), "Pattern(<hidden>)");
    }
}
