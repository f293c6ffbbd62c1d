//! What `offhook play` prints: a ladder of events and replies; and texts for all commands.

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
pub(crate) use self::text::{clean, count, time};
