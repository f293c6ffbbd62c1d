//! A Lambda that gives a notice, and says goodbye when the call is updated.

mod application;

use application::Notices;
use offhook::prelude::*;

/// The app.
#[offhook::app(application = Notices)]
struct App;

#[flow(NewOutboundCall)]
async fn call(line: &mut Line<Notices>) -> Result<()> {
    let order = line.arguments()?;
    let mut updates = line.updates();
    line.answered().await?;
    let times = order.repeat.unwrap_or(1).into();
    line.speak(vec![order.notice; times].join(" ")).await?;
    line.done().await?;
    // For the test, which updates the call then.
    let tell = async {
        println!("the notice is given");
        Ok::<_, Error>(())
    };
    line.once("tell", tell).await?;
    let change = updates.next().await?;
    line.speak(change.goodbye).await?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::run(App).await
}
