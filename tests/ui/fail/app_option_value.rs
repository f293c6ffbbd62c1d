#[offhook::app(lone_leg = "leave", attribute_limit = 40_000)]
pub struct App;

mod second {
    #[offhook::app(attribute_limit = "1 KB")]
    pub struct App;
}

mod third {
    #[offhook::app(lone_leg)]
    pub struct App;
}

mod fourth {
    #[offhook::app(lone_leg = keep)]
    pub struct App;
}

mod fifth {
    #[offhook::app("keep")]
    pub struct App;
}

fn main() {}
