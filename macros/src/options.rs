//! The options of an attribute: `name = value`, separated by commas.

use std::fmt::Display;
use std::str::FromStr;

use proc_macro2::{Span, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitInt, LitStr, Token};

use crate::errors::{Errors, error};
use crate::names;

/// An option: its name, its value in words, and an example.
pub(crate) type Specification = (&'static str, &'static str, &'static str);

/// The option `deadline`, of apps and handlers.
pub(crate) const DEADLINE: Specification = ("deadline", "a time", "deadline = \"4s\"");

/// An option whose name has been parsed.
pub(crate) struct Key {
    pub(crate) name: Ident,
    value: &'static str,
    example: &'static str,
}

/// Parses an option's name. An unknown one is reported and skipped.
pub(crate) fn key(
    input: ParseStream<'_>,
    options: &[Specification],
    errors: &mut Errors,
) -> syn::Result<Option<Key>> {
    let names: Vec<_> = options.iter().map(|(name, ..)| *name).collect();
    let usage = format!("the options are `{}`", names.join("`, `"));
    let name: Ident = input.parse().map_err(|found| {
        let example = options[0].2;
        error(found.span(), "expected an option", format!("{usage}: write `{example}`"))
    })?;
    let text = name.to_string();
    if let Some(specification) = options.iter().find(|(name, ..)| *name == text) {
        return Ok(Some(Key::new(name, *specification)));
    }
    let help = match names::nearest(&text, &names) {
        Some(near) => format!("did you mean `{near}`? {usage}"),
        None => usage,
    };
    errors.on(&name, format!("unknown option `{name}`"), help);
    // Mistakes in the options that follow are reported too.
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(None)
}

/// Removes an attribute that is written again, and reports it. `shown`: as users write it; `what`: what
/// it says.
pub(crate) fn once(
    name: &str,
    attributes: &mut Vec<Attribute>,
    shown: &str,
    what: &str,
    errors: &mut Errors,
) {
    attributes.retain(|attribute| {
        let path = attribute.path();
        let again = path.is_ident(name)
            || path.segments.iter().map(|segment| &segment.ident).eq(["offhook", name]);
        if again {
            let help = format!("remove one of them, and give the other the {what} of both");
            errors.on(path, format!("duplicate `{shown}`"), help);
        }
        !again
    });
}

impl Key {
    pub(crate) fn new(name: Ident, (_, value, example): Specification) -> Self {
        Self { name, value, example }
    }

    /// Parses `= value`, and sets the option.
    pub(crate) fn set<T: Parse>(
        &self,
        option: &mut Option<T>,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        let value = self.value(input)?;
        self.fill(option, value, errors);
        Ok(())
    }

    /// Parses `= value`.
    pub(crate) fn value<T: Parse>(&self, input: ParseStream<'_>) -> syn::Result<T> {
        if input.parse::<Option<Token![=]>>()?.is_none() || input.is_empty() {
            return Err(self.needs_value(self.name.span()));
        }
        let span = input.span();
        input.parse().map_err(|_| self.needs_value(span))
    }

    /// Sets the option, unless it was set before.
    pub(crate) fn fill<T>(&self, option: &mut Option<T>, value: T, errors: &mut Errors) {
        if option.replace(value).is_some() {
            errors.on(
                &self.name,
                format!("duplicate option `{}`", self.name),
                "remove one of them",
            );
        }
    }

    pub(crate) fn needs_value(&self, span: Span) -> syn::Error {
        let Self { name, value, example } = self;
        error(span, format!("`{name}` needs {value}"), format!("write `{example}`"))
    }
}

/// After this time, in milliseconds, the service invokes the Lambda again.
const RETRY: f64 = 5_000.0;

/// The value of a `deadline`, in milliseconds.
pub(crate) fn deadline(literal: &LitStr, errors: &mut Errors) -> Option<u32> {
    let text = literal.value();
    let in_unit = |unit, milliseconds: f64| {
        let number: f64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
        Some((number * milliseconds).round())
    };
    let time = in_unit("ms", 1.0).or_else(|| in_unit("s", 1_000.0));
    let allowed = time.filter(|time| (1.0..RETRY).contains(time));
    if allowed.is_none() {
        errors.on(
            literal,
            "`deadline` must be a time below 5 s",
            "write \"4s\" or \"3500ms\": after 5 s the service invokes the Lambda again",
        );
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in range")]
    allowed.map(|time| time as u32)
}

/// The value of an option that is a number from 1 to `highest`.
pub(crate) fn number<N>(
    option: &str,
    literal: &LitInt,
    highest: &N,
    help: &str,
    errors: &mut Errors,
) -> Option<N>
where
    N: From<u8> + PartialOrd + Display + FromStr<Err: Display>,
{
    let number = literal.base10_parse().ok();
    let allowed = number.filter(|number| *number >= N::from(1) && number <= highest);
    if allowed.is_none() {
        errors.on(literal, format!("`{option}` must be from 1 to {highest}"), help);
    }
    allowed
}
