//! The settings.

use std::collections::BTreeMap;

use config::{Config, Environment};
use offhook::action::StartBotConversation;
use offhook::prelude::*;
use serde::Deserialize;

/// The environment variables `BOT_DESK_…`. An empty one counts as not set.
#[derive(Deserialize)]
pub(crate) struct Settings {
    /// The alias of the bot: `BOT`.
    bot: String,
    /// The language of the bot: `LOCALE`.
    locale: Option<String>,
    /// The departments: `DEPARTMENTS`.
    #[serde(default)]
    pub(crate) departments: Departments,
    /// The number of the operator: `OPERATOR`.
    pub(crate) operator: Option<E164>,
    /// The announcement of the opening hours: `HOURS`.
    #[serde(default = "hours")]
    pub(crate) hours: String,
}

fn hours() -> String {
    "We are open from nine to five, Monday to Friday.".to_owned()
}

impl Settings {
    /// Reads the settings. The bot is checked now, not when the first caller talks to it.
    pub(crate) fn read(environment: Environment) -> Result<Self> {
        let environment = environment.prefix("BOT_DESK").ignore_empty(true);
        let settings: Self =
            Config::builder().add_source(environment).build()?.try_deserialize()?;
        settings.bot().validate()?;
        Ok(settings)
    }

    /// A conversation with the bot.
    pub(crate) fn bot(&self) -> StartBotConversation {
        let bot = StartBotConversation::new(self.bot.clone());
        match &self.locale {
            Some(locale) => bot.locale(locale.clone()),
            None => bot,
        }
    }

    /// A sales department and an operator.
    #[cfg(test)]
    pub(crate) fn for_test() -> Self {
        let bot = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";
        Self {
            bot: bot.to_owned(),
            locale: None,
            departments: Departments([("sales".to_owned(), e164!("+12065550123"))].into()),
            operator: Some(e164!("+12065550100")),
            hours: hours(),
        }
    }
}

/// The departments' numbers by their names in lower case: `sales=+12065550123,support=+12065550145`.
#[derive(Default, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Departments(BTreeMap<String, E164>);

impl Departments {
    /// The name and number of a department.
    pub(crate) fn find(&self, name: &str) -> Option<(&str, &E164)> {
        self.0.get_key_value(&name.to_lowercase()).map(|(name, number)| (name.as_str(), number))
    }
}

impl TryFrom<String> for Departments {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        let entries = text.split(',').filter(|entry| !entry.trim().is_empty());
        let department = |entry: &str| {
            let (name, number) = entry.split_once('=').ok_or("an entry has no \"=\"")?;
            Ok((name.trim().to_lowercase(), number.trim().parse()?))
        };
        entries.map(department).collect::<Result<_>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_have_names_and_numbers() {
        let departments = |text: &str| Departments::try_from(text.to_owned());
        let two = departments("Sales=+12065550123, support=+12065550145").unwrap();
        assert_eq!(two.find("SALES"), Some(("sales", &e164!("+12065550123"))));
        assert_eq!(two.0.len(), 2);
        assert!(departments("").unwrap().0.is_empty());
        for text in ["sales", "sales=555-0123", "sales=+12065550123,support"] {
            assert!(departments(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_bot_is_required_and_checked() {
        let read = |bot: &str| {
            let variables = [("BOT_DESK_BOT".to_owned(), bot.to_owned())];
            Settings::read(Environment::default().source(Some(variables.into())))
        };
        assert!(read(&Settings::for_test().bot).is_ok());
        assert!(read("").is_err());
        assert!(read("arn:aws:lex:us-east-1:123456789012:bot/ABCDEFGHIJ").is_err());
    }
}
