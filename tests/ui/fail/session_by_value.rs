use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(Hangup)]
async fn bye(mut visit: Session<Visit>) {
    visit.attempts += 1;
}

/// The type of the session comes from the macro's caller.
macro_rules! looks {
    ($session:ty) => {
        #[on(Ringing)]
        async fn looks(visit: $session) {
            assert!(visit.attempts < 3);
        }
    };
}

looks!(offhook::Session<Visit>);

fn main() {}
