//! The application, and the order of a call: the `ArgumentsMap` of CreateSipMediaApplicationCall.

use offhook::{Application, NoArguments};
use serde::{Deserialize, Serialize};

/// The application. Software in Rust that places calls names it too.
pub(crate) enum Notices {}

impl Application for Notices {
    type Arguments = Order;
    type Update = NoArguments;
}

/// A notice for a person. Without `Debug`, because the text is personal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    /// The text.
    pub(crate) notice: String,
    /// The reference of the software that placed the call. It is logged and must not be personal.
    pub(crate) reference: String,
    /// The number of calls before this one.
    #[serde(default)]
    pub(crate) retries: u8,
}

impl Order {
    /// The same notice for the next call.
    pub(crate) fn again(self) -> Self {
        Self { retries: self.retries.saturating_add(1), ..self }
    }
}

#[cfg(test)]
mod tests {
    use offhook::prelude::*;

    use super::*;

    #[test]
    fn an_order_is_read_from_its_arguments() {
        let notice = "Your ferry leaves at seven instead of eight.".to_owned();
        let order = Order { notice, reference: "HX-20417".to_owned(), retries: 0 };
        let placed =
            event::NewOutboundCall::new(Arguments(order.clone().again()).to_map().unwrap());
        let call = Call::outbound("+12065550100", "+14255550199");
        let invocation = Invocation::new(&placed, call);
        let read: Arguments<<Notices as Application>::Arguments> =
            Arguments::from_invocation(&invocation).unwrap();
        assert!(read.0 == Order { retries: 1, ..order });
    }
}
