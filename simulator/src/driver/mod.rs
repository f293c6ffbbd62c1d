//! The drivers of the model: one on a virtual clock, one in real time.
//!
//! Both drive a [`Simulation`](simulation::Simulation), which puts a call of the model into its world:
//! the media engine, people and faults.

mod clock;
mod findings;
mod live;
mod media;
mod queries;
mod simulation;
mod virtual_call;

pub(crate) use self::findings::side;
pub(crate) use self::live::{LiveDriver, Record};
pub(crate) use self::simulation::{CallMade, RINGS, Simulation};
pub(crate) use self::virtual_call::{Heard, VirtualCall};
