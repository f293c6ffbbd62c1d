//! Two apps in modules, named by their handlers.

mod desk {
    #[offhook::app]
    pub(crate) struct Desk;

    pub(crate) mod menu {
        use offhook::prelude::*;

        #[on(DigitsReceived, app = super::Desk)]
        #[cfg(not(doc))]
        async fn chosen(desk: &super::Desk, digits: Digits) -> action::SendDigits {
            let _ = desk;
            action::SendDigits::new(digits)
        }
    }
}

mod night {
    #[offhook::app(session = u8)]
    pub(crate) struct Night;
}

#[offhook::on(Hangup, app = desk::Desk)]
#[offhook::on(Hangup, app = night::Night)]
async fn bye(offhook::event::Hangup { .. }: offhook::event::Hangup) {}

#[offhook::on_error(app = night::Night)]
async fn sorry() {}

fn main() {
    let _ = (desk::Desk, night::Night);
}
