//! The benchmark's call flow with Offhook, as a Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> offhook::Result<()> {
    offhook::run(bench_with_offhook::App).await
}
