#[offhook::app(voice = " ", engine = "nueral", language = "", apology = "")]
pub struct App;

mod second {
    #[offhook::app(engine = "generative", voice = Vicki, apology = "Sorry.")]
    pub struct App;
}

mod third {
    #[offhook::app(
        apology = "We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry. We are sorry."
    )]
    pub struct App;
}

fn main() {}
