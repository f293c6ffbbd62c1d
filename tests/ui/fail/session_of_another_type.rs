use offhook::prelude::*;

#[offhook::app(session = Visit)]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Order {
    items: u8,
}

#[on(Hangup)]
async fn bye(order: &mut Session<Order>) {
    order.items = 0;
}

fn main() {}
