//! `Diversion`: reading, building, errors.

use super::*;

#[test]
fn reads_the_sample() {
    let headers = SipHeaders::new().with("diversion", DIVERSION);
    let all = headers.diversion().expect("a value").expect("the header");
    let [only] = &all[..] else { panic!("{all:?}") };
    assert_eq!(only.uri(), "sip:+12065550191@public.test.com");
    assert_eq!(only.user(), Some("+12065550191"));
    assert_eq!(only.reason(), Some(DiversionReason::Unconditional));
    assert_eq!(only.display_name(), None);
    assert_eq!(SipHeaders::new().diversion(), Ok(None));
}

#[test]
fn parameters_after_an_address_without_brackets_are_of_the_header() {
    let bare = diversion("sip:1@a;user=phone;reason=away");
    assert_eq!((bare.uri(), bare.param("user")), ("sip:1@a", Some("phone")));
    let bracketed = diversion("<sip:1@a;user=phone>;reason=away");
    assert_eq!((bracketed.uri(), bracketed.param("user")), ("sip:1@a;user=phone", None));
    assert_eq!(bracketed.reason(), Some(DiversionReason::Away));
}

#[test]
fn reads_a_list_newest_first() {
    let value = "\"Desk, \\\"3\\\"; <old>\" <sip:3@a;x=1,2>;reason=user-busy;counter=2 , \
                 Front Desk <sip:2@a>;Reason=NO-ANSWER;limit=07;x-ext;screen=no, tel:+1;privacy=full";
    let all = Diversion::parse_all(value).expect("three values");
    let users: Vec<_> = all.iter().map(|diversion| diversion.user()).collect();
    assert_eq!(users, [Some("3"), Some("2"), Some("+1")]);
    let [newest, middle, oldest] = &all[..] else { panic!("{all:?}") };
    assert_eq!(newest.display_name(), Some("Desk, \"3\"; <old>"));
    assert_eq!(newest.uri(), "sip:3@a;x=1,2");
    assert_eq!(newest.reason(), Some(DiversionReason::UserBusy));
    assert_eq!((newest.counter(), newest.limit()), (Some(2), None));
    assert_eq!(middle.display_name(), Some("Front Desk"));
    assert_eq!(middle.reason(), Some(DiversionReason::NoAnswer));
    assert_eq!((middle.counter(), middle.limit()), (None, Some(7)));
    assert_eq!((middle.param("X-Ext"), middle.screen()), (Some(""), Some("no")));
    assert_eq!((oldest.privacy(), oldest.reason()), (Some("full"), None));
}

#[test]
fn finds_the_user() {
    for (uri, user) in [
        ("sip:+12065550191@example.com", Some("+12065550191")),
        ("SIPS:alice:secret@example.com:5061", Some("alice")),
        ("sip:+1206;phone-context=a@example.com;user=phone", Some("+1206")),
        ("tel:+12065550191;ext=1", Some("+12065550191")),
        ("sip:example.com", None),
        ("sip:@example.com", None),
        ("tel:;ext=1", None),
        ("mailto:a@example.com", None),
    ] {
        assert_eq!(Diversion::new(uri).expect(uri).user(), user, "{uri}");
    }
}

#[test]
fn reads_every_reason() {
    for (text, reason) in [
        ("unknown", DiversionReason::Unknown),
        ("user-busy", DiversionReason::UserBusy),
        ("no-answer", DiversionReason::NoAnswer),
        ("unavailable", DiversionReason::Unavailable),
        ("unconditional", DiversionReason::Unconditional),
        ("time-of-day", DiversionReason::TimeOfDay),
        ("do-not-disturb", DiversionReason::DoNotDisturb),
        ("deflection", DiversionReason::Deflection),
        ("follow-me", DiversionReason::FollowMe),
        ("out-of-service", DiversionReason::OutOfService),
        ("away", DiversionReason::Away),
        ("Lunch", DiversionReason::Other("Lunch".to_owned())),
    ] {
        assert_eq!(DiversionReason::from(text), reason);
        assert_eq!(reason.to_string(), text);
        assert_eq!(diversion(&format!("sip:1@a;reason=\"{text}\"")).reason(), Some(reason));
    }
}

#[test]
fn counter_has_one_or_two_digits() {
    for text in ["100", "007", "-1", "+1", "one", "\"\""] {
        let diversion = diversion(&format!("sip:1@a;counter={text};limit={text}"));
        assert_eq!((diversion.counter(), diversion.limit()), (None, None), "{text}");
        assert_eq!(diversion.param("counter"), Some(text.trim_matches('"')));
    }
    let most = diversion("sip:1@a").with_counter(u8::MAX).with_limit(99);
    assert_eq!((most.counter(), most.limit()), (Some(99), Some(99)));
}

#[test]
fn builds_and_sets_the_header() {
    let newest = Diversion::new("sip:2@a;user=phone")
        .expect("a URI")
        .with_display_name("Desk \"2\"")
        .with_reason("lunch break")
        .with_reason(DiversionReason::FollowMe)
        .with_counter(1)
        .with_limit(5)
        .with_privacy("off")
        .with_screen("yes")
        .with_param("x-note", Some("a, b"))
        .expect("a parameter");
    let mut headers = SipHeaders::new();
    headers.set_diversion(&[newest.clone(), diversion("tel:+1")]);
    assert_eq!(
        headers.get("Diversion"),
        Some(
            "\"Desk \\\"2\\\"\" <sip:2@a;user=phone>;reason=follow-me;counter=1;limit=5;\
             privacy=off;screen=yes;x-note=\"a, b\", <tel:+1>"
        )
    );
    assert_eq!(newest.params().count(), 6);
    assert_eq!(newest.with_display_name("").display_name(), None);
    headers.set_diversion(&[]);
    assert!(headers.is_empty());
    assert_eq!(rule(diversion("tel:+1").with_param("", None)), SipHeaderRule::Parameter);
}

#[test]
fn refuses_invalid_uris() {
    for uri in
        ["", "+12065550191", "sip:", "1sip:a", "s p:a", "sip:a b", "sip:a>", "<sip:a", "sip:a\0"]
    {
        assert_eq!(rule(Diversion::new(uri)), SipHeaderRule::Uri, "{uri:?}");
    }
}

#[test]
fn refuses_malformed_values() {
    for (value, broken) in [
        ("", SipHeaderRule::Missing),
        (" , ", SipHeaderRule::Missing),
        ("<>", SipHeaderRule::Uri),
        (";reason=away", SipHeaderRule::Uri),
        ("+12065550191", SipHeaderRule::Uri),
        ("\"Desk\" sip:1@a", SipHeaderRule::Uri),
        ("Desk sip:1@a", SipHeaderRule::Uri),
        ("<sip:1@a", SipHeaderRule::Unclosed),
        ("\"Desk <sip:1@a>", SipHeaderRule::Unclosed),
        ("<sip:1@a>;x=\"", SipHeaderRule::Unclosed),
        ("<sip:1@a> x", SipHeaderRule::Separator),
        ("<sip:1@a><sip:2@a>", SipHeaderRule::Separator),
        ("sip:1@a\"b\"", SipHeaderRule::Separator),
        ("sip:1@a;reason=", SipHeaderRule::Missing),
        ("sip:1@a,\r\n sip:2@a", SipHeaderRule::ControlCharacter),
    ] {
        let error = Diversion::parse_all(value).expect_err(value);
        assert_eq!((error.header(), error.rule()), ("Diversion", broken), "{value:?}");
    }
    assert_eq!(rule("tel:+1,tel:+2".parse::<Diversion>()), SipHeaderRule::SeveralValues);
}

#[test]
fn debug_hides_the_address() {
    let debug = format!("{:?}", diversion("Desk <tel:+1206>;x=4711").with_counter(1));
    assert_eq!(debug, "Diversion { uri: <hidden>, .. }");
}
