//! Tokens into a model: the options, and the type under the attribute.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{
    Attribute, Generics, Ident, Item, ItemEnum, ItemStruct, ItemUnion, LitInt, LitStr, Token, Type,
};

use crate::errors::{Errors, error};

/// What stands in the attribute.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) session: Option<Type>,
    pub(crate) lone_leg: Option<LitStr>,
    pub(crate) attribute_limit: Option<LitInt>,
}

/// The type under the attribute: a struct, or what is no app but can be taken for one meanwhile.
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

const KEYS: [&str; 3] = ["session", "lone_leg", "attribute_limit"];
const USAGE: &str =
    "the options are `session = Type`, `lone_leg = \"keep\"` and `attribute_limit = 4096`";

/// Reads what it can: an unknown key is reported and passed over.
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
    if let Err(wrong) = parser.parse2(tokens) {
        errors.push(wrong);
    }
    options
}

fn option(input: ParseStream<'_>, options: &mut Options, errors: &mut Errors) -> syn::Result<()> {
    let key: Ident =
        input.parse().map_err(|wrong| error(wrong.span(), "this is no option", USAGE))?;
    let text = key.to_string();
    if !KEYS.contains(&&*text) {
        let help = match crate::names::nearest(&text, &KEYS) {
            Some(near) => format!("did you mean `{near}`? {USAGE}"),
            None => USAGE.to_owned(),
        };
        errors.on(&key, format!("unknown option `{key}`"), help);
        // Passes over its value, to report mistakes in the other options too.
        while !input.is_empty() && !input.peek(Token![,]) {
            input.parse::<proc_macro2::TokenTree>()?;
        }
        return Ok(());
    }
    let needs = |span, what: &str, example: &str| {
        error(span, format!("`{key}` needs {what}"), format!("write `{key} = {example}`"))
    };
    let (what, example) = match &*text {
        "session" => ("a type", "Visit"),
        "lone_leg" => ("a text", "\"keep\""),
        _ => ("a number of characters", "4096"),
    };
    if input.parse::<Option<Token![=]>>()?.is_none() || input.is_empty() {
        return Err(needs(key.span(), what, example));
    }
    let value = input.span();
    let wrong = |_| needs(value, what, example);
    let twice = match &*text {
        "session" => options.session.replace(input.parse().map_err(wrong)?).is_some(),
        "lone_leg" => options.lone_leg.replace(input.parse().map_err(wrong)?).is_some(),
        _ => options.attribute_limit.replace(input.parse().map_err(wrong)?).is_some(),
    };
    if twice {
        errors.on(&key, format!("`{key}` stands here twice"), "leave one");
    }
    Ok(())
}

pub(crate) fn app(item: TokenStream) -> syn::Result<App> {
    match syn::parse2(item)? {
        Item::Struct(item) => Ok(App::Struct(item)),
        Item::Enum(item) => Ok(App::Enum(item)),
        Item::Union(item) => Ok(App::Union(item)),
        other => Err(error(
            other.span(),
            "`#[offhook::app]` goes on a struct",
            "put it on `pub struct App`, whose fields are what the handlers share",
        )),
    }
}
