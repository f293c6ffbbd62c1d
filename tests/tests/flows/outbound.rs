//! Outbound calls.

use std::time::Duration;

use offhook::flow::{ArgumentsError, Line, NotAnswered};
use offhook::prelude::*;
use offhook_simulator::{Happening, OutboundReply, Profile, Simulator};
use serde::{Deserialize, Serialize};

use crate::{CALLER, NUMBER};

#[derive(Serialize, Deserialize)]
struct Reminder {
    what: String,
}

#[offhook::app]
struct App;

#[flow(NewOutboundCall, app = App)]
async fn remind(line: &mut Line) -> Result<()> {
    let what = match line.arguments::<Reminder>() {
        Err(ArgumentsError::Unknown) => "call us back".to_owned(),
        reminder => reminder?.what,
    };
    line.speak("This is your vet.").await?;
    if let Err(NotAnswered { code, .. }) = line.answered().await {
        tracing::info!(target: "offhook_remind", code);
        return Ok(());
    }
    line.ask(format!("Remember: {what}. Press 1.")).digits(1).await?;
    Ok(())
}

#[tokio::test]
async fn what_is_asked_for_while_it_rings_is_sent_when_it_is_answered() {
    let place = Simulator::cold(|| App).place(NUMBER, CALLER);
    let mut phone = place.argument("what", "the cat").await;
    let replies = phone.replies();
    assert!(replies.iter().all(|reply| reply.actions.as_ref().is_none_or(Vec::is_empty)));
    phone.answers().hears("This is your vet.").hears("Remember: the cat.").presses("1").await;
    phone.is_hung_up().await;
    phone.ends().by_application().await;
}

/// Nothing runs yet that a null list could keep.
#[tokio::test]
async fn a_flow_that_begins_with_nothing_to_say_sends_an_empty_list() {
    let begin = event::NewOutboundCall::new([("what", "the cat")]);
    let begin = Invocation::new(&begin, Call::outbound(NUMBER, CALLER));
    let reply = offhook::respond(&App, begin).await.unwrap();
    assert!(reply.actions().is_empty() && !reply.is_keep(), "{reply:?}");
}

#[tokio::test]
async fn a_call_that_is_not_answered_has_a_code() {
    offhook_tests::log::start();
    let mut phone = Simulator::cold(|| App).place(NUMBER, CALLER).argument("what", "the cat").await;
    phone.is_busy().await;
    phone.ends().with_code(486).await;
    let records = offhook_tests::log::records();
    let codes: Vec<_> =
        records.iter().map(|one| one.field("code")).filter(|code| !code.is_empty()).collect();
    assert_eq!(codes, ["486"]);
}

/// The service ignored the reply to `NEW_OUTBOUND_CALL`: the flow begins when the call is answered.
#[tokio::test]
async fn without_a_journal_the_flow_begins_with_the_answer() {
    let profile = Profile { outbound_reply: OutboundReply::Ignored, ..Profile::default() };
    let place = Simulator::cold(|| App).profile(profile).place(NUMBER, CALLER);
    let mut phone = place.argument("what", "the cat").await;
    phone.answers().hears("This is your vet.").hears("Remember: call us back.").await;
    phone.presses("1").is_hung_up().waits(Duration::from_secs(1)).await;
    let failures = phone
        .transcript()
        .entries
        .iter()
        .filter(|entry| matches!(entry.what, Happening::Failed { .. }));
    assert_eq!(failures.count(), 0);
    phone.ends().by_application().await;
}
