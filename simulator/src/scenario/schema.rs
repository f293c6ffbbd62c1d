//! Generates the JSON Schema of scenario files.
//!
//! Depends on [`format`](super::format) for the description of the format.

use serde_json::{Map, Value as Json, json};

use super::check::switches;
use super::format::SCENARIO;
#[cfg(test)]
use super::format::STEP;
#[cfg(test)]
use super::kind::Choice;
use super::kind::{Choices, Field, Fields, Kind, Value};

/// Returns the JSON Schema of scenario files.
///
/// It is published as `simulator/scenario.schema.json`. A file refers to it in its first line,
/// `# yaml-language-server: $schema=PATH`.
pub(super) fn schema() -> Json {
    let mut schema = fields(&SCENARIO);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = "Offhook scenario".into();
    schema["description"] =
        "A phone call that tests a Lambda for Amazon Chime SDK's PSTN audio service.".into();
    schema
}

/// Returns the table of steps for the documentation, published as `simulator/docs/steps.md`.
#[cfg(test)]
pub(super) fn steps() -> String {
    let mut rows = vec!["| step | |\n|---|---|\n".to_owned()];
    for choice in STEP.choices {
        let Value::Needs(Kind::Choice(people)) = &choice.value else {
            rows.push(format!("| `{}` | {} |\n", written(choice), choice.doc));
            continue;
        };
        rows.extend(people.choices.iter().map(|one| {
            let nested = match one.value {
                Value::Needs(_) => format!("{{ {} }}", written(one)),
                _ => written(one),
            };
            format!("| `{}: {nested}` | {} |\n", choice.name, one.doc)
        }));
    }
    rows.concat()
}

#[cfg(test)]
fn written(choice: &Choice) -> String {
    match &choice.value {
        Value::None | Value::Can(_) => choice.name.to_owned(),
        Value::Needs(_) => format!("{}: …", choice.name),
    }
}

fn fields(fields: &Fields) -> Json {
    let mut schema = object(fields.fields.iter());
    let needed: Vec<&str> =
        fields.fields.iter().filter(|field| field.needed).map(|field| field.name).collect();
    if !needed.is_empty() {
        schema["required"] = needed.into();
    }
    if !fields.one_of.is_empty() {
        schema["oneOf"] = fields.one_of.iter().map(|name| json!({ "required": [name] })).collect();
    }
    schema
}

fn object<'a>(fields: impl Iterator<Item = &'a Field>) -> Json {
    let properties: Map<String, Json> = fields
        .map(|field| (field.name.to_owned(), described(kind(&field.kind), field.doc)))
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn described(mut schema: Json, doc: &str) -> Json {
    schema["description"] = doc.into();
    schema
}

fn kind(kind: &Kind) -> Json {
    match kind {
        // YAML reads unquoted strings, numbers and keys as these types.
        Kind::Text => json!({ "type": ["string", "number", "boolean"] }),
        Kind::Keys => {
            json!({ "type": ["string", "integer"], "pattern": "^[0-9*#A-D,]+$", "minimum": 0 })
        }
        Kind::Number => json!({
            "type": ["string", "integer"],
            "pattern": r"^(\+[0-9]{2,15}|[!-*,-~][!-~]*)$"
        }),
        Kind::Duration => json!({
            "type": "string",
            "pattern": r"^ *([0-9.]+(ms|s|m|h) *)+$",
            "examples": ["3s", "500ms", "2m"]
        }),
        Kind::Timestamp => json!({ "type": "string", "examples": ["2026-01-05T10:00:00Z"] }),
        Kind::Whole(from, u64::MAX) => json!({ "type": "integer", "minimum": from }),
        Kind::Whole(from, to) => json!({ "type": "integer", "minimum": from, "maximum": to }),
        Kind::Price => json!({ "type": "number", "minimum": 0 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Any => json!({}),
        Kind::Word(words) => json!({ "enum": (words.words)() }),
        Kind::Choice(choices) => choice(choices),
        Kind::Fields(all) => fields(all),
        Kind::Map { key, value } => {
            let mut schema = json!({ "type": "object", "additionalProperties": self::kind(value) });
            if let Kind::Number = key {
                schema["propertyNames"] = json!({ "pattern": self::kind(key)["pattern"] });
            }
            schema
        }
        Kind::Switches => {
            let switch = |(name, values)| (name, json!({ "enum": values }));
            let properties: Map<String, Json> = switches().into_iter().map(switch).collect();
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
        Kind::List(item) => json!({ "type": "array", "items": self::kind(item) }),
        Kind::Either(scalar, mapping) => {
            json!({ "anyOf": [self::kind(scalar), self::kind(mapping)] })
        }
    }
}

fn choice(choices: &Choices) -> Json {
    let mut alternatives = Vec::new();
    for choice in choices.choices {
        if !matches!(choice.value, Value::Needs(_)) {
            alternatives.push(json!({ "const": choice.name, "description": choice.doc }));
        }
        let value = match &choice.value {
            Value::None => json!({ "type": "null" }),
            Value::Can(value) => json!({ "anyOf": [{ "type": "null" }, kind(value)] }),
            Value::Needs(value) => kind(value),
        };
        let mut schema = object(choice.beside.iter());
        schema["properties"][choice.name] = described(value, choice.doc);
        schema["required"] = json!([choice.name]);
        alternatives.push(schema);
    }
    json!({ "anyOf": alternatives })
}
