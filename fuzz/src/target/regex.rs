//! Regular expressions for digits, in both readings.

use offhook_simulator::{DigitRegex, Profile};
use serde_json::json;

use super::call::call;
use super::{Target, texts};

pub(super) const TARGET: Target = Target {
    name: "regex",
    take,
    seeds: || {
        texts(&[
            "[0-9]",
            r"^\d{2}#$",
            "^(?!1900)1[0-9]{10}$",
            r"^\*\d$",
            "1|12",
            "(?x) [12] # one or two",
            r"^(?=1)(1+)+\1$",
            "(?<a>1)(?<=2)\\k<a>",
            "(?i:[^*#]){0,3}?",
            r"\p{Nd}+(?>1|2)\b",
        ])
    },
    words: &[
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "{999}",
        "{0,}",
        "*",
        "+",
        "?",
        "|",
        "^",
        "$",
        "\\",
        "(?",
        "(?=",
        "(?!",
        "(?<=",
        "(?<a>",
        "(?>",
        "(?(1)",
        "(?R)",
        "\\1",
        "\\11",
        "\\g<0>",
        "\\K",
        "\\G",
        "\\Q",
        "\\E",
        "\\p{L}",
        "[[:digit:]]",
        "[a-\\d]",
        "&&",
        "~",
        "(?i)",
        "(?x)",
        "#",
        "\u{e9}",
    ],
};

fn take(regex: &[u8]) {
    let regex = String::from_utf8_lossy(regex);
    let collect = |action: &str, parameters| {
        let actions = json!([{"Type": action, "Parameters": parameters}]);
        json!({"SchemaVersion": "1.0", "Actions": actions}).to_string()
    };
    let asks = collect(
        "SpeakAndGetDigits",
        json!({
            "InputDigitsRegex": regex, "MinNumberOfDigits": 1, "MaxNumberOfDigits": 3,
            "SpeechParameters": {"Text": "Digits?"}, "FailureSpeechParameters": {"Text": "No."},
            "Repeat": 2, "RepeatDurationInMilliseconds": 3000,
        }),
    );
    let listens = collect(
        "ReceiveDigits",
        json!({
            "InputDigitsRegex": regex, "InBetweenDigitsDurationInMilliseconds": 1000,
            "FlushDigitsDurationInMilliseconds": 10000,
        }),
    );
    for digit_regex in [DigitRegex::Search, DigitRegex::Whole] {
        let profile = Profile { digit_regex, ..Profile::default() };
        call(asks.clone(), |simulator| simulator.profile(profile));
        call(listens.clone(), |simulator| simulator.profile(profile));
    }
}
