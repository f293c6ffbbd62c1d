//! A journal in the transaction attributes: `offhook-flow`, `offhook-flow-1` and so on.

use super::Journal;
use crate::call::TransactionAttributes;
use crate::flow::FlowError;

/// The attributes of a journal's parts, in order: as many as the service takes by the page that has
/// an error for more.
const KEYS: [&str; MAX_ATTRIBUTES] = [
    "offhook-flow",
    "offhook-flow-1",
    "offhook-flow-2",
    "offhook-flow-3",
    "offhook-flow-4",
    "offhook-flow-5",
    "offhook-flow-6",
    "offhook-flow-7",
    "offhook-flow-8",
    "offhook-flow-9",
];
/// In place of the journal of a flow that has ended.
const ENDED: &str = "ended";
/// In place of a journal that is in a store.
const STORED: &str = "stored";
/// Maximum number of attributes.
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

/// Whether a flow of the call has begun.
pub(in crate::flow) fn has_begun(attributes: &TransactionAttributes) -> bool {
    attributes.contains_key(KEYS[0])
}

/// Finds the journal of a call.
///
/// # Errors
/// [`FlowError::Unreadable`].
pub(in crate::flow) fn find(attributes: &TransactionAttributes) -> Result<Place, FlowError> {
    let unreadable = |problem| FlowError::Unreadable { problem };
    if !has_begun(attributes) {
        return if attributes.contains_key(KEYS[1]) {
            Err(unreadable("its beginning is missing"))
        } else {
            Ok(Place::Nowhere)
        };
    }
    let mut text = String::new();
    for part in KEYS.into_iter().take_while(|key| attributes.contains_key(key)) {
        text.push_str(attributes.get(part).ok_or(unreadable("its attribute is not text"))?);
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
    for part in KEYS.into_iter().take_while(|key| from.contains_key(key)) {
        if let Some(text) = from.get(part) {
            to.insert_text(part, text.to_owned());
        }
    }
}

fn remove(attributes: &mut TransactionAttributes) {
    for part in KEYS {
        if attributes.remove(part).is_none() {
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
            attributes.insert_text(KEYS[0], mark.to_owned());
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
        if let Some(key) = KEYS.get(parts) {
            attributes.insert_text(key, part.to_owned());
        }
        rest = after;
        parts += 1;
    }
    if parts + others > MAX_ATTRIBUTES {
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
