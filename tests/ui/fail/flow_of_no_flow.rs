use offhook::prelude::*;

#[offhook::app]
pub struct App;

async fn helper(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

struct Desk;

#[flow(version = 1, of = helper)]
async fn of_a_function(line: &mut Line) -> Result<()> {
    helper(line).await
}

#[flow(version = 1, of = frontdesk)]
async fn of_nothing(line: &mut Line) -> Result<()> {
    helper(line).await
}

#[flow(version = 1, of = Desk)]
async fn of_a_struct(line: &mut Line) -> Result<()> {
    let _ = Desk;
    helper(line).await
}

fn main() {}
