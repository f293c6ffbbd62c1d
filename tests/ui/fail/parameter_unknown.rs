use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on(Hangup)]
async fn text(name: String) {
    let _ = name;
}

struct Directory;

#[on(CallAnswered)]
async fn reference(directory: &Directory, digits: &mut Directory) {
    let _ = (directory, digits);
}

fn main() {}
