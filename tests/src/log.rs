//! The log of an app: a `tracing` subscriber that keeps all records of each thread.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::{Level, Metadata, Subscriber, span};

/// A span or an event, its fields as text, including the message.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its level.
    pub level: Level,
    /// Whether it is a span.
    pub is_span: bool,
    /// Its fields; a span's have their last values.
    pub fields: BTreeMap<&'static str, String>,
}

impl Record {
    /// Returns a field's text, empty if the field was not set.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

thread_local! {
    static RECORDS: RefCell<Vec<Record>> = const { RefCell::new(Vec::new()) };
}

/// Clears this thread's records. Must be called before the code under test.
///
/// # Panics
/// If the test has installed another subscriber.
pub fn start() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        tracing::subscriber::set_global_default(Keep).expect("no other subscriber is installed");
        // A span that another thread entered just before stays disabled unless a new subscriber
        // makes `tracing` ask again.
        drop(tracing::Dispatch::new(Keep));
    });
    RECORDS.take();
}

/// Returns what this thread logged since [`start`].
pub fn records() -> Vec<Record> {
    RECORDS.with_borrow(Vec::clone)
}

/// Returns the only event of this level since [`start`].
///
/// # Panics
/// If there is none, or more than one.
pub fn only(level: Level) -> Record {
    let mut found = records();
    found.retain(|record| !record.is_span && record.level == level);
    assert_eq!(found.len(), 1, "one {level} event in {found:?}");
    found.remove(0)
}

/// Returns everything that this thread logged since [`start`], as text.
pub fn text() -> String {
    format!("{:?}", records())
}

struct Keep;

impl Keep {
    fn push(metadata: &Metadata<'_>, fill: impl FnOnce(&mut Fields)) -> u64 {
        let mut fields = Fields::default();
        fill(&mut fields);
        let record =
            Record { level: *metadata.level(), is_span: metadata.is_span(), fields: fields.0 };
        RECORDS.with_borrow_mut(|records| {
            records.push(record);
            records.len() as u64
        })
    }
}

impl Subscriber for Keep {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("offhook")
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(Self::push(attributes.metadata(), |fields| attributes.record(fields)))
    }

    fn record(&self, span: &span::Id, values: &span::Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        RECORDS.with_borrow_mut(|records| {
            let position = usize::try_from(span.into_u64()).expect("ids are positions") - 1;
            if let Some(record) = records.get_mut(position) {
                record.fields.extend(fields.0);
            }
        });
    }

    fn event(&self, event: &tracing::Event<'_>) {
        Self::push(event.metadata(), |fields| event.record(fields));
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}
