//! The greeting and the menu.

use std::time::Duration;

use offhook::action::{Action, CallAndBridge, SpeakAndGetDigits};
use offhook::event::ErrorType;
use offhook::prelude::*;
use offhook::sip_headers::{Diversion, DiversionReason};
use offhook::Participant;

use crate::directory::Department;
use crate::{App, Visit, bridge, voicemail};

/// How often a caller can have the menu repeated.
const REPEATS: u8 = 3;

/// A new call gets the menu; a message outside opening hours; or, when the telephone system before
/// us has asked already (`X-Department`), the department.
#[on(NewInboundCall)]
async fn welcome(
    app: &App,
    call: &Call,
    headers: &SipHeaders,
    visit: &mut Session<Visit>,
) -> Reply {
    if is_closed(app, call) {
        return voicemail::offer(app, None, "Thank you for calling. We are closed right now.");
    }
    match headers.get("X-Department").and_then(Department::named) {
        Some(department) => bridge::put_through(app, call, visit, department),
        None => menu(greeting(headers)).into(),
    }
}

/// The caller pressed a key.
#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(app: &App, call: &Call, visit: &mut Session<Visit>, digits: Digits) -> Reply {
    match Department::chosen(&digits) {
        Some(department) => bridge::put_through(app, call, visit, department),
        None if visit.repeats < REPEATS => {
            visit.repeats += 1;
            menu("Here is the menu again.").into()
        }
        None => voicemail::offer(app, None, "Let us call you back."),
    }
}
