//! `bench-flow-in-process TURNS ROUNDS`: answers a key after TURNS others ROUNDS times and prints the
//! nanoseconds per round; with 0 rounds, prints the event.

use std::hint::black_box;
use std::time::Instant;

#[tokio::main(flavor = "current_thread")]
async fn main() -> offhook::Result<()> {
    let arguments: Vec<u64> =
        std::env::args().skip(1).map(|argument| argument.parse()).collect::<Result<_, _>>()?;
    let [turns, rounds] = *arguments else {
        return Err("usage: bench-flow-in-process TURNS ROUNDS".into());
    };
    let event = bench_with_flow::event_after(turns).await?;
    if rounds == 0 {
        println!("{event}");
        return Ok(());
    }
    let started = Instant::now();
    for _ in 0..rounds {
        black_box(offhook::handle(&bench_with_flow::flow::App, black_box(&event)).await?);
    }
    println!("{}", started.elapsed().as_nanos() / u128::from(rounds));
    Ok(())
}
