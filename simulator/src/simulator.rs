//! The simulator: the environment of calls, and their start.
//!
//! Depends on the model of the call, and on the Lambda, bots, buckets and profile that it is given.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use offhook::SipHeaders;

use crate::driver::{Simulation, VirtualCall};
use crate::lambda::{Cold, IntoLambda, MakeLambda};
use crate::world::World;
use crate::{Bot, Buckets, FarEnd, Fault, FindingKind, Phone, Profile};

/// A simulated audio service that takes an application through complete calls on a virtual clock.
///
/// Create one for a Lambda, and dial:
///
/// ```standalone_crate
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
/// phone.ends().await;
/// # }
/// ```
///
/// It does not sleep or use the network, and the same seed gives the same call, byte for byte. One
/// simulator can make any number of calls.
#[derive(Clone)]
pub struct Simulator {
    world: Arc<World>,
}

/// Monday, 5 January 2026, 10:00 UTC: within most opening hours.
const EPOCH_MS: u64 = 1_767_607_200_000;

impl Simulator {
    /// Creates a simulator for a Lambda: an app, or an `Arc` of one; an async closure from
    /// [`Invocation`](offhook::Invocation) to anything that a handler can return; a tower service for
    /// `Invocation`; an `Arc<`[`Host`](crate::Host)`>`, which is a process; or your own [`Lambda`](crate::Lambda).
    ///
    /// The replies of closures and services are used as they are. They don't get what an app adds to
    /// those of its handlers, such as legs and the caller id of a bridge.
    pub fn new<Kind>(lambda: impl IntoLambda<Kind>) -> Self {
        let world = World {
            lambda: lambda.into_lambda(),
            make: None,
            seed: 0,
            calls: Arc::default(),
            profile: Profile::default(),
            buckets: Buckets::in_memory(),
            bots: BTreeMap::new(),
            faults: BTreeMap::new(),
            every_event: None,
            random_faults: 0,
            far_ends: BTreeMap::new(),
            numbers: BTreeSet::new(),
            foreign_voice_connectors: BTreeSet::new(),
            refused_join_tokens: BTreeSet::new(),
            absent_attendees: BTreeSet::new(),
            patience: Duration::from_secs(2 * 60),
            allowed: BTreeSet::new(),
            unchecked: false,
            epoch_ms: EPOCH_MS,
            leg_price_per_minute: None,
            sip_rule_id: "00000000-0000-0000-0000-0000000000f1".to_owned(),
            sip_media_application_id: "00000000-0000-0000-0000-00000000000a".to_owned(),
        };
        Self::from(world)
    }

    /// Creates a simulator that makes a new Lambda for every event, as if each met a cold start: state
    /// that an app keeps in memory is found out.
    pub fn cold<Kind, L: IntoLambda<Kind>>(make: impl Fn() -> L + Send + Sync + 'static) -> Self {
        let make: MakeLambda = Arc::new(move || make().into_lambda());
        let mut simulator = Self::new(Cold(Arc::clone(&make)));
        simulator.world_mut().make = Some(make);
        simulator
    }

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    fn world_mut(&mut self) -> &mut World {
        Arc::make_mut(&mut self.world)
    }

    /// Seeds everything random: ids and random faults. The default is 0.
    ///
    /// Each further call of a simulator has different random values. Setting the seed starts over.
    pub fn seed(mut self, seed: u64) -> Self {
        let world = self.world_mut();
        (world.seed, world.calls) = (seed, Arc::default());
        self
    }

    /// Sets the behaviour of the service where its sources contradict each other.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.world_mut().profile = profile;
        self
    }

    /// Sets the S3 buckets. The default is [`Buckets::in_memory`].
    pub fn buckets(mut self, buckets: Buckets) -> Self {
        self.world_mut().buckets = buckets;
        self
    }

    /// Adds the bot with this alias ARN. A bot that was not added has no script: it concludes with
    /// `FallbackIntent` or by the step [`Phone::bot_concludes`].
    pub fn bot(mut self, alias_arn: &str, bot: Bot) -> Self {
        self.world_mut().bots.insert(alias_arn.to_owned(), bot);
        self
    }

    /// Injects a fault at the event with this `Sequence`, which counts from 1.
    pub fn fault(mut self, sequence: u64, fault: Fault) -> Self {
        self.world_mut().faults.insert(sequence, fault);
        self
    }

    /// Sets the rate of random faults, per thousand events. The default is 0. The seed determines the
    /// events and faults.
    pub fn random_faults(mut self, per_mille: u32) -> Self {
        self.world_mut().random_faults = per_mille;
        self
    }

    /// Sets what the person at a called number does after 3 s of ringing. A step of the test overrides
    /// it.
    pub fn far_end(mut self, number: &str, far_end: FarEnd) -> Self {
        self.world_mut().far_ends.insert(number.to_owned(), far_end);
        self
    }

    /// Adds a number that the account owns, which a bridge may use as its caller id. The called number
    /// is always owned.
    pub fn owns(mut self, number: &str) -> Self {
        self.world_mut().numbers.insert(number.to_owned());
        self
    }

    /// Gives a Voice Connector to another account: a bridge to it fails. Every other one is the
    /// application's own.
    pub fn foreign_voice_connector(mut self, arn: &str) -> Self {
        self.world_mut().foreign_voice_connectors.insert(arn.to_owned());
        self
    }

    /// Makes meetings refuse a join token. Every other non-empty token is accepted.
    pub fn refuses_join_token(mut self, token: &str) -> Self {
        self.world_mut().refused_join_tokens.insert(token.to_owned());
        self
    }

    /// Makes an attendee absent from every meeting. Every other attendee is in the meeting that the
    /// application names.
    pub fn absent_attendee(mut self, attendee_id: &str) -> Self {
        self.world_mut().absent_attendees.insert(attendee_id.to_owned());
        self
    }

    /// Sets the `SipMediaApplicationId` of the events. The default is a made-up one.
    pub fn sip_media_application_id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.world_mut().sip_media_application_id);
        self
    }

    /// Limits the time that an expectation waits, on the virtual clock. The default is 2 minutes.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.world_mut().patience = patience;
        self
    }

    /// Allows findings of this kind in every call. [`Ends::allow`](crate::Ends::allow) allows them in
    /// one.
    pub fn allow(mut self, kind: FindingKind) -> Self {
        self.world_mut().allowed.insert(kind);
        self
    }

    /// Lets phones be dropped before [`Phone::ends`] has checked the end of their call.
    pub fn unchecked(mut self) -> Self {
        self.world_mut().unchecked = true;
        self
    }

    /// Sets the start of the calls. The default is Monday, 5 January 2026, 10:00 UTC. Times before 1970
    /// count as 1970.
    pub fn starts_at(mut self, time: SystemTime) -> Self {
        self.world_mut().epoch_ms = since_1970(time);
        self
    }

    /// Sets the price of a leg per minute, in any currency, for findings. There is no default.
    pub fn leg_price_per_minute(mut self, price: f64) -> Self {
        self.world_mut().leg_price_per_minute = Some(price);
        self
    }

    /// Starts an inbound call to the application.
    pub fn dial(&self, from: &str, to: &str) -> Dial {
        let (mut call, world) = (self.virtual_call(from, to), Arc::clone(&self.world));
        Dial::new(move |headers| async move {
            call.act(|call| call.dial(headers)).await;
            Phone::new(call, &world)
        })
    }

    /// Starts an outbound call of the application, as CreateSipMediaApplicationCall does.
    pub fn place(&self, from: &str, to: &str) -> Place {
        let (mut call, world) = (self.virtual_call(from, to), Arc::clone(&self.world));
        Place::new(move |arguments| async move {
            call.act(|call| call.place(arguments)).await;
            Phone::new(call, &world)
        })
    }

    fn virtual_call(&self, from: &str, to: &str) -> VirtualCall {
        VirtualCall::new(self.simulation(self.world.epoch_ms, from, to), from, to)
    }

    /// A call that begins now.
    pub(crate) fn live_call(&self, from: &str, to: &str) -> Simulation {
        self.simulation(since_1970(SystemTime::now()), from, to)
    }

    fn simulation(&self, epoch_ms: u64, from: &str, to: &str) -> Simulation {
        let number = self.world.calls.fetch_add(1, Ordering::Relaxed);
        // A large odd factor keeps the calls of consecutive seeds apart.
        let seed = self.world.seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Simulation::new(Arc::clone(&self.world), seed, epoch_ms, from, to)
    }
}

/// Milliseconds since 1970; times before count as 1970.
fn since_1970(time: SystemTime) -> u64 {
    let since_1970 = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX / 2)
}

impl From<World> for Simulator {
    fn from(world: World) -> Self {
        Self { world: Arc::new(world) }
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

/// A future of an inbound call, returned by [`Simulator::dial`] and
/// [`Switchboard::dial`](crate::Switchboard::dial).
#[must_use = "the call starts only when awaited"]
pub struct Dial<C = Phone> {
    start: Start<SipHeaders, C>,
    headers: SipHeaders,
}

/// Starts a call with what has been added to it.
type Start<T, C> = Box<dyn FnOnce(T) -> Starting<C> + Send>;
type Starting<C> = Pin<Box<dyn Future<Output = C> + Send>>;

impl<C> Dial<C> {
    pub(crate) fn new<F: Future<Output = C> + Send + 'static>(
        start: impl FnOnce(SipHeaders) -> F + Send + 'static,
    ) -> Self {
        Self { start: Box::new(|headers| Box::pin(start(headers))), headers: SipHeaders::new() }
    }

    /// Adds a SIP header to the call.
    pub fn sip_header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name, value);
        self
    }
}

impl<C> IntoFuture for Dial<C> {
    type Output = C;
    type IntoFuture = Starting<C>;

    fn into_future(self) -> Self::IntoFuture {
        (self.start)(self.headers)
    }
}

impl<C> fmt::Debug for Dial<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dial").finish_non_exhaustive()
    }
}

/// A future of an outbound call, returned by [`Simulator::place`] and
/// [`Switchboard::place`](crate::Switchboard::place).
#[must_use = "the call starts only when awaited"]
pub struct Place<C = Phone> {
    start: Start<BTreeMap<String, String>, C>,
    arguments: BTreeMap<String, String>,
}

impl<C> Place<C> {
    pub(crate) fn new<F: Future<Output = C> + Send + 'static>(
        start: impl FnOnce(BTreeMap<String, String>) -> F + Send + 'static,
    ) -> Self {
        let start = Box::new(|arguments| Box::pin(start(arguments)) as Starting<C>);
        Self { start, arguments: BTreeMap::new() }
    }

    /// Adds an entry to the ArgumentsMap.
    pub fn argument(mut self, name: &str, value: &str) -> Self {
        self.arguments.insert(name.to_owned(), value.to_owned());
        self
    }
}

impl<C> IntoFuture for Place<C> {
    type Output = C;
    type IntoFuture = Starting<C>;

    fn into_future(self) -> Self::IntoFuture {
        (self.start)(self.arguments)
    }
}

impl<C> fmt::Debug for Place<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").finish_non_exhaustive()
    }
}
