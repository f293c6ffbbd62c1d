//! The output of `offhook play`, and text formats for all commands.
//!
//! Depends on the simulator for the ladder. Replies are read as plain JSON, because those of other
//! frameworks can have any shape.

mod json;
mod ladder;
mod reply;
mod summary;
mod text;

pub(crate) use self::ladder::Ladder;
pub(crate) use self::reply::Reply;
pub(crate) use self::summary::Summary;
pub(crate) use self::text::{count, time};
