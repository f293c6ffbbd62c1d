//! A Lambda for tests, whose behaviour is selected by its argument: `lambda MODE`, where MODE is one of those in
//! [`main`].
//!
//! Depends only on the standard library; calls the Runtime API over plain HTTP.

#![allow(missing_docs)]

use std::collections::HashMap;
use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::exit;
use std::sync::{Arc, Barrier};
use std::thread;

fn main() -> io::Result<()> {
    let mode = env::args().nth(1).unwrap_or_default();
    let api = Api { address: env::var("AWS_LAMBDA_RUNTIME_API").unwrap_or_default() };
    match mode.as_str() {
        // Modes for the start.
        "exit-before-poll" => {
            (1..=30).for_each(|line| eprintln!("line {line}"));
            exit(3);
        }
        "init-error" => {
            let report = r#"{"errorType": "Config", "errorMessage": "SALES is not set"}"#;
            api.post("init/error", report.as_bytes())?;
            exit(1);
        }
        "never-polls" => sleep_for_ever(),

        // Modes that answer each event.
        "echo" => api.serve(|event| Ok(event.body.clone())),
        "headers" => api.serve(|event| Ok(event.described())),
        "environment" => api.serve(|_| Ok(environment())),
        "garbage" => api.serve(|_| Ok(b"\xff{not JSON".to_vec())),
        "error" => api.serve(|_| {
            Err(r#"{"errorType": "Oops", "errorMessage": "it broke", "stackTrace": ["at a", "at b"]}"#.into())
        }),
        "logs" => api.serve(|event| {
            println!("to stdout");
            eprintln!("to stderr");
            Ok(event.body.clone())
        }),
        "large" => api.serve(|_| Ok(vec![b' '; 7 * 1024 * 1024])),
        "call" => api.serve(|event| Ok(call(&event.body))),
        // Prints this many MiB for each event.
        "floods" => api.serve(|event| {
            let mebibytes = env::var("MEBIBYTES").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
            let line = "a line of the flood ".repeat(50) + "\n";
            let block = line.repeat(1024 * 1024 / line.len());
            for _ in 0..mebibytes {
                io::stdout().write_all(block.as_bytes()).map_err(|error| error.to_string())?;
            }
            Ok(call(&event.body))
        }),
        "counting" => {
            let mut calls = 0;
            api.serve(|event| {
                if event.body.windows(16).any(|part| part == b"NEW_INBOUND_CALL") {
                    calls += 1;
                    println!("call {calls} of this process");
                }
                Ok(call(&event.body))
            })
        }
        "nasty" => api.serve(|_| {
            println!("a log {}", nasty());
            Ok(nasty_reply().into_bytes())
        }),
        "nasty-error" => api.serve(|_| {
            eprintln!("a log {}", nasty());
            let message = escaped(&nasty());
            Err(format!(r#"{{"errorType": "E{message}", "errorMessage": "{message}"}}"#))
        }),
        "nasty-start" => {
            eprintln!("a log {}", nasty());
            exit(3);
        }
        // A handler fails, and an error handler answers, as Offhook logs it.
        "recovers" => api.serve(|event| {
            let text = String::from_utf8_lossy(&event.body);
            let id = text.split("\"TransactionId\":\"").nth(1).and_then(|rest| rest.split('"').next());
            let id = id.unwrap_or_default();
            println!("ERROR invocation{{transaction_id={id} sequence=1}}: #[on_error] answered a failure error=no greeting");
            Ok(call(&event.body))
        }),
        "bridge" => api.serve(|event| Ok(bridge(&event.body))),
        // The reply is the value of an environment variable.
        "reply" => api.serve(|_| Ok(env::var("REPLY").unwrap_or_default().into_bytes())),

        // Modes that don't answer.
        "exit" => api.serve(|_| {
            eprintln!("about to exit");
            exit(3);
        }),
        // Exits at every fortieth event.
        "crashes" => {
            let mut events = 0;
            api.serve(|event| {
                events += 1;
                if events == 40 {
                    exit(3);
                }
                Ok(call(&event.body))
            })
        }
        "hang" => api.serve(|_| {
            eprintln!("about to hang");
            sleep_for_ever()
        }),

        // Unusual clients of the API.
        "late" => late(&api),
        "odd-requests" => odd_requests(&api),
        "one-connection" => one_connection(&api),
        "concurrent" => concurrent(&api),
        _ => {
            eprintln!("unknown mode {mode:?}");
            exit(2);
        }
    }
}

fn sleep_for_ever() -> ! {
    loop {
        thread::park();
    }
}

/// Replies for a menu: a prompt, a goodbye, a hang-up after a failure, and no actions for other events.
fn call(event: &[u8]) -> Vec<u8> {
    let event = String::from_utf8_lossy(event);
    let is = |kind: &str| event.contains(&format!("\"{kind}\""));
    let actions = if is("NEW_INBOUND_CALL") {
        println!("a call");
        r#"[{"Type": "SpeakAndGetDigits", "Parameters": {"SpeechParameters": {"Text": "Press 1."},
            "MinNumberOfDigits": 1, "MaxNumberOfDigits": 1, "Repeat": 3, "RepeatDurationInMilliseconds": 5000}}]"#
    } else if is("ACTION_FAILED") {
        r#"[{"Type": "Hangup", "Parameters": {"SipResponseCode": "0"}}]"#
    } else if is("ACTION_SUCCESSFUL") {
        r#"[{"Type": "Speak", "Parameters": {"Text": "Bye."}}, {"Type": "Hangup", "Parameters": {"SipResponseCode": "0"}}]"#
    } else {
        "[]"
    };
    format!(r#"{{"SchemaVersion": "1.0", "Actions": {actions}}}"#).into_bytes()
}

/// Characters that must not reach a terminal, from the environment.
fn nasty() -> String {
    env::var("NASTY").unwrap_or_default()
}

/// Escapes all characters for a JSON string.
fn escaped(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat()
}

/// Returns a reply that speaks these characters, and has an action and parameters with them.
fn nasty_reply() -> String {
    let nasty = escaped(&nasty());
    format!(
        r#"{{"SchemaVersion": "1.0", "Actions": [{{"Type": "Speak", "Parameters": {{"Text": "Hello {nasty}"}}}}],
            "TransactionAttributes": {{"{nasty}": "{nasty}"}}}}"#
    )
}

/// Replies that bridge a call and never hang up a leg.
fn bridge(event: &[u8]) -> Vec<u8> {
    let actions = if String::from_utf8_lossy(event).contains("\"NEW_INBOUND_CALL\"") {
        r#"[{"Type": "CallAndBridge", "Parameters": {"CallerIdNumber": "+14255550199", "CallTimeoutSeconds": 30,
            "Endpoints": [{"BridgeEndpointType": "PSTN", "Uri": "+12065550123"}]}}]"#
    } else {
        "[]"
    };
    format!(r#"{{"SchemaVersion": "1.0", "Actions": {actions}}}"#).into_bytes()
}

fn environment() -> Vec<u8> {
    let lines: Vec<_> = env::vars().map(|(key, value)| format!("{key}={value}")).collect();
    lines.join("\n").into_bytes()
}

/// Answers the first event only after the second has been fetched, and the second with the status of the first answer.
fn late(api: &Api) -> io::Result<()> {
    let first = api.next()?;
    println!("fetched the first event");
    let second = api.next()?;
    let status = api.respond(&first, b"late")?;
    api.respond(&second, format!("status of the late answer: {status}").as_bytes())?;
    sleep_for_ever()
}

/// Makes invalid requests, and answers an event with their statuses.
fn odd_requests(api: &Api) -> io::Result<()> {
    let event = api.next()?;
    let statuses = [
        ("unknown id", api.post("invocation/no-such-id/response", b"{}")?),
        ("error for an unknown id", api.post("invocation/no-such-id/error", b"{}")?),
        ("unknown path", api.post("invocation/next/unknown", b"{}")?),
        ("wrong method", api.post("invocation/next", b"{}")?),
        ("late init error", api.post("init/error", b"{}")?),
    ];
    let lines: Vec<_> = statuses.iter().map(|(name, status)| format!("{name}: {status}")).collect();
    let accepted = api.respond(&event, lines.join("\n").as_bytes())?;
    let again = api.respond(&event, b"twice")?;

    let event = api.next()?;
    api.respond(&event, format!("first answer: {accepted}\nsecond answer: {again}").as_bytes())?;
    sleep_for_ever()
}

/// Makes requests that are refused, with large bodies, and answers an event, all over one connection.
fn one_connection(api: &Api) -> io::Result<()> {
    let mut stream = BufReader::new(TcpStream::connect(&api.address)?);
    let mut request = |method: &str, path: &str, body: &[u8]| {
        let host = &api.address;
        let length = body.len();
        let head = format!(
            "{method} /2018-06-01/{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.get_mut().write_all(head.as_bytes())?;
        stream.get_mut().write_all(body)?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_until(b'\n', &mut head)?;
        }
        let mut response = Response::parse(&head).ok_or_else(|| io::Error::other("not HTTP"))?;
        let length = response.headers.get("content-length").and_then(|length| length.parse().ok());
        response.body = vec![0; length.unwrap_or_default()];
        stream.read_exact(&mut response.body)?;
        Ok::<_, io::Error>(response)
    };
    let body = vec![b' '; 1024 * 1024];
    let statuses = [
        request("POST", "unknown", &body)?.status,
        request("PUT", "runtime/init/error", &body)?.status,
        request("POST", "runtime/invocation/unknown/response", &body)?.status,
    ];
    let event = request("GET", "runtime/invocation/next", b"")?;
    let path = format!("runtime/invocation/{}/response", event.request_id());
    request("POST", &path, statuses.map(|status| status.to_string()).join(", ").as_bytes())?;
    sleep_for_ever()
}

/// Polls from `AWS_LAMBDA_MAX_CONCURRENCY` threads, and answers only once each thread has an event.
fn concurrent(api: &Api) -> io::Result<()> {
    let events =
        env::var("AWS_LAMBDA_MAX_CONCURRENCY").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let all_have_one = Arc::new(Barrier::new(events));
    thread::scope(|scope| {
        let workers: Vec<_> = (0..events)
            .map(|_| {
                let all_have_one = Arc::clone(&all_have_one);
                scope.spawn(move || {
                    api.serve(|event| {
                        all_have_one.wait();
                        Ok(event.body.clone())
                    })
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
    })
}

struct Api {
    address: String,
}

struct Response {
    status: u16,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

impl Api {
    /// Answers events forever.
    fn serve(
        &self,
        mut handler: impl FnMut(&Response) -> Result<Vec<u8>, String>,
    ) -> io::Result<()> {
        loop {
            let event = self.next()?;
            match handler(&event) {
                Ok(reply) => self.respond(&event, &reply)?,
                Err(report) => self
                    .post(&format!("invocation/{}/error", event.request_id()), report.as_bytes())?,
            };
        }
    }

    fn next(&self) -> io::Result<Response> {
        self.request("GET", "invocation/next", b"")
    }

    fn respond(&self, event: &Response, reply: &[u8]) -> io::Result<u16> {
        self.post(&format!("invocation/{}/response", event.request_id()), reply)
    }

    fn post(&self, path: &str, body: &[u8]) -> io::Result<u16> {
        self.request("POST", path, body).map(|response| response.status)
    }

    fn request(&self, method: &str, path: &str, body: &[u8]) -> io::Result<Response> {
        let Self { address } = self;
        let mut stream = TcpStream::connect(address)?;
        write!(
            stream,
            "{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        )?;
        stream.write_all(body)?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Response::parse(&bytes).ok_or_else(|| io::Error::other("not an HTTP response"))
    }
}

impl Response {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = str::from_utf8(&bytes[..end]).ok()?;
        let (status_line, headers) = head.split_once("\r\n")?;
        let headers = headers.lines().filter_map(|line| line.split_once(": "));
        Some(Self {
            status: status_line.split(' ').nth(1)?.parse().ok()?,
            headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
            body: bytes[end + 4..].to_vec(),
        })
    }

    fn request_id(&self) -> &str {
        self.headers.get("lambda-runtime-aws-request-id").map_or("", String::as_str)
    }

    /// Returns the status and the headers, one per line.
    fn described(&self) -> Vec<u8> {
        let mut lines = vec![format!("status: {}", self.status)];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        lines.join("\n").into_bytes()
    }
}
