#[offhook::app(sesion = Visit, limit = 2, session = Visit)]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[offhook::on(Hangup)]
async fn bye(visit: &mut offhook::Session<Visit>) {
    visit.attempts += 1;
}

fn main() {}
