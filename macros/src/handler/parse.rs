//! Tokens into a model: which events, for which app, on which function.

use proc_macro2::{Span, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Ident, Item, ItemFn, Path, Token};

use crate::errors::error;

/// What stands in the attribute.
pub(crate) struct Arguments {
    pub(crate) events: Vec<Event>,
    pub(crate) app: Option<Path>,
    /// Where `disconnected` stands.
    pub(crate) disconnected: Option<Span>,
    /// Whether this is `#[on_error]`, whose one event has no name.
    pub(crate) is_on_error: bool,
}

/// An event and, for the three events about actions, which.
pub(crate) struct Event {
    /// `None` is `_`, or the event of `#[on_error]`.
    pub(crate) name: Option<Ident>,
    pub(crate) span: Span,
    /// `None` without parentheses.
    pub(crate) actions: Option<Vec<Ident>>,
}

const USAGE: &str = "write `#[on(Hangup)]`, `#[on(ActionFailed(Speak | PlayAudio))]`, \
                     `#[on(NewInboundCall | CallAnswered)]` or `#[on(_)]`";

pub(crate) fn on(tokens: TokenStream) -> syn::Result<Arguments> {
    if tokens.is_empty() {
        return Err(error(Span::call_site(), "`#[on]` needs an event", USAGE));
    }
    let parser = |input: ParseStream<'_>| {
        let mut events = vec![input.parse()?];
        while input.peek(Token![|]) {
            input.parse::<Token![|]>()?;
            events.push(input.parse()?);
        }
        let mut arguments = Arguments { events, app: None, disconnected: None, is_on_error: false };
        options(input, &mut arguments, true)?;
        Ok(arguments)
    };
    parser.parse2(tokens)
}

pub(crate) fn on_error(tokens: TokenStream) -> syn::Result<Arguments> {
    let event = Event { name: None, span: Span::call_site(), actions: None };
    let parser = |input: ParseStream<'_>| {
        let mut arguments =
            Arguments { events: vec![event], app: None, disconnected: None, is_on_error: true };
        options(input, &mut arguments, false)?;
        Ok(arguments)
    };
    parser.parse2(tokens)
}

/// `app = path` and `disconnected`, each once; after events a comma stands before each.
fn options(input: ParseStream<'_>, arguments: &mut Arguments, mut comma: bool) -> syn::Result<()> {
    while !input.is_empty() {
        if comma {
            if !input.peek(Token![,]) {
                return Err(error(input.span(), "this can't stand after an event", USAGE));
            }
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
        }
        comma = true;
        let key: Ident =
            input.parse().map_err(|wrong| error(wrong.span(), "this is no option", OPTIONS))?;
        if key == "app" && arguments.app.is_none() {
            input.parse::<Token![=]>()?;
            arguments.app = Some(input.parse()?);
        } else if key == "disconnected"
            && arguments.disconnected.is_none()
            && !arguments.is_on_error
        {
            arguments.disconnected = Some(key.span());
        } else if key == "app" || key == "disconnected" && !arguments.is_on_error {
            return Err(error(key.span(), format!("`{key}` stands here twice"), "leave one"));
        } else if crate::names::is_event(&key.to_string()) {
            return Err(error(key.span(), "events are separated by `|`", USAGE));
        } else {
            return Err(error(key.span(), format!("unknown option `{key}`"), OPTIONS));
        }
    }
    Ok(())
}

const OPTIONS: &str = "the options are `app = path::To` and, for `#[on]`, `disconnected`";

impl Parse for Event {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![_]) {
            let underscore: Token![_] = input.parse()?;
            return Ok(Self { name: None, span: underscore.span(), actions: None });
        }
        let name: Ident =
            input.parse().map_err(|wrong| error(wrong.span(), "this is no event", USAGE))?;
        let mut actions = None;
        if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            if content.is_empty() {
                return Err(error(
                    name.span(),
                    format!("`{name}()` names no action"),
                    format!("write `{name}` for any action, or `{name}(Speak | PlayAudio)`"),
                ));
            }
            let list = syn::punctuated::Punctuated::<Ident, Token![|]>::parse_separated_nonempty(
                &content,
            )?;
            if !content.is_empty() {
                return Err(error(content.span(), "actions are separated by `|`", USAGE));
            }
            actions = Some(list.into_iter().collect());
        }
        Ok(Self { span: name.span(), name: Some(name), actions })
    }
}

/// The function under the attribute, or what stands there instead.
pub(crate) fn function(attribute: &str, item: TokenStream) -> syn::Result<ItemFn> {
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
        format!("`#[{attribute}]` goes on an async function"),
        format!(
            "put `#[{attribute}]` on each function that handles an event, outside of any impl block"
        ),
    ))
}
