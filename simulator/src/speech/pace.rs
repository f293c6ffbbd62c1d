//! Estimates the length of speech.
//!
//! Depends on nothing else.

use std::time::Duration;

/// Milliseconds per letter: 150 words per minute with five letters per word.
const LETTER: u64 = 80;

/// Milliseconds per digit or spelled letter, which is spoken as a short word.
const SPELLED: u64 = 300;

/// Milliseconds per character of a script of syllables or words, such as Japanese.
const SYLLABLE: u64 = 200;

/// Milliseconds of the pause after a comma.
pub(super) const COMMA: u64 = 250;

/// Milliseconds of the pause after a sentence.
pub(super) const SENTENCE: u64 = 500;

/// Milliseconds of the pause after a paragraph.
pub(super) const PARAGRAPH: u64 = 1_000;

/// Minimum length in milliseconds, so that an empty prompt also starts and ends.
const MINIMUM: u64 = 100;

/// The normal rate, in percent.
pub(super) const NORMAL: u64 = 100;

/// A sum of milliseconds.
#[derive(Default)]
pub(super) struct Pace {
    millis: u64,
    /// The pause before the next text.
    pause: u64,
}

impl Pace {
    /// Adds a text at a rate in percent, spelled out if `spelled`.
    pub(super) fn say(&mut self, text: &str, rate: u64, spelled: bool) {
        let mut said = 0;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let takes = match character {
                '0'..='9' => SPELLED,
                _ if !character.is_alphanumeric() => 0,
                _ if spelled => SPELLED,
                // Kana, ideographs, Hangul syllables.
                '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => SYLLABLE,
                _ => LETTER,
            };
            if takes > 0 {
                said += takes + std::mem::take(&mut self.pause);
                continue;
            }
            // A decimal point is not a full stop.
            let last = characters.peek().is_none_or(|next| !next.is_alphanumeric());
            self.rest(match character {
                ',' | ';' | ':' if last => COMMA,
                '.' | '!' | '?' if last => SENTENCE,
                '、' | '，' => COMMA,
                '。' | '！' | '？' => SENTENCE,
                _ => 0,
            });
        }
        self.millis = self.millis.saturating_add(said.saturating_mul(NORMAL) / rate.max(1));
    }

    /// Adds a pause of at least this length before the next text.
    pub(super) fn rest(&mut self, millis: u64) {
        self.pause = self.pause.max(millis);
    }

    /// Adds silence of this length.
    pub(super) fn wait(&mut self, millis: u64) {
        self.millis = self.millis.saturating_add(millis);
    }

    pub(super) fn millis(&self) -> u64 {
        self.millis
    }

    /// Limits the sum to this value.
    pub(super) fn cut(&mut self, millis: u64) {
        self.millis = self.millis.min(millis);
    }

    /// Returns the estimated length.
    pub(super) fn length(&self) -> Duration {
        Duration::from_millis(self.millis.max(MINIMUM))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str) -> u64 {
        let mut pace = Pace::default();
        pace.say(text, NORMAL, false);
        pace.millis()
    }

    #[test]
    fn words_take_the_time_of_their_letters() {
        let minute = "seven ".repeat(150);
        assert_eq!(millis(&minute), 60_000);
        assert_eq!(millis("Grüße"), 5 * LETTER);
    }

    #[test]
    fn digits_take_longer() {
        assert_eq!(millis("1234"), 4 * SPELLED);
        let mut pace = Pace::default();
        pace.say("AB 1", NORMAL, true);
        assert_eq!(pace.millis(), 3 * SPELLED);
    }

    #[test]
    fn characters_of_syllabic_scripts_take_longer() {
        assert_eq!(millis("こんにちは。日本"), 7 * SYLLABLE + SENTENCE);
        assert_eq!(millis("안녕"), 2 * SYLLABLE);
        assert_eq!(millis("はい、日本，"), 4 * SYLLABLE + COMMA);
    }

    #[test]
    fn pauses_count_only_between_texts() {
        assert_eq!(millis("a, b."), 2 * LETTER + COMMA);
        assert_eq!(millis("a... b!?"), 2 * LETTER + SENTENCE);
        assert_eq!(millis("3.5"), 2 * SPELLED);
        assert_eq!(millis("1,000"), 4 * SPELLED);
        assert_eq!(millis("\"a.\" b"), 2 * LETTER + SENTENCE);
    }

    #[test]
    fn rate_scales_the_length() {
        let mut pace = Pace::default();
        pace.say("abcd", 200, false);
        pace.say("abcd", 50, false);
        pace.say("abcd", 0, false);
        assert_eq!(pace.millis(), 160 + 640 + 32_000);
    }

    #[test]
    fn silence_adds_to_the_length_without_overflow() {
        assert_eq!(Pace::default().length(), Duration::from_millis(MINIMUM));
        let mut pace = Pace::default();
        pace.wait(u64::MAX);
        pace.say("a", NORMAL, false);
        assert_eq!(pace.millis(), u64::MAX);
    }
}
