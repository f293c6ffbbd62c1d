use offhook::prelude::*;

#[offhook::app]
pub struct App;

use std::collections::HashMap;

#[on(Ringing)]
async fn ringing(Arguments(arguments): Arguments<HashMap<String, String>>) {
    let _ = arguments;
}

fn main() {}
