use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[offhook::app(flows(complaint, helper, Night))]
pub struct Night;

#[flow]
async fn complaint(line: &mut Line) -> Result<()> {
    helper(line).await
}

async fn helper(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

fn main() {}
