//! The regular expressions of `InputDigitsRegex`.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use fancy_regex::{Regex, RegexBuilder};

use crate::{DigitRegex, Profile};

/// A regular expression that keys are matched against.
///
/// The service's are of Java's kind, in which look-ahead works; these are those of the crate
/// `fancy-regex`, which knows it too. Some of Java's rarer constructs, such as `\Q…\E`, mean
/// something else here or are invalid.
///
/// By default it is searched for in the keys: a published application asks for six digits with
/// `[0-9]`. [`DigitRegex`] switches to a match of all keys.
pub(crate) struct Pattern(Regex);

/// A regular expression is none. It does not hold the expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a regular expression")]
pub(crate) struct InvalidPattern;

/// An app has a handful. More than this come from one that makes them up at run time.
const CACHED: usize = 256;

/// An expression that backtracks more often than this is taken not to match.
const BACKTRACKS: usize = 100_000;

/// Bounds what an expression that calls itself expands to.
const INSTRUCTIONS: usize = 100_000;

impl Pattern {
    /// Compiles the expression, or finds it compiled: all calls share one cache.
    pub(crate) fn new(regex: &str, profile: &Profile) -> Result<Arc<Self>, InvalidPattern> {
        static CACHE: LazyLock<Cache> = LazyLock::new(Cache::default);
        CACHE.get(regex, profile.digit_regex)
    }

    /// Whether all the keys match.
    pub(crate) fn matches(&self, keys: &str) -> bool {
        self.0.is_match(keys).unwrap_or(false)
    }

    fn compile(regex: &str, digit_regex: DigitRegex) -> Result<Self, InvalidPattern> {
        // On its own first: `1)|(?:2` is invalid, and only the group around it would make it valid.
        let searched = build(regex)?;
        if digit_regex == DigitRegex::Search {
            return Ok(Self(searched));
        }
        build(&format!(r"\A(?:{regex})\z"))
            // With `(?x)` a comment may run to the end of the line.
            .or_else(|_| build(&format!("\\A(?:{regex}\n)\\z")))
            .map(Self)
    }
}

#[derive(Default)]
struct Cache(Mutex<Patterns>);

type Patterns = HashMap<(DigitRegex, String), Arc<Pattern>>;

impl Cache {
    fn get(&self, regex: &str, digit_regex: DigitRegex) -> Result<Arc<Pattern>, InvalidPattern> {
        let key = (digit_regex, regex.to_owned());
        if let Some(known) = self.lock().get(&key) {
            return Ok(Arc::clone(known));
        }
        // Not under the lock: other calls need not wait for it.
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

fn build(regex: &str) -> Result<Regex, InvalidPattern> {
    RegexBuilder::new(regex)
        .backtrack_limit(BACKTRACKS)
        .max_prog_size(INSTRUCTIONS)
        .build()
        .map_err(|_| InvalidPattern)
}

/// Hides the expression: an app may look for one number.
impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pattern(<hidden>)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(regex: &str, matching: &[&str], others: &[&str]) {
        let pattern = Pattern::new(regex).unwrap();
        for keys in matching {
            assert!(pattern.matches(keys), "{regex} should match {keys}");
        }
        for keys in others {
            assert!(!pattern.matches(keys), "{regex} should not match {keys}");
        }
    }

    #[test]
    fn all_keys_have_to_match() {
        check(r"^\d{2}#$", &["11#"], &["", "11", "111#", "11##"]);
        check("[012]", &["0", "2"], &["", "3", "00", "1#"]);
        check("1|12", &["1", "12"], &["2", "123"]);
        check("^1|2$", &["1", "2"], &["13", "32"]);
        check("", &[""], &["1"]);
        check(r"^\*\d$", &["*1"], &["1", "**1"]);
    }

    #[test]
    fn look_ahead_works() {
        check("^(?!1900)1[0-9]{10}$", &["12065550100"], &["19005550100", "2065550100"]);
    }

    #[test]
    fn invalid_ones_are_refused() {
        for regex in ["(", "[0-9", "*1", "1)|(?:2", r"1\"] {
            assert!(Pattern::new(regex).is_err(), "{regex}");
        }
        assert!(Pattern::new(&"(".repeat(100_000)).is_err());
        assert!(Pattern::new(&"(1".repeat(100_000)).is_err());
        assert!(Pattern::new("((((1{999}){999}){999}){999})").is_err());
        assert_eq!(InvalidPattern.to_string(), "not a regular expression");
    }

    #[test]
    fn a_comment_does_not_swallow_what_is_added() {
        check("(?x) [12] # one or two", &["1", "2"], &["", "12"]);
    }

    #[test]
    fn runaway_backtracking_is_no_match() {
        let keys = format!("{}#", "1".repeat(60));
        check(r"^(?=1)(1+)+\1$", &["11"], &[&keys]);
        check(r"^(?:(?=1)1*)*1*(?<=2)$", &[], &[&keys]);
    }

    #[test]
    fn a_pattern_is_compiled_once_and_few_are_kept() {
        let cache = Cache::default();
        let first = cache.get("[4-6]{3}").unwrap();
        assert!(Arc::ptr_eq(&first, &cache.get("[4-6]{3}").unwrap()));
        assert!(cache.get("(").is_err());
        for number in 0..CACHED {
            cache.get(&format!("{number}")).unwrap();
        }
        assert!(cache.lock().len() <= CACHED);
        assert!(first.matches("456"));
    }

    #[test]
    fn a_pattern_is_not_shown() {
        assert_eq!(format!("{:?}", Pattern::new("4711").unwrap()), "Pattern(<hidden>)");
    }
}
