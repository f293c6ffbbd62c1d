//! SSML that a simulated service speaks or refuses.

use serde_json::json;

use super::call::call;
use super::{Target, texts};

pub(super) const TARGET: Target = Target {
    name: "ssml",
    take,
    seeds: || {
        texts(&[
            "<speak>Press <emphasis level=\"strong\">1</emphasis>.<break time=\"500ms\"/> Or 2.</speak>",
            "<speak><p><s>One.</s><s>Two.</s></p><break strength=\"x-strong\"/></speak>",
            "<speak><prosody rate=\"x-slow\" pitch=\"+5%\" volume=\"+6dB\">Slow</prosody></speak>",
            "<speak><say-as interpret-as=\"telephone\">2065550100</say-as> &amp; &#x41;&lt;</speak>",
            "<speak><sub alias=\"World Wide Web\">WWW</sub><phoneme alphabet=\"ipa\" ph=\"p\">p</phoneme></speak>",
            "<?xml version=\"1.0\"?><!-- c --><speak xml:lang=\"de-DE\"><![CDATA[a < b]]><lang xml:lang=\"fr-FR\">oui</lang></speak>",
            "<speak><amazon:effect name=\"whispered\">hush</amazon:effect><amazon:domain name=\"news\">n</amazon:domain><mark name=\"m\"/><w role=\"amazon:VB\">read</w></speak>",
            "<speak><prosody amazon:max-duration=\"2s\">A sentence that takes longer.</prosody></speak>",
        ])
    },
    words: &[
        "<",
        ">",
        "</",
        "/>",
        "&",
        ";",
        "\"",
        "'",
        "=",
        "<speak>",
        "</speak>",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
        "<!DOCTYPE a [<!ENTITY b \"c\">]>",
        "&b;",
        "&#0;",
        "&#x110000;",
        "time=\"",
        "99999999999s",
        "1e99ms",
        "-1s",
        "<break/>",
        "<prosody rate=\"0%\">",
        "rate=\"99999999999999999999%\"",
        "\u{feff}",
        "\u{202e}",
    ],
};

fn take(ssml: &[u8]) {
    let text = String::from_utf8_lossy(ssml);
    for engine in ["standard", "neural"] {
        let parameters = json!({"Text": text, "TextType": "ssml", "Engine": engine});
        let actions = json!([{"Type": "Speak", "Parameters": parameters}]);
        call(json!({"SchemaVersion": "1.0", "Actions": actions}).to_string(), |simulator| {
            simulator
        });
    }
}
