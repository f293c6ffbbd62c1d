//! Parses the events of an attribute: names separated by `|`, those about actions with their actions.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Ident, Path, Token};

use crate::errors::{error, error_on};

/// An event and, for the three events about actions, its actions.
pub(crate) struct Event {
    /// `None` for `_`, and for `#[on_error]`.
    pub(crate) name: Option<Ident>,
    pub(crate) span: Span,
    /// `None` without parentheses.
    pub(crate) actions: Option<Vec<Ident>>,
}

pub(crate) const COMMA: &str = "replace `,` by `|`";

/// Parses one or more events. `usage` is the remedy where there is none.
pub(crate) fn events(input: ParseStream<'_>, usage: &str) -> syn::Result<Vec<Event>> {
    separated("event", input, |input| event(input, usage))
}

/// Parses one or more items, separated by `|`.
fn separated<T>(
    what: &str,
    input: ParseStream<'_>,
    parse: impl Fn(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    let mut list = vec![parse(input)?];
    while let Some(separator) = input.parse::<Option<Token![|]>>()? {
        if input.is_empty() {
            return Err(error(
                separator.span(),
                format!("expected an {what} after `|`"),
                "remove the `|`",
            ));
        }
        list.push(parse(input)?);
    }
    Ok(list)
}

fn event(input: ParseStream<'_>, usage: &str) -> syn::Result<Event> {
    if let Some(underscore) = input.parse::<Option<Token![_]>>()? {
        return Ok(Event { name: None, span: underscore.span(), actions: None });
    }
    let name = name("event", input, usage)?;
    let mut actions = None;
    if input.peek(syn::token::Paren) {
        let content;
        syn::parenthesized!(content in input);
        if content.is_empty() {
            return Err(error(
                name.span(),
                format!("expected an action in `{name}()`"),
                format!("write `{name}(Speak | PlayAudio)`, or `{name}` for any action"),
            ));
        }
        actions = Some(separated("action", &content, |input| self::name("action", input, usage))?);
        if !content.is_empty() {
            return Err(error(content.span(), "actions are separated by `|`", COMMA));
        }
    }
    Ok(Event { span: name.span(), name: Some(name), actions })
}

/// Parses the name of an event or an action.
fn name(what: &str, input: ParseStream<'_>, usage: &str) -> syn::Result<Ident> {
    let Ok(path) = input.call(Path::parse_mod_style) else {
        return Err(error(input.span(), format!("expected an {what}"), usage));
    };
    path.get_ident().cloned().ok_or_else(|| {
        let last = path.segments.last().map(|segment| segment.ident.to_string());
        error_on(
            &path,
            format!("expected an {what} name, found a path"),
            format!("write `{}`; names in the attribute need no import", last.unwrap_or_default()),
        )
    })
}
