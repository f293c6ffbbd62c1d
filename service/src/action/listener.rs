//! The listener of `ReceiveDigits`, which collects keys while other actions run.
//!
//! Depends on [`Pattern`] for the regular expression. The caller provides the time.

use std::sync::Arc;
use std::time::Duration;

use offhook::Digits;
use offhook::action::ReceiveDigits;

use crate::keys::{Pressed, is_key};
use crate::pattern::{Pattern, PatternError};
use crate::{FlushedKeys, Profile};

/// The keys of one leg while a `ReceiveDigits` is active.
///
/// Keys are matched when no other key follows within the time between digits. A terminator is among
/// them ("11#"). Keys that don't match stay, and later keys are appended, until the flush, whose time
/// starts at the first key. The flush matches them once more, as keys in quick succession have not
/// been matched before. The next key starts over.
///
/// The owner decides whether the leg still listens after a match, and drops the listener if not.
#[derive(Debug)]
pub(crate) struct Listener {
    pattern: Arc<Pattern>,
    between: Duration,
    flush: Duration,
    /// From the profile: the documentation is unclear about flushed keys that don't match.
    flush_sends_unmatched: bool,
    pressed: Pressed,
    /// The time of the next match.
    match_at: Option<Duration>,
    /// The time of the flush.
    flush_at: Option<Duration>,
}

/// The result of a listener's deadline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ListenerOutcome {
    /// Nothing to report.
    Nothing,
    /// The keys match.
    Matched(Digits),
    /// The keys don't match and are flushed to the Lambda.
    Flushed(Digits),
}

impl Listener {
    /// Creates a listener without keys.
    pub(crate) fn new(action: &ReceiveDigits, profile: &Profile) -> Result<Self, PatternError> {
        Ok(Self {
            pattern: Pattern::new(action.input_digits_regex.as_str(), profile)?,
            between: action.in_between_digits_duration,
            flush: action.flush_digits_duration,
            flush_sends_unmatched: profile.flushed_keys == FlushedKeys::Sent,
            pressed: Pressed::default(),
            match_at: None,
            flush_at: None,
        })
    }

    /// Handles a pressed key. Ignores other characters.
    pub(crate) fn key(&mut self, now: Duration, key: char) {
        if !is_key(key) {
            return;
        }
        self.pressed.push(key);
        self.match_at = Some(now.saturating_add(self.between));
        self.flush_at.get_or_insert(now.saturating_add(self.flush));
    }

    /// Returns the time of the next match or flush.
    pub(crate) fn deadline(&self) -> Option<Duration> {
        self.match_at.into_iter().chain(self.flush_at).min()
    }

    /// Handles the deadline. Has no effect before it.
    pub(crate) fn expired(&mut self, now: Duration) -> ListenerOutcome {
        let due = |at: Option<Duration>| at.is_some_and(|at| at <= now);
        let (matching, flushing) = (due(self.match_at), due(self.flush_at));
        if matching || flushing {
            self.match_at = None;
            if self.pattern.matches(self.pressed.as_str()) {
                self.flush_at = None;
                return ListenerOutcome::Matched(self.pressed.take());
            }
        }
        if flushing {
            self.flush_at = None;
            if self.flush_sends_unmatched {
                return ListenerOutcome::Flushed(self.pressed.take());
            }
            self.pressed.clear();
        }
        ListenerOutcome::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::ListenerOutcome::{Flushed, Matched, Nothing};
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// A listener that waits 1 second between keys and flushes after 3 seconds.
    fn listener(regex: &'static str, flushed_keys: FlushedKeys) -> Listener {
        let action = ReceiveDigits::matching(regex).between_digits(ms(1_000)).flush(ms(3_000));
        Listener::new(&action, &Profile { flushed_keys, ..Profile::default() }).unwrap()
    }

    fn press(listener: &mut Listener, keys: &[(u64, char)]) {
        for (at, key) in keys {
            listener.key(ms(*at), *key);
        }
    }

    #[test]
    fn keys_are_matched_after_silence_with_their_terminator() {
        let mut listener = listener(r"^\d{2}#$", FlushedKeys::Dropped);
        assert_eq!(listener.deadline(), None);
        press(&mut listener, &[(0, '1'), (500, '1'), (900, '#')]);
        assert_eq!(listener.deadline(), Some(ms(1_900)));
        assert_eq!(listener.expired(ms(1_899)), Nothing);
        assert_eq!(listener.expired(ms(1_900)), Matched("11#".into()));
        assert_eq!(listener.deadline(), None);
        assert_eq!(listener.expired(ms(9_000)), Nothing);
    }

    #[test]
    fn keys_that_do_not_match_stay_until_the_flush() {
        let mut listener = listener("12", FlushedKeys::Dropped);
        press(&mut listener, &[(100, '1')]);
        assert_eq!(listener.expired(ms(1_100)), Nothing);
        assert_eq!(listener.deadline(), Some(ms(3_100)));
        press(&mut listener, &[(1_500, '2')]);
        assert_eq!(listener.deadline(), Some(ms(2_500)));
        assert_eq!(listener.expired(ms(2_500)), Matched("12".into()));
    }

    #[test]
    fn key_after_the_flush_starts_over() {
        let mut listener = listener("2", FlushedKeys::Dropped);
        press(&mut listener, &[(0, '1')]);
        assert_eq!(listener.expired(ms(1_000)), Nothing);
        assert_eq!(listener.expired(ms(3_000)), Nothing);
        assert_eq!(listener.deadline(), None);
        press(&mut listener, &[(4_000, '2')]);
        assert_eq!(listener.expired(ms(5_000)), Matched("2".into()));
    }

    #[test]
    fn flush_matches_keys_in_quick_succession() {
        let keys = [(0, '1'), (900, '2'), (1_800, '3'), (2_700, '4')];
        let mut matching = listener("1234", FlushedKeys::Dropped);
        press(&mut matching, &keys);
        assert_eq!(matching.deadline(), Some(ms(3_000)));
        assert_eq!(matching.expired(ms(3_000)), Matched("1234".into()));

        let mut other = listener("5", FlushedKeys::Sent);
        press(&mut other, &keys);
        assert_eq!(other.expired(ms(3_000)), Flushed("1234".into()));
        assert_eq!(other.deadline(), None);
    }

    #[test]
    fn other_characters_are_ignored() {
        let mut listener = listener("1", FlushedKeys::Dropped);
        press(&mut listener, &[(0, 'x'), (0, ',')]);
        assert_eq!(listener.deadline(), None);
    }

    #[test]
    fn debug_hides_keys_and_patterns() {
        let mut listener = listener("4711", FlushedKeys::Dropped);
        press(&mut listener, &[(0, '4'), (0, '7')]);
        let shown = format!("{listener:?}");
        assert!(!shown.contains("47"), "{shown}");
        let action = ReceiveDigits::matching("(");
        assert_eq!(Listener::new(&action, &Profile::default()).unwrap_err(), PatternError);
    }
}
