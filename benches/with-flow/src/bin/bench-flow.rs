//! The menu as a flow, as a Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> offhook::Result<()> {
    offhook::run(bench_with_flow::flow::App).await
}
