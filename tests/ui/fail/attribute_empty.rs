use offhook::prelude::*;

#[offhook::app]
pub struct App;

#[on]
async fn without_parentheses() {}

#[on()]
async fn with_parentheses() {}

fn main() {}
