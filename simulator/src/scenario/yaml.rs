//! Parses YAML into a tree whose nodes have positions.
//!
//! Depends on `saphyr_parser`. Scalars keep their text, so that an unquoted `+12065550123` stays a
//! phone number and `press: 012` keeps its leading zero.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::Value;

use super::error::{Position, Problem};

/// Maximum depth, to limit the recursion of functions that walk the tree.
const MAX_DEPTH: usize = 24;

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) at: Position,
    pub(super) content: Content,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    Scalar { text: String, quoted: bool },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// Returns the text of a scalar that is not null.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    pub(super) fn list(&self) -> &[Self] {
        if let Content::List(items) = &self.content { items } else { &[] }
    }

    pub(super) fn map(&self) -> &[(Self, Self)] {
        if let Content::Map(entries) = &self.content { entries } else { &[] }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.map().iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    pub(super) fn is_null(&self) -> bool {
        let Content::Scalar { text, quoted } = &self.content else { return false };
        !quoted && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// Returns the node in the words of an error message.
    pub(super) fn named(&self) -> String {
        match &self.content {
            Content::Scalar { .. } if self.is_null() => "nothing".to_owned(),
            Content::Scalar { text, .. } => format!("{text:?}"),
            Content::List(_) => "a list".to_owned(),
            Content::Map(_) => "a mapping".to_owned(),
        }
    }

    /// Converts the node to JSON, by YAML's core schema.
    pub(super) fn json(&self) -> Value {
        match &self.content {
            Content::Scalar { text, quoted: true } => Value::from(text.as_str()),
            Content::Scalar { text, .. } => plain(text),
            Content::List(items) => items.iter().map(Self::json).collect(),
            Content::Map(entries) => {
                let named = |(key, value): &(Self, Self)| {
                    (key.text().unwrap_or_default().to_owned(), value.json())
                };
                Value::Object(entries.iter().map(named).collect())
            }
        }
    }
}

/// Converts an unquoted scalar to JSON.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => {
            let whole = text.parse::<i64>().ok().map(Value::from);
            // The words for infinity are text: JSON has no such number.
            let number = || serde_json::Number::from_f64(text.parse().ok()?).map(Value::Number);
            whole.or_else(number).unwrap_or_else(|| Value::from(text))
        }
    }
}

/// Parses the documents of a file, without empty ones.
pub(super) fn documents(text: &str) -> Result<Vec<Node>, Problem> {
    // A byte order mark is not part of the first key.
    let mut parser = Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut documents = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let place = Position::new(error.marker().line(), error.marker().col() + 1);
            Problem::new(place, format!("invalid YAML: {}{}", error.info(), hint(text, place)))
        })?;
        let at = place(span);
        let done = match event {
            Event::Scalar(text, style, anchor, tag) => {
                refuse(at, anchor, tag.is_some())?;
                let quoted = style != ScalarStyle::Plain;
                Some(Node { at, content: Content::Scalar { text: text.into_owned(), quoted } })
            }
            Event::SequenceStart(anchor, tag) => {
                refuse(at, anchor, tag.is_some())?;
                open.push(Open { at, is_map: false, nodes: Vec::new() });
                None
            }
            Event::MappingStart(anchor, tag) => {
                refuse(at, anchor, tag.is_some())?;
                open.push(Open { at, is_map: true, nodes: Vec::new() });
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(Open::close),
            _ => None,
        };
        if open.len() > MAX_DEPTH {
            return Err(Problem::new(at, format!("nested deeper than {MAX_DEPTH} levels")));
        }
        match (done, open.last_mut()) {
            (Some(node), Some(parent)) => parent.nodes.push(node),
            (Some(node), None) => documents.push(node),
            (None, _) => {}
        }
    }
    documents.retain(|document| !document.is_null());
    Ok(documents)
}

/// A list or mapping whose end has not been read.
struct Open {
    at: Position,
    is_map: bool,
    nodes: Vec<Node>,
}

impl Open {
    fn close(self) -> Node {
        let content = if self.is_map {
            let mut entries = Vec::with_capacity(self.nodes.len() / 2);
            let mut nodes = self.nodes.into_iter();
            while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
                entries.push((key, value));
            }
            Content::Map(entries)
        } else {
            Content::List(self.nodes)
        };
        Node { at: self.at, content }
    }
}

fn place(span: Span) -> Position {
    Position::new(span.start.line(), span.start.col() + 1)
}

fn refuse(at: Position, anchor: usize, has_tag: bool) -> Result<(), Problem> {
    match (anchor, has_tag) {
        (0, false) => Ok(()),
        (0, true) => {
            let problem = "tags (!) are not supported: quote a string that begins with !";
            Err(Problem::new(at, problem.to_owned()))
        }
        _ => Err(anchors(at)),
    }
}

fn anchors(at: Position) -> Problem {
    let problem = "anchors and aliases (& and *) are not supported: repeat the value, \
                   or quote a string that begins with & or *";
    Problem::new(at, problem.to_owned())
}

/// Returns the end of a message for the most likely mistake, an unquoted `*` key.
fn hint(text: &str, at: Position) -> &'static str {
    let line = text.lines().nth(at.line.saturating_sub(1)).unwrap_or_default();
    if line.contains(": *") { ": quote *, as in presses: \"*\"" } else { "" }
}
