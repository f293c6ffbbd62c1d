//! Several short texts in one allocation: an event has a dozen, and each would cost its own.

use super::EventError;
use super::json::{Cursor, Read};

/// Up to `N` texts, by place.
#[derive(Clone)]
pub(crate) struct Texts<const N: usize> {
    text: String,
    /// The range of each text.
    places: [Option<(u32, u32)>; N],
}

impl<const N: usize> Texts<N> {
    /// No texts, with room for so many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), places: [None; N] }
    }

    pub(crate) fn get(&self, place: usize) -> Option<&str> {
        let (start, end) = (*self.places.get(place)?)?;
        self.text.get(start as usize..end as usize)
    }

    pub(crate) fn set(&mut self, place: usize, text: &str) {
        let start = self.text.len();
        let end = start + text.len();
        // An event has at most 6 MB; whoever builds a call of 4 GB finds its last texts missing.
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
            self.text.push_str(text);
            self.places[place] = Some((start, end));
        }
    }

    /// Reads text into its place, which must still be empty.
    pub(crate) fn read(&mut self, place: usize, json: &mut Cursor<'_>) -> Read<()> {
        if self.places[place].is_some() {
            return Err(EventError::twice());
        }
        json.with_lenient_text(|text| self.set(place, text))
    }
}

impl<const N: usize> PartialEq for Texts<N> {
    fn eq(&self, other: &Self) -> bool {
        (0..N).all(|place| self.get(place) == other.get(place))
    }
}
