//! SIP headers: the map, validation, `User-to-User` and `Diversion`.

use offhook::sip_headers::{
    Diversion, DiversionReason, SipHeaderError, SipHeaderRule, SipHeaders, UserToUser,
};
use serde_json::json;

const UUI: &str = "616d617a6f6e5f6368696d655f636f6e6e6563745f696e746567726174696f6e;encoding=hex";
const DIVERSION: &str = "sip:+12065550191@public.test.com;reason=unconditional";

fn from_json(value: &str) -> SipHeaders {
    serde_json::from_str(value).expect("an object of headers")
}

fn diversion(value: &str) -> Diversion {
    value.parse().expect("one diversion")
}

fn uui(value: &str) -> UserToUser {
    value.parse().expect("one value")
}

fn rule<T: std::fmt::Debug>(result: Result<T, SipHeaderError>) -> SipHeaderRule {
    result.expect_err("an error").rule()
}

mod diversions;
mod properties;

mod map {
    use super::*;

    #[test]
    fn finds_names_in_any_case() {
        let mut headers = SipHeaders::new().with("X-Account", "4711");
        assert_eq!(headers.get("x-aCCOUNT"), Some("4711"));
        assert_eq!(headers.get("X-Accoun"), None);
        assert_eq!(headers.remove("X-ACCOUNT").as_deref(), Some("4711"));
        assert_eq!(headers.remove("X-ACCOUNT"), None);
        assert!(headers.is_empty());
    }

    #[test]
    fn insert_replaces_the_value_and_keeps_place_and_spelling() {
        let mut headers = SipHeaders::new().with("X-One", "1").with("X-Two", "2");
        assert_eq!(headers.insert("x-one", "3").as_deref(), Some("1"));
        assert_eq!(headers.insert("X-Three", "3"), None);
        let entries: Vec<_> = headers.iter().collect();
        assert_eq!(entries, [("X-One", "3"), ("X-Two", "2"), ("X-Three", "3")]);
        assert_eq!(headers.len(), 3);
    }

    #[test]
    fn collects_the_first_spelling_and_the_last_value() {
        let pairs = [("X-B", "1"), ("x-a", "2"), ("x-b", "3"), ("X-A", "4"), ("X-B", "5")];
        let headers = SipHeaders::from_iter(pairs);
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("X-B", "5"), ("x-a", "4")]);
    }

    #[test]
    fn equality_ignores_case_and_order() {
        let headers = SipHeaders::new().with("X-One", "a").with("X-Two", "b");
        assert_eq!(headers, SipHeaders::new().with("x-two", "b").with("x-one", "a"));
        assert_ne!(headers, SipHeaders::new().with("x-two", "b").with("x-one", "A"));
        assert_ne!(headers, SipHeaders::new().with("x-one", "a"));
        assert_ne!(SipHeaders::new().with("x-one", "a"), headers);
        assert_ne!(headers, SipHeaders::new().with("x-one", "a").with("x-three", "b"));
    }

    #[test]
    fn many_headers_are_merged_in_linear_time() {
        let entries: Vec<_> = (0..200_000).map(|n| format!("\"x-{n:06}\":\"\"")).collect();
        let headers = from_json(&format!("{{{},\"X-000000\":\"last\"}}", entries.join(",")));
        assert_eq!(headers.len(), 200_000);
        assert_eq!(headers.iter().next(), Some(("x-000000", "last")));
    }

    #[test]
    fn number_of_headers_is_known() {
        let headers = SipHeaders::new().with("x-a", "1").with("x-b", "2");
        assert_eq!((headers.len(), headers.iter().len(), headers.iter().count()), (2, 2, 2));
        assert!(!headers.is_empty() && SipHeaders::new().is_empty());
    }

    #[test]
    fn debug_counts_headers() {
        let headers = SipHeaders::new().with("X-Account", "4711");
        assert_eq!(format!("{headers:?}"), "SipHeaders(<1 hidden>)");
        assert_eq!(format!("{:?}", headers.iter()), "Iter { left: 1 }");
    }
}

mod json {
    use super::*;

    #[test]
    fn reads_and_writes_the_object_of_the_event() {
        let event = json!({"X-Test-Value": "String", "User-to-User": UUI, "Diversion": DIVERSION});
        let headers: SipHeaders = serde_json::from_value(event.clone()).expect("headers");
        assert_eq!(headers.get("x-test-value"), Some("String"));
        assert_eq!(serde_json::to_value(&headers).expect("JSON"), event);
    }

    #[test]
    fn keeps_the_order() {
        let text = r#"{"x-b":"1","x-c":"2","x-a":"3"}"#;
        assert_eq!(serde_json::to_string(&from_json(text)).expect("JSON"), text);
    }

    #[test]
    fn numbers_and_booleans_become_text() {
        let headers = from_json(r#"{"x-a": 7, "x-b": -1.5, "x-c": true}"#);
        let entries: Vec<_> = headers.iter().collect();
        assert_eq!(entries, [("x-a", "7"), ("x-b", "-1.5"), ("x-c", "true")]);
    }

    #[test]
    fn other_shapes_are_skipped() {
        let headers = from_json(r#"{"x-a": null, "x-b": ["1"], "x-c": {"d": "1"}, "x-e": "1"}"#);
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("x-e", "1")]);
    }

    #[test]
    fn duplicate_name_keeps_its_first_spelling_and_the_last_value() {
        let headers = from_json(r#"{"X-A": "1", "x-b": "2", "x-a": "3"}"#);
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("X-A", "3"), ("x-b", "2")]);
    }

    #[test]
    fn only_an_object_is_accepted() {
        for text in ["[]", r#"[[["x-a", "1"]]]"#, r#"[["x-a"]]"#, "null", "1", r#""x-a""#] {
            let error = serde_json::from_str::<SipHeaders>(text).expect_err("not an object");
            assert!(error.to_string().contains("expected an object of SIP headers"), "{error}");
        }
    }
}

mod validate {
    use super::*;

    fn broken(name: &str, value: &str) -> SipHeaderRule {
        rule(SipHeaders::new().with(name, value).validate())
    }

    #[test]
    fn accepts_the_samples() {
        let headers = SipHeaders::new()
            .with("X-Test-Value", "String")
            .with("User-to-User", UUI)
            .with("Diversion", DIVERSION);
        assert_eq!(headers.validate(), Ok(()));
        let lower = headers.iter().map(|(name, value)| (name.to_lowercase(), value));
        assert_eq!(lower.collect::<SipHeaders>().validate(), Ok(()));
    }

    #[test]
    fn refuses_reserved_names() {
        let names = [
            "X-AMZN",
            "x-amzn-id",
            "X-Vine",
            "x-vine-1",
            "X-VC",
            "x-canary",
            "X-Voice-Id",
            "x-vc-",
        ];
        for name in names {
            assert_eq!(broken(name, "1"), SipHeaderRule::Reserved, "{name}");
        }
        let near = SipHeaders::new().with("X-Amazon", "1").with("x-v", "1").with("X-Voic", "1");
        assert_eq!(near.validate(), Ok(()));
    }

    #[test]
    fn refuses_other_names() {
        for name in ["Subject", "From", "x", "Xx-a", "User-to-Users", "amzn"] {
            assert_eq!(broken(name, "1"), SipHeaderRule::NotAllowed, "{name}");
        }
    }

    #[test]
    fn refuses_names_that_are_not_tokens() {
        for name in ["", "x-a b", "x-a:", "x-a\r\nVia", "x-é", "x-\"a\"", "é-"] {
            assert_eq!(broken(name, "1"), SipHeaderRule::Name, "{name}");
        }
    }

    #[test]
    fn refuses_control_characters() {
        for value in ["a\r\nVia: b", "a\n", "\r", "\0", "a\tb", "\u{7f}", "\u{85}"] {
            assert_eq!(broken("x-a", value), SipHeaderRule::ControlCharacter, "{value:?}");
        }
    }

    #[test]
    fn counts_characters_and_not_bytes() {
        let longest = "é".repeat(SipHeaders::MAX_VALUE_CHARS);
        assert_eq!(SipHeaders::new().with("x-a", longest.as_str()).validate(), Ok(()));
        assert_eq!(broken("x-a", &(longest + "é")), SipHeaderRule::TooLong);
    }

    #[test]
    fn sendable_headers_are_those_that_are_accepted() {
        let headers = SipHeaders::new().with("x-a", "1").with("Via", "4711").with("x-b", "");
        assert_eq!(headers.sendable(), SipHeaders::new().with("x-a", "1").with("x-b", ""));
    }

    #[test]
    fn names_the_header_that_is_refused() {
        let headers = SipHeaders::new().with("x-a", "1").with("Via\r\n", "4711");
        let error = headers.validate().expect_err("an error");
        assert_eq!(error.header(), "Via\r\n");
        assert_eq!(
            error.to_string(),
            "SIP header \"Via\\r\\n\": the name is not a token of RFC 3261; use letters, digits \
             and -.!%*_+`'~ only"
        );
    }
}

mod user_to_user {
    use super::*;

    #[test]
    fn reads_the_sample() {
        let uui = uui(UUI);
        assert_eq!(uui.to_text().as_deref(), Ok("amazon_chime_connect_integration"));
        assert_eq!(uui, UserToUser::hex("amazon_chime_connect_integration"));
        assert_eq!(uui.to_string(), UUI);
    }

    #[test]
    fn is_found_under_its_name_in_any_case() {
        let headers = from_json(
            r#"{"user-to-user": "6373693d64623739323233332d386466;encoding=hex", "X-Id": "a"}"#,
        );
        let uui = headers.user_to_user().expect("a value").expect("the header");
        assert_eq!(uui.to_text().as_deref(), Ok("csi=db792233-8df"));
        assert_eq!(SipHeaders::new().user_to_user(), Ok(None));
    }

    #[test]
    fn reads_parameters_in_order() {
        let uui =
            uui("00C8\t; Encoding = HEX;purpose=isdn-uui ;x;content=\"isdn;\\\"uui\\\"\";y=1");
        assert_eq!(uui.data(), "00C8");
        assert_eq!(uui.to_bytes(), Ok(vec![0, 0xC8]));
        assert_eq!(uui.encoding(), Some("HEX"));
        assert_eq!(uui.purpose(), Some("isdn-uui"));
        assert_eq!(uui.content(), Some("isdn;\"uui\""));
        assert_eq!(uui.param("X"), Some(""));
        assert_eq!(uui.param("z"), None);
        let names: Vec<_> = uui.params().map(|(name, value)| (name, value.is_some())).collect();
        let expected =
            [("Encoding", true), ("purpose", true), ("x", false), ("content", true), ("y", true)];
        assert_eq!(names, expected);
        assert_eq!(
            uui.to_string(),
            "00C8;Encoding=HEX;purpose=isdn-uui;x;content=\"isdn;\\\"uui\\\"\";y=1"
        );
    }

    #[test]
    fn reads_quoted_data() {
        let uui = uui(r#""a \"b\", \\c;d" ;purpose=x"#);
        assert_eq!(uui.to_text().as_deref(), Ok(r#"a "b", \c;d"#));
        assert_eq!(uui.purpose(), Some("x"));
        assert_eq!(super::uui("\"6869\";encoding=hex").to_text().as_deref(), Ok("hi"));
    }

    #[test]
    fn reads_data_without_its_quotes() {
        let uui = uui("key=a b/c:d== ;purpose=x;");
        assert_eq!((uui.data(), uui.purpose()), ("key=a b/c:d==", Some("x")));
        assert_eq!(uui.to_string(), "\"key=a b/c:d==\";purpose=x");
    }

    #[test]
    fn reads_several_values() {
        let value = "6869;encoding=hex, \"a,b\" ,, c";
        let all = UserToUser::parse_all(value).expect("three values");
        let texts: Vec<_> = all.iter().map(|uui| uui.to_text().expect("text")).collect();
        assert_eq!(texts, ["hi", "a,b", "c"]);
        assert_eq!(rule(value.parse::<UserToUser>()), SipHeaderRule::SeveralValues);
        let headers = SipHeaders::new().with("User-To-User", value);
        assert_eq!(headers.user_to_user(), Ok(Some(UserToUser::hex("hi"))));
    }

    #[test]
    fn builds_with_setters() {
        let uui = UserToUser::text("a b")
            .with_purpose("p")
            .with_content("c d")
            .with_purpose("q")
            .with_param("x", Some("\""))
            .and_then(|uui| uui.with_param("flag", None))
            .expect("parameters");
        assert_eq!(uui.to_string(), r#""a b";purpose=q;content="c d";x="\"";flag"#);
        assert_eq!(rule(UserToUser::text("a").with_param("b c", None)), SipHeaderRule::Parameter);
        let injected = UserToUser::text("a").with_param("b", Some("\r\n"));
        assert_eq!(rule(injected), SipHeaderRule::Parameter);
    }

    #[test]
    fn text_with_control_characters_becomes_hex() {
        let uui = UserToUser::text("a\r\nb");
        assert_eq!(uui.to_string(), "610d0a62;encoding=hex");
        assert_eq!(uui.to_text().as_deref(), Ok("a\r\nb"));
    }

    #[test]
    fn setter_cannot_inject_a_header() {
        let mut headers = SipHeaders::new();
        headers.set_user_to_user(&UserToUser::text("a").with_purpose("b\r\nVia: c"));
        assert_eq!(rule(headers.validate()), SipHeaderRule::ControlCharacter);
    }

    #[test]
    fn refuses_data_that_cannot_be_decoded() {
        for data in ["686", "6g", "zz", "+1", "\"6 \"", "é"] {
            let uui = uui(&format!("{data};encoding=hex"));
            assert_eq!(rule(uui.to_bytes()), SipHeaderRule::Hex, "{data}");
            assert_eq!(rule(uui.to_text()), SipHeaderRule::Hex, "{data}");
        }
        assert_eq!(rule(uui("aa==;encoding=base64").to_bytes()), SipHeaderRule::Encoding);
        let bytes = uui("ff;encoding=hex");
        assert_eq!(bytes.to_bytes(), Ok(vec![0xFF]));
        assert_eq!(rule(bytes.to_text()), SipHeaderRule::Utf8);
    }

    #[test]
    fn refuses_malformed_values() {
        for (value, broken) in [
            ("", SipHeaderRule::Missing),
            (" ,, ", SipHeaderRule::Missing),
            (";encoding=hex", SipHeaderRule::Missing),
            ("a;encoding=", SipHeaderRule::Missing),
            ("a;b=;c", SipHeaderRule::Missing),
            ("\"a", SipHeaderRule::Unclosed),
            ("\"a\\", SipHeaderRule::Unclosed),
            ("\"a\" b", SipHeaderRule::Separator),
            ("a\"b\"", SipHeaderRule::Separator),
            ("a;b c", SipHeaderRule::Separator),
            ("a;=c", SipHeaderRule::Separator),
            ("a\r\nb", SipHeaderRule::ControlCharacter),
        ] {
            let error = UserToUser::parse_all(value).expect_err(value);
            assert_eq!((error.header(), error.rule()), ("User-to-User", broken), "{value:?}");
        }
    }

    #[test]
    fn debug_hides_the_data() {
        let debug = format!("{:?}", UserToUser::hex("4711").with_purpose("secret"));
        assert_eq!(debug, "UserToUser { data: <hidden>, .. }");
    }
}
