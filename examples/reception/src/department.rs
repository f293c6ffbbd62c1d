//! The departments.

use std::fmt;

use offhook::prelude::*;
use serde::{Deserialize, Serialize};

/// A department that callers ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Department {
    Sales,
    Support,
}

impl Department {
    const ALL: [Self; 2] = [Self::Sales, Self::Support];

    /// Its name, in speech, in the header `X-Department` and in the keys of recordings.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Support => "support",
        }
    }

    /// Its key in the menu.
    const fn key(self) -> &'static str {
        match self {
            Self::Sales => "1",
            Self::Support => "2",
        }
    }

    /// The department with this name, in any case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|department| department.name().eq_ignore_ascii_case(name))
    }

    /// The department whose key was pressed.
    pub(crate) fn chosen(digits: &Digits) -> Option<Self> {
        Self::ALL.into_iter().find(|department| *digits == department.key())
    }
}

impl fmt::Display for Department {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_are_found_by_key_and_by_name() {
        assert_eq!(Department::chosen(&digits!("2")), Some(Department::Support));
        assert_eq!(Department::chosen(&Digits::default()), None);
        assert_eq!(Department::named("Sales"), Some(Department::Sales));
        assert_eq!(Department::named("kitchen"), None);
    }
}
