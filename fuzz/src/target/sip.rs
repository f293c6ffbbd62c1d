//! SIP headers: what is read of `User-to-User` and `Diversion` is written so that it reads the same.

use offhook::SipHeaders;
use offhook::sip_headers::{Diversion, UserToUser};

use super::{Target, texts};

pub(super) const TARGET: Target = Target {
    name: "sip",
    take,
    seeds: || {
        texts(&[
            "00C81031323334;encoding=hex;purpose=isdn-uui;content=isdn-uui",
            "\"a \\\"quoted\\\" text\";encoding=text, 04ab;encoding=hex",
            "<sip:+12065550191@public.test.com>;reason=unconditional;privacy=off;screen=no",
            "\"Front, Desk\" <sip:desk@pbx.example;user=phone>;reason=\"do not disturb\";counter=2;limit=9",
            "<tel:+12065550191>;reason=no-answer;x=1 , <sip:b@c>;counter=255",
        ])
    },
    words: &[
        ";",
        "=",
        ",",
        "\"",
        "\\",
        "<",
        ">",
        "%",
        ";encoding=",
        "hex",
        "sip:",
        "tel:",
        "@",
        ";counter=256",
        ";reason=",
        ";purpose=",
        " ",
        "\t",
        "\r\n",
        "\u{e9}",
        "\u{0}",
    ],
};

fn take(value: &[u8]) {
    let value = String::from_utf8_lossy(value);
    if let Ok(read) = UserToUser::parse_all(&value) {
        for one in &read {
            _ = (one.to_bytes(), one.to_text(), one.encoding(), one.purpose(), one.content());
            _ = format!("{one:?}");
        }
        let written = read.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        assert_eq!(UserToUser::parse_all(&written).as_ref(), Ok(&read), "{written}");
    }
    if let Ok(read) = Diversion::parse_all(&value) {
        for one in &read {
            _ = (one.user(), one.reason(), one.counter(), one.limit(), one.screen());
            _ = format!("{one:?}");
        }
        let written = read.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        assert_eq!(Diversion::parse_all(&written).as_ref(), Ok(&read), "{written}");
    }
    let mut headers = SipHeaders::new()
        .with(SipHeaders::USER_TO_USER, &*value)
        .with(SipHeaders::DIVERSION, &*value)
        .with(&*value, "1");
    if let Ok(Some(diversions)) = headers.diversion() {
        headers.set_diversion(&diversions);
        assert_eq!(headers.diversion(), Ok(Some(diversions)));
    }
    if let Ok(Some(data)) = headers.user_to_user() {
        headers.set_user_to_user(&data);
        assert_eq!(headers.user_to_user(), Ok(Some(data)));
    }
    _ = headers.validate();
    headers.sendable().validate().ok();
    assert!(!format!("{headers:?}").contains("5550191"));
}
