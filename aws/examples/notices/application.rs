//! The arguments of calls that give a notice: shared by the Lambda and by the software that places calls.

use offhook::Application;
use serde::{Deserialize, Serialize};

/// The application.
#[derive(Debug)]
pub(crate) enum Notices {}

impl Application for Notices {
    type Arguments = Order;
    type Update = Change;
}

/// The arguments with which a call is placed.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub(crate) struct Order {
    /// The text to say.
    pub(crate) notice: String,
    /// Number of repetitions.
    pub(crate) repeat: Option<u8>,
}

/// The arguments with which a call is updated.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub(crate) struct Change {
    /// The last words.
    pub(crate) goodbye: String,
}
