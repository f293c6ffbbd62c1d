//! Modules may have the names of crates.

#![allow(dead_code)]

use ::offhook::on;

#[::offhook::app(session = core::Visit)]
pub struct App;

pub mod core {
    #[derive(Default, serde::Serialize, serde::Deserialize)]
    pub struct Visit {
        events: u8,
    }
}

pub mod std {
    pub mod boxed {}
}

pub mod alloc {}

pub mod offhook {
    #[::offhook::on(Ringing)]
    async fn ringing() {}

    pub mod event {
        pub struct Hangup;
    }

    pub mod __private {}
}

#[::offhook::flow(CallAnswered)]
async fn reminder(line: &mut ::offhook::flow::Line) -> ::offhook::Result<()> {
    let _ = line;
    Ok(())
}

#[on(Hangup)]
async fn bye(visit: &mut ::offhook::Session<core::Visit>) -> ::offhook::Result<()> {
    let _ = visit;
    Ok(())
}

fn main() {}
