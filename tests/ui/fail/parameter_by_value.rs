use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn by_value(call: Call) {
    let _ = call;
}

#[on(CallAnswered)]
async fn mutable(attributes: &mut TransactionAttributes) {
    let _ = attributes;
}

fn main() {}
