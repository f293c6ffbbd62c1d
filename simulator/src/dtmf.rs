//! The tones of `SendDigits`.

use std::fmt;
use std::time::Duration;

use offhook_service::is_key;

/// The wait of a comma in `SendDigits`.
const WAIT: Duration = Duration::from_millis(500);

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
    /// Schedules the keys and waits of `Digits`. `tone` is `ToneDurationInMilliseconds`.
    ///
    /// There is no gap between two tones. The documentation does not say whether the service leaves
    /// one.
    pub(crate) fn new(digits: &str, tone: Duration) -> Result<Self, DtmfError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn commas_wait_and_tones_follow_without_gaps() {
        let tones = Tones::new(",,1A#,2", ms(250)).unwrap();
        let keys = [(ms(1_000), '1'), (ms(1_250), 'A'), (ms(1_500), '#'), (ms(2_250), '2')];
        assert_eq!(tones.keys, keys);
        assert_eq!(tones.length, ms(2_500));
    }

    #[test]
    fn tones_have_the_requested_length() {
        let tones = Tones::new("12", ms(50)).unwrap();
        assert_eq!(tones.keys, [(ms(0), '1'), (ms(50), '2')]);
        assert_eq!(tones.length, ms(100));
        let tones = Tones::new("12", Duration::MAX).unwrap();
        assert_eq!(tones.length, Duration::MAX);
    }

    #[test]
    fn no_digits_take_no_time() {
        let tones = Tones::new("", ms(250)).unwrap();
        assert_eq!((tones.keys.len(), tones.length), (0, ms(0)));
    }

    #[test]
    fn other_characters_are_rejected_and_keys_hidden() {
        for digits in ["1 2", "a", "E", "٣", "1-2"] {
            let error = Tones::new(digits, ms(250)).unwrap_err();
            assert_eq!(error.to_string(), "expected only 0-9, *, #, A-D and commas");
        }
        let shown = format!("{:?}", Tones::new("4711", ms(250)).unwrap());
        assert_eq!(shown, "Tones(<4 hidden>, 1s)");
    }
}
