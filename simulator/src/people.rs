//! People who are called in live calls, and act by themselves.
//!
//! Depends on the entries and acts of live calls, and on steps. [`scenario`](crate::scenario) reads them from files.

use std::collections::BTreeMap;
use std::sync::Arc;

use offhook::Leg;
use tokio::sync::mpsc::WeakSender;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::driver::{RINGS, side};
use crate::phone::contains;
use crate::step::{COMMA, KEY, REACTION};
use crate::{Act, Entries, FarEnd, Happening, Step, speech};

/// The people who can be called, by their numbers, and what they do.
///
/// [`Switchboard::people`](crate::Switchboard::people) lets them act in live calls. Each has steps:
/// `Called` with `Answers`, `IsBusy`, `RingsOut`, `Refuses` or `IsUnreachable`, and `Hears`, `Presses`,
/// `Says`, `Waits` and `HangsUp`. A person reacts after 3 s of ringing unless they wait before, and after the last
/// step stays on the line. People without steps of their own have those of [`others`](Self::OTHERS), which
/// is to answer.
///
/// ```
/// use offhook_simulator::People;
///
/// let people = People::parse(
///     r#"
/// "+14255550199": [waits: 5s, answers, hears: press 1, presses: "1"]
/// others: [is_busy]
/// "#,
///     "people.yaml",
/// )?;
/// # Ok::<(), offhook_simulator::ScenarioError>(())
/// ```
#[derive(Clone, PartialEq, Debug, Default)]
pub struct People {
    steps: BTreeMap<String, Vec<Step>>,
}

impl People {
    /// The name of the people whose number is not known, in place of a number.
    pub const OTHERS: &str = "others";

    /// Creates people who all answer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the steps of the person at a number. Other steps than those of a person have no effect.
    pub fn person(mut self, number: &str, steps: impl IntoIterator<Item = Step>) -> Self {
        self.steps.insert(number.to_owned(), steps.into_iter().collect());
        self
    }

    /// Adds people, who replace those with the same numbers.
    pub fn and(mut self, people: Self) -> Self {
        self.steps.extend(people.steps);
        self
    }

    /// Returns `true` for a step of a person.
    pub(crate) fn can(step: &Step) -> bool {
        use FarEnd::{Answers, IsBusy, IsUnreachable, Refuses, RingsOut};
        matches!(
            step,
            Step::Called(Answers | IsBusy | RingsOut | Refuses | IsUnreachable)
                | Step::Hears(_)
                | Step::Presses(_)
                | Step::Says(_)
                | Step::Waits(_)
                | Step::HangsUp
        )
    }

    /// Lets the people of a call act until it is over. The call does not go on for their sake.
    pub(crate) async fn attend(self: Arc<Self>, acts: WeakSender<Act>, mut entries: Entries) {
        // The person on each leg. Another call of the leg drops the one before.
        let mut legs = [JoinSet::new(), JoinSet::new()];
        while let Some(entry) = entries.next().await {
            if let Happening::Rings { leg, to } = entry.what {
                let person = Person { leg, acts: acts.clone(), entries: entries.clone() };
                let mut task = JoinSet::new();
                task.spawn(person.act(self.steps_of(&to)));
                legs[side(leg)] = task;
            }
        }
    }

    fn steps_of(&self, number: &str) -> Vec<Step> {
        let steps = self.steps.get(number).or_else(|| self.steps.get(Self::OTHERS));
        steps.cloned().unwrap_or_else(|| vec![Step::Called(FarEnd::Answers)])
    }
}

/// A person whose phone rings.
struct Person {
    leg: Leg,
    acts: WeakSender<Act>,
    entries: Entries,
}

impl Person {
    async fn act(mut self, steps: Vec<Step>) {
        let mut has_waited = false;
        for step in steps {
            if let Step::Called(_) = step
                && !has_waited
            {
                sleep(RINGS).await;
            }
            has_waited = true;
            if self.step(step).await.is_none() {
                return;
            }
        }
    }

    /// Takes a step. Returns `None` if the call is over.
    async fn step(&mut self, step: Step) -> Option<()> {
        let leg = self.leg;
        match step {
            Step::Called(FarEnd::Answers) => self.send(Act::Answer(leg)).await?,
            Step::Called(reaction) => {
                if let Some(code) = reaction.rejection() {
                    self.send(Act::Reject(leg, code)).await?;
                }
            }
            Step::Hears(text) => loop {
                match self.entries.next().await?.what {
                    Happening::Hears { leg: by, prompt, length, repeat }
                        if by == leg && contains(&prompt, &text) =>
                    {
                        sleep(length * repeat.unwrap_or(1)).await;
                        break;
                    }
                    _ => {}
                }
            },
            Step::Presses(keys) => {
                sleep(REACTION).await;
                for key in keys.chars() {
                    if key == ',' {
                        sleep(COMMA).await;
                    } else {
                        self.send(Act::Press(leg, key)).await?;
                        sleep(KEY).await;
                    }
                }
            }
            Step::Says(words) => {
                sleep(REACTION).await;
                let length = speech::length(&words);
                self.send(Act::Say(leg, words)).await?;
                sleep(length).await;
            }
            Step::Waits(time) => sleep(time).await,
            Step::HangsUp => {
                sleep(REACTION).await;
                self.send(Act::HangUp(leg)).await?;
            }
            _ => {}
        }
        Some(())
    }

    async fn send(&self, act: Act) -> Option<()> {
        // Held only for this act: the call must not go on for the sake of its people.
        self.acts.upgrade()?.send(act).await.ok()
    }
}
