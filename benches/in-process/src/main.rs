//! `bench-in-process FILE offhook|by-hand ROUNDS`: decodes, dispatches and encodes the event in
//! FILE ROUNDS times and prints the nanoseconds per round.
//!
//! Depends on the crates of the two flows. Both decode as `lambda_runtime` does, with
//! `serde_path_to_error`, and encode with `serde_json::to_vec`. Neither uses HTTP.

use std::hint::black_box;
use std::time::Instant;

use lambda_runtime::{Context, LambdaEvent};
use serde::de::DeserializeOwned;
use tower::Service;

/// Decodes the body of an invocation as `lambda_runtime` does.
fn decode<T: DeserializeOwned>(body: &[u8]) -> LambdaEvent<T> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let payload = serde_path_to_error::deserialize(&mut json).expect("the event is valid");
    LambdaEvent::new(payload, Context::default())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, flow, rounds] = &*arguments else {
        panic!("usage: bench-in-process FILE offhook|by-hand ROUNDS");
    };
    let body = std::fs::read(file).expect("FILE is readable");
    let rounds: u32 = rounds.parse().expect("ROUNDS is a number");
    let mut service = offhook::service(bench_with_offhook::App);
    let started = Instant::now();
    for _ in 0..rounds {
        let body = black_box(&*body);
        let reply = if flow == "offhook" {
            serde_json::to_vec(&service.call(decode(body)).await.expect("the app answers"))
        } else {
            serde_json::to_vec(
                &bench_by_hand::handler(decode(body)).await.expect("the flow answers"),
            )
        };
        black_box(reply.expect("the reply is serializable"));
    }
    println!("{}", started.elapsed().as_nanos() / u128::from(rounds.max(1)));
}
