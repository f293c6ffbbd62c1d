//! Holds a file against the format. Everything that is wrong is said at once, in the words of the
//! file.

use super::error::{Problem, meant};
use super::kind::{Choice, Choices, Field, Fields, Kind, Value, Words};
use super::values;
use super::yaml::{Content, Node};
use crate::Profile;

/// Finds what is wrong.
#[derive(Debug, Default)]
pub(super) struct Checker {
    pub(super) problems: Vec<Problem>,
}

impl Checker {
    pub(super) fn say(&mut self, node: &Node, message: String) {
        self.problems.push(Problem::new(node.at, message));
    }

    /// Checks a mapping that has its own name.
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
        // A key that is misspelt is not missing, too.
        let unknown =
            node.map().iter().any(|(key, _)| !key.text().is_some_and(|key| names.contains(&key)));
        if unknown {
            return;
        }
        for Field { name: needed, .. } in fields.fields.iter().filter(|field| field.needed) {
            if node.get(needed).is_none() {
                self.say(node, format!("{name} needs {needed}"));
            }
        }
        let one_of = fields.one_of;
        let mut chosen = node
            .map()
            .iter()
            .filter(|(key, _)| key.text().is_some_and(|key| one_of.contains(&key)));
        match (chosen.next(), chosen.next()) {
            (None, _) if !one_of.is_empty() => {
                self.say(node, format!("{name} needs {}", one_of.join(" or ")));
            }
            (_, Some((second, _))) => {
                self.say(second, format!("{name} has only one of {}", one_of.join(" and ")));
            }
            _ => {}
        }
    }

    /// Whether this is a mapping; its keys are texts that come once each.
    fn mapping(&mut self, node: &Node, name: &str, keys: &[&str]) -> bool {
        let Content::Map(entries) = &node.content else {
            let has =
                if keys.is_empty() { String::new() } else { format!(" of {}", keys.join(", ")) };
            self.say(node, format!("{name} has to be a mapping{has}, not {}", node.named()));
            return false;
        };
        for (index, (key, _)) in entries.iter().enumerate() {
            match key.text() {
                None => {
                    let named = key.named();
                    self.say(key, format!("a key of {name} has to be a text, not {named}"));
                }
                Some(text)
                    if entries[..index].iter().any(|(other, _)| other.text() == Some(text)) =>
                {
                    self.say(key, format!("{name} has {text:?} twice"));
                }
                Some(_) => {}
            }
        }
        true
    }

    fn unknown_key(&mut self, key: &Node, name: &str, allowed: &[&str]) {
        // One that is no text has been told already.
        if let Some(text) = key.text() {
            let meant = meant(text, allowed);
            let allowed = allowed.join(", ");
            self.say(key, format!("{name} has no key {text:?}{meant} (allowed: {allowed})"));
        }
    }

    fn kind(&mut self, node: &Node, kind: &Kind, name: &str) {
        match kind {
            Kind::Text => {
                self.scalar(node, name, "a text", |_| true);
            }
            Kind::Keys => {
                let keys = "keys (0-9, *, #, A-D, and a comma for half a second)";
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
                    format!("a whole number from {from} on")
                } else {
                    format!("a whole number from {from} to {to}")
                };
                self.scalar(node, name, &range, |text| {
                    text.parse().is_ok_and(|number| (*from..=*to).contains(&number))
                });
            }
            Kind::Price => {
                self.scalar(node, name, "a number from 0 on", |text| {
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
                _ => self.say(node, format!("{name} has to be a list, not {}", node.named())),
            },
            Kind::Either(scalar, mapping) => {
                let is_map = matches!(node.content, Content::Map(_));
                self.kind(node, if is_map { mapping } else { scalar }, name);
            }
        }
    }

    /// Whether this is a scalar that passes; `expected` says which do.
    fn scalar(&mut self, node: &Node, name: &str, expected: &str, passes: impl Fn(&str) -> bool) {
        if !node.text().is_some_and(passes) {
            // What an unquoted # starts is a comment.
            let hint = if node.is_null() { ": is it a # that needs quotes?" } else { "" };
            self.say(node, format!("{name} has to be {expected}, not {}{hint}", node.named()));
        }
    }

    /// Mappings in it have texts for keys, each once.
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
            None => {
                let words = words.join(", ");
                self.say(node, format!("{name} has to be one of {words}, not {}", node.named()));
            }
        }
    }

    fn not_among(&mut self, node: &Node, text: &str, what: &str, words: &[&str]) {
        let meant = meant(text, words);
        self.say(node, format!("{text:?} is not {what}{meant} (allowed: {})", words.join(", ")));
    }

    fn not_chosen(&mut self, node: &Node, text: &str, choices: &Choices) {
        let what = choices.what;
        match choices.other.filter(|other| other.find(text).is_some()) {
            Some(other) => self.say(node, format!("{text:?} is {}, not {what}", other.what)),
            None => self.not_among(node, text, what, &choices.names()),
        }
    }

    fn choice(&mut self, node: &Node, choices: &Choices) {
        let names = choices.names();
        let name = choices.name;
        if let Some(text) = node.text() {
            match choices.find(text) {
                Some(Choice { value: Value::Needs(_), .. }) => {
                    self.say(node, format!("{text} needs a value: {name}: {{ {text}: … }}"));
                }
                Some(_) => {}
                None => self.not_chosen(node, text, choices),
            }
            return;
        }
        if let Content::List(_) = node.content {
            let names = names.join(", ");
            self.say(node, format!("{name} has to be one of {names}, not a list"));
            return;
        }
        if !self.mapping(node, name, &names) {
            return;
        }
        // One beside which the others may stand; or else the first that is known.
        let known = || {
            let entries = node.map().iter();
            entries.filter_map(|(key, value)| Some((key, value, choices.find(key.text()?)?)))
        };
        let suits = |choice: &Choice| {
            let mut names = node.map().iter().filter_map(|(key, _)| key.text());
            names.all(|name| {
                name == choice.name || choice.beside.iter().any(|field| field.name == name)
            })
        };
        let suiting = known().find(|(.., choice)| suits(choice));
        let Some((chosen_key, value, choice)) = suiting.or_else(|| known().next()) else {
            match node.map().first() {
                Some((key, _)) => {
                    let text = key.text().unwrap_or_default();
                    self.not_chosen(key, text, choices);
                }
                None => self.say(node, format!("{name} is empty (allowed: {})", names.join(", "))),
            }
            return;
        };
        match &choice.value {
            Value::None | Value::Can(_) if value.is_null() => {}
            Value::None => {
                let message = format!("{0} has no value: {name}: {0}", choice.name);
                self.say(value, message);
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
                    format!("{name} has {} already: make another step of {text}", choice.name);
                self.say(key, message);
            } else {
                let beside: Vec<&str> = choice.beside.iter().map(|field| field.name).collect();
                let allowed =
                    if beside.is_empty() { "nothing".to_owned() } else { beside.join(", ") };
                // In braces a comma ends a text that has no quotes.
                let meant = if value.is_null() {
                    ": a text with a comma needs quotes".to_owned()
                } else {
                    meant(text, &beside)
                };
                self.say(
                    key,
                    format!(
                        "{text:?} can't stand beside {}{meant} (allowed: {allowed})",
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
                let allowed = values.join(", ");
                let what = value.named();
                self.say(value, format!("{switch} can't be {what}{meant} (allowed: {allowed})"));
            }
        }
    }
}

/// Every switch of a [`Profile`] and its values, the default first.
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
