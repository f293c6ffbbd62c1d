use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn mutable(app: &mut App) {
    let _ = app;
}

#[on(CallAnswered)]
async fn by_value(app: App) {
    let _ = app;
}

mod desk {
    use offhook::prelude::*;

    #[offhook::app]
    pub struct Desk;

    #[on(Hangup, app = Desk)]
    async fn another(desk: &mut super::desk::Desk) {
        let _ = desk;
    }
}

fn main() {}
