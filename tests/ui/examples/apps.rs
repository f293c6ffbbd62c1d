//! Several app types in one crate: the one in the root, and others that handlers name.

use offhook::prelude::*;

#[offhook::app(session = Visit, attribute_limit = 4_096)]
pub struct App;

/// The app is public, the type of its session is not.
#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(NewInboundCall)]
async fn welcome(app: &App, visit: &mut Session<Visit>) -> action::Speak {
    let _ = app;
    visit.attempts += 1;
    action::Speak::text("Welcome.")
}

/// One function for both apps.
#[on(Hangup)]
#[on(Hangup, app = desk::Desk)]
async fn bye(call: &Call) {
    let _ = call.transaction_id();
}

pub mod desk {
    use offhook::prelude::*;

    #[offhook::app(
        session = Order,
        lone_leg = "keep",
        apology = "We are sorry.",
        voice = "Vicki",
        engine = "neural",
        language = "de-DE",
    )]
    #[derive(Debug, Default)]
    pub(crate) struct Desk {
        pub(crate) name: String,
    }

    #[derive(Default, serde::Serialize, serde::Deserialize)]
    pub(super) struct Order(u8);

    #[on(NewInboundCall, app = Desk)]
    async fn welcome(desk: &Desk, order: &mut Session<Order>) -> action::Speak {
        order.0 += 1;
        action::Speak::text(desk.name.clone())
    }

    #[on(ActionFailed, app = super::desk::Desk, disconnected,)]
    async fn failed(desk: &super::desk::Desk) {
        let _ = desk;
    }

    #[on_error(app = Desk)]
    async fn sorry(error: &Error, desk: &Desk, order: &Session<Order>) -> action::Hangup {
        let (_, _, _) = (error, desk, order.state());
        action::Hangup::normal()
    }
}

mod alias {
    use offhook::prelude::*;

    type TheApp = crate::App;
    type Desk = crate::desk::Desk;

    #[on(CallAnswered)]
    async fn answered(app: &TheApp) {
        let _ = app;
    }

    #[on(Ringing, app = Desk)]
    async fn ringing(desk: &crate::desk::Desk) {
        let _ = desk;
    }
}

fn both<A: offhook::App>(app: A) -> A {
    app
}

fn main() {
    both(App);
    both(desk::Desk::default());
}
