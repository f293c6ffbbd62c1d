//! Executables of the workspace for tests of other packages, where cargo sets no `CARGO_BIN_EXE_…`, a running
//! `offhook serve`, and a client of HTTP servers.

mod server;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

pub use self::server::Server;

/// The path of the simulator's test Lambda, which is built on first use.
// With the features of `cargo test --workspace`, so that nothing is built twice.
pub static LAMBDA: LazyLock<PathBuf> =
    LazyLock::new(|| build("lambda", &["--workspace", "--example", "lambda"]));

/// Runs `cargo build` with these options and returns the path of the executable of this name.
///
/// # Panics
/// If the build fails or makes no such executable.
pub fn build(name: &str, options: &[&str]) -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--message-format=json-render-diagnostics"])
        .args(options)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Sends a POST request with these further header lines to an endpoint `http://HOST:PORT`. Returns the status of the
/// response, and the whole response.
///
/// # Panics
/// If the endpoint does not answer with an HTTP response.
pub fn post(endpoint: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
    let host = endpoint.trim_start_matches("http://");
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
    );
    let mut stream = TcpStream::connect(host).expect("a connection");
    stream.write_all(request.as_bytes()).expect("the request is sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response");
    let status = response.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.expect("a status"), response)
}
