//! DTMF keys: the valid ones, pressed ones, and the tones of `SendDigits`.
//!
//! Depends only on the `Digits` of `offhook`.

use std::fmt;
use std::time::Duration;

use offhook::Digits;

/// The wait of a comma in `SendDigits`.
const WAIT: Duration = Duration::from_millis(500);

/// The default of `ToneDurationInMilliseconds`.
const TONE: Duration = Duration::from_millis(250);

/// Returns `true` for `0`-`9`, `*`, `#` and `A`-`D`.
pub(crate) fn is_key(key: char) -> bool {
    matches!(key, '0'..='9' | '*' | '#' | 'A'..='D')
}

/// The tones of one `SendDigits`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Tones {
    /// The keys and the start of each tone, relative to the start of the action.
    pub(crate) keys: Vec<(Duration, char)>,
    /// The total length.
    pub(crate) length: Duration,
}

/// The error for digits with an invalid character. Its message does not contain the digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected only 0-9, *, #, A-D and commas")]
pub(crate) struct DtmfError;

impl Tones {
    /// Schedules the keys and waits of `Digits`. `tone` is `ToneDurationInMilliseconds`, 250 ms by
    /// default.
    ///
    /// There is no gap between two tones. The documentation does not say whether the service leaves
    /// one.
    pub(crate) fn new(digits: &str, tone: Option<Duration>) -> Result<Self, DtmfError> {
        let tone = tone.unwrap_or(TONE);
        let mut tones = Self { keys: Vec::new(), length: Duration::ZERO };
        for key in digits.chars() {
            let takes = if key == ',' {
                WAIT
            } else if is_key(key) {
                tones.keys.push((tones.length, key));
                tone
            } else {
                return Err(DtmfError);
            };
            tones.length = tones.length.saturating_add(takes);
        }
        Ok(tones)
    }
}

/// Hides the keys.
impl fmt::Debug for Tones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tones(<{} hidden>, {:?})", self.keys.len(), self.length)
    }
}

/// The keys pressed so far. `Debug` hides them.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Pressed(String);

impl Pressed {
    pub(crate) fn push(&mut self, key: char) {
        self.0.push(key);
    }

    pub(crate) fn count(&self) -> usize {
        // Keys are ASCII.
        self.0.len()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the keys and clears them.
    pub(crate) fn take(&mut self) -> Digits {
        std::mem::take(&mut self.0).into()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl fmt::Debug for Pressed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pressed(<{} hidden>)", self.count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn commas_wait_and_tones_follow_without_gaps() {
        let tones = Tones::new(",,1A#,2", None).unwrap();
        let keys = [(ms(1_000), '1'), (ms(1_250), 'A'), (ms(1_500), '#'), (ms(2_250), '2')];
        assert_eq!(tones.keys, keys);
        assert_eq!(tones.length, ms(2_500));
    }

    #[test]
    fn tones_have_the_requested_length() {
        let tones = Tones::new("12", Some(ms(50))).unwrap();
        assert_eq!(tones.keys, [(ms(0), '1'), (ms(50), '2')]);
        assert_eq!(tones.length, ms(100));
        let tones = Tones::new("12", Some(Duration::MAX)).unwrap();
        assert_eq!(tones.length, Duration::MAX);
    }

    #[test]
    fn no_digits_take_no_time() {
        let tones = Tones::new("", None).unwrap();
        assert_eq!((tones.keys.len(), tones.length), (0, ms(0)));
    }

    #[test]
    fn other_characters_are_rejected_and_keys_hidden() {
        for digits in ["1 2", "a", "E", "٣", "1-2"] {
            let error = Tones::new(digits, None).unwrap_err();
            assert_eq!(error.to_string(), "expected only 0-9, *, #, A-D and commas");
        }
        let shown = format!("{:?}", Tones::new("4711", None).unwrap());
        assert_eq!(shown, "Tones(<4 hidden>, 1s)");
    }

    #[test]
    fn debug_hides_pressed_keys() {
        let mut pressed = Pressed::default();
        pressed.push('4');
        pressed.push('#');
        assert_eq!(format!("{pressed:?}"), "Pressed(<2 hidden>)");
        assert_eq!(pressed.take(), "4#");
        assert_eq!(pressed.count(), 0);
    }
}
