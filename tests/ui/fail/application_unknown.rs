struct Order;

#[offhook::app(application = Order)]
pub struct App;

mod second {
    #[offhook::app(application = "Order")]
    pub struct App;
}

fn main() {}
