//! The open commands of the media engine: which leg each works on, and what is heard of it.
//!
//! Depends on `leg` and `output`.

use std::collections::BTreeMap;

use crate::{LegId, MediaId, Time};

/// An open command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Open {
    pub(crate) leg: LegId,
    /// Whether it leaves a recording, also when the action that began it is over.
    pub(crate) records: bool,
    /// How often its prompt plays; `None` until it is stopped.
    pub(crate) repeat: Option<u32>,
    /// When its last prompt has been heard as often as it plays.
    pub(crate) heard_until: Option<Time>,
}

/// The open commands, by id.
#[derive(Debug, Default)]
pub(crate) struct Media {
    open: BTreeMap<MediaId, Open>,
    last: u64,
}

impl Media {
    pub(crate) fn open(&mut self, leg: LegId, records: bool) -> MediaId {
        self.insert(Open { leg, records, repeat: Some(1), heard_until: None })
    }

    pub(crate) fn open_repeated(&mut self, leg: LegId, repeat: Option<u32>) -> MediaId {
        self.insert(Open { leg, records: false, repeat, heard_until: None })
    }

    fn insert(&mut self, open: Open) -> MediaId {
        self.last += 1;
        let id = MediaId(self.last);
        self.open.insert(id, open);
        id
    }

    pub(crate) fn get_mut(&mut self, id: MediaId) -> Option<&mut Open> {
        self.open.get_mut(&id)
    }

    pub(crate) fn close(&mut self, id: MediaId) -> Option<Open> {
        self.open.remove(&id)
    }

    /// The commands on a leg that end with it.
    pub(crate) fn on(&self, leg: LegId) -> Vec<MediaId> {
        let ends = |open: &Open| open.leg == leg && !open.records;
        self.open.iter().filter(|(_, open)| ends(open)).map(|(id, _)| *id).collect()
    }
}
