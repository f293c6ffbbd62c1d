//! The world around a call: the Lambda, prompts, bots, people, meetings and faults.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use crate::lambda::{Lambda, MakeLambda};
use crate::{Bot, Buckets, FarEnd, Fault, FindingKind, Profile};

/// What a call depends on.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) lambda: Arc<dyn Lambda>,
    /// Makes another Lambda like it.
    pub(crate) make: Option<MakeLambda>,
    pub(crate) seed: u64,
    /// Number of calls since the seed was set.
    pub(crate) calls: Arc<AtomicU64>,
    pub(crate) profile: Profile,
    pub(crate) buckets: Buckets,
    pub(crate) bots: BTreeMap<String, Bot>,
    pub(crate) faults: BTreeMap<u64, Fault>,
    /// The fault of every other event.
    pub(crate) every_event: Option<Fault>,
    /// Fault rate, per thousand events.
    pub(crate) random_faults: u32,
    pub(crate) far_ends: BTreeMap<String, FarEnd>,
    pub(crate) numbers: BTreeSet<String>,
    pub(crate) foreign_voice_connectors: BTreeSet<String>,
    pub(crate) refused_join_tokens: BTreeSet<String>,
    pub(crate) absent_attendees: BTreeSet<String>,
    pub(crate) patience: Duration,
    /// The kinds of findings that calls may have.
    pub(crate) allowed: BTreeSet<FindingKind>,
    /// Whether phones can be dropped before the end of their call has been checked.
    pub(crate) unchecked: bool,
    /// The start of the calls, in milliseconds since 1970.
    pub(crate) epoch_ms: u64,
    pub(crate) leg_price_per_minute: Option<f64>,
    pub(crate) sip_rule_id: String,
    pub(crate) sip_media_application_id: String,
}
