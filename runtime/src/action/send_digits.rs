use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error::check;
use super::{
    ActionError, ActionKind, ActionType, Legs, NoResults, Sensitive, Target, reach_target,
};
use crate::wire::millis;

/// Presses keys on one leg: `SendDigits`.
///
/// Whether it answers a new inbound call is undocumented.
///
/// Fails with `InvalidActionParameter` (the tone's duration, or the leg) or `SystemException`.
///
/// ```
/// use std::time::Duration;
///
/// use offhook::action::SendDigits;
/// use offhook::Leg;
///
/// // Waits a second, then presses the keys of an extension.
/// let extension = SendDigits::new(",,1234#").tone(Duration::from_millis(100)).on(Leg::B);
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendDigits {
    #[serde(flatten)]
    target: Target,
    /// The keys and waits: `Digits`.
    pub digits: Sensitive,
    /// How long each tone is: `ToneDurationInMilliseconds`, by default 250 ms.
    #[serde(
        rename = "ToneDurationInMilliseconds",
        default,
        with = "millis",
        skip_serializing_if = "Option::is_none"
    )]
    pub tone_duration: Option<Duration>,
}

/// The most digits of one action.
const MAX_DIGITS: usize = 50;

impl SendDigits {
    /// Presses `0`-`9`, `*`, `#` and `A`-`D`; a comma waits for half a second: `Digits`, at most
    /// 50.
    pub fn new(digits: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, digits: Sensitive::new(digits), tone_duration: None }
    }

    /// Sends them to this leg. Default: the leg of the event.
    pub fn on(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self
    }

    /// How long each tone is: `ToneDurationInMilliseconds`, 50 ms to 24 s, by default 250 ms.
    pub fn tone(mut self, duration: Duration) -> Self {
        self.tone_duration = Some(duration);
        self
    }
}

impl ActionKind for SendDigits {
    const TYPE: ActionType = ActionType::SendDigits;
    const LEGS: Legs = Legs::CallId;
    type Results = NoResults;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        let known = self
            .digits
            .as_str()
            .chars()
            .all(|digit| matches!(digit, '0'..='9' | '*' | '#' | 'A'..='D' | ','));
        check::<Self>(known, "Digits", "must hold only 0-9, *, #, A-D and commas")?;
        let count = self.digits.as_str().len();
        if count > MAX_DIGITS {
            let rule = format!("must hold at most 50 characters, has {count}");
            return Err(ActionError::new(Self::TYPE, "Digits", rule));
        }
        let in_range =
            self.tone_duration.is_none_or(|tone| (50..=24_000).contains(&millis::count(tone)));
        check::<Self>(in_range, "ToneDurationInMilliseconds", "must be from 50 to 24000")
    }
}
