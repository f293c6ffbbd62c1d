//! Fuzz targets: what holds for any bytes that come from outside.
//!
//! Each is a function of bytes that panics where Offhook is wrong, with inputs to begin with. It
//! depends on the public API only.

mod findings;
mod mutate;
mod run;
mod target;

pub use findings::Finding;
pub use mutate::Mutator;
pub use run::{Budget, run};
// Handlers serve the app in the root.
use target::App;
pub use target::{TARGETS, Target};
