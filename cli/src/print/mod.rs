//! The output of `offhook play`, a ladder of events and replies, and text formats for all commands.
//!
//! Depends on the simulator for the descriptions of actions. Events and replies are read as plain
//! JSON, because those of other frameworks can have any shape.

mod action;
mod event;
mod json;
mod ladder;
mod legs;
mod reply;
mod summary;
mod text;

pub(crate) use self::ladder::Ladder;
pub(crate) use self::reply::Reply;
pub(crate) use self::summary::Summary;
pub(crate) use self::text::{count, time};
