use offhook::{Digits, digits};

const LETTERS: Digits = digits!("12x");
const EMPTY: Digits = digits!("");
const NUMBER: Digits = digits!(12);

fn in_an_expression() -> bool {
    digits!("1 2") == digits!("12")
}

fn main() {}
