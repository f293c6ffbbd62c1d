//! How long speech takes.

use std::time::Duration;

/// A letter: with five letters to a word, 150 words a minute.
const LETTER: u64 = 80;

/// A digit, or a letter that is spelled out: a short word of its own.
const SPELLED: u64 = 300;

/// A character of a script that writes syllables or words, such as Japanese.
const SYLLABLE: u64 = 200;

/// A pause as after a comma.
pub(super) const COMMA: u64 = 250;

/// A pause as after a sentence.
pub(super) const SENTENCE: u64 = 500;

/// A pause as after a paragraph.
pub(super) const PARAGRAPH: u64 = 1_000;

/// The least that anything takes: even an empty prompt is an action that starts and ends.
const LEAST: u64 = 100;

/// The normal rate, in percent.
pub(super) const NORMAL: u64 = 100;

/// Adds up, in milliseconds.
#[derive(Default)]
pub(super) struct Pace {
    millis: u64,
    /// The pause that comes if more is said.
    pause: u64,
}

impl Pace {
    /// Says a text at a rate in percent, perhaps character by character.
    pub(super) fn say(&mut self, text: &str, rate: u64, spelled: bool) {
        let mut said = 0;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let takes = match character {
                '0'..='9' => SPELLED,
                _ if !character.is_alphanumeric() => 0,
                _ if spelled => SPELLED,
                // Kana, ideographs, syllables of Hangul.
                '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => SYLLABLE,
                _ => LETTER,
            };
            if takes > 0 {
                said += takes + std::mem::take(&mut self.pause);
                continue;
            }
            // A decimal point is no full stop.
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

    /// Pauses at least this long before more is said.
    pub(super) fn rest(&mut self, millis: u64) {
        self.pause = self.pause.max(millis);
    }

    /// Is silent for this long in any case.
    pub(super) fn wait(&mut self, millis: u64) {
        self.millis = self.millis.saturating_add(millis);
    }

    pub(super) fn millis(&self) -> u64 {
        self.millis
    }

    /// Cuts off what goes beyond this.
    pub(super) fn cut(&mut self, millis: u64) {
        self.millis = self.millis.min(millis);
    }

    /// How long all takes.
    pub(super) fn length(&self) -> Duration {
        Duration::from_millis(self.millis.max(LEAST))
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
    fn words_take_their_letters() {
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
    fn other_scripts_take_as_long_as_they_sound() {
        assert_eq!(millis("こんにちは。日本"), 7 * SYLLABLE + SENTENCE);
        assert_eq!(millis("안녕"), 2 * SYLLABLE);
    }

    #[test]
    fn pauses_come_between_and_not_after() {
        assert_eq!(millis("a, b."), 2 * LETTER + COMMA);
        assert_eq!(millis("a... b!?"), 2 * LETTER + SENTENCE);
        assert_eq!(millis("3.5"), 2 * SPELLED);
        assert_eq!(millis("\"a.\" b"), 2 * LETTER + SENTENCE);
    }

    #[test]
    fn the_rate_counts() {
        let mut pace = Pace::default();
        pace.say("abcd", 200, false);
        pace.say("abcd", 50, false);
        pace.say("abcd", 0, false);
        assert_eq!(pace.millis(), 160 + 640 + 32_000);
    }

    #[test]
    fn silence_takes_time_too() {
        assert_eq!(Pace::default().length(), Duration::from_millis(LEAST));
        let mut pace = Pace::default();
        pace.wait(u64::MAX);
        pace.say("a", NORMAL, false);
        assert_eq!(pace.millis(), u64::MAX);
    }
}
