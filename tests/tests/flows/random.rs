//! Random flows over the simulated service: a program does what it would do by itself, and sees the same
//! whenever it runs again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use offhook::{Invocation, Outcome};
use offhook_simulator::lambda::InvokeFuture;
use offhook_simulator::{
    Bot, FarEnd, Finding, FindingKind, Json, Lambda, Profile, Simulator, Step as Act,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::direct::{Direct, Event, Says, describe};
use crate::program::{self, App, FAR_END, OWN_ERROR, Step, program};
use crate::{CALLER, NUMBER};

/// A Lambda that answers each event twice, each time with a new app.
struct Twice {
    program: Arc<[Step]>,
    /// What the program had seen when it wrote a journal.
    seen: Mutex<HashMap<String, Vec<String>>>,
    /// Where the program stands by itself, for each journal. Without it, the program is only compared
    /// with itself: the documentation leaves open what becomes of events that are repeated or lost.
    direct: Option<Mutex<HashMap<String, Direct>>>,
}

/// The reply or the error, and what the program has seen.
type Answer = (Result<String, String>, Vec<String>);

impl Twice {
    async fn answer(&self, event: &[u8]) -> Answer {
        let app = App { program: Arc::clone(&self.program), trace: Arc::default() };
        let invocation = Invocation::from_json(event).expect("an event");
        let outcome = offhook::respond_detailed(&app, invocation).await;
        let result = match outcome {
            Outcome::Failed(error) => Err(format!("{error:?}")),
            outcome => Ok(outcome.reply().expect("a reply").to_json()),
        };
        let trace = app.trace.lock().unwrap().clone();
        (result, trace)
    }
}

impl Lambda for Twice {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            let event = event.as_str();
            let stage = offhook::__private::Stage::current().expect("a simulated call");
            let (first, _) = stage.clone().run(self.answer(event.as_bytes())).await;
            let (again, _) = stage.run(self.answer(event.as_bytes())).await;
            assert_eq!(first, again, "two answers to {event}");
            if let Some(direct) = &self.direct {
                compare(&mut direct.lock().unwrap(), &self.program, event, &first);
            }
            let (result, trace) = first;
            let before = journal(event, "/CallDetails/TransactionAttributes");
            let seen = &mut *self.seen.lock().unwrap();
            let before = before.and_then(|journal| seen.get(&journal));
            let is_failure = event.contains("ACTION_FAILED");
            if let Some(before) = before.filter(|_| !trace.is_empty() && !is_failure) {
                assert!(trace.starts_with(before), "{before:?} became {trace:?} at {event}");
            }
            let reply = result.map_err(|error| {
                // Of two events at once, one reply has lost the journal of the other.
                let is_lost = error.contains("which the flow did not ask for");
                assert!(is_lost || error.contains(OWN_ERROR), "{error}");
                error
            })?;
            if let Some(journal) = journal(&reply, "/TransactionAttributes") {
                seen.insert(journal, trace);
            }
            Ok(reply.into())
        })
    }
}

/// Compares what the flow did at an event with what the program does by itself.
fn compare(
    stands: &mut HashMap<String, Direct>,
    program: &[Step],
    event: &str,
    (reply, trace): &Answer,
) {
    let json: Value = serde_json::from_str(event).expect("JSON");
    // HANGUP can be on its way before the reply to another event.
    let before = journal(event, "/CallDetails/TransactionAttributes");
    let (direct, says) = match &before {
        None if json["InvocationEventType"] != "NEW_INBOUND_CALL" => return,
        None => Direct::begin(program, &Event { json: &json }),
        Some(ended) if ended == "ended" => return assert_eq!(*trace, [""; 0], "at {event}"),
        Some(before) => {
            let mut direct = stands[before].clone();
            let says = direct.hear(&Event { json: &json });
            (direct, says)
        }
    };
    let is_same = |(expected, seen): (&String, &String)| match expected.split_once('…') {
        Some((start, _)) => seen.starts_with(start),
        None => expected == seen,
    };
    let is_same =
        direct.trace().len() == trace.len() && direct.trace().iter().zip(trace).all(is_same);
    assert!(is_same, "expected {:#?}, found {trace:#?} at {event}", direct.trace());
    let reply = match reply {
        Ok(reply) => reply,
        Err(error) if error.contains(OWN_ERROR) => {
            return assert_eq!(says, Says::Error, "at {event}");
        }
        Err(error) => return assert_eq!(says, Says::Unexpected, "{error} at {event}"),
    };
    let after = journal(reply, "/TransactionAttributes");
    let reply: Value = serde_json::from_str(reply).expect("JSON");
    let actions = reply["Actions"].as_array();
    let actions = actions.map(|all| all.iter().map(|one| describe(one, &json)).collect());
    let reply = match actions {
        None => Says::Nothing,
        Some(actions) if after.as_deref() == Some("ended") => Says::Last(actions),
        Some(actions) => Says::List(actions),
    };
    if says == Says::Foreign {
        return assert_eq!(reply, Says::Nothing, "at {event}");
    }
    assert_eq!(says, reply, "at {event}");
    if let Some(journal) = after.or(before) {
        stands.insert(journal, direct);
    }
}

/// The journal in the attributes at this place.
fn journal(json: &str, place: &str) -> Option<String> {
    let json: Value = serde_json::from_str(json).expect("JSON");
    let attributes = json.pointer(place)?.as_object()?.iter();
    let mut parts = attributes.filter(|(key, _)| key.starts_with("offhook-flow")).peekable();
    parts.peek()?;
    Some(parts.map(|(_, part)| part.as_str().unwrap()).collect())
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let far_end = |far_end| Act::BridgedTo(FAR_END.to_owned(), far_end);
    let acts = [
        Act::Presses("1".to_owned()),
        Act::Presses("2".to_owned()),
        Act::Presses("456#".to_owned()),
        Act::Says("Hello.".to_owned()),
        Act::Waits(Duration::from_secs(1)),
        Act::Waits(Duration::from_secs(20)),
        Act::Updates([("to".to_owned(), "sales".to_owned())].into()),
        far_end(FarEnd::Answers),
        far_end(FarEnd::Answers),
        far_end(FarEnd::IsBusy),
        far_end(FarEnd::HangsUp),
        Act::MeetingEnds,
        Act::HangsUp,
    ];
    proptest::collection::vec(proptest::sample::select(acts.to_vec()), 0..16)
}

async fn call(acts: &[Act], simulator: Simulator) {
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    for act in acts {
        // It can be impossible at this time.
        _ = phone.take(act).await;
    }
    _ = phone.take(&Act::Waits(Duration::from_secs(60))).await;
    // A program can wait for ever; one that has returned leaves nobody.
    let has_ended = phone.attributes().get("offhook-flow").is_some_and(|mark| mark == "ended");
    let is_left = |finding: &Finding| finding.kind() == FindingKind::LegLeftConnected;
    let is_left = phone.findings().iter().any(is_left);
    assert!(!(has_ended && is_left), "{}", phone.transcript());
    _ = phone.take(&Act::HangsUp).await;
    let mut ends = phone.ends();
    for kind in FindingKind::ALL {
        ends = ends.allow(kind);
    }
    ends.await;
}

proptest! {
    #[test]
    fn a_program_does_the_same_whenever_it_runs(
        program in program(),
        acts in acts(),
        profile in proptest::sample::select(Profile::each().collect::<Vec<_>>()),
        seed: u64,
        faults in prop_oneof![Just(0), Just(100)],
    ) {
        let lambda = Twice { program: program.into(), seen: Mutex::default(), direct: (faults == 0).then(Mutex::default) };
        let simulator = Simulator::new(lambda).profile(profile).seed(seed).random_faults(faults).bot(program::BOT, Bot::default()).unchecked();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(call(&acts, simulator));
    }
}
