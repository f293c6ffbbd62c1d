use offhook::prelude::*;

#[offhook::app(flows(complaint, complaint))]
pub struct App;

#[flow]
async fn complaint(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
}

mod second {
    #[offhook::app(flows = complaint)]
    pub struct App;
}

mod third {
    #[offhook::app(flows("complaint"))]
    pub struct App;
}

mod fourth {
    #[offhook::app(flows())]
    pub struct App;
}

fn main() {}
