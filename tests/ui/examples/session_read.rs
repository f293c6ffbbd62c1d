//! The session taken to read, in every spelling, and another type named `Session`.

use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App {
    pub own: own::Session,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(NewInboundCall)]
async fn welcome(app: &App, visit: &Session<Visit>, call: &Call) -> action::Pause {
    let _ = (app, call);
    action::Pause::secs(u64::from(visit.attempts))
}

#[on(Ringing)]
async fn ringing(visit: &offhook::Session<Visit>) {
    // Across an await.
    std::future::ready(()).await;
    let _ = visit.attempts;
}

macro_rules! reads {
    ($event:ident $name:ident $session:ty) => {
        #[on($event)]
        async fn $name(visit: &$session) {
            let _ = visit.attempts;
        }
    };
}

reads!(Hangup bye Session<Visit>);

macro_rules! takes {
    ($event:ident $name:ident $session:ty) => {
        #[on($event)]
        async fn $name(visit: $session) {
            let _ = visit.attempts;
        }
    };
}

takes!(CallAnswered answered &Session<Visit>);
takes!(DigitsReceived digits &mut Session<Visit>);

mod own {
    use offhook::{Invocation, Param, Result};

    use crate::App;

    #[derive(Clone)]
    pub struct Session;

    impl<'i, E> Param<'i, E, App> for Session {
        async fn load(_: &'i Invocation, app: &'i App) -> Result<Self> {
            Ok(app.own.clone())
        }
    }

    impl<'i, E> Param<'i, E, App> for &'i Session {
        async fn load(_: &'i Invocation, app: &'i App) -> Result<Self> {
            Ok(&app.own)
        }
    }
}

#[on(CallUpdateRequested)]
async fn update(made: own::Session, lent: &own::Session, visit: &Session<Visit>) {
    let (_, _, _) = (made, lent, visit);
}

fn main() {}
