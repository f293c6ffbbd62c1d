//! The columns of a ladder, for its width.
//!
//! Depends on nothing else of the ladder but its options.

use super::Ladder;

/// Minimum number of columns: in fewer, the arrows leave no room for a word.
const MIN_WIDTH: usize = 60;
/// Number of columns from which on there is room for margins.
const ROOMY: usize = 100;
/// The lanes' places between the first lane and the right edge, of 88: the Lambda's is the widest.
const FOUR_LANES: [usize; 4] = [0, 28, 61, 88];
/// The same without a LEG-B.
const THREE_LANES: [usize; 4] = [0, 40, 88, 88];

/// The place of everything in a ladder.
#[derive(Debug)]
pub(super) struct Layout {
    /// Number of columns.
    pub(super) width: usize,
    /// The columns of the lanes.
    pub(super) columns: [usize; 4],
    /// Number of columns of the times, which are aligned to the right.
    pub(super) clock: usize,
    /// Maximum number of rows per text. Longer texts are cut.
    pub(super) rows: usize,
}

impl Layout {
    /// Makes the layout for a ladder whose longest time has this many characters.
    pub(super) fn new(ladder: &Ladder<'_>, longest_time: usize, has_far_end: bool) -> Self {
        let width = ladder.width.max(MIN_WIDTH);
        let (clock, margin, rows) = if width < ROOMY { (7, 1, 6) } else { (9, 2, 4) };
        let clock = longest_time.max(clock);
        let first = clock + margin;
        let rest = width - 1 - first;
        let lanes = if has_far_end { FOUR_LANES } else { THREE_LANES };
        let columns = lanes.map(|lane| first + rest * lane / 88);
        Self { width, columns, clock, rows: if ladder.full { usize::MAX } else { rows } }
    }
}
