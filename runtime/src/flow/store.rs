//! Stores of journals, for those that do not fit into transaction attributes.

use std::collections::HashMap;
use std::fmt;
use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Storing;

/// A journal as a store keeps it.
///
/// `Debug` counts the text's characters: it can hold what side effects returned.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredJournal {
    /// Its text.
    pub text: String,
    /// The number of times it was stored, from 1.
    pub revision: u64,
}

impl StoredJournal {
    /// Creates a journal that was read from a store.
    pub fn new(text: impl Into<String>, revision: u64) -> Self {
        Self { text: text.into(), revision }
    }
}

impl fmt::Debug for StoredJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredJournal")
            .field("characters", &self.text.chars().count())
            .field("revision", &self.revision)
            .finish()
    }
}

/// A store of the journals of calls: `#[offhook::app(journals = field)]` names the app's field.
///
/// By default a journal is kept in the call's transaction attributes, which the service brings along
/// with each event. A store is for results of side effects that are too large for them or secret,
/// and for calls whose events come at once: its condition makes sure that no event is lost. A DynamoDB
/// table is in [`offhook-aws`](https://docs.rs/offhook-aws).
///
/// An error of a function ends the invocation, as an error of the flow does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't keep the journals of flows",
    label = "does not implement `JournalStore`",
    note = "the field that `#[offhook::app(journals = …)]` names implements `offhook::flow::JournalStore`"
)]
pub trait JournalStore: Send + Sync {
    /// Loads the journal of a call; `None` if there is none.
    fn load<'a>(&'a self, transaction_id: &'a str) -> Storing<'a, Option<StoredJournal>>;

    /// Stores the journal of a call if the stored one is the revision before it, or none for revision
    /// 1. Returns `false` if it is not: another invocation was faster.
    fn store<'a>(&'a self, transaction_id: &'a str, journal: StoredJournal) -> Storing<'a, bool>;

    /// Deletes the journal of a call, whose flow has ended.
    fn delete<'a>(&'a self, transaction_id: &'a str) -> Storing<'a, ()>;
}

/// A store that apps share, such as those that `Simulator::cold` makes.
#[diagnostic::do_not_recommend]
impl<S: JournalStore + ?Sized> JournalStore for Arc<S> {
    fn load<'a>(&'a self, transaction_id: &'a str) -> Storing<'a, Option<StoredJournal>> {
        (**self).load(transaction_id)
    }

    fn store<'a>(&'a self, transaction_id: &'a str, journal: StoredJournal) -> Storing<'a, bool> {
        (**self).store(transaction_id, journal)
    }

    fn delete<'a>(&'a self, transaction_id: &'a str) -> Storing<'a, ()> {
        (**self).delete(transaction_id)
    }
}

/// A store in memory, for tests: a Lambda's calls move between processes.
///
/// Apps share it in an `Arc`.
#[derive(Default)]
pub struct MemoryStore(Mutex<HashMap<String, StoredJournal>>);

impl MemoryStore {
    /// Creates an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of journals.
    pub fn len(&self) -> usize {
        self.with(|journals| journals.len())
    }

    /// Returns `true` if there are no journals.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn with<T>(&self, use_journals: impl FnOnce(&mut HashMap<String, StoredJournal>) -> T) -> T {
        use_journals(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryStore({} journals)", self.len())
    }
}

#[diagnostic::do_not_recommend]
impl JournalStore for MemoryStore {
    fn load<'a>(&'a self, transaction_id: &'a str) -> Storing<'a, Option<StoredJournal>> {
        let journal = self.with(|journals| journals.get(transaction_id).cloned());
        Box::pin(ready(Ok(journal)))
    }

    fn store<'a>(&'a self, transaction_id: &'a str, journal: StoredJournal) -> Storing<'a, bool> {
        let is_next = self.with(|journals| {
            let before = journals.get(transaction_id).map_or(0, |stored| stored.revision);
            let is_next = before + 1 == journal.revision;
            if is_next {
                journals.insert(transaction_id.to_owned(), journal);
            }
            is_next
        });
        Box::pin(ready(Ok(is_next)))
    }

    fn delete<'a>(&'a self, transaction_id: &'a str) -> Storing<'a, ()> {
        self.with(|journals| journals.remove(transaction_id));
        Box::pin(ready(Ok(())))
    }
}
