//! Tests of the local host with real processes: the modes of `examples/lambda.rs`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use offhook_simulator::{
    FindingKind, Host, HostBuilder, HostError, Line, Outcome, Output, Simulator, Stream,
};
use offhook_test_support::LAMBDA;
use tokio::sync::mpsc;

/// A limit that only a failing test reaches.
const SAFE: Duration = Duration::from_secs(60);
/// A limit for tests that exceed it.
const SHORT: Duration = Duration::from_millis(100);

fn lambda(mode: &str) -> HostBuilder {
    Host::builder(&*LAMBDA)
        .arg(mode)
        .ready_timeout(SAFE)
        .invoke_timeout(SAFE)
        .output(Output::Discard)
}

async fn reply(host: &Host, event: &'static str) -> String {
    match host.invoke(event).await.expect("the process answers").outcome {
        Outcome::Reply(reply) => String::from_utf8(reply.to_vec()).expect("the reply is UTF-8"),
        Outcome::Error(error) => panic!("{error}"),
    }
}

/// Splits the lines of a text into keys and values.
fn pairs<'a>(text: &'a str, separator: &str) -> HashMap<&'a str, &'a str> {
    text.lines().filter_map(|line| line.split_once(separator)).collect()
}

#[tokio::test]
async fn replies_reach_the_caller() {
    let host = lambda("echo").start().await.unwrap();
    let up = host.ready().await.unwrap();
    assert_eq!(host.ready().await.unwrap(), up, "the time of the first poll does not change");

    let first = host.invoke("one").await.unwrap();
    assert_eq!(first.outcome, Outcome::Reply("one".into()));
    let second = host.invoke("two").await.unwrap();
    assert_eq!(second.outcome, Outcome::Reply("two".into()));
    let random = [&first, &second].map(|invocation| &invocation.request_id[..23]);
    assert_ne!(random[0], random[1], "no part of an id tells the next one");
    host.stop().await;
}

#[tokio::test]
async fn invoke_waits_for_the_first_poll() {
    let host = lambda("echo").start().await.unwrap();
    assert_eq!(reply(&host, "{}").await, "{}");
}

#[tokio::test]
async fn reply_that_is_not_json_is_returned() {
    let host = lambda("garbage").start().await.unwrap();
    let Outcome::Reply(bytes) = host.invoke("{}").await.unwrap().outcome else {
        panic!("not an error")
    };
    assert_eq!(&bytes[..], b"\xff{not JSON");
}

#[tokio::test]
async fn reported_error_is_an_outcome() {
    let host = lambda("error").start().await.unwrap();
    for _ in 0..2 {
        let Outcome::Error(error) = host.invoke("{}").await.unwrap().outcome else {
            panic!("not a reply")
        };
        assert_eq!((error.error_type.as_str(), error.message.as_str()), ("Oops", "it broke"));
        assert_eq!(error.stack_trace, ["at a", "at b"]);
    }
}

#[tokio::test]
async fn event_has_the_headers_of_lambda() {
    let host = lambda("headers").function_name("my function").env("AWS_REGION", "eu-west-1");
    let host = host.start().await.unwrap();
    let invocation = host.invoke("{}").await.unwrap();
    let Outcome::Reply(reply) = invocation.outcome else { panic!("not an error") };
    let headers = String::from_utf8(reply.to_vec()).unwrap();
    let headers = pairs(&headers, ": ");

    assert_eq!(headers["status"], "200");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["lambda-runtime-aws-request-id"], invocation.request_id);
    assert_eq!(
        headers["lambda-runtime-invoked-function-arn"],
        "arn:aws:lambda:eu-west-1:123456789012:function:my-function"
    );
    assert!(headers["lambda-runtime-trace-id"].starts_with("Root=1-"));
    let deadline: u64 = headers["lambda-runtime-deadline-ms"].parse().unwrap();
    let deadline = UNIX_EPOCH + Duration::from_millis(deadline);
    assert!(deadline > SystemTime::now() && deadline < SystemTime::now() + SAFE);
}

#[tokio::test]
async fn process_has_the_environment_of_lambda() {
    let host = lambda("environment").env("SALES", "+12065550123").env("TZ", "Europe/Berlin");
    let host = host.max_concurrency(8).start().await.unwrap();
    let environment = reply(&host, "{}").await;
    let environment = pairs(&environment, "=");

    assert_eq!(environment["AWS_LAMBDA_FUNCTION_NAME"], "lambda");
    assert_eq!(environment["AWS_LAMBDA_FUNCTION_VERSION"], "$LATEST");
    assert_eq!(environment["AWS_LAMBDA_LOG_GROUP_NAME"], "/aws/lambda/lambda");
    assert_eq!(environment["AWS_LAMBDA_MAX_CONCURRENCY"], "8");
    assert!(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"].parse::<i32>().is_ok());
    assert!(environment["AWS_LAMBDA_RUNTIME_API"].starts_with("127.0.0.1:"));
    for key in ["AWS_LAMBDA_LOG_STREAM_NAME", "AWS_REGION", "LAMBDA_TASK_ROOT", "_HANDLER"] {
        assert!(environment.contains_key(key), "{key} is set");
    }
    assert_eq!(environment["SALES"], "+12065550123");
    assert_eq!(environment["TZ"], "Europe/Berlin", "`env` overrides Lambda's variables");
    assert!(environment.contains_key("PATH"), "the rest is inherited");
}

#[tokio::test]
async fn concurrent_polls_get_concurrent_events() {
    let host = lambda("concurrent").max_concurrency(3).start().await.unwrap();
    // The process answers only once it has all three.
    let (a, b, c) = tokio::join!(reply(&host, "a"), reply(&host, "b"), reply(&host, "c"));
    assert_eq!([a, b, c], ["a", "b", "c"]);
}

#[tokio::test]
async fn events_queue_for_a_process_that_handles_one_at_a_time() {
    let host = lambda("echo").start().await.unwrap();
    let (a, b, c) = tokio::join!(reply(&host, "a"), reply(&host, "b"), reply(&host, "c"));
    assert_eq!([a, b, c], ["a", "b", "c"]);
}

#[tokio::test]
async fn late_answer_is_rejected_and_not_used_for_the_next_event() {
    let (sender, mut lines) = mpsc::unbounded_channel();
    let host = lambda("late").output(Output::lines(move |line| _ = sender.send(line)));
    let host = host.start().await.unwrap();
    tokio::select! {
        biased;
        line = lines.recv() => assert_eq!(line.unwrap().text, "fetched the first event"),
        answer = host.invoke("first") => panic!("{answer:?}"),
    }
    // The first invocation has been dropped. The process answers it before the second one.
    assert_eq!(reply(&host, "second").await, "status of the late answer: 410");
}

#[tokio::test]
async fn invalid_requests_are_rejected() {
    let host = lambda("odd-requests").start().await.unwrap();
    let statuses = reply(&host, "{}").await;
    assert_eq!(
        statuses.lines().collect::<Vec<_>>(),
        [
            "unknown id: 400",
            "error for an unknown id: 400",
            "unknown path: 404",
            "wrong method: 405",
            "late init error: 403",
        ]
    );
    assert_eq!(reply(&host, "{}").await, "first answer: 202\nsecond answer: 400");
}

#[tokio::test]
async fn refused_request_does_not_end_the_connection() {
    let host = lambda("one-connection").start().await.unwrap();
    assert_eq!(reply(&host, "{}").await, "404, 405, 400");
}

#[tokio::test]
async fn too_large_reply_is_an_error_outcome() {
    let host = lambda("large").start().await.unwrap();
    for _ in 0..2 {
        let Outcome::Error(error) = host.invoke("{}").await.unwrap().outcome else {
            panic!("not a reply")
        };
        assert_eq!(error.error_type, "Function.ResponseSizeTooLarge");
    }
}

#[tokio::test]
async fn missing_command_is_reported() {
    let error = Host::builder("no-such-command-anywhere").start().await.unwrap_err();
    assert!(matches!(error, HostError::CommandNotFound { .. }), "{error:?}");
    assert!(
        error.to_string().starts_with("command not found: no-such-command-anywhere"),
        "{error}"
    );
}

#[tokio::test]
async fn unusable_command_or_folder_is_reported() {
    let error = Host::builder(env!("CARGO_MANIFEST_DIR")).start().await.unwrap_err();
    assert!(matches!(error, HostError::NotExecutable { .. }), "{error:?}");

    let error = lambda("echo").current_dir("/no/such/folder").start().await.unwrap_err();
    assert!(matches!(error, HostError::NoSuchFolder { .. }), "{error:?}");
}

#[tokio::test]
async fn exit_before_the_first_poll_is_reported() {
    let host = lambda("exit-before-poll").start().await.unwrap();
    let mut error = host.ready().await.unwrap_err();
    let HostError::ExitedBeforePoll { status, stderr } = &error else { panic!("{error:?}") };
    assert_eq!(status.code(), Some(3));
    let last_lines: Vec<_> = (11..=30).map(|line| format!("line {line}")).collect();
    assert_eq!(stderr.lines(), last_lines);
    assert!(error.to_string().ends_with("\n    line 30"), "{error}");

    assert_eq!(error.take_stderr().lines(), last_lines);
    assert!(!error.to_string().contains("line 30"), "{error}");
    assert!(matches!(host.invoke("{}").await, Err(HostError::ExitedBeforePoll { .. })));
}

#[tokio::test]
async fn init_error_is_reported() {
    let host = lambda("init-error").start().await.unwrap();
    for error in [host.ready().await.unwrap_err(), host.invoke("{}").await.unwrap_err()] {
        let HostError::Init { error, .. } = error else { panic!("{error:?}") };
        assert_eq!(error.to_string(), "Config: SALES is not set");
    }
}

#[tokio::test]
async fn missing_poll_is_reported() {
    let host = lambda("never-polls").ready_timeout(SHORT).start().await.unwrap();
    let error = host.ready().await.unwrap_err();
    assert!(matches!(error, HostError::NeverPolled { limit: SHORT, .. }), "{error:?}");
}

#[tokio::test]
async fn exit_during_an_event_is_reported() {
    let host = lambda("exit").start().await.unwrap();
    host.ready().await.unwrap();
    assert!(!host.has_exited());
    let error = host.invoke("{}").await.unwrap_err();
    let HostError::Exited { status, stderr } = error else { panic!("{error:?}") };
    assert_eq!(status.code(), Some(3));
    assert_eq!(stderr.lines(), ["about to exit"]);
    assert!(host.has_exited());
    assert!(
        matches!(host.invoke("{}").await, Err(HostError::ExitedBeforeEvent { .. })),
        "another process can handle later events"
    );
}

#[tokio::test]
async fn missing_answer_is_reported() {
    let host = lambda("hang").invoke_timeout(SHORT).start().await.unwrap();
    host.ready().await.unwrap();
    let error = host.invoke("{}").await.unwrap_err();
    assert!(matches!(error, HostError::Hung { limit: SHORT, .. }), "{error:?}");
    let error = host.invoke("{}").await.unwrap_err();
    assert!(matches!(error, HostError::NotPolling { limit: SHORT }), "{error:?}");
}

#[tokio::test]
async fn output_is_passed_on_line_by_line() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let collector = Arc::clone(&lines);
    let output = Output::lines(move |Line { stream, text, .. }| {
        collector.lock().unwrap().push((stream, text));
    });
    let host = lambda("logs").output(output).start().await.unwrap();
    host.invoke("{}").await.unwrap();
    host.stop().await;

    let mut lines = lines.lock().unwrap().clone();
    // The lines of the two pipes arrive in any order.
    lines.sort_by_key(|(stream, _)| *stream == Stream::Stderr);
    assert_eq!(lines, [(Stream::Stdout, "to stdout".into()), (Stream::Stderr, "to stderr".into())]);
}

#[cfg(target_os = "linux")]
mod end {
    //! The end of a Lambda's processes.

    use std::fs;

    use super::*;

    /// Ignores the signals that end a program, and starts a process that does so too.
    const STUBBORN: &str = "trap '' HUP INT TERM; sleep 300 & echo $!; wait; wait";

    /// Starts a shell script. Returns the host with the ids of the shell and of the process that its first line names.
    async fn start(script: &str) -> (Host, [u32; 2]) {
        let (sender, mut lines) = mpsc::unbounded_channel();
        let host = Host::builder("sh").args(["-c", script]).ready_timeout(SAFE);
        let host = host.output(Output::lines(move |line| _ = sender.send(line.text)));
        let host = host.start().await.unwrap();
        let ids = [host.pid(), lines.recv().await.unwrap().parse().unwrap()];
        assert!(runs(ids[1]));
        (host, ids)
    }

    /// Returns `true` if a process exists and is not a zombie.
    fn runs(id: u32) -> bool {
        let status = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        status.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with('Z'))
    }

    /// Waits until none of the processes runs: a killed one needs a moment.
    async fn ended(ids: [u32; 2]) {
        let ended = async {
            while ids.into_iter().any(runs) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(SAFE, ended).await.expect("the processes end");
    }

    #[tokio::test]
    async fn peak_memory_is_that_of_the_process() {
        let host = lambda("hang").start().await.unwrap();
        host.ready().await.unwrap();
        assert!(host.peak_memory().is_some_and(|bytes| bytes > 0));
    }

    #[tokio::test]
    async fn dropping_the_host_ends_its_processes() {
        let (host, ids) = start(STUBBORN).await;
        drop(host);
        ended(ids).await;
    }

    #[tokio::test]
    async fn stopping_the_host_ends_its_processes() {
        let (host, ids) = start(STUBBORN).await;
        host.stop().await;
        ended(ids).await;
    }

    #[tokio::test]
    async fn panic_ends_the_processes() {
        let (host, ids) = start(STUBBORN).await;
        let panics = tokio::spawn(async move {
            let _host = host;
            panic!("expected by the test");
        });
        assert!(panics.await.is_err());
        ended(ids).await;
    }

    #[tokio::test]
    async fn exit_ends_the_processes_that_are_left() {
        let (host, ids) = start("trap '' TERM; sleep 300 & echo $!").await;
        assert!(matches!(host.ready().await, Err(HostError::ExitedBeforePoll { .. })));
        ended(ids).await;
    }

    #[tokio::test]
    async fn processes_have_time_to_end() {
        for stops in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("ended");
            let path = file.display();
            let script = format!(
                "trap 'sleep 0.1; echo tidy > {path}; exit' TERM; echo $$; while :; do sleep 0.01; done"
            );
            let (host, _) = start(&script).await;
            if stops {
                host.stop().await;
            } else {
                drop(host);
            }
            assert_eq!(fs::read_to_string(&file).unwrap_or_default(), "tidy\n", "stops: {stops}");
        }
    }
}

/// The log line that Offhook writes shows it, where the output is read.
#[tokio::test]
async fn failure_that_an_error_handler_answered_is_a_finding() {
    let host = lambda("recovers").output(Output::lines(|_| {})).start().await.unwrap();
    let mut phone = Simulator::new(Arc::new(host)).dial("+14255550199", "+12065550100").await;
    phone.hears("Press 1").presses("1").hears("Bye").is_hung_up().await;
    phone.ends().allow(FindingKind::HandlerFailed).await;
    let findings = phone.findings();
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(
        finding.to_string(),
        "the handler of NEW_INBOUND_CALL (sequence 1) failed, and #[on_error] answered: no greeting"
    );
}
