//! Parses the options and the type under the attribute.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{
    Attribute, Generics, Ident, Item, ItemEnum, ItemStruct, ItemUnion, LitInt, LitStr, Member,
    Path, Token, Type,
};

use crate::errors::{Errors, error};
use crate::options::{self, Key, Specification};

/// The options of the attribute.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) session: Option<Type>,
    pub(crate) application: Option<Type>,
    pub(crate) attribute_limit: Option<LitInt>,
    pub(crate) lone_leg: Option<LitStr>,
    pub(crate) deadline: Option<LitStr>,
    pub(crate) apology: Option<LitStr>,
    pub(crate) voice: Option<LitStr>,
    pub(crate) engine: Option<LitStr>,
    pub(crate) language: Option<LitStr>,
    pub(crate) flows: Option<Vec<Path>>,
    pub(crate) journals: Option<Member>,
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

const OPTIONS: [Specification; 11] = [
    ("session", "a type", "session = Visit"),
    ("application", "a type", "application = Notices"),
    ("attribute_limit", "a number of characters", "attribute_limit = 4096"),
    ("lone_leg", "a string", "lone_leg = \"keep\""),
    options::DEADLINE,
    ("apology", "a string", "apology = \"We are sorry, something went wrong.\""),
    ("voice", "a string", "voice = \"Vicki\""),
    ("engine", "a string", "engine = \"neural\""),
    ("language", "a string", "language = \"de-DE\""),
    ("flows", "flows in parentheses", "flows(front_desk)"),
    ("journals", "a field of the app", "journals = journals"),
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
    let Some(key) = options::key(input, &OPTIONS, errors)? else { return Ok(()) };
    match &*key.name.to_string() {
        "session" => key.set(&mut options.session, input, errors),
        "application" => key.set(&mut options.application, input, errors),
        "attribute_limit" => key.set(&mut options.attribute_limit, input, errors),
        "lone_leg" => key.set(&mut options.lone_leg, input, errors),
        "deadline" => key.set(&mut options.deadline, input, errors),
        "apology" => key.set(&mut options.apology, input, errors),
        "voice" => key.set(&mut options.voice, input, errors),
        "engine" => key.set(&mut options.engine, input, errors),
        "language" => key.set(&mut options.language, input, errors),
        "journals" => key.set(&mut options.journals, input, errors),
        _ => {
            let flows = flows(&key, input)?;
            key.fill(&mut options.flows, flows, errors);
            Ok(())
        }
    }
}

/// Parses `(path, path)`.
fn flows(key: &Key, input: ParseStream<'_>) -> syn::Result<Vec<Path>> {
    if !input.peek(syn::token::Paren) {
        return Err(key.needs_value(key.name.span()));
    }
    let content;
    syn::parenthesized!(content in input);
    let span = content.span();
    let flows = content.parse_terminated(Path::parse_mod_style, Token![,]);
    let flows = flows.map_err(|_| key.needs_value(span))?;
    Ok(flows.into_iter().collect())
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
