use offhook::{E164, e164};

const SPACES: E164 = e164!("+1 206 555 0100");
const NATIONAL: E164 = e164!("2065550100");
const EMPTY: E164 = e164!("");
const LONG: E164 = e164!("+1234567890123456");
const NUMBER: E164 = e164!(12065550100);
const NOTHING: E164 = e164!();
const TWO: E164 = e164!("+12065550100", "+12065550101");

fn main() {}
