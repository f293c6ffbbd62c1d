//! The menu as handlers, as a Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> offhook::Result<()> {
    offhook::run(bench_with_flow::handlers::App).await
}
