//! Checks a file against the format and collects all its problems.
//!
//! Depends on [`kind`](super::kind) for the description of the format.

use std::collections::HashSet;

use super::error::{Problem, meant};
use super::kind::{Choice, Choices, Field, Fields, Kind, Value, Words};
use super::values;
use super::yaml::{Content, Node};
use crate::Profile;

/// Maximum number of problems that are listed: a file that is not a scenario has many.
const MAX_PROBLEMS: usize = 100;

/// The problems of a file found so far.
#[derive(Debug, Default)]
pub(super) struct Checker {
    pub(super) problems: Vec<Problem>,
}

impl Checker {
    pub(super) fn report(&mut self, node: &Node, message: String) {
        match self.problems.len() {
            ..MAX_PROBLEMS => self.problems.push(Problem::new(node.at, message)),
            MAX_PROBLEMS => {
                let message = format!("more than {MAX_PROBLEMS} problems: the rest is not listed");
                self.problems.push(Problem::new(node.at, message));
            }
            _ => {}
        }
    }

    /// Reports a node of the wrong kind.
    fn unexpected(&mut self, node: &Node, name: &str, expected: &str) {
        self.report(node, format!("expected {name} to be {expected}, found {}", node.named()));
    }

    /// Checks a mapping with fixed keys.
    pub(super) fn fields(&mut self, node: &Node, fields: &Fields) {
        let names = fields.names();
        let Fields { name, .. } = fields;
        if !self.mapping(node, name, &names) {
            return;
        }
        for (key, value) in node.map() {
            let key_text = key.text().unwrap_or_default();
            match fields.fields.iter().find(|field| field.name == key_text) {
                Some(field) => self.kind(value, &field.kind, field.name),
                None => self.unknown_key(key, name, &names),
            }
        }
        // A misspelt key must not be reported as missing too.
        let unknown =
            node.map().iter().any(|(key, _)| !key.text().is_some_and(|key| names.contains(&key)));
        if unknown {
            return;
        }
        for Field { name: needed, .. } in fields.fields.iter().filter(|field| field.needed) {
            if node.get(needed).is_none() {
                self.report(node, format!("missing key {needed:?} in {name}"));
            }
        }
        let one_of = fields.one_of;
        let mut chosen = node
            .map()
            .iter()
            .filter(|(key, _)| key.text().is_some_and(|key| one_of.contains(&key)));
        match (chosen.next(), chosen.next()) {
            (None, _) if !one_of.is_empty() => {
                let keys = one_of.join("\" or \"");
                self.report(node, format!("missing key \"{keys}\" in {name}"));
            }
            (_, Some((second, _))) => {
                self.report(second, format!("{name} can't have both {}", one_of.join(" and ")));
            }
            _ => {}
        }
    }

    /// Returns `true` if this is a mapping, and checks that its keys are strings without duplicates.
    fn mapping(&mut self, node: &Node, name: &str, keys: &[&str]) -> bool {
        let Content::Map(entries) = &node.content else {
            let of =
                if keys.is_empty() { String::new() } else { format!(" of {}", keys.join(", ")) };
            self.unexpected(node, name, &format!("a mapping{of}"));
            return false;
        };
        let mut known = HashSet::new();
        for (key, _) in entries {
            match key.text() {
                None => self.unexpected(key, &format!("a key of {name}"), "a string"),
                Some(text) if !known.insert(text) => {
                    self.report(key, format!("duplicate key {text:?} in {name}"));
                }
                Some(_) => {}
            }
        }
        true
    }

    fn unknown_key(&mut self, key: &Node, name: &str, allowed: &[&str]) {
        // A key that is not a string has been reported already. Looking for a similar key takes time.
        if let Some(text) = key.text().filter(|_| self.problems.len() <= MAX_PROBLEMS) {
            let meant = meant(text, allowed);
            let allowed = allowed.join(", ");
            self.report(key, format!("unknown key {text:?} in {name}{meant} (allowed: {allowed})"));
        }
    }

    /// Checks a value.
    pub(super) fn kind(&mut self, node: &Node, kind: &Kind, name: &str) {
        match kind {
            Kind::Text => {
                self.scalar(node, name, "a string", |_| true);
            }
            Kind::Keys => {
                let keys = "keys (0-9, *, #, A-D, or a comma for half a second)";
                self.scalar(node, name, keys, values::are_keys);
            }
            Kind::Number => {
                let number = "a number such as \"+12065550100\", or a SIP user";
                self.scalar(node, name, number, values::is_number);
            }
            Kind::Duration => {
                let duration = "a duration such as 3s, 1.5s, 500ms or 2m";
                self.scalar(node, name, duration, |text| values::duration(text).is_some());
            }
            Kind::Timestamp => {
                let time = "a time such as 2026-01-05T10:00:00Z";
                self.scalar(node, name, time, |text| values::timestamp(text).is_some());
            }
            Kind::Whole(from, to) => {
                let range = if *to == u64::MAX {
                    format!("an integer of at least {from}")
                } else {
                    format!("an integer from {from} to {to}")
                };
                self.scalar(node, name, &range, |text| {
                    text.parse().is_ok_and(|number| (*from..=*to).contains(&number))
                });
            }
            Kind::Price => {
                self.scalar(node, name, "a number of at least 0", |text| {
                    text.parse::<f64>().is_ok_and(|price| price.is_finite() && price >= 0.0)
                });
            }
            Kind::Flag => {
                self.scalar(node, name, "true or false", |text| matches!(text, "true" | "false"));
            }
            Kind::Any => self.any(node, name),
            Kind::Word(words) => self.word(node, words, name),
            Kind::Choice(choices) => self.choice(node, choices),
            Kind::Fields(fields) => self.fields(node, fields),
            Kind::Map { key: key_kind, value: value_kind } => {
                if self.mapping(node, name, &[]) {
                    for (key, value) in node.map().iter().filter(|(key, _)| key.text().is_some()) {
                        self.kind(key, key_kind, &format!("a key of {name}"));
                        self.kind(value, value_kind, key.text().unwrap_or_default());
                    }
                }
            }
            Kind::Switches => self.switches(node, name),
            Kind::List(item) => match &node.content {
                Content::List(items) => items.iter().for_each(|node| self.kind(node, item, name)),
                _ => self.unexpected(node, name, "a list"),
            },
            Kind::Either(scalar, mapping) => {
                let is_map = matches!(node.content, Content::Map(_));
                self.kind(node, if is_map { mapping } else { scalar }, name);
            }
        }
    }

    /// Checks a scalar. `expected` describes those that pass.
    fn scalar(&mut self, node: &Node, name: &str, expected: &str, passes: impl Fn(&str) -> bool) {
        if !node.text().is_some_and(passes) {
            // An unquoted # starts a comment.
            let hint = if node.is_null() { ": quote a value that begins with #" } else { "" };
            let found = node.named();
            self.report(node, format!("expected {name} to be {expected}, found {found}{hint}"));
        }
    }

    /// Checks the keys of all mappings in a value of any kind.
    fn any(&mut self, node: &Node, name: &str) {
        node.list().iter().for_each(|item| self.any(item, name));
        if !node.map().is_empty() && self.mapping(node, name, &[]) {
            node.map().iter().for_each(|(_, value)| self.any(value, name));
        }
    }

    fn word(&mut self, node: &Node, Words { what, words }: &Words, name: &str) {
        let words = words();
        match node.text() {
            Some(text) if words.contains(&text) => {}
            Some(text) => self.not_among(node, text, what, &words),
            None => self.unexpected(node, name, &format!("one of {}", words.join(", "))),
        }
    }

    fn not_among(&mut self, node: &Node, text: &str, what: &str, words: &[&str]) {
        let meant = meant(text, words);
        self.report(node, format!("{text:?} is not {what}{meant} (allowed: {})", words.join(", ")));
    }

    fn choice(&mut self, node: &Node, choices: &Choices) {
        let names = choices.names();
        let name = choices.name;
        if let Some(text) = node.text() {
            match choices.find(text) {
                Some(Choice { value: Value::Needs(_), .. }) => {
                    let message = format!("missing value: write {text}: …");
                    self.report(node, message);
                }
                Some(_) => {}
                None => self.not_among(node, text, choices.what, &names),
            }
            return;
        }
        if let Content::List(_) = node.content {
            self.unexpected(node, name, &format!("one of {}", names.join(", ")));
            return;
        }
        if !self.mapping(node, name, &names) {
            return;
        }
        let mut entries = node.map().iter();
        let known = entries.find_map(|(key, value)| Some((key, value, choices.find(key.text()?)?)));
        let Some((chosen_key, value, choice)) = known else {
            if let Some((key, _)) = node.map().first() {
                let text = key.text().unwrap_or_default();
                self.not_among(key, text, choices.what, &names);
            } else {
                let names = names.join(", ");
                let message = format!("expected {name} to be one of {names}, found nothing");
                self.report(node, message);
            }
            return;
        };
        match &choice.value {
            Value::None | Value::Can(_) if value.is_null() => {}
            Value::None => {
                self.report(value, format!("{} takes no value", choice.name));
            }
            Value::Can(kind) | Value::Needs(kind) => self.kind(value, kind, choice.name),
        }
        let others = node.map().iter().filter(|(key, _)| key.text() != chosen_key.text());
        for (key, value) in others {
            let text = key.text().unwrap_or_default();
            if let Some(field) = choice.beside.iter().find(|field| field.name == text) {
                self.kind(value, &field.kind, field.name);
            } else if choices.find(text).is_some() {
                let message =
                    format!("{name} can't have both {} and {text}: use two steps", choice.name);
                self.report(key, message);
            } else {
                let beside: Vec<&str> = choice.beside.iter().map(|field| field.name).collect();
                let allowed = if beside.is_empty() { "none".to_owned() } else { beside.join(", ") };
                // In braces, a comma ends an unquoted string.
                let meant = if value.is_null() {
                    ": quote a string that contains a comma".to_owned()
                } else {
                    meant(text, &beside)
                };
                self.report(
                    key,
                    format!(
                        "unexpected key {text:?} beside {}{meant} (allowed: {allowed})",
                        choice.name
                    ),
                );
            }
        }
    }

    fn switches(&mut self, node: &Node, name: &str) {
        let switches = switches();
        let names: Vec<&str> = switches.iter().map(|(name, _)| name.as_str()).collect();
        if !self.mapping(node, name, &names) {
            return;
        }
        for (key, value) in node.map() {
            let Some((switch, values)) =
                switches.iter().find(|(name, _)| key.text() == Some(name.as_str()))
            else {
                self.unknown_key(key, name, &names);
                continue;
            };
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            if !value.text().is_some_and(|text| values.contains(&text)) {
                let meant = value.text().map_or_else(String::new, |text| meant(text, &values));
                let (allowed, found) = (values.join(", "), value.named());
                let message =
                    format!("expected {switch} to be one of {allowed}, found {found}{meant}");
                self.report(value, message);
            }
        }
    }
}

/// Returns every switch of a [`Profile`] with its values, the default first.
pub(super) fn switches() -> Vec<(String, Vec<String>)> {
    let mut switches: Vec<(String, Vec<String>)> = Vec::new();
    for profile in Profile::each() {
        let Ok(serde_json::Value::Object(profile)) = serde_json::to_value(profile) else {
            continue;
        };
        for (name, value) in profile {
            let value = value.as_str().unwrap_or_default().to_owned();
            match switches.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) if values.contains(&value) => {}
                Some((_, values)) => values.push(value),
                None => switches.push((name, vec![value])),
            }
        }
    }
    switches
}
