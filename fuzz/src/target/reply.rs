//! The reader of replies: a reply that is read is written so that it reads the same.

use offhook::{Reply, SentReply};

use super::{JSON, Target, files};

pub(super) const TARGET: Target = Target {
    name: "reply",
    take,
    seeds: || {
        let mut seeds = files("tests/fixtures/replies", "json");
        seeds.extend(files("tests/fixtures/events", "json"));
        seeds
    },
    words: JSON,
};

fn take(json: &[u8]) {
    let Ok(sent) = SentReply::from_json(json) else { return };
    _ = format!("{sent:?}");
    for action in sent.actions.iter().flatten() {
        assert_eq!(action.typed().is_some(), action.fits().is_ok());
        _ = (action.action_type(), action.raw());
    }
    let Ok(reply) = Reply::try_from(sent) else { return };
    let written = reply.to_json();
    let again = SentReply::from_json(written.as_bytes()).map(Reply::try_from);
    assert_eq!(again, Ok(Ok(reply)), "{written}");
}
