use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App<T: Directory> {
    pub directory: T,
}

pub trait Directory {
    fn name(&self) -> &str;
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(NewInboundCall)]
async fn welcome(app: &App, visit: &mut Session<Visit>) -> action::Speak {
    visit.attempts += 1;
    let _ = app;
    action::Speak::text("Welcome.")
}

mod borrowing {
    #[offhook::app]
    pub struct Desk<'a, const N: usize> {
        pub names: [&'a str; N],
    }

    #[offhook::on(Hangup, app = Desk)]
    async fn bye(app: &Desk) {
        let _ = app.names;
    }
}

fn main() {}
