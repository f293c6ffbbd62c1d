//! Simulated speech: the text that a caller hears, and its length.
//!
//! Depends on `quick_xml` for SSML. Nothing is synthesised; the length is a deterministic estimate.

mod pace;
mod ssml;
mod tag;

use std::time::Duration;

use offhook::action::Engine;

pub(crate) use self::ssml::SsmlError;

use self::pace::Pace;

/// A spoken text.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Spoken {
    /// The text that the caller hears: SSML without its tags, with aliases in place of the original
    /// text.
    pub(crate) text: String,
    /// The estimated length.
    pub(crate) length: Duration,
}

/// Hides the text.
impl std::fmt::Debug for Spoken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Spoken(<{} characters hidden>, {:?})", self.text.chars().count(), self.length)
    }
}

/// Speaks plain text or SSML.
///
/// The engine affects only SSML: neural voices support fewer tags.
pub(crate) fn speak(text: &str, is_ssml: bool, engine: &Engine) -> Result<Spoken, SsmlError> {
    if is_ssml {
        return ssml::speak(text, engine);
    }
    let mut pace = Pace::default();
    pace.say(text, pace::NORMAL, false);
    Ok(Spoken { text: text.to_owned(), length: pace.length() })
}

/// Returns the time that a person takes to say this.
pub(crate) fn length(words: &str) -> Duration {
    speak(words, false, &Engine::Standard).map_or(Duration::ZERO, |spoken| spoken.length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_spoken_unchanged() {
        let spoken = speak("Is 3 < 4?", false, &Engine::Neural).unwrap();
        assert_eq!(spoken.text, "Is 3 < 4?");
        assert!(spoken.length > Duration::from_millis(500));
    }

    #[test]
    fn debug_hides_the_text() {
        let spoken = speak("Your PIN is 4711", false, &Engine::Standard).unwrap();
        let shown = format!("{spoken:?}");
        assert!(shown.starts_with("Spoken(<16 characters hidden>"), "{shown}");
    }
}
