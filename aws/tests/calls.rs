//! Calls through `offhook serve`: one process places them, the Lambda answers, and another updates them.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use aws_sdk_chimesdkvoice::config::retry::RetryConfig;
use aws_sdk_chimesdkvoice::config::{BehaviorVersion, Builder, Credentials, Region};
use aws_smithy_http_client::Builder as HttpClient;
use offhook::{Application, E164, NoArguments, SipHeaders, e164};
use offhook_aws::{CallError, Calls};
use offhook_test_support::{Server, build};

#[path = "../examples/notices/application.rs"]
mod application;
mod endpoint;

use application::{Change, Notices, Order};
use endpoint::{answering, listen, read_request};

const FROM: E164 = e164!("+12065550100");
const TO: E164 = e164!("+14255550199");

/// The command, of the other workspace.
static OFFHOOK: LazyLock<PathBuf> =
    LazyLock::new(|| build("offhook", &["--package", "offhook-cli"]));

fn serve(options: &[&str]) -> Server {
    // Built with this test.
    let lambda = env::current_exe().unwrap().with_file_name("../examples/notices");
    let person = ["--person", "+14255550199=waits: 100ms, answers", "--seed", "5"];
    Server::start(&*OFFHOOK, &[&person, options].concat(), &[lambda.as_os_str()])
}

/// A configuration without credentials of anybody, and with two attempts.
fn config(endpoint: &str) -> Builder {
    aws_sdk_chimesdkvoice::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("any", "any", None, None, "a test"))
        .http_client(HttpClient::new().build_http())
        .retry_config(RetryConfig::standard().with_max_attempts(2))
        .endpoint_url(endpoint)
}

fn calls(endpoint: &str) -> Calls<Notices> {
    Calls::new(config(endpoint), "notices")
}

fn order() -> Order {
    Order { notice: "The ferry leaves at seven.".to_owned(), repeat: Some(2) }
}

#[tokio::test]
async fn a_call_is_placed_answered_and_updated() {
    let mut server = serve(&[]);
    let calls = calls(&server.endpoint);
    let headers = SipHeaders::new().with("X-Order", "4711");
    let place = calls.place(&FROM, &TO, &order()).unwrap().sip_headers(&headers).unwrap();
    let id = place.send().await.unwrap();
    server.until("the notice is given");
    // The flow's reply must have arrived: one reply would replace the journal of the other.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let change = Change { goodbye: "Have a nice trip.".to_owned() };
    calls.update(&id, &change).await.unwrap();
    server.until(&format!("ended  {id}"));
    assert!(matches!(calls.update(&id, &change).await, Err(CallError::UnknownCall(_))));
    let (status, printed) = server.interrupt();
    let mut lines = printed.lines().skip_while(|line| !line.starts_with("ended"));
    for text in ["NEW_OUTBOUND_CALL", "The ferry leaves at seven.", "Have a nice trip."] {
        assert!(lines.any(|line| line.contains(text)), "no {text:?} in {printed}");
    }
    assert!(printed.contains("1 call, 1 update, 1 request refused; 0 findings"), "{printed}");
    assert_eq!(status, Some(0));
}

#[tokio::test]
async fn throttled_requests_are_sent_again() {
    let server = serve(&["--throttle", "1000"]);
    let calls = calls(&server.endpoint);
    let error = calls.place(&FROM, &TO, &order()).unwrap().send().await.unwrap_err();
    assert!(matches!(error, CallError::Throttled(_)), "{error:?}");
    assert!(matches!(calls.update("a", &change()).await, Err(CallError::Throttled(_))));
    let (_, printed) = server.interrupt();
    assert!(printed.contains("4 requests refused"), "two attempts of each: {printed}");

    let server = serve(&["--throttle", "700"]);
    let retries = RetryConfig::adaptive().with_max_attempts(10);
    let calls = Calls::<Notices>::new(config(&server.endpoint).retry_config(retries), "notices");
    calls.place(&FROM, &TO, &order()).unwrap().send().await.unwrap();
    let (_, printed) = server.interrupt();
    let refused = printed.matches("refused  ThrottledClientException").count();
    assert!(refused > 0 && printed.contains("1 call, 0 updates"), "{printed}");
}

#[tokio::test]
async fn other_requests_are_sent_once() {
    let server = serve(&["--at-once", "1"]);
    let calls = calls(&server.endpoint);
    calls.place(&FROM, &TO, &order()).unwrap().send().await.unwrap();
    let error = calls.place(&FROM, &TO, &order()).unwrap().send().await.unwrap_err();
    assert!(matches!(error, CallError::LimitExceeded(_)), "{error:?}");
    let (_, printed) = server.interrupt();
    assert!(printed.contains("1 call, 0 updates, 1 request refused"), "{printed}");
}

#[tokio::test]
async fn requests_that_may_have_arrived_are_sent_once() {
    let count = Arc::<AtomicU32>::default();
    let counted = Arc::clone(&count);
    // Closes each connection without an answer.
    let endpoint = listen(move |_, client| {
        read_request(&client);
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let error = calls(&endpoint).place(&FROM, &TO, &order()).unwrap().send().await.unwrap_err();
    assert!(matches!(error, CallError::Failed(_)), "{error:?}");
    assert_eq!(count.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn only_without_an_answer_or_when_the_service_fails_is_the_outcome_unknown() {
    for (status, exception, expected) in [
        (400, "BadRequestException", "BadRequest"),
        (409, "ConflictException", "BadRequest"),
        (422, "", "BadRequest"),
        (401, "UnauthorizedClientException", "Denied"),
        (403, "ForbiddenException", "Denied"),
        (403, "ExpiredTokenException", "Denied"),
        (403, "", "Denied"),
        (404, "NotFoundException", "UnknownCall"),
        (400, "ResourceLimitExceededException", "LimitExceeded"),
        (429, "ThrottledClientException", "Throttled"),
        (500, "ServiceFailureException", "Failed"),
        (503, "", "Failed"),
    ] {
        let endpoint = answering(status, format!(r#"{{"__type":"{exception}"}}"#));
        let error = calls(&endpoint).update("a", &change()).await.unwrap_err();
        let variant = format!("{error:?}");
        assert!(variant.starts_with(&format!("{expected}(")), "{status} {exception}: {variant}");
    }
}

fn change() -> Change {
    Change { goodbye: "Goodbye.".to_owned() }
}

/// An application with arguments that can be too many.
enum Anything {}

impl Application for Anything {
    type Arguments = BTreeMap<String, Option<Vec<u8>>>;
    type Update = NoArguments;
}

#[tokio::test]
async fn requests_are_checked_before_they_are_sent() {
    // Nobody listens there.
    let calls = Calls::<Anything>::new(config("http://127.0.0.1:1"), "any");
    let many = (0..21).map(|number| (number.to_string(), None)).collect();
    let place = |arguments| calls.place(&FROM, &TO, &arguments);
    assert!(place(many).is_ok(), "absent ones are not sent");
    let list = BTreeMap::from([("pin".to_owned(), Some(vec![4, 7]))]);
    let error = place(list).unwrap_err();
    let (start, end) = ("the arguments can't be sent: ", "is neither text, a number nor a boolean");
    let text = error.to_string();
    assert!(text.starts_with(start) && text.ends_with(end), "{text}");

    let place = || place(BTreeMap::new()).unwrap();
    let error = place().sip_headers(&SipHeaders::new().with("X-AMZN-A", "4711")).unwrap_err();
    assert!(matches!(error, CallError::SipHeader(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("4711"), "{error:?}");
    let headers = |count: usize| (0..count).map(|number| (format!("X-{number}"), "a")).collect();
    assert!(place().sip_headers(&headers(20)).is_ok());
    let error = place().sip_headers(&headers(21)).unwrap_err();
    assert_eq!(error.to_string(), "a call takes at most 20 SIP headers, not 21");
    assert!(matches!(place().send().await, Err(CallError::Failed(_))));
    assert!(matches!(calls.update("a", &NoArguments {}).await, Err(CallError::Failed(_))));
}
