//! What a caller hears of a text, and for how long: in place of Amazon Polly.
//!
//! Nothing is synthesised. The length is an estimate that is the same each time.

mod pace;
mod ssml;
mod tag;

use std::time::Duration;

use offhook::action::Engine;

pub(crate) use self::ssml::SsmlError;

use self::pace::Pace;

/// A text as it is spoken.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Spoken {
    /// What the caller hears: of SSML the text without the tags, and aliases in place of what they
    /// stand for.
    pub(crate) text: String,
    /// How long it takes.
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
/// The engine matters for SSML alone: neural voices don't know all tags.
pub(crate) fn speak(text: &str, is_ssml: bool, engine: &Engine) -> Result<Spoken, SsmlError> {
    if is_ssml {
        return ssml::speak(text, engine);
    }
    let mut pace = Pace::default();
    pace.say(text, pace::NORMAL, false);
    Ok(Spoken { text: text.to_owned(), length: pace.length() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_spoken_as_it_is() {
        let spoken = speak("Is 3 < 4?", false, &Engine::Neural).unwrap();
        assert_eq!(spoken.text, "Is 3 < 4?");
        assert!(spoken.length > Duration::from_millis(500));
    }

    #[test]
    fn a_text_is_not_shown() {
        let spoken = speak("Your PIN is 4711", false, &Engine::Standard).unwrap();
        let shown = format!("{spoken:?}");
        assert!(shown.starts_with("Spoken(<16 characters hidden>"), "{shown}");
    }
}
