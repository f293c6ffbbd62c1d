//! Types, traits and values may have the names that glue code tends to use.

#![allow(dead_code)]

use offhook::prelude::{action, event, flow, on, on_error};

#[offhook::app(session = A)]
pub struct App;

#[derive(Default, serde::Serialize, serde::Deserialize)]
pub struct A {
    events: u8,
}

pub struct E;
pub struct P;
pub struct Result;
pub struct Option;
pub struct Box;
pub struct String;
pub struct Vec;
pub struct Ok;
pub struct Err;
pub struct Some;
pub struct None;
pub struct Handler;
pub struct Reply;
pub struct Self_;
pub struct Session;
pub struct Table;
pub struct Hangup;
pub struct Speak;
pub struct Any;
pub struct Flow;
pub struct FlowOf;
pub struct Named;
pub struct Version;
pub trait NoVersion {}
pub trait Returned {}
pub trait Future {}
pub trait Param {}
pub trait IntoReply {}
pub trait HandlerFor {}
pub trait IsApp {}
pub trait Send {}
pub trait Sync {}

#[on(NewInboundCall)]
async fn welcome(session: &mut offhook::Session<A>) -> action::Speak {
    session.events += 1;
    action::Speak::text("Welcome.")
}

#[on(ActionSuccessful(Speak) | ActionFailed(Speak))]
async fn spoken(app: &App, call: &offhook::Call) -> offhook::Result<action::Hangup> {
    let (_, _) = (app, call);
    offhook::Result::Ok(action::Hangup::normal())
}

#[on(Hangup, app = crate::App)]
async fn bye(hangup: event::Hangup) {
    let _ = hangup;
}

#[flow(CallAnswered, version = 2)]
async fn reminder(line: &mut offhook::flow::Line) -> offhook::Result<()> {
    let _ = line;
    offhook::Result::Ok(())
}

#[on(_)]
async fn rest() {}

#[on_error]
async fn sorry(error: &offhook::Error) {
    let _ = error;
}

fn main() {}
