#[offhook::app(journals = table)]
pub struct App {
    table: String,
}

mod second {
    #[offhook::app(journals = tables)]
    pub struct App {
        table: String,
    }
}

mod third {
    #[offhook::app(journals = "table")]
    pub struct App;
}

fn main() {}
