//! The simulator: the world around a call.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use offhook::SipHeaders;

use crate::call::Call;
use crate::lambda::{IntoLambda, Lambda};
use crate::{Bot, Buckets, FarEnd, Fault, Phone, Profile};

/// The audio service around an application: takes it through whole calls, on a virtual clock.
///
/// Give it whatever answers events, and dial:
///
/// ```
/// use offhook::prelude::*;
/// use offhook_simulator::Simulator;
///
/// #[offhook::app]
/// pub struct App;
///
/// #[on(NewInboundCall)]
/// async fn welcome() -> (action::Speak, action::Hangup) {
///     (action::Speak::text("We are closed."), action::Hangup::normal())
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let mut phone = Simulator::new(App).dial("+14255550199", "+12065550100").await;
/// phone.hears("We are closed").is_hung_up().await;
/// phone.ended().no_leg_left_connected();
/// # }
/// ```
///
/// Nothing sleeps and no network is used, and the same seed gives the same call, byte for byte.
/// One simulator can make any number of calls.
#[derive(Clone)]
pub struct Simulator {
    world: Arc<World>,
}

/// What a call depends on.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) lambda: Arc<dyn Lambda>,
    pub(crate) seed: u64,
    /// How many calls there were with this seed.
    pub(crate) calls: Arc<AtomicU64>,
    pub(crate) profile: Profile,
    pub(crate) buckets: Buckets,
    pub(crate) bots: BTreeMap<String, Bot>,
    pub(crate) faults: BTreeMap<u64, Fault>,
    /// Of a thousand events, how many meet a fault.
    pub(crate) random_faults: u32,
    pub(crate) far_ends: BTreeMap<String, FarEnd>,
    pub(crate) numbers: BTreeSet<String>,
    pub(crate) refused_join_tokens: BTreeSet<String>,
    pub(crate) absent_attendees: BTreeSet<String>,
    pub(crate) patience: Duration,
    /// When calls begin, in milliseconds since 1970.
    pub(crate) epoch_ms: u64,
    pub(crate) leg_price_per_minute: Option<f64>,
    pub(crate) sip_rule_id: String,
    pub(crate) sip_media_application_id: String,
}

/// 10:00 UTC of Monday, 5 January 2026: within most opening hours.
const EPOCH_MS: u64 = 1_767_607_200_000;

impl Simulator {
    /// A simulator that drives this: an app, or a shared one (`Arc`); an async closure from
    /// [`Invocation`](offhook::Invocation) to whatever a handler can return; a tower service over
    /// `Invocation`; an `Arc<`[`Host`](crate::Host)`>`, which is a process; or your own [`Lambda`].
    ///
    /// Closures and services are asked as they are: what an app does around its handlers, such as
    /// naming legs and filling in the caller id of a bridge, is theirs to do.
    pub fn new<Kind>(lambda: impl IntoLambda<Kind>) -> Self {
        let world = World {
            lambda: lambda.into_lambda(),
            seed: 0,
            calls: Arc::default(),
            profile: Profile::default(),
            buckets: Buckets::in_memory(),
            bots: BTreeMap::new(),
            faults: BTreeMap::new(),
            random_faults: 0,
            far_ends: BTreeMap::new(),
            numbers: BTreeSet::new(),
            refused_join_tokens: BTreeSet::new(),
            absent_attendees: BTreeSet::new(),
            patience: Duration::from_secs(2 * 60),
            epoch_ms: EPOCH_MS,
            leg_price_per_minute: None,
            sip_rule_id: "00000000-0000-0000-0000-0000000000f1".to_owned(),
            sip_media_application_id: "00000000-0000-0000-0000-00000000000a".to_owned(),
        };
        Self { world: Arc::new(world) }
    }

    fn world(&mut self) -> &mut World {
        Arc::make_mut(&mut self.world)
    }

    /// What chance is made of: ids, and which events meet a random fault. By default 0. Each further
    /// call of a simulator has chances of its own, and the same ones again after this.
    pub fn seed(mut self, seed: u64) -> Self {
        let world = self.world();
        (world.seed, world.calls) = (seed, Arc::default());
        self
    }

    /// How the service behaves where its sources contradict each other.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.world().profile = profile;
        self
    }

    /// What stands for S3. By default every prompt is there, 3 s long, and recordings are kept in
    /// memory.
    pub fn buckets(mut self, buckets: Buckets) -> Self {
        self.world().buckets = buckets;
        self
    }

    /// The bot with this alias ARN. Without one a bot understands nothing, and the steps
    /// [`Phone::bot_concludes`] are needed.
    pub fn bot(mut self, alias_arn: &str, bot: Bot) -> Self {
        self.world().bots.insert(alias_arn.to_owned(), bot);
        self
    }

    /// Makes something go wrong at the event with this `Sequence`, which counts from 1.
    pub fn fault(mut self, sequence: u64, fault: Fault) -> Self {
        self.world().faults.insert(sequence, fault);
        self
    }

    /// Makes something go wrong at so many of a thousand events, which and what by the seed.
    pub fn random_faults(mut self, per_mille: u32) -> Self {
        self.world().random_faults = per_mille;
        self
    }

    /// What a called number does after 3 s, unless a step of the call comes before.
    pub fn far_end(mut self, number: &str, does: FarEnd) -> Self {
        self.world().far_ends.insert(number.to_owned(), does);
        self
    }

    /// A number that the account owns, and that a bridge may show as its caller id. The number that
    /// was called is one without being told.
    pub fn owns(mut self, number: &str) -> Self {
        self.world().numbers.insert(number.to_owned());
        self
    }

    /// A join token that no meeting takes. Every other one that is not empty is taken.
    pub fn refuses_join_token(mut self, token: &str) -> Self {
        self.world().refused_join_tokens.insert(token.to_owned());
        self
    }

    /// An attendee who is in no meeting, and so can't be muted. Every other one is where the
    /// application says.
    pub fn absent_attendee(mut self, attendee_id: &str) -> Self {
        self.world().absent_attendees.insert(attendee_id.to_owned());
        self
    }

    /// How long an expectation waits at most, on the virtual clock: 2 minutes by default.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.world().patience = patience;
        self
    }

    /// When the calls begin: by default on Monday, 5 January 2026 at 10:00 UTC. Times before 1970
    /// count as 1970.
    pub fn starts_at(mut self, time: SystemTime) -> Self {
        let since_1970 = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.world().epoch_ms = u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX / 2);
        self
    }

    /// What a minute of a leg costs, in your currency, for findings. The service's prices are not
    /// among the sources, so there is no default.
    pub fn leg_price_per_minute(mut self, price: f64) -> Self {
        self.world().leg_price_per_minute = Some(price);
        self
    }

    /// Somebody calls the application.
    pub fn dial(&self, from: &str, to: &str) -> Dial {
        Dial {
            call: self.call(from, to),
            patience: self.world.patience,
            headers: SipHeaders::new(),
        }
    }

    /// The application calls somebody: CreateSipMediaApplicationCall.
    pub fn place(&self, from: &str, to: &str) -> Place {
        Place {
            call: self.call(from, to),
            patience: self.world.patience,
            arguments: BTreeMap::new(),
        }
    }

    fn call(&self, from: &str, to: &str) -> Call {
        let number = self.world.calls.fetch_add(1, Ordering::Relaxed);
        // Far enough from the seeds that people count through.
        let seed = self.world.seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Call::new(Arc::clone(&self.world), seed, from, to)
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("seed", &self.world.seed)
            .field("profile", &self.world.profile)
            .finish_non_exhaustive()
    }
}

/// A call that is being made: [`Simulator::dial`]. Await it.
#[must_use = "nobody calls until it is awaited"]
pub struct Dial {
    call: Call,
    patience: Duration,
    headers: SipHeaders,
}

impl Dial {
    /// A SIP header that comes with the call.
    pub fn sip_header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name, value);
        self
    }
}

impl IntoFuture for Dial {
    type Output = Phone;
    type IntoFuture = Pin<Box<dyn Future<Output = Phone> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { mut call, patience, headers } = self;
        Box::pin(async move {
            call.dial(headers).await;
            Phone::new(call, patience)
        })
    }
}

impl fmt::Debug for Dial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dial").finish_non_exhaustive()
    }
}

/// A call that the application is to make: [`Simulator::place`]. Await it.
#[must_use = "nobody is called until it is awaited"]
pub struct Place {
    call: Call,
    patience: Duration,
    arguments: BTreeMap<String, String>,
}

impl Place {
    /// An entry of the ArgumentsMap.
    pub fn argument(mut self, name: &str, value: &str) -> Self {
        self.arguments.insert(name.to_owned(), value.to_owned());
        self
    }
}

impl IntoFuture for Place {
    type Output = Phone;
    type IntoFuture = Pin<Box<dyn Future<Output = Phone> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { mut call, patience, arguments } = self;
        Box::pin(async move {
            call.place(arguments).await;
            Phone::new(call, patience)
        })
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").finish_non_exhaustive()
    }
}
