//! Handlers that a macro of the user makes, whose names are its own.

use offhook::prelude::*;

#[offhook::app(session = u8)]
pub struct App {
    pub name: String,
}

macro_rules! says {
    ($($event:ident $(($action:ident))?: $text:expr;)*) => {$(
        const _: () = {
            #[on($event $(($action))?)]
            async fn handler(app: &App, call: &Call) -> action::Speak {
                let reply = format!("{} {} {}", $text, app.name, call.transaction_id());
                action::Speak::text(reply)
            }
        };
    )*};
}
says! {
    NewInboundCall: "Welcome.";
    CallAnswered: "Hello.";
    ActionFailed(PlayAudio): "There is a problem.";
}

macro_rules! handler {
    ($event:tt, $name:ident, $app:path, ($($parameter:ident: $type:ty),*) $(-> $reply:ty)?, $body:block) => {
        #[on($event, app = $app)]
        async fn $name($($parameter: $type),*) $(-> $reply)? $body
    };
}
handler!(Hangup, bye, crate::App, (app: &App, hangup: event::Hangup), {
    let (_, _) = (app, hangup);
});
handler!(_, rest, App, (invocation: &Invocation, tries: &mut Session<u8>) -> Reply, {
    let _ = invocation;
    **tries += 1;
    Reply::none()
});

fn main() {}
