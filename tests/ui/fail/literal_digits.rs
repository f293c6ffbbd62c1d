use offhook::{Digits, digits};

const LETTERS: Digits = digits!("12x");
const EMPTY: Digits = digits!("");
const NUMBER: Digits = digits!(12);

fn in_an_expression() -> bool {
    digits!("1 2").trim_end_matches('#') == digits!("12").as_str()
}

fn main() {}
