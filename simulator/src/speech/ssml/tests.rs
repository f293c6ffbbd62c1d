use std::time::Duration;

use super::*;

fn standard(ssml: &str) -> Spoken {
    speak(ssml, &Engine::Standard).unwrap()
}

fn millis(ssml: &str) -> u128 {
    standard(ssml).length.as_millis()
}

#[track_caller]
fn fails(ssml: &str, engine: &Engine, message: &str) {
    assert_eq!(speak(ssml, engine).unwrap_err().to_string(), message);
}

#[test]
fn tags_are_not_spoken() {
    let ssml = "<?xml version=\"1.0\"?>\n<speak version=\"1.1\" xml:lang=\"en-US\">\n  Hello, \
                <!-- you --><amazon:effect name=\"whispered\">dear</amazon:effect>\n \
                c<emphasis>all</emphasis><mark name=\"m\"/>er &amp; <phoneme ph=\"koʊ\">co</phoneme>&#46;<break/><![CDATA[ <3 ]]></speak>\n";
    assert_eq!(standard(ssml).text, "Hello, dear caller & co. <3");
}

#[test]
fn alias_is_spoken_in_place_of_the_original_text() {
    let ssml = "<speak>My <sub alias=\"Simple &amp; Plain\">S<w role=\"x\">P</w></sub> x</speak>";
    assert_eq!(standard(ssml).text, "My Simple & Plain x");
    let nested = "<speak><sub alias='One'>A <sub alias='Two'>B</sub></sub></speak>";
    assert_eq!(standard(nested).text, "One");
    let plain = millis("<speak>My Simple and Plain x</speak>");
    assert_eq!(millis("<speak>My <sub alias='Simple and Plain'>S</sub> x</speak>"), plain);
}

#[test]
fn sentences_and_paragraphs_are_followed_by_pauses() {
    let ssml = "<speak><p><s>One</s><s>two.</s></p><p>Three</p></speak>";
    assert_eq!(standard(ssml).text, "One two. Three");
    assert_eq!(millis(ssml), (3 + 3 + 5) * 80 + 500 + 1_000);
}

#[test]
fn breaks_add_to_the_length() {
    for (pause, expected) in [
        ("time=\"3s\"", 3_000),
        ("time='300ms'", 300),
        ("time=\"10s\"", 10_000),
        ("", 250),
        ("strength=\"none\"", 0),
        ("strength=\"strong\"", 500),
        ("strength=\"x-strong\"", 1_000),
    ] {
        let ssml = format!("<speak>a<break {pause}/>b</speak>");
        assert_eq!(millis(&ssml), 160 + expected, "{pause}");
    }
    assert_eq!(standard("<speak>a<break time=\"1s\"/>b</speak>").text, "a b");
}

#[test]
fn rate_and_maximum_duration_change_the_length() {
    assert_eq!(millis("<speak><prosody rate=\"50%\">abcd</prosody>ab</speak>"), 640 + 160);
    let nested =
        "<speak><prosody rate=\"20%\"><prosody rate=\"20%\">ab</prosody></prosody></speak>";
    assert_eq!(millis(nested), 800);
    let cut = "<speak><prosody amazon:max-duration=\"2s\">1234567890</prosody>ab</speak>";
    assert_eq!(millis(cut), 2_000 + 160);
}

#[test]
fn characters_are_spelled_and_expletives_bleeped() {
    let spelled = "<speak><say-as interpret-as=\"characters\">ABC</say-as></speak>";
    assert_eq!(millis(spelled), 900);
    let bleep = standard("<speak>Oh <say-as interpret-as=\"expletive\">darn</say-as></speak>");
    assert_eq!(bleep.text, "Oh");
    assert_eq!(bleep.length, Duration::from_millis(480));
}

#[test]
fn empty_ssml_has_the_minimum_length() {
    let empty = standard("<speak/>");
    assert_eq!((empty.text.as_str(), empty.length), ("", Duration::from_millis(100)));
}

#[test]
fn text_outside_speak_is_rejected() {
    for ssml in ["", "Hello", "<p>Hello</p>", "<speak/><speak/>", "Hello <speak/>", "&amp;"] {
        fails(ssml, &Engine::Standard, "the SSML must be inside one <speak> tag");
    }
}

#[test]
fn unclosed_tags_are_rejected() {
    for ssml in ["<speak><p>Hello</speak>", "<speak><p>Hello", "<speak><p></s></p></speak>"] {
        let message = "the SSML is not well-formed XML: the tag <p> is not closed";
        fails(ssml, &Engine::Standard, message);
    }
}

#[test]
fn malformed_xml_is_rejected() {
    for ssml in [
        "<speak>4711 & 1</speak>",
        "<speak>4711 &nbsp; 1</speak>",
        "<speak>1 <4711</speak>",
        "<speak><4711/></speak>",
        "<speak>\u{1}</speak>",
        "<speak>&#1;</speak>",
        "<speak>&#xFFFFFFFF;</speak>",
        "<speak/>4711",
        "</speak>",
        "<speak><break time=3s/></speak>",
        "<speak><break time=\"1s\" time=\"1s\"/></speak>",
        "<speak><sub alias=\"<4711\">a</sub></speak>",
        "<speak><!-- -- --></speak>",
        "<speak><!DOCTYPE speak></speak>",
        "<speak><?xml version=\"1.0\"?></speak>",
        "<",
        "<speak",
    ] {
        let error = speak(ssml, &Engine::Standard).unwrap_err().to_string();
        let expected = "the SSML is not well-formed XML: check its tags, & and < from byte ";
        assert!(error.starts_with(expected), "{ssml}: {error}");
        assert!(!error.contains("4711"), "{error}");
    }
}

#[test]
fn unknown_tags_and_attributes_are_rejected() {
    let standard = Engine::Standard;
    fails("<speak><voice>a</voice></speak>", &standard, "unknown SSML tag <voice>");
    for (tag, attribute, ssml) in [
        ("break", "time", "<break time=\"11s\"/>"),
        ("break", "time", "<break time=\"3\"/>"),
        ("break", "strength", "<break strength=\"huge\"/>"),
        ("prosody", "rate", "<prosody rate=\"201%\">a</prosody>"),
        ("say-as", "interpret-as", "<say-as>a</say-as>"),
        ("say-as", "interpret-as", "<say-as interpret-as=\"phone\">a</say-as>"),
        ("sub", "alias", "<sub>a</sub>"),
        ("lang", "xml:lang", "<lang>a</lang>"),
        ("amazon:effect", "name", "<amazon:effect>a</amazon:effect>"),
    ] {
        let message = format!("missing or invalid attribute {attribute} of the SSML tag <{tag}>");
        fails(&format!("<speak>{ssml}</speak>"), &standard, &message);
    }
    let domain = "<speak><amazon:domain name=\"news\">a</amazon:domain></speak>";
    let message = "the SSML tag <amazon:domain> is not available with the standard engine";
    fails(domain, &standard, message);
}

#[test]
fn neural_voices_support_fewer_tags() {
    for (what, ssml) in [
        ("emphasis", "<emphasis level=\"strong\">a</emphasis>"),
        ("prosody pitch", "<prosody pitch=\"high\">a</prosody>"),
        ("prosody amazon:max-duration", "<prosody amazon:max-duration=\"2s\">a</prosody>"),
        ("amazon:breath", "<amazon:breath/>"),
        ("amazon:auto-breaths", "<amazon:auto-breaths>a</amazon:auto-breaths>"),
        ("amazon:effect phonation", "<amazon:effect phonation=\"soft\">a</amazon:effect>"),
    ] {
        let ssml = format!("<speak>{ssml}</speak>");
        let message = format!("the SSML tag <{what}> is not available with the neural engine");
        fails(&ssml, &Engine::Neural, &message);
        assert!(speak(&ssml, &Engine::Standard).is_ok(), "{what}");
    }
    let ssml = "<speak><amazon:domain name=\"news\"><prosody rate=\"fast\">a</prosody>\
                <amazon:effect name=\"drc\">b</amazon:effect></amazon:domain></speak>";
    assert!(speak(ssml, &Engine::Neural).is_ok());
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let ssml = format!("<speak>{}a{}</speak>", "<p>".repeat(50_000), "</p>".repeat(50_000));
    assert_eq!(standard(&ssml).text, "a");
    let (fast, end) = ("<prosody rate=\"200%\">".repeat(100), "</prosody>".repeat(100));
    assert_eq!(millis(&format!("<speak>{fast}abcdefghij{end}</speak>")), 400);
}
