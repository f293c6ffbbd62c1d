use offhook::prelude::*;

#[on(Hangup, app = std::string::String)]
async fn bye(call: &Call) {
    let _ = call;
}

#[on_error(app = String)]
async fn sorry(error: &Error) {
    let _ = error;
}

fn main() {}
