//! Parses tokens into a model: which events, for which app, on which function.

use proc_macro2::{Span, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Ident, Item, ItemFn, Path, Token};

use crate::errors::{error, error_on};
use crate::names;

/// The arguments of the attribute.
pub(super) struct Arguments {
    pub(super) events: Vec<Event>,
    pub(super) app: Option<Path>,
    /// The span of `disconnected`.
    pub(super) disconnected: Option<Span>,
    /// Whether this is `#[on_error]`. It has one event, without a name.
    pub(super) is_on_error: bool,
}

/// An event and, for the three events about actions, its actions.
pub(super) struct Event {
    /// `None` for `_`, and for `#[on_error]`.
    pub(super) name: Option<Ident>,
    pub(super) span: Span,
    /// `None` without parentheses.
    pub(super) actions: Option<Vec<Ident>>,
}

const USAGE: &str = "write `#[on(Hangup)]`, `#[on(ActionFailed(Speak | PlayAudio))]`, \
                     `#[on(NewInboundCall | CallAnswered)]` or `#[on(_)]`";
const COMMA: &str = "replace `,` by `|`";
const ON_OPTIONS: &str = "the options are `app = path::To` and `disconnected`";
const ON_ERROR_OPTIONS: &str = "the only option is `app = path::To`";

pub(super) fn on(tokens: TokenStream) -> syn::Result<Arguments> {
    if tokens.is_empty() {
        return Err(error(Span::call_site(), "`#[on]` needs an event", USAGE));
    }
    let parser = |input: ParseStream<'_>| {
        let events = separated("event", input, Event::parse)?;
        let mut arguments = Arguments { events, app: None, disconnected: None, is_on_error: false };
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
        let mut arguments =
            Arguments { events: vec![event], app: None, disconnected: None, is_on_error: true };
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

/// Parses `app = path` or `disconnected`.
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
    } else if names::is_event(&key.to_string()) && !arguments.is_on_error {
        return Err(error(after.span(), "events are separated by `|`", COMMA));
    } else {
        let help = match names::nearest(&key.to_string(), &["app", "disconnected"]) {
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

impl Parse for Event {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if let Some(underscore) = input.parse::<Option<Token![_]>>()? {
            return Ok(Self { name: None, span: underscore.span(), actions: None });
        }
        let name = name("event", input)?;
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
            actions = Some(separated("action", &content, |input| self::name("action", input))?);
            if !content.is_empty() {
                return Err(error(content.span(), "actions are separated by `|`", COMMA));
            }
        }
        Ok(Self { span: name.span(), name: Some(name), actions })
    }
}

/// Parses the name of an event or an action.
fn name(what: &str, input: ParseStream<'_>) -> syn::Result<Ident> {
    let Ok(path) = input.call(Path::parse_mod_style) else {
        return Err(error(input.span(), format!("expected an {what}"), USAGE));
    };
    path.get_ident().cloned().ok_or_else(|| {
        let last = path.segments.last().map(|segment| segment.ident.to_string());
        error_on(
            &path,
            format!("expected an {what} name, found a path"),
            format!("write `{}`; names in `#[on(...)]` need no import", last.unwrap_or_default()),
        )
    })
}

/// Parses the function under the attribute.
pub(super) fn function(attribute: &str, item: TokenStream) -> syn::Result<ItemFn> {
    let span = match syn::parse2::<Item>(item) {
        Ok(Item::Fn(function)) => return Ok(function),
        Ok(Item::Struct(item)) => item.ident.span(),
        Ok(Item::Enum(item)) => item.ident.span(),
        Ok(Item::Impl(item)) => item.impl_token.span(),
        Ok(other) => other.span(),
        Err(error) => return Err(error),
    };
    Err(error(
        span,
        format!("expected an async function under `#[{attribute}]`"),
        format!("put `#[{attribute}]` on a function, outside of any impl block"),
    ))
}
