//! Who can be reached, and where.

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

    /// Its name, as it is spoken and as the header `X-Department` and recordings have it.
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

/// The departments' phone numbers, those that have one.
#[derive(Default)]
pub(crate) struct Directory {
    sales: Option<E164>,
    support: Option<E164>,
}

impl Directory {
    /// Reads the numbers; `variable` looks one up in the environment.
    pub(crate) fn configure(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let number = |name: &str| {
            let number = variable(name).map(|number| number.parse::<E164>());
            number.transpose().map_err(|error| format!("{name} is {error}"))
        };
        Ok(Self { sales: number("RECEPTION_SALES")?, support: number("RECEPTION_SUPPORT")? })
    }

    /// The department's number.
    pub(crate) fn number(&self, department: Department) -> Option<&E164> {
        match department {
            Department::Sales => self.sales.as_ref(),
            Department::Support => self.support.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_optional_and_checked() {
        let directory = Directory::configure(|_| None).unwrap();
        assert_eq!(directory.number(Department::Sales), None);

        let directory = Directory::configure(|name| {
            (name == "RECEPTION_SUPPORT").then(|| "+12065550145".to_owned())
        });
        assert_eq!(directory.unwrap().number(Department::Support), Some(&e164!("+12065550145")));

        let error = Directory::configure(|_| Some("555-0145".to_owned())).err().unwrap();
        assert!(
            error.to_string().starts_with("RECEPTION_SALES is not a phone number in E.164 form")
        );
    }

    #[test]
    fn departments_are_found_by_key_and_by_name() {
        assert_eq!(Department::chosen(&digits!("2")), Some(Department::Support));
        assert_eq!(Department::chosen(&Digits::default()), None);
        assert_eq!(Department::named("Sales"), Some(Department::Sales));
        assert_eq!(Department::named("kitchen"), None);
    }
}
