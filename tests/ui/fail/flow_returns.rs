use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall)]
async fn nothing(line: &mut Line) {
    let _ = line;
}

#[flow]
async fn number(line: &mut Line) -> Result<u8> {
    let _ = line;
    Ok(1)
}

#[flow]
async fn reply(line: &mut Line) -> Result<Reply> {
    let _ = line;
    Ok(Reply::keep())
}

struct NotAnError;

#[flow]
async fn error(line: &mut Line) -> Result<(), NotAnError> {
    let _ = line;
    Err(NotAnError)
}

fn main() {}
