//! Writes `ActionData`.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::action::NoResults;
use crate::wire::json;

/// `ActionData`: an action or a request, its parameters, and the fields beside them.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Data<'a, P, F = NoResults> {
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'a str>,
    pub(super) parameters: P,
    #[serde(flatten)]
    pub(super) fields: F,
}

impl<'a, P: Serialize> Data<'a, P> {
    pub(super) fn new(kind: &'a str, parameters: P) -> Self {
        Self { kind: Some(kind), parameters, fields: NoResults::new() }
    }
}

impl<P: Serialize, F: Serialize> Data<'_, P, F> {
    /// Writes the JSON.
    #[inline]
    pub(super) fn write(&self) -> Box<RawValue> {
        json::write(self)
    }
}
