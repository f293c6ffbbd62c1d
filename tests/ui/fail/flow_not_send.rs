use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[flow(NewInboundCall)]
async fn front_desk(line: &mut Line) -> Result<()> {
    let greeting = std::rc::Rc::new("Welcome.");
    greet(line, &greeting).await
}

async fn greet(line: &mut Line, greeting: &str) -> Result<()> {
    let _ = (line, greeting);
    Ok(())
}

fn main() {}
