//! Properties for any input: round trips, and no value in a log.

use proptest::prelude::*;

use super::*;

const TOKEN: &str = "[-a-zA-Z0-9.!%*_+`'~]{1,8}";
/// Any text without control characters, which no header can carry.
const TEXT: &str = "\\PC{0,12}";

fn params() -> impl Strategy<Value = Vec<(String, Option<String>)>> {
    prop::collection::vec((TOKEN, prop::option::of(TEXT)), 0..4)
}

fn diversion() -> impl Strategy<Value = Diversion> {
    let uri = "(sip|tel|x-y):[a-z0-9+@:;,=?%é]{1,12}";
    (uri, TEXT, prop::option::of(TEXT), prop::option::of(any::<u8>()), params()).prop_map(
        |(uri, name, reason, counter, params)| {
            let mut diversion = Diversion::new(uri).expect("a URI").with_display_name(name);
            if let Some(reason) = reason {
                diversion = diversion.with_reason(reason.as_str());
            }
            if let Some(counter) = counter {
                diversion = diversion.with_counter(counter);
            }
            params.iter().fold(diversion, |diversion, (name, value)| {
                diversion.with_param(name, value.as_deref()).expect("a parameter")
            })
        },
    )
}

/// Texts that resemble the grammar, so that the parsers get past their first character.
fn near_grammar() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "(sip:|[a<>\";,=\\\\ \té\r:@1]|;a=|\"b\"){0,24}"]
}

proptest! {
    #[test]
    fn bytes_survive_hex(bytes: Vec<u8>) {
        let uui: UserToUser = UserToUser::hex(&bytes).to_string().parse()?;
        prop_assert_eq!(uui.to_bytes()?, bytes);
    }

    #[test]
    fn any_text_survives(text: String) {
        let mut headers = SipHeaders::new();
        headers.set_user_to_user(&UserToUser::text(text.as_str()));
        let uui = headers.user_to_user()?.expect("the header");
        prop_assert_eq!(uui.to_text()?, text);
    }

    #[test]
    fn user_to_user_round_trips(text in TEXT, purpose in TEXT, params in params()) {
        let mut uui = UserToUser::text(text).with_purpose(purpose);
        for (name, value) in &params {
            uui = uui.with_param(name, value.as_deref())?;
        }
        prop_assert_eq!(uui.to_string().parse::<UserToUser>()?, uui);
    }

    #[test]
    fn diversions_round_trip(diversions in prop::collection::vec(diversion(), 1..4)) {
        let mut headers = SipHeaders::new();
        headers.set_diversion(&diversions);
        prop_assert_eq!(headers.diversion()?.expect("the header"), diversions);
    }

    #[test]
    fn headers_round_trip_through_json(
        pairs in prop::collection::vec(("[xX]-[a-cA-C]{0,2}", any::<String>()), 0..12),
    ) {
        let collected: SipHeaders = pairs.iter().cloned().collect();
        let mut inserted = SipHeaders::new();
        for (name, value) in pairs {
            inserted.insert(name, value);
        }
        let read = from_json(&serde_json::to_string(&inserted).expect("JSON"));
        let entries: Vec<_> = inserted.iter().collect();
        prop_assert_eq!(read.iter().collect::<Vec<_>>(), entries.clone());
        prop_assert_eq!(collected.iter().collect::<Vec<_>>(), entries);
    }

    #[test]
    fn values_that_are_read_read_back(value in near_grammar()) {
        if let Ok(all) = UserToUser::parse_all(&value) {
            let text = all.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            prop_assert_eq!(UserToUser::parse_all(&text)?, all);
        }
        if let Ok(all) = Diversion::parse_all(&value) {
            let text = all.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            prop_assert_eq!(Diversion::parse_all(&text)?, all);
        }
    }

    #[test]
    fn errors_and_debug_texts_never_contain_the_value(
        before in near_grammar(),
        after in near_grammar(),
        long: bool,
    ) {
        const SECRET: &str = "zq4711";
        let filler = if long { 2_048 } else { 0 };
        let value = format!("{before}{SECRET}{after}{}", " ".repeat(filler));
        let headers = SipHeaders::new()
            .with("User-to-User", value.as_str())
            .with("Diversion", value.as_str());
        // Never hex digits, so that nothing is decoded.
        let decoded = headers.user_to_user().and_then(|read| {
            read.map(|uui| uui.with_param("encoding", Some("hex"))?.to_text()).transpose()
        });
        let texts = [
            format!("{headers:?}"),
            format!("{:?}", headers.validate()),
            format!("{:?}", headers.user_to_user()),
            format!("{decoded:?}"),
            format!("{:?}", Diversion::new(value.as_str())),
            format!("{:?}", headers.diversion()),
        ];
        for text in texts {
            prop_assert!(!text.contains(SECRET), "{}", text);
        }
        for error in [
            headers.validate().err(),
            headers.diversion().err(),
            decoded.err(),
        ].into_iter().flatten() {
            prop_assert!(!error.to_string().contains(SECRET), "{}", error);
        }
    }
}
