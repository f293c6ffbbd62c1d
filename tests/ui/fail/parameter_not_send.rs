use std::rc::Rc;

use offhook::Param;
use offhook::prelude::*;

#[offhook::app]
pub struct App;

struct Ticket(Rc<str>);

impl<'i, E> Param<'i, E, App> for Ticket {
    async fn load(invocation: &'i Invocation, _: &'i App) -> Result<Self> {
        Ok(Self(invocation.call().transaction_id().into()))
    }
}

#[on(Hangup)]
async fn bye(ticket: &mut Ticket) {
    let _ = &ticket.0;
}

fn main() {}
