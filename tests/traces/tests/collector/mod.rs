//! An OpenTelemetry collector on loopback: OTLP over HTTP, binary.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

/// A limit that only a failing test reaches.
const SAFE: Duration = Duration::from_secs(60);

/// A collector that keeps what it gets. Each connection has a thread, which lasts until the process ends.
pub(crate) struct Collector {
    pub(crate) endpoint: String,
    received: Arc<Received>,
}

/// The bodies of requests, as they came.
#[derive(Default)]
struct Received {
    bodies: Mutex<Vec<Vec<u8>>>,
    more: Condvar,
}

impl Collector {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::<Received>::default();
        let to = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let to = Arc::clone(&to);
                thread::spawn(move || serve(stream.unwrap(), &to));
            }
        });
        Self { endpoint, received }
    }

    /// The bodies of all requests.
    pub(crate) fn bodies(&self) -> Vec<Vec<u8>> {
        self.received.bodies.lock().unwrap().clone()
    }

    /// Waits until the spans that have come are complete, and returns them in the order of their ends.
    pub(crate) fn spans(&self, are_complete: impl Fn(&[Span]) -> bool) -> Vec<Span> {
        let bodies = self.received.bodies.lock().unwrap();
        let is_waiting = |bodies: &mut Vec<_>| !are_complete(&decode(bodies));
        let (bodies, wait) =
            self.received.more.wait_timeout_while(bodies, SAFE, is_waiting).unwrap();
        assert!(!wait.timed_out(), "spans are missing: {:?}", decode(&bodies));
        decode(&bodies)
    }
}

fn decode(bodies: &[Vec<u8>]) -> Vec<Span> {
    let requests = bodies.iter().map(|body| ExportTraceServiceRequest::decode(&**body).unwrap());
    let resources = requests.flat_map(|request| request.resource_spans);
    let scopes = resources.flat_map(|spans| spans.scope_spans);
    scopes.flat_map(|spans| spans.spans).collect()
}

fn serve(stream: TcpStream, received: &Received) {
    let mut requests = BufReader::new(stream);
    while let Some(body) = read(&mut requests) {
        received.bodies.lock().unwrap().push(body);
        received.more.notify_all();
        let accepted =
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n";
        requests.get_mut().write_all(accepted.as_bytes()).unwrap();
    }
}

/// Reads the body of a request; `None` at the end of the connection.
fn read(requests: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if requests.read_line(&mut head).unwrap() == 0 {
            return None;
        }
    }
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with("post /v1/traces "), "{head}");
    assert!(head.contains("content-type: application/x-protobuf"), "{head}");
    let length = head.split_once("content-length: ").unwrap().1;
    let mut body = vec![0; length.lines().next().unwrap().parse().unwrap()];
    requests.read_exact(&mut body).unwrap();
    Some(body)
}

/// An attribute as text, empty if the span has none of this name.
pub(crate) fn attribute(span: &Span, name: &str) -> String {
    let attribute = span.attributes.iter().find(|attribute| attribute.key == name);
    match attribute.and_then(|attribute| attribute.value.clone()?.value) {
        None => String::new(),
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::BoolValue(value)) => value.to_string(),
        Some(other) => format!("{other:?}"),
    }
}
