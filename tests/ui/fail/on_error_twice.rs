use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on_error]
async fn sorry(error: &Error) {
    let _ = error;
}

mod failures {
    use offhook::prelude::*;

    #[on_error]
    async fn apologise() {}
}

fn main() {}
