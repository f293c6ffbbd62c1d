//! Converts the YAML tree of a file to scenarios.
//!
//! Depends on [`Checker`], which has checked the tree before.

use std::collections::BTreeMap;
use std::path::Path;

use offhook::action::bot::Intent;
use serde_json::Value as Json;

use super::check::Checker;
use super::error::{Position, Problem};
use super::format::{self, RINGING, SCENARIO, STEP};
use super::kind::{Choice, Choices, Given, Kind, Make, Value};
use super::values;
use super::yaml::{self, Node};
use super::{Assertions, At, Invocations, Overrides, Planned, Scenario, Start};
use crate::phone::{EndedBy, Expected};
use crate::{Bot, FarEnd, FindingKind, Profile, Step, intent};

/// Reads the scenarios of a file, or returns all its problems.
pub(super) fn scenarios(text: &str, file: &str) -> Result<Vec<Scenario>, Vec<Problem>> {
    let documents = yaml::documents(text).map_err(|problem| vec![problem])?;
    let mut checker = Checker::default();
    if documents.is_empty() {
        let problem = "expected a scenario with dial or place, found an empty file";
        return Err(vec![Problem::new(Position::new(1, 1), problem.to_owned())]);
    }
    let mut scenarios = Vec::new();
    for document in &documents {
        checker.fields(document, &SCENARIO);
        if checker.problems.is_empty() {
            scenarios.extend(scenario(&mut checker, document, file));
        }
    }
    problems(checker).map_or(Ok(scenarios), Err)
}

/// Returns the problems in the order of the file, if there are any.
pub(super) fn problems(mut checker: Checker) -> Option<Vec<Problem>> {
    checker.problems.sort_by_key(|problem| problem.at);
    Some(checker.problems).filter(|problems| !problems.is_empty())
}

fn scenario(checker: &mut Checker, node: &Node, file: &str) -> Option<Scenario> {
    let file_name = Path::new(file).file_stem().map(|name| name.to_string_lossy().into_owned());
    let name = text(node, "name").or(file_name).unwrap_or_default();
    let (start, outbound) = match (node.get("dial"), node.get("place")) {
        (Some(dial), _) => (dial, false),
        (None, place) => (place?, true),
    };
    let start = Start {
        outbound,
        from: text(start, "from")?,
        to: text(start, "to")?,
        extras: texts(start.get(if outbound { "arguments" } else { "sip_headers" })),
    };
    let overrides = node.get("override").map(|node| overrides(checker, node, file));
    let assertions = node.get("assert").map(assertions).unwrap_or_default();

    let mut steps = Vec::new();
    let mut called = None;
    for node in node.get("steps").map(Node::list).unwrap_or_default() {
        match step(node, &mut called) {
            Ok(Step::Called(_)) if !outbound => {
                let message = "this is for outbound calls: use far_end with dial";
                checker.report(node, message.to_owned());
            }
            Ok(step) => steps.push(Planned { at: node.at, step }),
            Err(message) => checker.report(node, message),
        }
    }
    Some(Scenario {
        name,
        file: file.to_owned(),
        line: node.at.line,
        start,
        overrides: overrides.unwrap_or_default(),
        steps,
        assertions,
    })
}

/// Returns the chosen word of these, with its value.
fn chosen<'n>(node: &'n Node, choices: &Choices) -> Option<(&'static Choice, Given<'n>)> {
    if let Some(word) = node.text() {
        return Some((choices.find(word)?, Given(None)));
    }
    let mut entries = node.map().iter();
    entries.find_map(|(key, value)| Some((choices.find(key.text()?)?, Given(Some(value)))))
}

/// Reads a step. `called` is the number that the application called last.
pub(super) fn step(node: &Node, called: &mut Option<String>) -> Result<Step, String> {
    let (choice, given) = chosen(node, &STEP).ok_or("expected a step")?;
    if let Make::Step(make) = choice.make {
        return Ok(make(&given));
    }
    let Value::Needs(Kind::Choice(choices)) = &choice.value else {
        return Err("expected a step of the far end".to_owned());
    };
    let number = text(node, "number")
        .or_else(|| called.clone())
        .ok_or("no number has been called before this step: add number")?;
    *called = Some(number.clone());
    Ok(Step::BridgedTo(number, given.0.map_or(FarEnd::Answers, |node| far_end(node, choices))))
}

fn far_end(node: &Node, choices: &Choices) -> FarEnd {
    match chosen(node, choices) {
        Some((Choice { make: Make::FarEnd(make), .. }, given)) => make(&given),
        _ => FarEnd::Answers,
    }
}

/// Reads an intent. A slot is its value, or the JSON of the protocol, such as `null`.
pub(super) fn concluded(node: &Node) -> Intent {
    let mut intent = intent(&text(node, "intent").unwrap_or_default());
    let mut raw = serde_json::Map::new();
    for (name, value) in node.get("slots").map(Node::map).unwrap_or_default() {
        let name = name.text().unwrap_or_default();
        intent = if let Some(text) = value.text() {
            intent.slot(name, text)
        } else {
            raw.insert(name.to_owned(), value.json());
            intent
        };
    }
    let mut intent = Intent::from(intent);
    // Deserialization keeps unknown states as they are.
    if let Some(state) = text(node, "state") {
        intent.state = serde_json::from_value(state.into()).ok();
    }
    if let Some(confirmation) = text(node, "confirmation") {
        intent.confirmation_state = serde_json::from_value(confirmation.into()).ok();
    }
    intent
        .slots
        .extend(serde_json::from_value::<BTreeMap<_, _>>(Json::Object(raw)).unwrap_or_default());
    intent
}

fn bot(lines: &Node) -> Bot {
    lines.list().iter().fold(Bot::new(), |bot, line| {
        let words = text(line, "hears").unwrap_or_default();
        match (text(line, "asks"), line.get("concludes")) {
            (Some(question), _) => bot.asks(&words, &question),
            (None, Some(result)) => bot.concludes(&words, concluded(result)),
            (None, None) => bot,
        }
    })
}

fn overrides(checker: &mut Checker, node: &Node, file: &str) -> Overrides {
    let number = |key| text(node, key).and_then(|text| text.parse().ok());
    let fault = |node: &Node| {
        let at = text(node, "at")?.parse().ok()?;
        Some((at, format::fault(&text(node, "fault")?)))
    };
    let entries = |key| node.get(key).map(Node::map).unwrap_or_default();
    let mut prompts = Vec::new();
    for (name, length) in entries("prompts") {
        let object = name.text().and_then(|name| name.split_once('/'));
        match (object, length.text().and_then(values::duration)) {
            (Some((bucket, key)), Some(length)) if !bucket.is_empty() && !key.is_empty() => {
                prompts.push((bucket.to_owned(), key.to_owned(), length));
            }
            _ => {
                let message = format!("expected a prompt to be bucket/key, found {}", name.named());
                checker.report(name, message);
            }
        }
    }
    if let (Some(_), Some(buckets)) = (node.get("prompts"), node.get("buckets")) {
        let message = "override can't have both prompts and buckets";
        checker.report(buckets, message.to_owned());
    }
    let beside = |folder: String| Path::new(file).parent().unwrap_or(Path::new("")).join(folder);
    Overrides {
        seed: text(node, "seed").and_then(|text| text.parse().ok()),
        starts_at: text(node, "starts_at").and_then(|text| values::timestamp(&text)),
        profile: node.get("profile").map(profile),
        every_profile: text(node, "every_profile").is_some_and(|text| text == "true"),
        faults: node
            .get("faults")
            .map(Node::list)
            .unwrap_or_default()
            .iter()
            .filter_map(fault)
            .collect(),
        random_faults: number("random_faults"),
        far_ends: entries("far_ends")
            .iter()
            .map(|(number, end)| {
                (number.text().unwrap_or_default().to_owned(), far_end(end, &RINGING))
            })
            .collect(),
        variables: texts(node.get("env")),
        prompts: node.get("prompts").map(|_| prompts),
        buckets: text(node, "buckets").map(beside),
        bots: entries("bots")
            .iter()
            .map(|(arn, lines)| (arn.text().unwrap_or_default().to_owned(), bot(lines)))
            .collect(),
        owns: list(node.get("owns")),
        foreign_voice_connectors: list(node.get("foreign_voice_connectors")),
        refused_join_tokens: list(node.get("refused_join_tokens")),
        patience: text(node, "patience").and_then(|text| values::duration(&text)),
        price: text(node, "leg_price_per_minute").and_then(|text| text.parse().ok()),
    }
}

fn profile(node: &Node) -> Profile {
    let texts = texts(Some(node)).into_iter().map(|(key, value)| (key, Json::from(value)));
    serde_json::from_value(Json::Object(texts.collect())).unwrap_or_default()
}

fn assertions(node: &Node) -> Assertions {
    let findings = list(node.get("findings"));
    let end = Expected {
        allowed: FindingKind::ALL
            .into_iter()
            .filter(|kind| findings.iter().any(|name| name == kind.name()))
            .collect(),
        by: text(node, "ended_by").map(|by| match &*by {
            "caller" => EndedBy::Caller,
            _ => EndedBy::Application,
        }),
        code: text(node, "code").and_then(|code| code.parse().ok()),
        caller_hangs_up: false,
    };
    let attributes = node.get("attributes").map(Node::map).unwrap_or_default().iter();
    let invocations = node.get("invocations").and_then(|node| {
        let value = match text(node, "at_most") {
            Some(most) => Invocations::AtMost(most.parse().ok()?),
            None => Invocations::Exactly(node.text()?.parse().ok()?),
        };
        Some(At { at: node.at, value })
    });
    let replies_within = node
        .get("replies_within")
        .and_then(|node| Some(At { at: node.at, value: values::duration(node.text()?)? }));
    Assertions {
        end,
        attributes: attributes
            .map(|(key, value)| (key.at, key.text().unwrap_or_default().to_owned(), value.json()))
            .collect(),
        invocations,
        replies_within,
    }
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key)?.text().map(str::to_owned)
}

fn list(node: Option<&Node>) -> Vec<String> {
    let items = node.map(Node::list).unwrap_or_default().iter();
    items.filter_map(Node::text).map(str::to_owned).collect()
}

fn texts(node: Option<&Node>) -> BTreeMap<String, String> {
    let entries = node.map(Node::map).unwrap_or_default().iter();
    let text = |node: &Node| node.text().unwrap_or_default().to_owned();
    entries.map(|(key, value)| (text(key), text(value))).collect()
}
