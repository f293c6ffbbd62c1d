//! Messages for the vet.

use std::sync::{Arc, Mutex, PoisonError};

use offhook::prelude::*;

/// A stand-in. Replace it with a client of what the vet reads.
#[derive(Clone, Default)]
pub(crate) struct Messages(Arc<Mutex<Vec<String>>>);

impl Messages {
    /// Keeps a message.
    pub(crate) async fn keep(&self, message: String) -> Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(message);
        Ok(())
    }

    /// Returns the messages.
    #[cfg(test)]
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
