//! Every mistake that can be seen in the tokens.

use syn::Type;

use super::lenient;
use super::parse::{App, Options};
use crate::errors::{Errors, error_on};

/// The options, with their defaults.
pub(crate) struct Checked {
    pub(crate) session: Option<Type>,
    pub(crate) keep_lone_leg: bool,
    pub(crate) attribute_limit: usize,
}

/// What a value of the transaction attributes held in a workshop of the service.
const DEFAULT_LIMIT: usize = 1_024;
/// What all of them may hold together.
const HIGHEST_LIMIT: usize = 20 * 1_024;

/// Checks the type, and mends what would be reported again.
pub(crate) fn app(app: &mut App, errors: &mut Errors) {
    if !matches!(app, App::Struct(_)) {
        errors.on(
            app.ident(),
            "an app is a struct",
            "make it a struct, whose fields are what the handlers share; state of a call belongs in its session",
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
    app.attributes_mut().retain(|attribute| {
        let path = attribute.path();
        let again = path.is_ident("app")
            || path.segments.iter().map(|segment| &segment.ident).eq(["offhook", "app"]);
        if again {
            errors.on(
                path,
                "`#[offhook::app]` stands here twice",
                "leave one, with the options of both",
            );
        }
        !again
    });
}

pub(crate) fn options(options: Options, errors: &mut Errors) -> Checked {
    let keep_lone_leg = options.lone_leg.is_some_and(|lone_leg| {
        let value = lone_leg.value();
        if value != "keep" && value != "hangup" {
            errors.on(
                &lone_leg,
                "unknown value of `lone_leg`",
                "write \"keep\", or \"hangup\", which is the default: a leg left alone is billed until somebody hangs it up",
            );
        }
        value == "keep"
    });
    let attribute_limit = options.attribute_limit.and_then(|limit| {
        let characters = limit.base10_parse().ok();
        let allowed = characters.filter(|characters| (1..=HIGHEST_LIMIT).contains(characters));
        if allowed.is_none() {
            errors.on(
                &limit,
                format!("`attribute_limit` must be from 1 to {HIGHEST_LIMIT}"),
                "the service keeps at most 20 KB of transaction attributes",
            );
        }
        allowed
    });
    let attribute_limit = attribute_limit.unwrap_or(DEFAULT_LIMIT);
    Checked { session: options.session, keep_lone_leg, attribute_limit }
}
