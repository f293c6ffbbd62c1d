//! The settings.

use std::collections::BTreeMap;

use offhook::action::StartBotConversation;
use offhook::prelude::*;

use crate::App;

/// What is said of the opening hours, unless the settings say otherwise.
const HOURS: &str = "We are open from nine to five, Monday to Friday.";

impl App {
    /// Reads the settings; `variable` looks one up in the environment.
    pub(crate) fn configure(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let operator = variable("BOT_DESK_OPERATOR").map(|number| number.parse());
        Ok(Self {
            bot: bot(&variable)?,
            departments: departments(&variable("BOT_DESK_DEPARTMENTS").unwrap_or_default())
                .map_err(|error| format!("BOT_DESK_DEPARTMENTS: {error}"))?,
            operator: operator
                .transpose()
                .map_err(|error| format!("BOT_DESK_OPERATOR is {error}"))?,
            hours: variable("BOT_DESK_HOURS").unwrap_or_else(|| HOURS.to_owned()),
        })
    }

    /// A desk with a sales department and an operator.
    #[cfg(test)]
    pub(crate) fn for_test() -> Self {
        let settings = |name: &str| match name {
            "BOT_DESK_BOT" => {
                Some("arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST".into())
            }
            "BOT_DESK_DEPARTMENTS" => Some("sales=+12065550123".into()),
            "BOT_DESK_OPERATOR" => Some("+12065550100".into()),
            _ => None,
        };
        Self::configure(settings).unwrap()
    }
}

/// A variable of the environment; an empty one counts as not set.
pub(crate) fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?.to_string_lossy().into_owned();
    Some(value).filter(|value| !value.is_empty())
}

/// The bot, checked now rather than when the first caller wants it.
fn bot(variable: impl Fn(&str) -> Option<String>) -> Result<StartBotConversation> {
    let arn = variable("BOT_DESK_BOT").ok_or("BOT_DESK_BOT is not set")?;
    let bot = StartBotConversation::new(arn);
    bot.validate().map_err(|error| format!("BOT_DESK_BOT: {error}"))?;
    Ok(match variable("BOT_DESK_LOCALE") {
        Some(locale) => bot.locale(locale),
        None => bot,
    })
}

/// Reads `sales=+12065550123,support=+12065550145`.
fn departments(text: &str) -> Result<BTreeMap<String, E164>> {
    let entries = text.split(',').filter(|entry| !entry.trim().is_empty());
    let department = |entry: &str| {
        let (name, number) = entry.split_once('=').ok_or("an entry has no \"=\"")?;
        Ok((name.trim().to_lowercase(), number.trim().parse()?))
    };
    entries.map(department).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_have_names_and_numbers() {
        let two = departments("Sales=+12065550123, support=+12065550145").unwrap();
        assert_eq!(two.get("sales"), Some(&e164!("+12065550123")));
        assert_eq!(two.len(), 2);
        assert!(departments("").unwrap().is_empty());
        for text in ["sales", "sales=555-0123", "sales=+12065550123,support"] {
            assert!(departments(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_bot_that_can_not_be_stops_the_start() {
        for arn in [None, Some("arn:aws:lex:us-east-1:123456789012:bot/ABCDEFGHIJ".to_owned())] {
            let error = bot(|name| arn.clone().filter(|_| name == "BOT_DESK_BOT")).unwrap_err();
            assert!(error.to_string().starts_with("BOT_DESK_BOT"), "{error}");
        }
    }
}
