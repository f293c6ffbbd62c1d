//! The SSML tags that Amazon Polly documents.
//!
//! Depends on [`pace`] for the length of pauses.

use super::pace;
use super::ssml::SsmlError;

/// The effect of a tag on the text and length of speech.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Tag {
    /// None.
    Plain,
    /// A pause of at least this many milliseconds.
    Rest(u64),
    /// A pause of exactly this many milliseconds.
    Wait(u64),
    /// A pause after the content, in milliseconds.
    Then(u64),
    /// A rate, in percent, and an optional maximum length, in milliseconds.
    Prosody { rate: u64, at_most: Option<u64> },
    /// A text that is spoken in place of the content.
    Alias(String),
    /// The content is spelled.
    Spell,
    /// The content is bleeped.
    Bleep,
}

/// The attributes of a tag, with unescaped values.
pub(super) type Attributes = [(String, String)];

/// Maximum `time` of `break`, in milliseconds.
const MAX_BREAK: u64 = 10_000;

const SAY_AS: [&str; 13] = [
    "characters",
    "spell-out",
    "cardinal",
    "number",
    "ordinal",
    "digits",
    "fraction",
    "unit",
    "date",
    "time",
    "address",
    "expletive",
    "telephone",
];

const BREATHS: [&str; 6] = ["default", "x-short", "short", "medium", "long", "x-long"];

impl Tag {
    /// Reads a tag and checks its attributes.
    ///
    /// Attributes that Polly does not document are ignored.
    pub(super) fn read(
        name: &str,
        attributes: &Attributes,
        neural: bool,
    ) -> Result<Self, SsmlError> {
        let attributes = Reader { attributes, neural };
        match name {
            "speak" | "w" => Ok(Self::Plain),
            "s" => Ok(Self::Then(pace::SENTENCE)),
            "p" => Ok(Self::Then(pace::PARAGRAPH)),
            "break" => attributes.pause(),
            "prosody" => attributes.prosody(),
            "say-as" => attributes.say_as(),
            "lang" => attributes.needed("lang", "xml:lang").map(|_| Self::Plain),
            "mark" => attributes.needed("mark", "name").map(|_| Self::Plain),
            "phoneme" => attributes.needed("phoneme", "ph").map(|_| Self::Plain),
            "sub" => attributes.needed("sub", "alias").map(|alias| Self::Alias(alias.to_owned())),
            "emphasis" => {
                attributes.standard_only("emphasis")?;
                let levels = ["strong", "moderate", "reduced", "none"];
                attributes.one_of("emphasis", "level", &levels)?;
                Ok(Self::Plain)
            }
            "amazon:breath" => {
                attributes.standard_only("amazon:breath")?;
                attributes.one_of("amazon:breath", "duration", &BREATHS)?;
                Ok(Self::Rest(pace::COMMA))
            }
            "amazon:auto-breaths" => {
                attributes.standard_only("amazon:auto-breaths")?;
                attributes.one_of("amazon:auto-breaths", "duration", &BREATHS)?;
                Ok(Self::Plain)
            }
            "amazon:domain" if neural => {
                attributes.needed("amazon:domain", "name").map(|_| Self::Plain)
            }
            "amazon:domain" => Err(SsmlError::NotStandard),
            "amazon:effect" => attributes.effect(),
            _ => Err(SsmlError::unknown(name)),
        }
    }
}

struct Reader<'a> {
    attributes: &'a Attributes,
    neural: bool,
}

impl<'a> Reader<'a> {
    fn get(&self, attribute: &str) -> Option<&'a str> {
        let (_, value) = self.attributes.iter().find(|(name, _)| name == attribute)?;
        Some(value)
    }

    fn needed(&self, tag: &'static str, attribute: &'static str) -> Result<&'a str, SsmlError> {
        self.get(attribute)
            .filter(|value| !value.is_empty())
            .ok_or(SsmlError::Attribute { tag, attribute })
    }

    fn one_of(
        &self,
        tag: &'static str,
        attribute: &'static str,
        values: &[&str],
    ) -> Result<Option<&'a str>, SsmlError> {
        let value = self.get(attribute);
        match value {
            Some(value) if !values.contains(&value) => Err(SsmlError::Attribute { tag, attribute }),
            _ => Ok(value),
        }
    }

    fn standard_only(&self, what: &'static str) -> Result<(), SsmlError> {
        if self.neural { Err(SsmlError::NotNeural(what)) } else { Ok(()) }
    }

    fn pause(&self) -> Result<Tag, SsmlError> {
        let wrong = |attribute| SsmlError::Attribute { tag: "break", attribute };
        let strength = match self.get("strength") {
            Some("none" | "x-weak") => 0,
            None | Some("weak" | "medium") => pace::COMMA,
            Some("strong") => pace::SENTENCE,
            Some("x-strong") => pace::PARAGRAPH,
            Some(_) => return Err(wrong("strength")),
        };
        let Some(time) = self.get("time") else { return Ok(Tag::Rest(strength)) };
        millis(time).filter(|millis| *millis <= MAX_BREAK).map(Tag::Wait).ok_or(wrong("time"))
    }

    fn prosody(&self) -> Result<Tag, SsmlError> {
        let wrong = |attribute| SsmlError::Attribute { tag: "prosody", attribute };
        if self.get("pitch").is_some() {
            self.standard_only("prosody pitch")?;
        }
        let rate = match self.get("rate") {
            // Polly does not document the percentages of these values.
            Some("x-slow") => 50,
            Some("slow") => 75,
            None | Some("medium" | "default") => pace::NORMAL,
            Some("fast") => 125,
            Some("x-fast") => 150,
            Some(percent) => percent
                .strip_suffix('%')
                .and_then(|percent| percent.parse().ok())
                .filter(|percent| (20..=200).contains(percent))
                .ok_or(wrong("rate"))?,
        };
        let at_most = match self.get("amazon:max-duration") {
            Some(time) => {
                self.standard_only("prosody amazon:max-duration")?;
                Some(millis(time).ok_or(wrong("amazon:max-duration"))?)
            }
            None => None,
        };
        Ok(Tag::Prosody { rate, at_most })
    }

    fn say_as(&self) -> Result<Tag, SsmlError> {
        self.needed("say-as", "interpret-as")?;
        Ok(match self.one_of("say-as", "interpret-as", &SAY_AS)? {
            Some("characters" | "spell-out" | "digits" | "telephone") => Tag::Spell,
            Some("expletive") => Tag::Bleep,
            _ => Tag::Plain,
        })
    }

    fn effect(&self) -> Result<Tag, SsmlError> {
        let name = self.one_of("amazon:effect", "name", &["drc", "whispered"])?;
        let phonation = self.one_of("amazon:effect", "phonation", &["soft"])?;
        let tract = self.get("vocal-tract-length");
        if name.is_none() && phonation.is_none() && tract.is_none() {
            return Err(SsmlError::Attribute { tag: "amazon:effect", attribute: "name" });
        }
        if name == Some("whispered") {
            self.standard_only("amazon:effect name=\"whispered\"")?;
        }
        if phonation.is_some() {
            self.standard_only("amazon:effect phonation")?;
        }
        if tract.is_some() {
            self.standard_only("amazon:effect vocal-tract-length")?;
        }
        Ok(Tag::Plain)
    }
}

/// Parses a time such as `3s`, `1.5s` or `300ms` into milliseconds.
fn millis(time: &str) -> Option<u64> {
    if let Some(millis) = time.strip_suffix("ms") {
        return whole(millis);
    }
    let seconds = time.strip_suffix('s')?;
    let (seconds, rest) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let thousandths = whole(rest.get(..3).unwrap_or(rest))?;
    let places = u32::try_from(rest.len().min(3)).ok()?;
    whole(seconds)?.checked_mul(1_000)?.checked_add(thousandths * 10_u64.pow(3 - places))
}

/// Parses an unsigned integer. `u64::from_str` would accept a `+`.
fn whole(digits: &str) -> Option<u64> {
    if digits.bytes().all(|digit| digit.is_ascii_digit()) { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_parsed_strictly() {
        let times = [("3s", 3_000), ("300ms", 300), ("0.5s", 500), ("1.25s", 1_250)];
        for (time, expected) in times.into_iter().chain([("0s", 0), ("1.0009s", 1_000)]) {
            assert_eq!(millis(time), Some(expected), "{time}");
        }
        for time in ["", "3", "s", "ms", "-1s", "+1s", "1.s", "1,5s", "3 s", "1.5ms", "1.é2s"] {
            assert_eq!(millis(time), None, "{time}");
        }
        assert_eq!(millis("99999999999999999999s"), None);
        assert_eq!(millis("18446744073709551615s"), None);
    }
}
