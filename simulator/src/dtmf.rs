//! The keys that `SendDigits` presses.

use std::fmt;
use std::time::Duration;

use offhook_service::is_key;

/// How long a comma of `SendDigits` waits.
const WAIT: Duration = Duration::from_millis(500);

/// The keys of one `SendDigits`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Tones {
    /// When each key's tone begins, from the start of the action.
    pub(crate) keys: Vec<(Duration, char)>,
    /// How long it all takes.
    pub(crate) length: Duration,
}

/// A text holds something other than keys and commas. It does not hold the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("holds something other than 0-9, *, #, A-D and commas")]
pub(crate) struct NotDtmf;

impl Tones {
    /// Lays out the keys and waits of `Digits`, each tone of the length of
    /// `ToneDurationInMilliseconds`.
    ///
    /// Whether the service leaves a gap between two tones is undocumented; here there is none.
    pub(crate) fn new(digits: &str, tone: Option<Duration>) -> Result<Self, NotDtmf> {
        let tone = tone.unwrap_or(TONE);
        let mut tones = Self { keys: Vec::new(), length: Duration::ZERO };
        for key in digits.chars() {
            let takes = if key == ',' {
                WAIT
            } else if is_key(key) {
                tones.keys.push((tones.length, key));
                tone
            } else {
                return Err(NotDtmf);
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

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn commas_wait_and_tones_follow_each_other() {
        let tones = Tones::new(",,1A#,2", None).unwrap();
        let keys = [(ms(1_000), '1'), (ms(1_250), 'A'), (ms(1_500), '#'), (ms(2_250), '2')];
        assert_eq!(tones.keys, keys);
        assert_eq!(tones.length, ms(2_500));
    }

    #[test]
    fn tones_have_the_length_that_is_asked_for() {
        let tones = Tones::new("12", Some(ms(50))).unwrap();
        assert_eq!(tones.keys, [(ms(0), '1'), (ms(50), '2')]);
        assert_eq!(tones.length, ms(100));
        let tones = Tones::new("12", Some(Duration::MAX)).unwrap();
        assert_eq!(tones.length, Duration::MAX);
    }

    #[test]
    fn nothing_takes_no_time() {
        let tones = Tones::new("", None).unwrap();
        assert_eq!((tones.keys.len(), tones.length), (0, ms(0)));
    }

    #[test]
    fn other_characters_are_refused_and_not_shown() {
        for digits in ["1 2", "a", "E", "٣", "1-2"] {
            let error = Tones::new(digits, None).unwrap_err();
            assert_eq!(error.to_string(), "holds something other than 0-9, *, #, A-D and commas");
        }
        let shown = format!("{:?}", Tones::new("4711", None).unwrap());
        assert_eq!(shown, "Tones(<4 hidden>, 1s)");
    }

    #[test]
    fn pressed_keys_are_not_shown() {
        let mut pressed = Pressed::default();
        pressed.push('4');
        pressed.push('#');
        assert_eq!(format!("{pressed:?}"), "Pressed(<2 hidden>)");
        assert_eq!(pressed.take(), "4#");
        assert_eq!(pressed.count(), 0);
    }
}
