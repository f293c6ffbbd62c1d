//! The short texts of a part of an event: a dozen in all, each of which would cost an allocation.

use super::EventError;
use super::json::{Cursor, Read, SharedJson, Text};

/// `N` texts, by place. Those of an event stay where they are in its JSON.
#[derive(Clone)]
pub(crate) struct Texts<const N: usize> {
    event: SharedJson,
    places: [Option<Text>; N],
}

impl<const N: usize> Texts<N> {
    /// No texts yet, of this event.
    pub(crate) fn new(event: SharedJson) -> Self {
        Self { event, places: [const { None }; N] }
    }

    /// Returns the JSON of the event.
    pub(crate) fn event(&self) -> &SharedJson {
        &self.event
    }

    #[inline(never)]
    pub(crate) fn get(&self, place: usize) -> Option<&str> {
        self.places.get(place)?.as_ref().map(|text| self.event.text(text))
    }

    pub(crate) fn set(&mut self, place: usize, text: &str) {
        self.places[place] = Some(Text::Own(text.into()));
    }

    /// Reads text of the event into its place, which must still be empty.
    pub(crate) fn read(&mut self, place: usize, json: &mut Cursor<'_>) -> Read<()> {
        let place = &mut self.places[place];
        if place.is_some() {
            return Err(EventError::twice());
        }
        *place = json.text_place()?;
        Ok(())
    }
}

impl<const N: usize> PartialEq for Texts<N> {
    fn eq(&self, other: &Self) -> bool {
        (0..N).all(|place| self.get(place) == other.get(place))
    }
}
