//! Parses the options and the type under the attribute.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{
    Attribute, Generics, Ident, Item, ItemEnum, ItemStruct, ItemUnion, LitInt, LitStr, Token, Type,
};

use crate::errors::{Errors, error};

/// The options of the attribute.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) session: Option<Type>,
    pub(crate) attribute_limit: Option<LitInt>,
    pub(crate) lone_leg: Option<LitStr>,
    pub(crate) apology: Option<LitStr>,
    pub(crate) voice: Option<LitStr>,
    pub(crate) engine: Option<LitStr>,
    pub(crate) language: Option<LitStr>,
}

/// The type under the attribute: a struct, or another type that has been refused and still expands
/// as an app.
pub(crate) enum App {
    Struct(ItemStruct),
    Enum(ItemEnum),
    Union(ItemUnion),
}

impl App {
    pub(crate) fn ident(&self) -> &Ident {
        match self {
            Self::Struct(item) => &item.ident,
            Self::Enum(item) => &item.ident,
            Self::Union(item) => &item.ident,
        }
    }

    pub(crate) fn generics(&self) -> &Generics {
        match self {
            Self::Struct(item) => &item.generics,
            Self::Enum(item) => &item.generics,
            Self::Union(item) => &item.generics,
        }
    }

    pub(crate) fn generics_mut(&mut self) -> &mut Generics {
        match self {
            Self::Struct(item) => &mut item.generics,
            Self::Enum(item) => &mut item.generics,
            Self::Union(item) => &mut item.generics,
        }
    }

    pub(crate) fn attributes_mut(&mut self) -> &mut Vec<Attribute> {
        match self {
            Self::Struct(item) => &mut item.attrs,
            Self::Enum(item) => &mut item.attrs,
            Self::Union(item) => &mut item.attrs,
        }
    }
}

impl ToTokens for App {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Struct(item) => item.to_tokens(tokens),
            Self::Enum(item) => item.to_tokens(tokens),
            Self::Union(item) => item.to_tokens(tokens),
        }
    }
}

/// The options: name, kind of value, example.
const OPTIONS: [(&str, &str, &str); 7] = [
    ("session", "a type", "Visit"),
    ("attribute_limit", "a number of characters", "4096"),
    ("lone_leg", "a string", "\"keep\""),
    ("apology", "a string", "\"We are sorry, something went wrong.\""),
    ("voice", "a string", "\"Vicki\""),
    ("engine", "a string", "\"neural\""),
    ("language", "a string", "\"de-DE\""),
];

/// Parses the options. An unknown one is reported and skipped.
pub(crate) fn options(tokens: TokenStream, errors: &mut Errors) -> Options {
    let mut options = Options::default();
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            option(input, &mut options, errors)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        errors.push(error);
    }
    options
}

fn option(input: ParseStream<'_>, options: &mut Options, errors: &mut Errors) -> syn::Result<()> {
    let names = OPTIONS.map(|(name, ..)| name);
    let usage = format!("the options are {}", names.map(|name| format!("`{name}`")).join(", "));
    let key: Ident = input.parse().map_err(|found| {
        error(found.span(), "expected an option", format!("{usage}: write `session = Visit`"))
    })?;
    let text = key.to_string();
    let Some((_, what, example)) = OPTIONS.into_iter().find(|(name, ..)| *name == text) else {
        let help = match crate::names::nearest(&text, &names) {
            Some(near) => format!("did you mean `{near}`? {usage}"),
            None => usage,
        };
        errors.on(&key, format!("unknown option `{key}`"), help);
        // Mistakes in the options that follow are reported too.
        while !input.is_empty() && !input.peek(Token![,]) {
            input.parse::<proc_macro2::TokenTree>()?;
        }
        return Ok(());
    };
    let needs =
        |span| error(span, format!("`{key}` needs {what}"), format!("write `{key} = {example}`"));
    if input.parse::<Option<Token![=]>>()?.is_none() || input.is_empty() {
        return Err(needs(key.span()));
    }
    let duplicate = match &*text {
        "session" => set(&mut options.session, input, needs),
        "attribute_limit" => set(&mut options.attribute_limit, input, needs),
        "lone_leg" => set(&mut options.lone_leg, input, needs),
        "apology" => set(&mut options.apology, input, needs),
        "voice" => set(&mut options.voice, input, needs),
        "engine" => set(&mut options.engine, input, needs),
        _ => set(&mut options.language, input, needs),
    }?;
    if duplicate {
        errors.on(&key, format!("duplicate option `{key}`"), "remove one of them");
    }
    Ok(())
}

/// Parses an option's value. Returns whether it was set before.
fn set<T: Parse>(
    option: &mut Option<T>,
    input: ParseStream<'_>,
    needs: impl Fn(Span) -> syn::Error,
) -> syn::Result<bool> {
    let span = input.span();
    Ok(option.replace(input.parse().map_err(|_| needs(span))?).is_some())
}

pub(crate) fn app(item: TokenStream) -> syn::Result<App> {
    match syn::parse2(item)? {
        Item::Struct(item) => Ok(App::Struct(item)),
        Item::Enum(item) => Ok(App::Enum(item)),
        Item::Union(item) => Ok(App::Union(item)),
        other => Err(error(
            other.span(),
            "`#[offhook::app]` goes on a struct",
            "put it on `pub struct App`, whose fields the handlers share",
        )),
    }
}
