//! A journal in the transaction attributes: `offhook-flow`, `offhook-flow-1` and so on.

use std::borrow::Cow;

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

/// Returns `true` if a flow of the call has begun.
pub(in crate::flow) fn has_begun(attributes: &TransactionAttributes) -> bool {
    attributes.contains_key(KEYS[0])
}

/// Returns `true` if the journal of a call is in a store.
pub(in crate::flow) fn is_stored(attributes: &TransactionAttributes) -> bool {
    attributes.get(KEYS[0]) == Some(STORED)
}

/// Returns `true` if the flow of a call has ended.
pub(in crate::flow) fn has_ended(attributes: &TransactionAttributes) -> bool {
    attributes.get(KEYS[0]) == Some(ENDED)
}

/// Finds the journal of a call.
///
/// # Errors
/// [`FlowError::Unreadable`].
pub(in crate::flow) fn find(attributes: &TransactionAttributes) -> Result<Place, FlowError> {
    if !has_begun(attributes) {
        return if attributes.contains_key(KEYS[1]) {
            Err(FlowError::unreadable("its beginning is missing"))
        } else {
            Ok(Place::Nowhere)
        };
    }
    // Where the service merges attributes, parts of a journal can stay behind a mark.
    match attributes.get(KEYS[0]) {
        Some(ENDED) => return Ok(Place::Ended),
        Some(STORED) => return Ok(Place::Stored),
        _ => {}
    }
    let mut text = Cow::Borrowed("");
    for key in KEYS {
        match attributes.get(key) {
            Some(part) => text += part,
            None if attributes.contains_key(key) => {
                return Err(FlowError::unreadable("its attribute is not text"));
            }
            None => break,
        }
    }
    Journal::read(&text).map(Place::Here).map_err(FlowError::unreadable)
}

/// Copies a journal, or its mark, from some attributes to others.
pub(in crate::flow) fn carry(from: &TransactionAttributes, to: &mut TransactionAttributes) {
    *to = without(to).0;
    for part in KEYS.into_iter().take_while(|key| from.contains_key(key)) {
        if let Some(text) = from.get(part) {
            to.insert_text(part, text.to_owned());
        }
    }
}

/// The attributes without a journal or its mark, and the number of the parts that it had.
fn without(attributes: &TransactionAttributes) -> (TransactionAttributes, usize) {
    let others = attributes.filtered(|key| !KEYS.contains(&key));
    let parts = attributes.len() - others.len();
    (others, parts)
}

/// What a reply stores of a flow.
#[derive(Clone, Copy)]
pub(in crate::flow) enum Mark {
    Ended,
    Stored,
}

/// The attributes with this journal, in parts of at most `limit` characters.
///
/// # Errors
/// [`FlowError::TooLarge`].
pub(in crate::flow) fn store(
    attributes: &TransactionAttributes,
    journal: Result<&Journal, Mark>,
    limit: usize,
) -> Result<TransactionAttributes, FlowError> {
    let (mut attributes, before) = without(attributes);
    let mut rest = match &journal {
        Ok(journal) => journal.write(),
        Err(Mark::Ended) => ENDED.to_owned(),
        Err(Mark::Stored) => STORED.to_owned(),
    };
    let others = attributes.len();
    let mut parts = 0;
    // Where the service merges attributes, a part that is left out stays: an empty one takes its place.
    while !rest.is_empty() || parts < before {
        let cut = (rest.len() > limit).then(|| rest.char_indices().nth(limit)).flatten();
        let after = cut.map(|(end, _)| rest.split_off(end)).unwrap_or_default();
        let part = std::mem::replace(&mut rest, after);
        if let Some(key) = KEYS.get(parts) {
            attributes.insert_text(key, part);
        }
        parts += 1;
    }
    match journal {
        Ok(journal) if parts + others > MAX_ATTRIBUTES => {
            let (characters, largest) = (journal.write().chars().count(), journal.largest());
            Err(FlowError::TooLarge { parts, others, characters, largest })
        }
        _ => Ok(attributes),
    }
}
