//! A journal in the transaction attributes: `offhook-flow`, `offhook-flow-1` and so on.

use super::Journal;
use crate::call::TransactionAttributes;
use crate::flow::FlowError;

/// The attribute of a journal's beginning, and the prefix of those with the rest.
const KEY: &str = "offhook-flow";
/// In place of the journal of a flow that has ended.
const ENDED: &str = "ended";
/// In place of a journal that is in a store.
const STORED: &str = "stored";
/// Maximum number of attributes, by the page of the service that has an error for more.
const MAX_ATTRIBUTES: usize = 10;

/// Where the journal of a call is.
pub(in crate::flow) enum Place {
    /// No flow has begun.
    Nowhere,
    /// The flow has ended.
    Ended,
    /// In the store.
    Stored,
    Here(Journal),
}

/// Finds the journal of a call.
///
/// # Errors
/// [`FlowError::Unreadable`].
pub(in crate::flow) fn find(attributes: &TransactionAttributes) -> Result<Place, FlowError> {
    let unreadable = |problem| FlowError::Unreadable { problem };
    if !attributes.contains_key(KEY) {
        return if attributes.contains_key(&key(1)) {
            Err(unreadable("its beginning is missing"))
        } else {
            Ok(Place::Nowhere)
        };
    }
    let mut text = String::new();
    for part in (0..).map(key).take_while(|key| attributes.contains_key(key)) {
        text.push_str(attributes.get(&part).ok_or(unreadable("its attribute is not text"))?);
    }
    match &*text {
        ENDED => Ok(Place::Ended),
        STORED => Ok(Place::Stored),
        text => Journal::read(text).map(Place::Here).map_err(unreadable),
    }
}

/// Copies a journal, or its mark, from some attributes to others.
pub(in crate::flow) fn carry(from: &TransactionAttributes, to: &mut TransactionAttributes) {
    remove(to);
    for part in (0..).map(key).take_while(|key| from.contains_key(key)) {
        if let Some(text) = from.get(&part) {
            to.insert_text(&part, text.to_owned());
        }
    }
}

fn remove(attributes: &mut TransactionAttributes) {
    for part in (0..).map(key) {
        if attributes.remove(&part).is_none() {
            break;
        }
    }
}

/// What a reply stores of a flow.
pub(in crate::flow) enum Mark {
    Ended,
    Stored,
}

/// Puts the journal into the attributes, in parts of at most `limit` characters.
///
/// # Errors
/// [`FlowError::TooLarge`].
pub(in crate::flow) fn store(
    attributes: &mut TransactionAttributes,
    journal: Result<&Journal, Mark>,
    limit: usize,
) -> Result<(), FlowError> {
    remove(attributes);
    let journal = match journal {
        Ok(journal) => journal,
        Err(mark) => {
            let mark = match mark {
                Mark::Ended => ENDED,
                Mark::Stored => STORED,
            };
            attributes.insert_text(KEY, mark.to_owned());
            return Ok(());
        }
    };
    let text = journal.write();
    let others = attributes.len();
    let mut rest = &*text;
    let mut parts = 0;
    while !rest.is_empty() {
        let end = rest.char_indices().nth(limit).map_or(rest.len(), |(end, _)| end);
        let (part, after) = rest.split_at(end);
        attributes.insert_text(&key(parts), part.to_owned());
        rest = after;
        parts += 1;
    }
    if attributes.len() > MAX_ATTRIBUTES {
        let largest = journal.largest();
        return Err(FlowError::TooLarge {
            parts,
            others,
            characters: text.chars().count(),
            largest,
        });
    }
    Ok(())
}

fn key(part: usize) -> String {
    match part {
        0 => KEY.to_owned(),
        part => format!("{KEY}-{part}"),
    }
}
