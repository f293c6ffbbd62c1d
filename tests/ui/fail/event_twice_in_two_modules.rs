#[offhook::app]
pub struct App;

mod sales {
    use offhook::prelude::*;

    #[on(ActionFailed(CallAndBridge))]
    async fn nobody_there() {}
}

mod support {
    use offhook::prelude::*;

    #[on(ActionFailed(Speak | CallAndBridge))]
    async fn speechless() {}
}

fn main() {}
