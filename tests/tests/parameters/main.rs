//! Parameters of handlers: those of the table, arguments as a type, and types of the user's own.

mod arguments;
mod own;
mod table;

use offhook::App;
use offhook::call::Status;
use offhook::event::Event;
use offhook::prelude::*;
use offhook_tests::calls::call;

/// Answers an event of a connected call.
async fn respond<A: App>(app: &A, event: &impl Event) -> Result<Reply> {
    offhook::respond(app, Invocation::numbered(5, event, call(Status::Connected))).await
}
