//! Calls of the example as a process, and the spans that a collector gets of them.

mod collector;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use offhook_simulator::{FindingKind, Host, Output, Phone, Simulator};
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use opentelemetry_proto::tonic::trace::v1::{Span, Status};

use crate::collector::{Collector, attribute};

const CALLER: &str = "+14255550199";
const NUMBER: &str = "+12065550100";
const ACCOUNT: &str = "471108159";
/// An account of which the example finds no balance.
const LOST_ACCOUNT: &str = "598203174";
const HEADER: &str = "Anna Blume";

/// Long enough that only a hanging process reaches it.
const SAFE: Duration = Duration::from_secs(60);

/// The Lambda, its collector, and the lines that it printed.
struct Line {
    host: Arc<Host>,
    simulator: Simulator,
    collector: Collector,
    printed: Arc<Mutex<String>>,
}

impl Line {
    /// Starts the Lambda with this level of spans and of the log.
    async fn start(level: &str) -> Self {
        let collector = Collector::start();
        let printed = Arc::<Mutex<String>>::default();
        let sink = Arc::clone(&printed);
        let host = Host::builder(env!("CARGO_BIN_EXE_balance-line"))
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint)
            // The exporter's thread sends nothing by itself: only a flush does.
            .env("OTEL_BSP_SCHEDULE_DELAY", "3600000")
            .env("TRACES_LEVEL", level)
            .env("AWS_LAMBDA_LOG_LEVEL", level)
            .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .ready_timeout(SAFE)
            .invoke_timeout(SAFE)
            .output(Output::lines(move |line| {
                sink.lock().unwrap().push_str(&line.text);
            }));
        let host = Arc::new(host.start().await.unwrap());
        Self { simulator: Simulator::new(Arc::clone(&host)), host, collector, printed }
    }

    async fn enters(&self, account: &str) -> Phone {
        let mut phone = self.simulator.dial(CALLER, NUMBER).sip_header("X-Name", HEADER).await;
        phone.hears("account number").presses(account).await;
        phone
    }

    /// Stops the Lambda and returns what it printed.
    async fn stop(self) -> String {
        drop(self.simulator);
        Arc::into_inner(self.host).expect("its calls are dropped").stop().await;
        std::mem::take(&mut *self.printed.lock().unwrap())
    }

    /// The spans of this name in a call's trace, which is its transaction id.
    fn spans(&self, phone: &Phone, name: &str) -> Vec<Span> {
        let id = phone.transcript().transaction_id.replace('-', "");
        let trace = u128::from_str_radix(&id, 16).unwrap().to_be_bytes();
        let is_of = |span: &Span, name: &str| span.name == name && span.trace_id == trace;
        let invocations = usize::try_from(phone.invocations()).unwrap();
        let mut spans = self.collector.spans(|spans| {
            spans.iter().filter(|span| is_of(span, "balance-line")).count() == invocations
        });
        spans.retain(|span| is_of(span, name));
        spans
    }
}

fn status(span: &Span) -> StatusCode {
    span.status.as_ref().map_or(StatusCode::Unset, Status::code)
}

/// The values of these attributes.
fn attributes<const N: usize>(span: &Span, names: [&str; N]) -> [String; N] {
    names.map(|name| attribute(span, name))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_one_trace_with_a_span_of_each_invocation() {
    let line = Line::start("INFO").await;
    let mut phone = line.enters(ACCOUNT).await;
    phone.hears("Your balance is 17 euros.").is_hung_up().ends().by_application().await;

    let runtime = line.spans(&phone, "balance-line");
    let invocations = line.spans(&phone, "invocation");
    assert_eq!(runtime.len(), 3);
    let fields = ["faas.name", "faas.trigger", "faas.coldstart"];
    assert_eq!(attributes(&runtime[0], fields), ["balance-line", "other", "true"]);
    assert_eq!(attributes(&runtime[1], fields), ["balance-line", "other", "false"]);
    let fields = ["sequence", "event", "action", "handler", "outcome"];
    let flow = "balance_line::balance";
    let expected = [
        ["1", "NEW_INBOUND_CALL", "", flow, "replied"],
        ["2", "ACTION_SUCCESSFUL", "SpeakAndGetDigits", flow, "replied"],
        ["3", "HANGUP", "Hangup", "balance_line::ended", "replied"],
    ];
    assert_eq!(
        invocations.iter().map(|span| attributes(span, fields)).collect::<Vec<_>>(),
        expected
    );
    assert!(attribute(&invocations[0], "at").starts_with("src/main.rs:"));
    for (span, parent) in invocations.iter().zip(&runtime) {
        assert_eq!(attribute(span, "transaction_id"), phone.transcript().transaction_id);
        assert_eq!((&span.parent_span_id, &*parent.parent_span_id), (&parent.span_id, &[][..]));
        assert_eq!([status(span), status(parent)], [StatusCode::Unset; 2]);
    }
    let [look_up] = &line.spans(&phone, "look_up")[..] else {
        panic!("one `once`, which runs once")
    };
    assert_eq!(look_up.parent_span_id, invocations[1].span_id);
    let ended = &invocations[2].events;
    assert_eq!((ended.len(), &*ended[0].name), (1, "the call has ended"));
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_have_traces_of_their_own() {
    let line = Line::start("INFO").await;
    for _ in 0..2 {
        let mut phone = line.enters(ACCOUNT).await;
        phone.hears("17 euros").is_hung_up().ends().await;
        assert_eq!(line.spans(&phone, "balance-line").len(), 3);
    }
    let all = line.collector.spans(|_| true);
    assert_eq!(all.len(), 2 * (3 + 3 + 1), "no other spans");
    let printed = line.stop().await;
    assert_eq!(printed.matches("CloudWatchMetrics").count(), 2 * 3, "metrics too: {printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_the_status_of_its_spans() {
    let line = Line::start("INFO").await;
    let mut phone = line.enters(LOST_ACCOUNT).await;
    phone.ends().allow(FindingKind::LambdaError).await;
    let failed: Vec<_> = [line.spans(&phone, "balance-line"), line.spans(&phone, "invocation")]
        .map(|spans| spans.iter().map(status).collect::<Vec<_>>())
        .into();
    // The service tries again, and gives the call up.
    let expected = [StatusCode::Unset, StatusCode::Error, StatusCode::Error, StatusCode::Unset];
    assert_eq!(failed, [expected, expected]);
    let outcomes = line.spans(&phone, "invocation");
    let outcomes: Vec<_> = outcomes.iter().map(|span| attribute(span, "outcome")).collect();
    assert_eq!(outcomes, ["replied", "failed", "failed", "replied"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn spans_and_log_hold_no_private_data_at_trace() {
    let line = Line::start("TRACE").await;
    let mut phone = line.enters(ACCOUNT).await;
    phone.hears("17 euros").is_hung_up().ends().await;
    let mut failed = line.enters(LOST_ACCOUNT).await;
    failed.ends().allow(FindingKind::LambdaError).await;
    assert!(
        !line.spans(&phone, "look_up").is_empty() && !line.spans(&failed, "look_up").is_empty()
    );

    let sent = line.collector.bodies().concat();
    drop((phone, failed));
    let printed = line.stop().await;
    assert!(printed.contains(r#""level":"TRACE""#), "the level is set");
    for text in [&sent, printed.as_bytes()] {
        let text = String::from_utf8_lossy(text);
        assert!(text.contains("look_up"), "there is something to search");
        for private in [&CALLER[2..], &NUMBER[2..], ACCOUNT, LOST_ACCOUNT, HEADER] {
            assert!(!text.contains(private), "{private}");
        }
    }
}

#[test]
fn documentation_lists_the_dependencies() {
    let page = include_str!("../../../runtime/docs/traces.md");
    let listed = page.split("```").nth(1).unwrap().lines().skip(1);
    let ours: Vec<_> = include_str!("../Cargo.toml").lines().collect();
    for line in listed.filter(|line| !line.starts_with("offhook =")) {
        assert!(ours.contains(&line), "{line}");
    }
}
