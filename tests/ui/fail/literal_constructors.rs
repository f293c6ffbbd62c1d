use offhook::{Digits, E164};

fn main() {
    let _ = E164("+12065550100");
    let _ = Digits("12");
    let _ = E164::new("+12065550100");
    let _ = Digits::new("12");
}
