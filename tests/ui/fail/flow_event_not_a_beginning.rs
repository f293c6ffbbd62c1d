use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(Hangup)]
async fn bye(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

#[flow(
    NewInboundCall
        | Ringing
        | DigitsReceived
        | CallUpdateRequested
        | InvalidLambdaResponse
        | ActionSuccessful(SpeakAndGetDigits)
        | ActionFailed
        | _
)]
async fn front_desk(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
