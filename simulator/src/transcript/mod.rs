//! The transcript of a call, and its renderings as text, JSON and diagrams.
//!
//! Depends on nothing else of the simulator.

mod describe;
mod diagram;
mod ladder;
mod line;
mod log;
mod mermaid;
mod row;
#[cfg(test)]
mod sample;
mod text;
mod wrap;

use offhook_service::{Entry, Happening, Invoked, Prompt};
use serde::{Deserialize, Serialize};

pub use self::ladder::{Ladder, LiveLadder};
pub use self::log::EventLog;
pub use self::text::count;

/// Everything that happened in one call, in order.
///
/// `Display` prints it as a ladder, [`Transcript::to_json`] returns it as JSON, and
/// [`Transcript::to_mermaid`] as a diagram for a README. The same seed gives the same transcript, byte
/// for byte.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
pub struct Transcript {
    /// The call's transaction id.
    pub transaction_id: String,
    /// The calling number or SIP user.
    pub from: String,
    /// The called number or SIP user.
    pub to: String,
    /// The entries, in order.
    pub entries: Vec<Entry>,
}

impl Transcript {
    /// Returns the transcript as JSON: an object with the transaction id, the two numbers and an array
    /// of `entries`, each with `number`, `at_ms` and `what`. It can be read back with serde.
    pub fn to_json(&self) -> String {
        // Can't fail: all keys are strings.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Transcript, sample};

    #[test]
    fn transcript_can_be_read_back_from_json() {
        for transcript in [sample::bridged(), sample::odd(), sample::texts()] {
            let read: Transcript = serde_json::from_str(&transcript.to_json()).unwrap();
            assert_eq!(read, transcript);
            assert_eq!(read.to_string(), transcript.to_string());
        }
    }
}
