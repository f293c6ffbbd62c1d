//! Types of the user's own as parameters.

use offhook::prelude::*;
use offhook::{E164, Param};

#[offhook::app(session = Visit)]
pub struct App {
    pub directory: Directory,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}

/// Borrowed from the app.
pub struct Directory {
    pub people: Vec<String>,
}

impl<'i, E> Param<'i, E, App> for &'i Directory {
    async fn load(_: &'i Invocation, app: &'i App) -> Result<Self> {
        Ok(&app.directory)
    }
}

/// Loaded for each event.
struct Caller(E164);

impl<'i, E> Param<'i, E, App> for Caller {
    async fn load(invocation: &'i Invocation, _: &'i App) -> Result<Self> {
        Ok(Self(invocation.call().from().parse()?))
    }
}

/// Borrowed from the invocation.
struct Line<'i>(&'i str);

impl<'i, E> Param<'i, E, App> for Line<'i> {
    async fn load(invocation: &'i Invocation, _: &'i App) -> Result<Self> {
        Ok(Self(invocation.call().to()))
    }
}

/// For one event, and stored in the reply.
struct Language(String);

impl<'i> Param<'i, event::NewInboundCall, App> for Language {
    async fn load(invocation: &'i Invocation, _: &'i App) -> Result<Self> {
        std::future::ready(()).await;
        Ok(Self(invocation.call().attributes().get("language").unwrap_or("en").to_owned()))
    }

    fn store(self, invocation: &Invocation, reply: &mut Reply) -> Result<()> {
        let attributes = invocation.call().attributes().clone();
        *reply = reply.clone().with_attributes(attributes.with("language", self.0));
        Ok(())
    }
}

/// For every app, as a library would have it.
struct Region(String);

impl<'i, E, A: Sync> Param<'i, E, A> for Region {
    async fn load(invocation: &'i Invocation, _: &'i A) -> Result<Self> {
        Ok(Self(invocation.call().region().unwrap_or_default().to_owned()))
    }
}

#[on(NewInboundCall)]
async fn welcome(
    directory: &Directory,
    Caller(caller): Caller,
    line: Line<'_>,
    language: &mut Language,
    Region(region): Region,
    visit: &mut Session<Visit>,
) -> action::Speak {
    visit.attempts += 1;
    language.0.push_str("-US");
    action::Speak::text(format!("{} {caller} {} {region}", directory.people.join(", "), line.0))
}

#[on(Hangup)]
async fn bye(directory: &Directory, call: &Call, caller: Caller) {
    let (_, _, _) = (directory, call, caller);
}

#[on_error]
async fn sorry(Region(region): Region, error: &Error) {
    let (_, _) = (region, error);
}

fn main() {}
