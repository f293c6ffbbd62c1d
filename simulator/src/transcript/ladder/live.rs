//! Draws a ladder while the call goes on.
//!
//! Depends on the ladder's drawing and on the script of its lines.

use super::super::Entry;
use super::super::line::{Scene, Script};
use super::{Drawing, Ladder};

/// A ladder that is drawn entry by entry, returned by [`Ladder::live`].
#[derive(Debug)]
pub struct LiveLadder {
    scene: Scene,
    script: Script,
    drawing: Drawing,
}

impl Ladder<'_> {
    /// Returns a ladder to draw entry by entry, without those of this transcript, from which it has its
    /// parties.
    pub fn live(&self) -> LiveLadder {
        let scene = Scene::new(self.transcript);
        let script = Script::of(&scene, self.transcript);
        let drawing = Drawing::new(&scene, self);
        LiveLadder { scene, script, drawing }
    }
}

impl LiveLadder {
    /// Draws the lines above the first entry.
    pub fn head(&mut self) -> String {
        self.drawing.head(&self.scene.parties);
        self.rows()
    }

    /// Draws an entry: some lines, or none for an entry that others show.
    pub fn entry(&mut self, entry: &Entry) -> String {
        if let Some(line) = self.script.line(entry) {
            self.drawing.line(&line);
        }
        self.rows()
    }

    /// Draws the line below the last entry.
    pub fn end(&mut self) -> String {
        self.drawing.rule('┴');
        self.rows()
    }

    fn rows(&mut self) -> String {
        let rows = self.drawing.rows.drain(..);
        rows.flat_map(|row| [row.to_string(), "\n".to_owned()]).collect()
    }
}
