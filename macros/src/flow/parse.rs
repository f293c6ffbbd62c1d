//! Parses the attribute's arguments: events, then options.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Ident, LitInt, Path, Token};

use crate::errors::{Errors, error};
use crate::events::{self, COMMA, Event};
use crate::names;
use crate::options::{self, Specification};

/// The arguments as they are written.
#[derive(Default)]
pub(super) struct Arguments {
    pub(super) events: Vec<Event>,
    pub(super) version: Option<LitInt>,
    pub(super) of: Option<Path>,
    pub(super) app: Option<Path>,
}

const OPTIONS: [Specification; 3] = [
    ("version", "a number", "version = 2"),
    ("app", "a path", "app = path::To"),
    ("of", "the path of a flow", "version = 1, of = front_desk"),
];
const USAGE: &str = "write `#[flow(NewInboundCall)]`, `#[flow(NewInboundCall | CallAnswered)]`, \
                     or `#[flow]` for a flow that handlers enter";

/// Parses what can be parsed; the rest is reported.
pub(super) fn arguments(tokens: TokenStream, errors: &mut Errors) -> Arguments {
    let mut arguments = Arguments::default();
    let parser = |input: ParseStream<'_>| {
        if !input.is_empty() && !at_option(input) {
            arguments.events = events::events(input, USAGE)?;
            if !input.is_empty() {
                comma(input, true)?;
            }
        }
        while !input.is_empty() {
            option(input, &mut arguments, errors)?;
            if !input.is_empty() {
                comma(input, false)?;
            }
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        errors.push(error);
    }
    arguments
}

/// Returns whether an option is next, not an event.
fn at_option(input: ParseStream<'_>) -> bool {
    let name = input.fork().parse::<Ident>().map(|name| name.to_string());
    let is_known = name.is_ok_and(|name| OPTIONS.iter().any(|(option, ..)| *option == name));
    is_known || (input.peek(Ident) && input.peek2(Token![=]))
}

/// Parses the comma before an option.
fn comma(input: ParseStream<'_>, after_events: bool) -> syn::Result<()> {
    let Some(comma) = input.parse::<Option<Token![,]>>()? else {
        let expected = if after_events { "expected `|` or `,`" } else { "expected `,`" };
        return Err(error(input.span(), expected, USAGE));
    };
    match input.fork().parse::<Ident>() {
        Ok(name) if after_events && names::is_event(&name.to_string()) => {
            Err(error(comma.span(), "events are separated by `|`", COMMA))
        }
        _ => Ok(()),
    }
}

fn option(
    input: ParseStream<'_>,
    arguments: &mut Arguments,
    errors: &mut Errors,
) -> syn::Result<()> {
    let Some(key) = options::key(input, &OPTIONS, errors)? else { return Ok(()) };
    match &*key.name.to_string() {
        "version" => key.set(&mut arguments.version, input, errors),
        "app" => key.set(&mut arguments.app, input, errors),
        _ => key.set(&mut arguments.of, input, errors),
    }
}
