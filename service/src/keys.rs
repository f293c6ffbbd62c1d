//! The keys of a telephone, and those that a person has pressed.

use std::fmt;

use offhook::Digits;

/// Returns `true` for `0`-`9`, `*`, `#` and `A`-`D`.
pub fn is_key(key: char) -> bool {
    matches!(key, '0'..='9' | '*' | '#' | 'A'..='D')
}

/// The keys pressed so far. `Debug` hides them.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Pressed(String);

impl Pressed {
    pub(crate) fn push(&mut self, key: char) {
        self.0.push(key);
    }

    pub(crate) fn count(&self) -> usize {
        // Keys are ASCII.
        self.0.len()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the keys and clears them.
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

#[cfg(test)]
mod tests {
    use super::Pressed;

    #[test]
    fn debug_hides_pressed_keys() {
        let mut pressed = Pressed::default();
        pressed.push('4');
        pressed.push('#');
        assert_eq!(format!("{pressed:?}"), "Pressed(<2 hidden>)");
        assert_eq!(pressed.take(), "4#");
        assert_eq!(pressed.count(), 0);
    }
}
