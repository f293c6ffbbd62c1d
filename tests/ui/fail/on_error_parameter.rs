use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on_error]
async fn by_value(error: Error) {
    let _ = error;
}

mod desk {
    use offhook::prelude::*;

    #[offhook::app]
    pub struct Desk;

    #[on_error(app = Desk)]
    async fn sorry(error: &Error, digits: Digits, hangup: event::Hangup) -> action::Speak {
        let (_, _, _) = (error, digits, hangup);
        action::Speak::text("Sorry.")
    }
}

fn main() {}
