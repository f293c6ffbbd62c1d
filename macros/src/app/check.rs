//! Checks the options and the type.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{LitInt, LitStr, Member, Path, Type};

use super::lenient;
use super::parse::{App, Options};
use crate::errors::{Errors, error_on};
use crate::options;

/// The options, checked.
pub(crate) struct Checked {
    pub(crate) session: Option<Type>,
    pub(crate) application: Option<Type>,
    pub(crate) attribute_limit: Option<usize>,
    pub(crate) keep_lone_leg: bool,
    /// In milliseconds.
    pub(crate) deadline: Option<u32>,
    pub(crate) apology: Option<LitStr>,
    pub(crate) voice: Option<Voice>,
    pub(crate) flows: Vec<Path>,
    pub(crate) journals: Option<Member>,
}

/// The app's voice: one of the three is there.
pub(crate) struct Voice {
    pub(crate) name: Option<LitStr>,
    /// The variant of `Engine`.
    pub(crate) engine: Option<TokenStream>,
    pub(crate) language: Option<LitStr>,
}

/// Maximum of `attribute_limit`: the size of all values together.
const HIGHEST_LIMIT: usize = 20 * 1_024;
/// Maximum number of characters that the service speaks in one action.
const MAX_SPEECH: usize = 1_000;
/// The values of `engine`.
const ENGINES: [&str; 2] = ["standard", "neural"];

/// Checks the type, and repairs what would be reported again.
pub(crate) fn app(app: &mut App, errors: &mut Errors) {
    if !matches!(app, App::Struct(_)) {
        errors.on(
            app.ident(),
            "an app is a struct",
            "make it a struct, whose fields the handlers share; the state of a call belongs in its session",
        );
    }
    if !app.generics().params.is_empty() {
        let error = error_on(
            app.generics(),
            "an app can't be generic",
            "name the types, or keep a `Box<dyn Trait + Send + Sync>` in a field",
        );
        lenient::without_arguments(app, &error);
        errors.push(error);
    }
    options::once("app", app.attributes_mut(), "#[offhook::app]", "options", errors);
}

/// Checks the options. A bad one counts as absent.
pub(crate) fn options(options: Options, errors: &mut Errors) -> Checked {
    let Options {
        session,
        application,
        attribute_limit,
        lone_leg,
        deadline,
        apology,
        voice,
        engine,
        language,
        flows,
        journals,
    } = options;
    let attribute_limit = attribute_limit.and_then(|limit| self::attribute_limit(&limit, errors));
    let keep_lone_leg = lone_leg.is_some_and(|lone_leg| self::keep_lone_leg(&lone_leg, errors));
    let apology =
        apology.filter(|apology| is_text("apology", apology, errors) && is_short(apology, errors));
    let voice = Voice {
        name: voice.filter(|voice| is_text("voice", voice, errors)),
        engine: engine.and_then(|engine| self::engine(&engine, errors)),
        language: language.filter(|language| is_text("language", language, errors)),
    };
    let is_set = voice.name.is_some() || voice.engine.is_some() || voice.language.is_some();
    Checked {
        session,
        application,
        attribute_limit,
        keep_lone_leg,
        deadline: deadline.and_then(|deadline| options::deadline(&deadline, errors)),
        apology,
        voice: is_set.then_some(voice),
        flows: self::flows(flows.unwrap_or_default(), errors),
        journals,
    }
}

fn attribute_limit(limit: &LitInt, errors: &mut Errors) -> Option<usize> {
    let help = "the service stores at most 20 KB of transaction attributes";
    options::number("attribute_limit", limit, &HIGHEST_LIMIT, help, errors)
}

/// The flows, each once.
fn flows(mut flows: Vec<Path>, errors: &mut Errors) -> Vec<Path> {
    let mut seen = HashSet::new();
    flows.retain(|flow| {
        let first = seen.insert(flow.to_token_stream().to_string());
        if !first {
            errors.on(flow, "duplicate flow", "remove one of them");
        }
        first
    });
    flows
}

fn keep_lone_leg(lone_leg: &LitStr, errors: &mut Errors) -> bool {
    let value = lone_leg.value();
    if value != "keep" && value != "hangup" {
        errors.on(
            lone_leg,
            "unknown value of `lone_leg`",
            "write \"keep\", or \"hangup\", the default: a leg left alone is billed until it is hung up",
        );
    }
    value == "keep"
}

fn is_text(option: &str, text: &LitStr, errors: &mut Errors) -> bool {
    let blank = text.value().trim().is_empty();
    if blank {
        errors.on(
            text,
            format!("`{option}` must not be empty"),
            format!("remove `{option}`, or write a text"),
        );
    }
    !blank
}

fn is_short(apology: &LitStr, errors: &mut Errors) -> bool {
    let characters = apology.value().chars().count();
    if characters > MAX_SPEECH {
        errors.on(
            apology,
            format!("`apology` has {characters} characters"),
            format!("shorten it: the service speaks at most {MAX_SPEECH} characters in one action"),
        );
    }
    characters <= MAX_SPEECH
}

/// The variant of `Engine` with this name.
fn engine(engine: &LitStr, errors: &mut Errors) -> Option<TokenStream> {
    match &*engine.value() {
        "standard" => Some(quote!(Standard)),
        "neural" => Some(quote!(Neural)),
        other => {
            let help = match crate::names::nearest(other, &ENGINES) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!(
                    "the engines are {}",
                    ENGINES.map(|engine| format!("\"{engine}\"")).join(" and ")
                ),
            };
            errors.on(engine, format!("unknown engine {}", engine.to_token_stream()), help);
            None
        }
    }
}
