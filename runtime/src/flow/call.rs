//! The flow of a call: finds its journal, runs it, and keeps what it wrote.

use std::sync::OnceLock;

use tracing::{Span, field};

use super::drive::{End, Walked, walk};
use super::entry::Bound;
use super::error::FlowError;
use super::journal::{self, Journal, Mark, Place, carry, find, store};
use super::store::{JournalStore, StoredJournal};
use crate::call::TransactionAttributes;
use crate::error::Error;
use crate::event::{EventType, Invocation};
use crate::reply::Reply;

/// How often an invocation tries to store a journal that others change.
const ATTEMPTS: usize = 5;
/// Before the stored journal of a flow that has ended.
const ENDED: char = '.';

/// An event of a call that may have a flow.
pub(crate) struct Turn<'i> {
    invocation: &'i Invocation,
    journals: Option<&'i dyn JournalStore>,
    /// Maximum number of characters of one transaction attribute.
    limit: usize,
    /// The path of the flow that ran.
    flow: OnceLock<&'static str>,
}

/// What the flow of a call makes of an event.
pub(crate) enum Taken {
    /// No flow runs: none began, or it has ended.
    No,
    /// It is the flow's.
    Answered(Reply),
    /// A flow runs, and the event is not its; the error is for when no handler takes it.
    Foreign(Option<FlowError>),
}

impl<'i> Turn<'i> {
    pub(crate) fn new(
        invocation: &'i Invocation,
        journals: Option<&'i dyn JournalStore>,
        limit: usize,
    ) -> Self {
        Self { invocation, journals, limit, flow: OnceLock::new() }
    }

    /// The path of the flow that ran, whatever became of it.
    pub(crate) fn flow(&self) -> Option<&'static str> {
        self.flow.get().copied()
    }

    /// Lets the flow that runs, if one does, answer the event. `flow_of` finds it by the hash of its
    /// name and its version.
    pub(crate) async fn go_on(
        &self,
        flow_of: &(dyn Fn(u32, u32) -> Result<Bound<'i>, FlowError> + Sync),
    ) -> Result<Taken, Error> {
        let attributes = self.invocation.call().attributes();
        for attempt in 0..ATTEMPTS {
            let Stored { mut journal, revision, .. } = match find(attributes)? {
                Place::Nowhere => return Ok(Taken::No),
                Place::Ended => {
                    // The reply that ended the flow has arrived.
                    if let Some(journals) = self.journals {
                        journals.delete(self.transaction_id()).await?;
                    }
                    return Ok(Taken::No);
                }
                Place::Here(journal) => Stored { journal, revision: 0, has_ended: false },
                Place::Stored => match self.load().await? {
                    // The reply to the event that ended the flow is on its way.
                    Some(stored)
                        if stored.has_ended
                            && !stored.journal.ends_with(self.invocation.sequence()) =>
                    {
                        if let Some(journals) = self.journals.filter(|_| self.is_over()) {
                            journals.delete(self.transaction_id()).await?;
                        }
                        return Ok(Taken::Foreign(None));
                    }
                    Some(stored) => stored,
                    // The event that ended the call came again.
                    None if self.is_over() => return Ok(Taken::No),
                    // That event was faster.
                    None if attempt > 0 => return Ok(Taken::Foreign(None)),
                    None => {
                        return Err(FlowError::unreadable("the store does not have it").into());
                    }
                },
            };
            let flow = flow_of(journal.flow, journal.version)?;
            if !journal.take_back(self.invocation.sequence()) {
                // Boxed: the future of each event would be as large.
                let reply = Box::pin(self.repeat(&flow, journal)).await?;
                return Ok(Taken::Answered(reply));
            }
            let end = self.walk(&flow, &mut journal, false).await?.end;
            if let End::Foreign(unexpected) = end {
                return Ok(Taken::Foreign(unexpected));
            }
            let is_new = journal.ends_with(self.invocation.sequence());
            let kept = self.keep(&journal, end, is_new, false, attributes, revision);
            if let Some(reply) = kept.await? {
                return Ok(Taken::Answered(reply));
            }
        }
        Err(FlowError::Contended.into())
    }

    /// The reply to an event that comes again after others. Where its journal was part of the first
    /// reply, that has arrived. Otherwise its actions are sent again, unless others took their place.
    async fn repeat(&self, flow: &Bound<'_>, mut journal: Journal) -> Result<Reply, Error> {
        if self.journals.is_none() {
            return Ok(Reply::keep());
        }
        let mut before = journal.before(self.invocation.sequence());
        let now = self.walk(flow, &mut journal, true).await?;
        let then = self.walk(flow, &mut before, false).await?;
        Ok(match then.end {
            End::Waits(Some(actions)) if then.last == now.last => actions.into(),
            _ => Reply::keep(),
        })
    }

    /// Runs a flow, and notes where it stands in the invocation's span.
    async fn walk(
        &self,
        flow: &Bound<'_>,
        journal: &mut Journal,
        begins: bool,
    ) -> Result<Walked, Error> {
        let _ = self.flow.set(flow.path);
        let span = Span::current();
        span.record("handler", flow.path);
        let walked = walk(flow, journal, self.invocation, begins).await?;
        if let Some(at) = walked.at {
            span.record("at", field::display(format_args!("{}:{}", at.file(), at.line())));
        }
        Ok(walked)
    }

    /// Begins a flow with the event. `attributes`: those of the reply that enters it.
    pub(crate) async fn begin(
        &self,
        flow: &Bound<'_>,
        attributes: Option<&TransactionAttributes>,
    ) -> Result<Reply, Error> {
        let is_ringing =
            matches!(self.invocation.event_type(), EventType::NewOutboundCall | EventType::Ringing);
        let sequence = self.invocation.sequence();
        for _ in 0..ATTEMPTS {
            let mut journal = Journal::new(flow.name, flow.version, is_ringing, sequence);
            let mut revision = 0;
            // The event comes again if its reply was lost.
            if let Some(journals) = self.journals
                && let Some(stored) = journals.load(self.transaction_id()).await?
            {
                let mut stored = read(&stored)?;
                stored.journal.truncate(0);
                journal.kept = stored.journal.kept;
                revision = stored.revision;
            }
            let end = self.walk(flow, &mut journal, true).await?.end;
            let attributes = attributes.unwrap_or(self.invocation.call().attributes());
            let kept = self.keep(&journal, end, true, true, attributes, revision);
            if let Some(reply) = kept.await? {
                return Ok(reply);
            }
        }
        Err(FlowError::Contended.into())
    }

    /// Keeps the journal, and completes the reply; `None` if others changed the stored journal.
    async fn keep(
        &self,
        journal: &Journal,
        end: End,
        is_new: bool,
        begins: bool,
        attributes: &TransactionAttributes,
        revision: u64,
    ) -> Result<Option<Reply>, Error> {
        let (reply, has_ended) = match end {
            End::Waits(Some(actions)) => (Reply::from(actions), false),
            End::Waits(None) if begins => (Reply::none(), false),
            End::Waits(None) | End::Foreign(_) => (Reply::keep(), false),
            End::Returned(actions) => (Reply::from(actions), true),
        };
        if !is_new && !has_ended {
            return Ok(Some(reply));
        }
        match self.journals {
            Some(journals) if has_ended && self.is_over() => {
                journals.delete(self.transaction_id()).await?;
            }
            // Also that of a flow that has ended: its last event comes again if the reply is lost.
            Some(journals) => {
                let mut text = journal.write();
                if has_ended {
                    text.insert(0, ENDED);
                }
                let journal = StoredJournal::new(text, revision + 1);
                if !journals.store(self.transaction_id(), journal).await? {
                    return Ok(None);
                }
            }
            None => {}
        }
        let mark = match (has_ended, self.journals) {
            (true, _) => Err(Mark::Ended),
            // It is there already.
            (false, Some(_)) if !begins => return Ok(Some(reply)),
            (false, Some(_)) => Err(Mark::Stored),
            (false, None) => Ok(journal),
        };
        Ok(Some(reply.with_attributes(store(attributes, mark, self.limit)?)))
    }

    async fn load(&self) -> Result<Option<Stored>, Error> {
        const PLACE: &str = "the transaction attributes say that it is in a store";
        let journals = self.journals.ok_or(FlowError::unreadable(PLACE))?;
        let stored = journals.load(self.transaction_id()).await?;
        Ok(stored.map(|stored| read(&stored)).transpose()?)
    }

    fn transaction_id(&self) -> &str {
        self.invocation.call().transaction_id()
    }

    fn is_over(&self) -> bool {
        !self.invocation.call().is_up()
    }
}

/// A journal that was kept.
struct Stored {
    journal: Journal,
    revision: u64,
    has_ended: bool,
}

fn read(stored: &StoredJournal) -> Result<Stored, FlowError> {
    let ended = stored.text.strip_prefix(ENDED);
    let journal = Journal::read(ended.unwrap_or(&stored.text)).map_err(FlowError::unreadable)?;
    Ok(Stored { journal, revision: stored.revision, has_ended: ended.is_some() })
}

/// Returns `true` if the journal of the call is in a store.
pub(crate) fn is_stored(invocation: &Invocation) -> bool {
    journal::is_stored(invocation.call().attributes())
}

/// Returns `true` if a flow of the call has begun.
pub(crate) fn has_begun(invocation: &Invocation) -> bool {
    journal::has_begun(invocation.call().attributes())
}

/// Returns `true` if a flow of the call has ended: it hangs everybody up.
pub(crate) fn has_ended(invocation: &Invocation) -> bool {
    journal::has_ended(invocation.call().attributes())
}

/// Marks the flow of a call as ended in a reply.
pub(crate) fn end(reply: &mut Reply, invocation: &Invocation) {
    let attributes = reply.attributes().unwrap_or(invocation.call().attributes());
    // A mark always fits.
    if let Ok(attributes) = store(attributes, Err(Mark::Ended), usize::MAX) {
        *reply.attributes_mut() = Some(attributes);
    }
}

/// Puts what a flow has in the call's transaction attributes into those of a reply, whatever they
/// are.
pub(crate) fn survive(reply: &mut Reply, invocation: &Invocation) {
    if let Some(attributes) = reply.attributes_mut() {
        carry(invocation.call().attributes(), attributes);
    }
}
