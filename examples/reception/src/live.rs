//! A call in real time: keys can be pressed at any moment, also while a handler works.

use std::sync::Arc;
use std::time::Duration;

use offhook::Leg;
use offhook_simulator::{
    Act, Entries, Entry, Happening, Json, Lambda, LiveCall, Simulator, Switchboard,
    lambda::InvokeFuture,
};
use tokio::sync::Semaphore;
use tokio::time::sleep;

use crate::App;

/// How often a key is pressed while the desk works.
const KEYS: usize = 20;

/// A desk that replies to an event when it may.
struct SlowDesk {
    app: App,
    replies: Arc<Semaphore>,
}

impl Lambda for SlowDesk {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            if let Ok(may_reply) = self.replies.acquire().await {
                may_reply.forget();
            }
            let reply = offhook::handle(&self.app, event.as_str()).await;
            reply.map(|reply| reply.to_json().into()).map_err(|error| error.to_string())
        })
    }
}

/// Waits for a happening.
async fn until(entries: &mut Entries, is_it: impl Fn(&Happening) -> bool) {
    while let Some(entry) = entries.next().await {
        if is_it(&entry.what) {
            return;
        }
    }
    panic!("the call is over");
}

/// Everything that a subscriber gets.
async fn all(mut entries: Entries) -> Vec<Entry> {
    let mut all = Vec::new();
    while let Some(entry) = entries.next().await {
        all.push(entry);
    }
    all
}

/// Presses this key again and again while the desk works.
async fn press(call: &LiveCall, key: char) {
    for _ in 0..KEYS {
        sleep(Duration::from_millis(fastrand::u64(..10))).await;
        call.send(Act::Press(Leg::A, key)).await.unwrap();
    }
}

#[tokio::test]
async fn keys_are_pressed_while_the_desk_works() {
    let replies = Arc::new(Semaphore::new(0));
    let desk = SlowDesk { app: App::for_test(), replies: Arc::clone(&replies) };
    let board = Switchboard::new(Simulator::new(desk));
    let call = board.dial("+14255550199", "+12065550100").await;
    let first = tokio::spawn(all(call.subscribe()));
    let mut entries = call.subscribe();
    press(&call, '9').await;
    replies.add_permits(1);

    until(&mut entries, |what| matches!(what, Happening::Hears { .. })).await;
    let second = tokio::spawn(all(call.subscribe()));
    call.send(Act::Press(Leg::A, '1')).await.unwrap();
    until(&mut entries, |what| matches!(what, Happening::Event(_))).await;
    press(&call, '2').await;
    // One each for the choice, the bridge and both hang-ups.
    replies.add_permits(4);

    until(&mut entries, |what| matches!(what, Happening::Rings { .. })).await;
    call.send(Act::Answer(Leg::B)).await.unwrap();
    until(&mut entries, |what| *what == Happening::Bridged).await;
    call.send(Act::HangUp(Leg::A)).await.unwrap();

    let (first, second) = (first.await.unwrap(), second.await.unwrap());
    assert_eq!(first, second);
    assert!(board.call(call.transaction_id()).is_err());
    assert_eq!(call.findings(), [], "{}", call.transcript());
    // Keys that come after the choice change nothing.
    let second_choice = Happening::Presses { leg: Leg::A, keys: "2".to_owned() };
    assert_eq!(first.iter().filter(|entry| entry.what == second_choice).count(), KEYS);
    let rings = Happening::Rings { leg: Leg::B, to: "+12065550123".to_owned() };
    assert!(first.iter().any(|entry| entry.what == rings), "{}", call.transcript());
    let last =
        first.iter().rev().find(|entry| matches!(entry.what, Happening::Disconnected { .. }));
    let by_desk = Happening::Disconnected { leg: Leg::B, code: 0, given_up: false };
    assert_eq!(last.map(|entry| &entry.what), Some(&by_desk), "{}", call.transcript());
}
