//! Tokens into a model: the options, and the type under the attribute.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Generics, Ident, Item, LitInt, LitStr, Token, Type};

use crate::errors::{Errors, error};

/// What stands in the attribute.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) session: Option<Type>,
    pub(crate) lone_leg: Option<LitStr>,
    pub(crate) attribute_limit: Option<LitInt>,
}

/// The type under the attribute.
pub(crate) struct App {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) is_struct: bool,
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
        let help = match crate::names::nearest(&text, KEYS) {
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
    input.parse::<Token![=]>()?;
    let twice = match &*text {
        "session" => options.session.replace(input.parse()?).is_some(),
        "lone_leg" => options.lone_leg.replace(input.parse()?).is_some(),
        _ => options.attribute_limit.replace(input.parse()?).is_some(),
    };
    if twice {
        errors.on(&key, format!("`{key}` stands here twice"), "leave one");
    }
    Ok(())
}

pub(crate) fn app(item: TokenStream) -> syn::Result<App> {
    let (ident, generics, is_struct) = match syn::parse2::<Item>(item)? {
        Item::Struct(item) => (item.ident, item.generics, true),
        Item::Enum(item) => (item.ident, item.generics, false),
        Item::Union(item) => (item.ident, item.generics, false),
        other => {
            return Err(error(
                other.span(),
                "`#[offhook::app]` goes on a struct",
                "put it on `pub struct App`, whose fields are what the handlers share",
            ));
        }
    };
    Ok(App { ident, generics, is_struct })
}
