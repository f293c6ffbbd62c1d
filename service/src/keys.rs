//! Keys of a telephone, and those that a person has pressed.

use std::fmt;

use offhook::Digits;

/// Returns `true` if this is a key: `0`-`9`, `*`, `#` or `A`-`D`.
pub fn is_key(key: char) -> bool {
    matches!(key, '0'..='9' | '*' | '#' | 'A'..='D')
}

/// The keys that were pressed so far. `Debug` hides them.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Pressed(String);

impl Pressed {
    pub(crate) fn push(&mut self, key: char) {
        self.0.push(key);
    }

    /// How many there are: each is ASCII.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes them, so that none are left.
    pub(crate) fn take(&mut self) -> Digits {
        std::mem::take(&mut self.0).into()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl fmt::Debug for Pressed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pressed(<{} hidden>)", self.count())
    }
}
