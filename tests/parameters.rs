//! What handlers take: everything that the table promises, arguments as types, users' own types.

#[path = "parameters/arguments.rs"]
mod arguments;
#[path = "parameters/own.rs"]
mod own;
#[path = "parameters/table.rs"]
mod table;

use offhook::App;
use offhook::event::{Event, Status};
use offhook::prelude::*;
use offhook_tests::calls::call;

/// Answers an event of a connected call.
async fn respond<A: App>(app: &A, event: &impl Event) -> Result<Reply> {
    offhook::respond(app, Invocation::numbered(5, event, call(Status::Connected))).await
}
