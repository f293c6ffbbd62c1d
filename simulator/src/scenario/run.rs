//! Runs scenarios and checks their assertions.
//!
//! Depends on [`Simulator`] and [`Phone`] for the calls.

use std::time::Instant;

use serde_json::Value;

use super::report::{Report, Run, Unmet};
use super::{Assertions, At, Invocations, Position, Scenario};
use crate::{Buckets, Defect, Phone, Profile, Simulator};

impl Scenario {
    /// Runs the call once, or once under each profile. The settings of the file override those of
    /// `simulator`.
    ///
    /// Failures are in the report; see [`Report::assert_passed`] for tests.
    pub async fn run(&self, simulator: Simulator) -> Report {
        let mut runs = Vec::new();
        for profile in self.profiles() {
            runs.push(self.run_under(profile, simulator.clone()).await);
        }
        self.report(runs)
    }

    /// Returns the profiles under which [`run`](Self::run) runs the call. `None` is that of the
    /// simulator.
    pub fn profiles(&self) -> Vec<Option<Profile>> {
        match self.overrides.profile {
            _ if self.overrides.every_profile => Profile::each().map(Some).collect(),
            profile => vec![profile],
        }
    }

    /// Runs the call once, under this profile or that of the simulator.
    pub async fn run_under(&self, profile: Option<Profile>, simulator: Simulator) -> Run {
        let simulator = self.configured(simulator).seed(self.seed(profile));
        let simulator = match profile {
            Some(profile) => simulator.profile(profile),
            None => simulator,
        };
        self.run_once(&simulator, profile.unwrap_or_default()).await
    }

    /// Creates a report on runs of [`run_under`](Self::run_under).
    pub fn report(&self, runs: Vec<Run>) -> Report {
        Report { name: self.name.clone(), file: self.file.clone(), line: self.line, runs }
    }

    /// The seed of a call. Each scenario has ids of its own under each profile, so that calls that share
    /// a process are different calls for it.
    fn seed(&self, profile: Option<Profile>) -> u64 {
        let profile = profile.map(|profile| profile.to_string()).unwrap_or_default();
        let bytes = self.name.bytes().chain(profile.bytes()).chain(self.line.to_le_bytes());
        // FNV-1a: the same in every build.
        let of_call = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        of_call ^ self.overrides.seed.unwrap_or_default()
    }

    fn configured(&self, mut simulator: Simulator) -> Simulator {
        let overrides = &self.overrides;
        if let Some(time) = overrides.starts_at {
            simulator = simulator.starts_at(time);
        }
        if let Some(per_mille) = overrides.random_faults {
            simulator = simulator.random_faults(per_mille);
        }
        if let Some(patience) = overrides.patience {
            simulator = simulator.patience(patience);
        }
        if let Some(price) = overrides.price {
            simulator = simulator.leg_price_per_minute(price);
        }
        if let Some(folder) = &overrides.buckets {
            simulator = simulator.buckets(Buckets::folder(folder));
        } else if let Some(prompts) = &overrides.prompts {
            let none = Buckets::in_memory().strict();
            let buckets = prompts.iter().fold(none, |buckets, (bucket, key, length)| {
                buckets.with_prompt(bucket, key, *length)
            });
            simulator = simulator.buckets(buckets);
        }
        for (arn, bot) in &overrides.bots {
            simulator = simulator.bot(arn, bot.clone());
        }
        for number in &overrides.owns {
            simulator = simulator.owns(number);
        }
        for arn in &overrides.foreign_voice_connectors {
            simulator = simulator.foreign_voice_connector(arn);
        }
        for token in &overrides.refused_join_tokens {
            simulator = simulator.refuses_join_token(token);
        }
        for (sequence, fault) in &overrides.faults {
            simulator = simulator.fault(*sequence, *fault);
        }
        for (number, far_end) in &overrides.far_ends {
            simulator = simulator.far_end(number, far_end.clone());
        }
        simulator
    }

    async fn run_once(&self, simulator: &Simulator, profile: Profile) -> Run {
        let began = Instant::now();
        let mut phone = self.dialled(simulator).await;
        let mut unmet = Vec::new();
        let mut so_far = None;
        for planned in &self.steps {
            if let Err(failure) = phone.take(&planned.step).await {
                let step = planned.step.to_string();
                let instead = failure.instead().to_owned();
                unmet.push(Unmet { at: planned.at, step: Some(step), instead });
                so_far = Some(phone.transcript().clone());
                break;
            }
        }
        let problems = phone.end(&self.assertions.end).await;
        // After a failed step, the end and the assertions would fail for the same reason.
        if unmet.is_empty() {
            let at = Position::new(self.line, 1);
            let problem = |instead| Unmet { at, step: None, instead };
            unmet.extend(problems.into_iter().map(problem));
            self.assertions.check(&phone, &mut unmet);
        }
        let findings = phone.findings();
        let legs_left = findings.iter().filter_map(|finding| match finding.defect {
            Defect::LegLeftConnected { leg, .. } => Some(leg),
            _ => None,
        });
        Run {
            profile,
            unmet,
            legs_left: legs_left.collect(),
            findings,
            is_over: phone.is_over(),
            invocations: phone.invocations(),
            reply_times: phone.reply_times().to_vec(),
            took: began.elapsed(),
            transcript: so_far.unwrap_or_else(|| phone.take_transcript()),
        }
    }

    async fn dialled(&self, simulator: &Simulator) -> Phone {
        let start = &self.start;
        let extras = start.extras.iter();
        if start.outbound {
            let place = simulator.place(&start.from, &start.to);
            extras.fold(place, |place, (key, value)| place.argument(key, value)).await
        } else {
            let dial = simulator.dial(&start.from, &start.to);
            extras.fold(dial, |dial, (name, value)| dial.sip_header(name, value)).await
        }
    }
}

impl Assertions {
    fn check(&self, phone: &Phone, unmet: &mut Vec<Unmet>) {
        let mut check = |at: Position, holds: bool, problem: &dyn Fn() -> String| {
            if !holds {
                unmet.push(Unmet { at, step: None, instead: problem() });
            }
        };
        let attributes = phone.attributes();
        for (at, key, value) in &self.attributes {
            let found = attributes.get(key);
            let holds = found.map_or(value.is_null(), |found| is_in(value, found));
            check(*at, holds, &|| match found {
                Some(found) if value.is_null() => {
                    format!("unexpected transaction attribute {key}: {found}")
                }
                Some(found) => {
                    format!("expected the transaction attribute {key} to be {value}, found {found}")
                }
                None => format!("missing transaction attribute {key}"),
            });
        }
        if let Some(At { at, value }) = self.invocations {
            let count = phone.invocations();
            let (holds, expected) = match value {
                Invocations::Exactly(number) => (count == number, format!("{number}")),
                Invocations::AtMost(most) => (count <= most, format!("at most {most}")),
            };
            check(at, holds, &|| format!("expected {expected} invocations, found {count}"));
        }
        if let Some(At { at, value }) = self.replies_within {
            let slowest = phone.reply_times().iter().max().copied().unwrap_or_default();
            check(at, slowest <= value, &|| {
                format!("the slowest reply took {slowest:.1?}, more than {value:?}")
            });
        }
    }
}

/// Returns `true` if `found` equals `expected` or is an object that contains it.
///
/// A string with the JSON of an object, which is how sessions are stored, counts as the object.
fn is_in(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected.iter().all(|(key, value)| {
            found.get(key).map_or(value.is_null(), |found| is_in(value, found))
        }),
        (Value::Object(_), Value::String(text)) => serde_json::from_str::<Value>(text)
            .is_ok_and(|found| found.is_object() && is_in(expected, &found)),
        // Most attributes are strings, and YAML reads unquoted ones as numbers or Booleans.
        (Value::Number(number), Value::String(text)) => number.to_string() == **text,
        (Value::Bool(flag), Value::String(text)) => flag.to_string() == **text,
        _ => expected == found,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn expected_attributes_match_stored_ones() {
        for (expected, found, holds) in [
            (json!("a"), json!("a"), true),
            (json!("a"), json!("b"), false),
            (json!(1), json!("1"), true),
            (json!(true), json!("true"), true),
            (json!(1), json!("2"), false),
            (json!({"a": 1}), json!(r#"{"a": 1, "b": 2}"#), true),
            (json!({"a": {"x": null}}), json!({"a": {}, "b": 2}), true),
            (json!({"a": 2}), json!(r#"{"a": 1}"#), false),
            (json!({}), json!("[]"), false),
            (json!({"a": 1}), json!("not JSON"), false),
            (json!({"a": 1}), json!({}), false),
        ] {
            assert_eq!(is_in(&expected, &found), holds, "{expected} {found}");
        }
    }
}
