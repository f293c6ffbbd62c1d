//! Arguments of an API call as a type.

use std::collections::BTreeMap;

use offhook::EventError;
use offhook::prelude::*;
use offhook_tests::calls::{decode, event};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::respond;

#[derive(Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[serde(rename_all = "camelCase")]
enum Deck {
    Upper,
    CarDeck,
}

#[derive(Deserialize, Serialize, PartialEq, Debug)]
struct Pier(u8);

#[derive(Deserialize, Serialize, PartialEq, Debug)]
struct Booking {
    pier: Pier,
    deck: Deck,
    passengers: Option<u16>,
    fare: f32,
    #[serde(default)]
    express: bool,
    vessel: String,
    delta: i8,
}

fn booking() -> BTreeMap<&'static str, &'static str> {
    [
        ("pier", "52"),
        ("deck", "carDeck"),
        ("passengers", "3"),
        ("fare", "7.25"),
        ("express", "true"),
        ("vessel", "1701"),
        ("delta", " -4 "),
        ("unknown", "+12065550199"),
    ]
    .into()
}

fn of<T: DeserializeOwned>(
    arguments: &BTreeMap<&'static str, &'static str>,
) -> Result<T, EventError> {
    let event = event::CallUpdateRequested::new(arguments.clone());
    let call = Call::inbound("+14255550142", "+12065550117");
    let updated = Arguments::from_invocation(&Invocation::new(&event, call.clone()))
        .map(|Arguments(value)| value);
    let event = event::NewOutboundCall::new(arguments.clone());
    let created = Arguments::from_invocation(&Invocation::new(&event, call))
        .map(|Arguments(value): Arguments<T>| drop(value));
    assert_eq!(updated.as_ref().err(), created.as_ref().err(), "the same for both events");
    updated
}

#[test]
fn arguments_are_read_as_the_type() {
    let expected = Booking {
        pier: Pier(52),
        deck: Deck::CarDeck,
        passengers: Some(3),
        fare: 7.25,
        express: true,
        vessel: "1701".to_owned(),
        delta: -4,
    };
    assert_eq!(of(&booking()), Ok(expected));
    let mut less = booking();
    less.retain(|key, _| !matches!(*key, "passengers" | "express"));
    less.insert("deck", "upper");
    let less: Booking = of(&less).expect("the others are optional");
    assert_eq!((less.passengers, less.express, less.deck), (None, false, Deck::Upper));
    let map: BTreeMap<String, String> = of(&booking()).expect("a map of text");
    assert_eq!((map.len(), &*map["fare"]), (8, "7.25"));
    let numbers: BTreeMap<String, u64> = of(&[("a", "1")].into()).expect("a map of numbers");
    assert_eq!(numbers["a"], 1);
    assert_eq!(of::<BTreeMap<String, u64>>(&BTreeMap::new()), Ok(BTreeMap::new()));
    assert_eq!(
        of::<E164Argument>(&[("to", "+12065550163")].into()).expect("a number").to,
        e164!("+12065550163")
    );
}

fn to_map<T: Serialize>(value: T) -> Result<BTreeMap<String, String>> {
    Arguments(value).to_map()
}

#[test]
fn arguments_are_written_as_text() {
    let booking = |passengers, fare| Booking {
        pier: Pier(52),
        deck: Deck::CarDeck,
        passengers,
        fare,
        express: true,
        vessel: "17\"01\n".to_owned(),
        delta: -4,
    };
    let map = to_map(booking(Some(3), 0.1)).expect("a map");
    let expected = [
        ("delta", "-4"),
        ("deck", "carDeck"),
        ("express", "true"),
        ("fare", "0.1"),
        ("passengers", "3"),
        ("pier", "52"),
        ("vessel", "17\"01\n"),
    ];
    assert_eq!(map, expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
    assert!(!to_map(booking(None, 0.1)).expect("a map").contains_key("passengers"));
    for booking in [booking(None, f32::MIN_POSITIVE), booking(Some(u16::MAX), -7.25e30)] {
        let event = event::NewOutboundCall::new(to_map(&booking).expect("a map"));
        let call = Call::inbound("+14255550142", "+12065550117");
        assert_eq!(
            Arguments::from_invocation(&Invocation::new(&event, call)),
            Ok(Arguments(booking))
        );
    }
    let large = to_map(BTreeMap::from([("a", u128::MAX)])).expect("a map");
    assert_eq!(large["a"], u128::MAX.to_string());
}

#[test]
fn invalid_arguments_are_refused_without_their_values() {
    let number = "+12065550199";
    let nested = to_map(BTreeMap::from([("to", [number])])).expect_err("a list");
    let nested = nested.to_string();
    assert!(nested.ends_with("[&str; 1]> is neither text, a number nor a boolean"), "{nested}");
    for no_map in [to_map(number), to_map([number]), to_map(())] {
        let error = format!("{:?}", no_map.expect_err("no map"));
        assert_eq!(error, "arguments must be a struct or a map");
    }
    let many = |count: u8| to_map((0..count).map(|key| (key, number)).collect::<BTreeMap<_, _>>());
    assert_eq!(many(20).expect("as many as can be").len(), 20);
    let error = many(21).expect_err("too many").to_string();
    assert_eq!(error, "an API call takes at most 20 arguments, not 21");
}

#[derive(Deserialize, Debug)]
struct E164Argument {
    to: E164,
}

#[test]
fn missing_and_misfitting_arguments_are_named_and_not_quoted() {
    for (key, value, path, problem) in [
        ("pier", Some("9199"), "pier", "must be u8, is a string"),
        ("pier", Some("+12065550199"), "pier", "must be u8, is a string"),
        ("pier", Some(""), "pier", "must be u8, is a string"),
        ("passengers", Some("-0199"), "passengers", "must be u16, is a"),
        ("fare", Some("0199 dollars"), "fare", "must be f32, is a string"),
        ("express", Some("0199"), "express", "must be a boolean, is a"),
        ("deck", Some("0199"), "deck", "must be one of `upper`, `carDeck`"),
        ("delta", Some("199"), "delta", "must be i8, is a string"),
        ("pier", None, "", "missing field `pier`"),
        ("vessel", None, "", "missing field `vessel`"),
    ] {
        let mut arguments = booking();
        match value {
            Some(value) => arguments.insert(key, value),
            None => arguments.remove(key),
        };
        let error = of::<Booking>(&arguments).expect_err(problem);
        let under = "ActionData.Parameters.Arguments";
        let path = if path.is_empty() { under.to_owned() } else { format!("{under}.{path}") };
        assert_eq!(error.path(), path, "{error}");
        assert!(error.problem().starts_with(problem), "{error}");
        assert!(!error.to_string().contains("line 0"), "there are no lines here: {error}");
        assert!(!format!("{error} {error:?}").contains("199"), "{error:?}");
    }
    let error = of::<E164Argument>(&[("to", "206-555-0199")].into()).expect_err("no number");
    assert_eq!(error.path(), "ActionData.Parameters.Arguments.to");
    assert!(!format!("{error:?}").contains("0199"), "{error:?}");
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Strict {
    #[expect(dead_code, reason = "is only read")]
    pier: u8,
}

#[test]
fn keys_from_outside_are_not_named() {
    const KEY: &str = "+14255550199";
    let not_named = |error: EventError, expected: &str| {
        assert_eq!(error.to_string(), format!("ActionData.Parameters.Arguments{expected}"));
        assert!(!format!("{error:?}").contains("0199"), "{error:?}");
    };
    let odd = || [(KEY, "x")].into();
    let error = of::<BTreeMap<String, u8>>(&odd()).expect_err("no number");
    not_named(error, ".* must be u8, is a string");
    let error = of::<BTreeMap<u8, String>>(&odd()).expect_err("no number");
    not_named(error, ".* must be u8, is a string");
    let error = of::<BTreeMap<Deck, String>>(&odd()).expect_err("no deck");
    not_named(error, ".* must be one of `upper`, `carDeck`");
    not_named(of::<Strict>(&odd()).expect_err("unknown"), ".* must be one of `pier`");
    let twice = [("pier", "1"), ("pier, expected +14255550199", "2")].into();
    not_named(of::<Strict>(&twice).expect_err("unknown"), ".* must be one of `pier`");
    let error = to_map(BTreeMap::from([(KEY, [KEY])])).expect_err("a list").to_string();
    assert!(!error.contains("0199"), "{error}");
}

#[test]
fn json_in_place_of_text_reads_as_what_it_is() {
    #[derive(Deserialize, PartialEq, Debug)]
    struct Odd {
        list: Vec<u8>,
        nested: BTreeMap<String, Option<f64>>,
        deck: BTreeMap<String, Deck>,
        crossing: Crossing,
        yes: bool,
        below: i8,
        nothing: (),
    }
    #[derive(Deserialize, PartialEq, Debug)]
    enum Crossing {
        To(Pier),
    }
    let mut update = event("CALL_UPDATE_REQUESTED");
    update["ActionData"]["Parameters"]["Arguments"] = json!({
        "list": [1, "2"], "nested": {"a": "0.5", "b": null, "c": 2.5}, "deck": {"a": "upper"},
        "crossing": {"To": "52"}, "yes": true, "below": -4, "nothing": null,
    });
    let Arguments(odd) = Arguments::<Odd>::from_invocation(&decode(&update)).expect("it fits");
    let nested = [("a", Some(0.5)), ("b", None), ("c", Some(2.5))];
    let expected = Odd {
        list: vec![1, 2],
        nested: nested.map(|(key, value)| (key.to_owned(), value)).into(),
        deck: [("a".to_owned(), Deck::Upper)].into(),
        crossing: Crossing::To(Pier(52)),
        yes: true,
        below: -4,
        nothing: (),
    };
    assert_eq!(odd, expected);
}

#[derive(Deserialize, Debug, PartialEq)]
struct Keyed {
    number: u8,
    offset: i16,
    yes: bool,
    nothing: Option<u8>,
}

#[test]
fn leading_zeros_signs_and_capitals_are_read() {
    let arguments = [("number", "05"), ("offset", "+5"), ("yes", "True"), ("nothing", "")].into();
    let keyed = Keyed { number: 5, offset: 5, yes: true, nothing: None };
    assert_eq!(of::<Keyed>(&arguments), Ok(keyed));
    let no = BTreeMap::from([("yes", " False")]);
    assert_eq!(of::<BTreeMap<String, bool>>(&no), Ok([("yes".to_owned(), false)].into()));
}

#[test]
fn arguments_that_are_not_text_or_not_a_map_are_handled() {
    let of = |arguments: Value| {
        let mut update = event("CALL_UPDATE_REQUESTED");
        update["ActionData"] =
            json!({"Type": "CallUpdateRequest", "Parameters": {"Arguments": arguments}});
        Arguments::from_invocation(&decode(&update))
            .map(|Arguments(map): Arguments<BTreeMap<String, i64>>| map)
    };
    assert_eq!(
        of(json!({"a": 1, "b": "-2"})),
        Ok([("a".to_owned(), 1), ("b".to_owned(), -2)].into())
    );
    assert_eq!(of(json!(null)), Ok(BTreeMap::new()));
    for no_map in [json!(["0199"]), json!("0199"), json!(199)] {
        assert_eq!(of(no_map), Ok(BTreeMap::new()), "reads as absent");
    }
    for (value, found) in [
        (json!({"b": "0199"}), "an object"),
        (json!([199]), "an array"),
        (json!("x199"), "a string"),
        (json!(0.199), "a number"),
        (json!(true), "a boolean"),
        (json!(null), "null"),
    ] {
        let error = of(json!({"a": value})).expect_err("no number").to_string();
        let expected = format!("ActionData.Parameters.Arguments.* must be i64, is {found}");
        assert_eq!(error, expected);
    }
    for absent in [json!(null), json!({}), json!({"Parameters": null}), json!({"Parameters": {}})] {
        let mut update = event("CALL_UPDATE_REQUESTED");
        update["ActionData"] = absent;
        let none = Arguments::<BTreeMap<String, String>>::from_invocation(&decode(&update));
        assert_eq!(none, Ok(Arguments(BTreeMap::new())));
    }
}

#[offhook::app]
struct App;

#[on(CallUpdateRequested, app = App)]
async fn update(Arguments(booking): Arguments<Booking>) -> action::Speak {
    action::Speak::text(format!("Pier {}", booking.pier.0))
}

#[on(NewOutboundCall, app = App)]
async fn create(Arguments(booking): Arguments<Booking>) -> Reply {
    Reply::none().with_attributes(TransactionAttributes::new().with("vessel", booking.vessel))
}

#[tokio::test]
async fn handlers_take_arguments() {
    let reply = respond(&App, &event::CallUpdateRequested::new(booking())).await.expect("a reply");
    assert!(reply.to_json().contains("Pier 52"));
    let reply = respond(&App, &event::NewOutboundCall::new(booking())).await.expect("a reply");
    assert!(reply.to_json().contains(r#""vessel":"1701""#));
    let kept = respond(&App, &event::CallUpdateRequested::default()).await.expect("a reply");
    assert!(kept.is_keep());
    let error = respond(&App, &event::NewOutboundCall::default()).await.expect_err("an error");
    let said = error.to_string();
    assert!(said.contains("::create` for NEW_OUTBOUND_CALL"), "{said}");
    assert!(said.contains("ActionData.Parameters.Arguments missing field"), "{said}");
}
