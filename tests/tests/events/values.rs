//! Digits, keys, texts and phone numbers: their text, and what they are read from.

use std::borrow::Cow;

use offhook::action::{Keys, Sensitive};
use offhook::{Digits, E164, E164Error};
use serde_json::json;

#[test]
fn digits_are_text() {
    let pressed = Digits::from("12#");
    assert_eq!((pressed.as_str(), pressed.as_ref()), ("12#", "12#"));
    assert!(pressed == *"12#" && pressed == "12#");
    assert!(pressed != *"12" && pressed != "12");
    assert!(!pressed.is_empty() && Digits::default().is_empty());
    assert_eq!(Cow::from(pressed), "12#");
    for (json, digits) in [(json!("012"), "012"), (json!(12), "12"), (json!(null), "")] {
        assert_eq!(serde_json::from_value::<Digits>(json).expect("digits"), digits);
    }
}

#[test]
fn keys_and_sensitive_texts_are_text() {
    let keys = Keys::from("#*");
    assert_eq!(keys.as_str(), "#*");
    assert!(!keys.is_empty() && Keys::default().is_empty());
    let text = Sensitive::new("PIN");
    assert_eq!((text.as_str(), text.as_ref()), ("PIN", "PIN"));
    assert!(text == *"PIN" && text == "PIN");
    assert!(text != *"pin" && text != "pin");
    assert!(!text.is_empty() && Sensitive::default().is_empty());
}

#[test]
fn phone_numbers_have_e164_form() {
    for number in ["+12", "+123456789012345"] {
        let parsed: E164 = number.parse().expect("a number");
        assert_eq!(parsed.as_str(), number);
        assert_eq!(Cow::from(parsed), number);
    }
    for text in ["", "+1", "12", "+012", "+1234567890123456", "+120655501oo"] {
        let error: E164Error = E164::try_from(text).expect_err("not a number");
        assert!(error.to_string().contains("E.164"), "{error}");
    }
}
