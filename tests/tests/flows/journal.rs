//! Journals that are not as they were written: an error that says so, never a guess.

use std::panic::Location;

use offhook::flow::{FlowError, Line};
use offhook::prelude::*;
use offhook::{InvocationError, InvocationErrorKind};
use offhook_tests::calls::{event, event_about};
use serde_json::{Value, json};

const KEY: &str = "offhook-flow";

/// A desk as it was when a call began.
mod before {
    use super::*;

    #[offhook::app(attribute_limit = 40)]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn desk(line: &mut Line) -> Result<()> {
        let customer = "a long name of a customer, longer than a part".to_owned();
        line.once("find", async { Ok::<_, Error>(customer) }).await?;
        line.ask("Press 1.").digits(1).await?;
        line.ask("Press 2.").digits(1).await?;
        Ok(())
    }

    #[flow(NewOutboundCall, app = App)]
    async fn another(line: &mut Line) -> Result<()> {
        line.speak("Hello.").await?;
        Ok(())
    }
}

/// The desk after it was changed.
mod after {
    use super::*;

    #[offhook::app(attribute_limit = 40)]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn desk(line: &mut Line) -> Result<()> {
        line.ask("Press 1.").digits(1).await?;
        Ok(())
    }

    #[on_error(app = App)]
    async fn failed() -> action::Hangup {
        action::Hangup::unavailable()
    }
}

/// The desk after it got another version, without the one before.
mod versioned {
    use super::*;

    #[offhook::app(attribute_limit = 40)]
    pub(super) struct App;

    #[flow(NewInboundCall, version = 2, app = App)]
    async fn desk(line: &mut Line) -> Result<()> {
        line.ask("Press 1.").digits(1).await?;
        Ok(())
    }
}

fn with(mut event: Value, attributes: Value) -> Value {
    event["CallDetails"]["TransactionAttributes"] = attributes;
    event
}

fn first_event() -> Value {
    let mut event = event("NEW_INBOUND_CALL");
    event["Sequence"] = 1.into();
    event
}

/// The event after the first question.
fn pressed(attributes: Value) -> Value {
    let mut event = event_about("ACTION_SUCCESSFUL", "SpeakAndGetDigits");
    event["ActionData"]["ReceivedDigits"] = "1".into();
    with(event, attributes)
}

async fn reply<A: offhook::App>(app: &A, event: &Value) -> Reply {
    offhook::handle(app, event.to_string()).await.expect("a reply")
}

fn attributes(reply: &Reply) -> Value {
    serde_json::to_value(reply.attributes().expect("attributes")).expect("JSON")
}

/// The attributes with the journal after the first event.
async fn journal() -> Value {
    attributes(&reply(&before::App, &first_event()).await)
}

async fn error<A: offhook::App>(app: &A, event: &Value) -> FlowError {
    failure(app, event).await.1
}

/// The flow that the error names, and its reason.
async fn failure<A: offhook::App>(app: &A, event: &Value) -> (Option<&'static str>, FlowError) {
    let error = offhook::handle(app, event.to_string()).await.expect_err("an error");
    let failure = error.downcast_ref::<InvocationError>().expect("a failure");
    match failure.kind() {
        InvocationErrorKind::Flow(error) => (failure.handler(), error.clone()),
        other => panic!("{other:?}"),
    }
}

/// Where the service merges attributes, and a reply was late.
#[tokio::test]
async fn parts_of_a_journal_behind_an_end_mark_do_not_count() {
    let mut attributes = journal().await;
    attributes[KEY] = "ended".into();
    assert!(attributes["offhook-flow-1"].is_string(), "{attributes}");
    let reply = reply(&after::App, &with(event_about("HANGUP", "Hangup"), attributes)).await;
    assert_eq!(reply.actions(), []);
}

#[tokio::test]
async fn a_good_journal_goes_on() {
    let attributes = journal().await;
    assert!(attributes["offhook-flow-1"].is_string(), "{attributes}");
    let reply = reply(&before::App, &pressed(attributes)).await;
    assert_eq!(reply.actions().len(), 1);
}

#[tokio::test]
async fn an_event_that_changes_nothing_writes_no_attributes() {
    let ringing = with(event("RINGING"), journal().await);
    let reply = reply(&before::App, &ringing).await;
    assert!(reply.is_keep() && reply.attributes().is_none(), "{reply:?}");
}

#[track_caller]
fn assert_unreadable(error: &FlowError, problem: &str) {
    let expected = format!(
        "the journal in the transaction attribute \"offhook-flow\" can't be read: {problem}"
    );
    assert_eq!(error.to_string(), expected, "at {}", Location::caller());
}

#[tokio::test]
async fn a_journal_that_was_cut_or_changed_is_an_error() {
    const CHANGED: &str = "it is cut off or was changed";
    let good = journal().await;
    let text = good[KEY].as_str().expect("text");
    let edit = |change: &dyn Fn(&mut Value)| {
        let mut attributes = good.clone();
        change(&mut attributes);
        pressed(attributes)
    };
    let part = |number: usize| format!("{KEY}-{number}");
    let cases = [
        ("cut", edit(&|all| all[KEY] = text[..text.len() - 1].into()), CHANGED),
        ("empty", edit(&|all| all[KEY] = "".into()), "it is no journal"),
        ("edited", edit(&|all| all[KEY] = text.replacen('A', "B", 1).into()), CHANGED),
        (
            "without its last part",
            edit(&|all| _ = all.as_object_mut().unwrap().remove(&part(1))),
            CHANGED,
        ),
        (
            "with parts swapped",
            edit(&|all| {
                let (first, second) = (all[KEY].take(), all[part(1)].take());
                all[KEY] = second;
                all[part(1)] = first;
            }),
            "it is no journal",
        ),
        (
            "without its beginning",
            edit(&|all| _ = all.as_object_mut().unwrap().remove(KEY)),
            "its beginning is missing",
        ),
        ("not text", edit(&|all| all[KEY] = json!({ "a": 1 })), "its attribute is not text"),
        (
            "with a part that is not text",
            edit(&|all| all[part(1)] = 7.into()),
            "its attribute is not text",
        ),
        (
            "newer",
            edit(&|all| all[KEY] = format!("2{}", &text[1..]).into()),
            "its format is that of another version of Offhook",
        ),
        ("something else", edit(&|all| all[KEY] = "hello".into()), "it is no journal"),
        (
            "in a store that the app does not have",
            pressed(json!({ KEY: "stored" })),
            "the transaction attributes say that it is in a store",
        ),
    ];
    for (name, event, problem) in cases {
        println!("{name}");
        assert_unreadable(&error(&before::App, &event).await, problem);
    }
}

/// Every prefix and every changed character is noticed, or leaves the journal as it is.
#[tokio::test]
async fn no_change_is_overlooked() {
    let good = journal().await;
    let text = good[KEY].as_str().expect("text").to_owned();
    for (place, _) in text.char_indices() {
        for change in ["", "A", "\"", "é"] {
            let mut changed = text.clone();
            changed.replace_range(place..=place, change);
            if changed == text {
                continue;
            }
            let mut attributes = good.clone();
            attributes[KEY] = changed.clone().into();
            let error = error(&before::App, &pressed(attributes)).await;
            assert!(matches!(error, FlowError::Unreadable { .. }), "{changed:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_journal_of_another_flow_is_an_error() {
    let mut event = event("NEW_OUTBOUND_CALL");
    event["Sequence"] = 1.into();
    let attributes = attributes(&reply(&before::App, &event).await);
    let error = error(&versioned::App, &pressed(attributes)).await;
    assert!(matches!(error, FlowError::Unknown), "{error:?}");
    assert!(error.to_string().contains("is of a flow that the app does not have"), "{error}");
}

#[tokio::test]
async fn a_version_that_is_gone_is_an_error_that_names_the_attribute_to_write() {
    let error = error(&versioned::App, &pressed(journal().await)).await;
    assert!(error.to_string().contains("#[flow(version = 1, of = desk)]"), "{error}");
}

#[tokio::test]
async fn a_changed_flow_names_the_entry_the_await_and_the_remedy() {
    let outcome = offhook::respond_detailed(
        &after::App,
        offhook_tests::calls::decode(&pressed(journal().await)),
    )
    .await;
    let failure = outcome.failure().expect("a failure").to_string();
    for part in [
        "the flow `flows::journal::after::desk` does not fit its journal",
        "entry 1 is the result of a `once`",
        &format!("but the flow waits for action 1, SpeakAndGetDigits, at {}:", file!()),
        "give it a new `version`",
    ] {
        assert!(failure.contains(part), "{part:?} in {failure}");
    }
    // #[on_error] answers, and the flow is over.
    let reply = outcome.reply().expect("a reply");
    assert_eq!(reply.actions().len(), 1);
    // The second part of the journal is emptied, for a service that merges attributes.
    assert_eq!(attributes(reply), json!({ KEY: "ended", "offhook-flow-1": "" }));
}

/// What a flow keeps is too large.
mod large {
    use super::*;

    #[offhook::app(attribute_limit = 20)]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn desk(line: &mut Line) -> Result<()> {
        let long = "x".repeat(300);
        line.once("find", async { Ok::<_, Error>(long) }).await?;
        line.ask("Press 1.").digits(1).await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_journal_over_the_limit_names_the_largest_entry() {
    let event = with(first_event(), json!({ "Customer": "7", "Language": "en" }));
    let (flow, error) = failure(&large::App, &event).await;
    assert_eq!(flow, Some("flows::journal::large::desk"));
    let error = error.to_string();
    for part in [
        "beside 2 of the session and the app; the service takes 10",
        "The largest entry is the result of a `once` with 302 characters",
        "#[offhook::app(attribute_limit = …)]",
        "#[offhook::app(journals = …)]",
    ] {
        assert!(error.contains(part), "{part:?} in {error}");
    }
}

/// An app whose flow `desk` does this.
macro_rules! desk {
    ($module:ident, $line:ident => { $($flow:tt)* }) => {
        mod $module {
            use super::*;

            #[offhook::app]
            pub(super) struct App;

            #[flow(NewInboundCall, app = App)]
            async fn desk($line: &mut Line) -> Result<()> {
                $($flow)*
                $line.ask("Press 1.").digits(1).await?;
                $line.ask("Press 2.").digits(1).await?;
                Ok(())
            }
        }
    };
}

desk!(asks, line => {});
desk!(notes, line => {
    line.once("note", async { Ok::<_, Error>(()) }).await?;
});
desk!(looks_at_the_clock, line => {
    line.now();
});
desk!(returns, line => {
    if line.is_replaying() {
        return Ok(());
    }
});
desk!(plays, line => {
    line.speak("Welcome.").await?;
    let _ = line.run(action::PlayAudio::s3("prompts", "menu.wav")).await;
});
desk!(speaks, line => {
    line.speak("Welcome.").await?;
    let _ = line.speak("The menu.").await;
});

/// The error of a changed flow at the event after this one, with which the journal got its entry.
async fn mismatch<A: offhook::App, B: offhook::App>(before: A, second: &Value, after: B) -> String {
    let begun = attributes(&reply(&before, &first_event()).await);
    let one_entry = attributes(&reply(&before, &with(second.clone(), begun)).await);
    let mut third = pressed(one_entry);
    third["Sequence"] = 5.into();
    error(&after, &third).await.to_string()
}

#[tokio::test]
async fn a_changed_flow_is_told_from_the_one_that_wrote_the_journal() {
    let success = pressed(json!({}));
    let mut failure = event_about("ACTION_FAILED", "PlayAudio");
    failure["ActionData"]["ErrorType"] = "SystemException".into();
    let cases = [
        (
            mismatch(asks::App, &success, notes::App).await,
            "entry 1 is the success of action 1, but the flow waits for a side effect at",
        ),
        (
            mismatch(asks::App, &success, looks_at_the_clock::App).await,
            "entry 1 is the success of action 1, but the flow asks for",
        ),
        (
            mismatch(asks::App, &success, returns::App).await,
            "entry 1 is the success of action 1, but the flow has returned",
        ),
        (
            mismatch(plays::App, &failure, speaks::App).await,
            "entry 1 is the failure of action 2, but the flow asks for Speak at",
        ),
    ];
    for (error, text) in cases {
        assert!(error.contains(text), "{text:?} in {error}");
    }
}
