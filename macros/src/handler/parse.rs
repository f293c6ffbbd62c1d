//! Parses tokens into a model: which events, for which app.

use proc_macro2::{Span, TokenStream};
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Path, Token};

use crate::errors::error;
use crate::events::{self, COMMA, Event};
use crate::names;
use crate::options::{DEADLINE, Key};

/// The arguments of the attribute.
pub(super) struct Arguments {
    pub(super) events: Vec<Event>,
    pub(super) app: Option<Path>,
    /// The span of `disconnected`.
    pub(super) disconnected: Option<Span>,
    pub(super) deadline: Option<LitStr>,
    /// Whether this is `#[on_error]`. It has one event, without a name.
    pub(super) is_on_error: bool,
}

impl Arguments {
    fn new(events: Vec<Event>, is_on_error: bool) -> Self {
        Self { events, app: None, disconnected: None, deadline: None, is_on_error }
    }
}

const USAGE: &str = "write `#[on(Hangup)]`, `#[on(ActionFailed(Speak | PlayAudio))]`, \
                     `#[on(NewInboundCall | CallAnswered)]` or `#[on(_)]`";
const ON_OPTIONS: &str = "the options are `app = path::To`, `deadline = \"4s\"` and `disconnected`";
const ON_ERROR_OPTIONS: &str = "the only option is `app = path::To`";

pub(super) fn on(tokens: TokenStream) -> syn::Result<Arguments> {
    if tokens.is_empty() {
        return Err(error(Span::call_site(), "`#[on]` needs an event", USAGE));
    }
    let parser = |input: ParseStream<'_>| {
        let events = events::events(input, USAGE)?;
        let mut arguments = Arguments::new(events, false);
        while !input.is_empty() {
            let Some(comma) = input.parse::<Option<Token![,]>>()? else {
                return Err(error(input.span(), "expected `|` or `,`", USAGE));
            };
            if !input.is_empty() {
                option(input, comma, &mut arguments)?;
            }
        }
        Ok(arguments)
    };
    parser.parse2(tokens)
}

pub(super) fn on_error(tokens: TokenStream) -> syn::Result<Arguments> {
    let event = Event { name: None, span: Span::call_site(), actions: None };
    let parser = |input: ParseStream<'_>| {
        let mut arguments = Arguments::new(vec![event], true);
        let mut comma = Token![,](Span::call_site());
        while !input.is_empty() {
            option(input, comma, &mut arguments)?;
            if !input.is_empty() {
                comma = input.parse()?;
            }
        }
        Ok(arguments)
    };
    parser.parse2(tokens)
}

/// Parses `app = path`, `deadline = "4s"` or `disconnected`.
fn option(input: ParseStream<'_>, after: Token![,], arguments: &mut Arguments) -> syn::Result<()> {
    let options = if arguments.is_on_error { ON_ERROR_OPTIONS } else { ON_OPTIONS };
    let Ok(key) = input.parse::<Ident>() else {
        return Err(error(input.span(), "expected an option", options));
    };
    let twice = if key == "app" {
        if input.parse::<Option<Token![=]>>()?.is_none() {
            return Err(error(key.span(), "`app` needs a path", "write `app = path::To`"));
        }
        arguments.app.replace(input.parse()?).is_some()
    } else if key == "disconnected" && !arguments.is_on_error {
        if input.peek(Token![=]) {
            return Err(error(input.span(), "`disconnected` takes no value", "remove the value"));
        }
        arguments.disconnected.replace(key.span()).is_some()
    } else if key == "deadline" && !arguments.is_on_error {
        let time = Key::new(key.clone(), DEADLINE).value(input)?;
        arguments.deadline.replace(time).is_some()
    } else if names::is_event(&key.to_string()) && !arguments.is_on_error {
        return Err(error(after.span(), "events are separated by `|`", COMMA));
    } else {
        let help = match names::nearest(&key.to_string(), &["app", "deadline", "disconnected"]) {
            Some(near) if !arguments.is_on_error => format!("did you mean `{near}`? {options}"),
            _ => options.to_owned(),
        };
        return Err(error(key.span(), format!("unknown option `{key}`"), help));
    };
    if twice {
        return Err(error(key.span(), format!("duplicate `{key}`"), "remove one of them"));
    }
    Ok(())
}
