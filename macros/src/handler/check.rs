//! Every mistake that can be seen in the tokens.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, ItemFn, Type};

use super::parse::{Arguments, Event};
use crate::errors::Errors;
use crate::names;

/// Checks the events and takes out those that can't be expanded.
pub(crate) fn arguments(arguments: &mut Arguments, errors: &mut Errors) {
    if let Some(span) = arguments.disconnected {
        let sensible = |event: &Event| {
            event
                .name
                .as_ref()
                .is_none_or(|name| name == "ActionSuccessful" || name == "ActionFailed")
        };
        if !arguments.events.iter().any(sensible) {
            errors.at(
                span,
                "`disconnected` makes no difference here",
                "it is for `ActionSuccessful`, `ActionFailed` and `_`: other events always reach their handler",
            );
        }
    }
    let mut seen = HashSet::new();
    arguments.events.retain_mut(|event| event_is_good(event, &mut seen, errors));
}

fn event_is_good(event: &mut Event, seen: &mut HashSet<String>, errors: &mut Errors) -> bool {
    let Some(name) = &event.name else {
        let first = seen.insert("_".to_owned());
        if !first {
            errors.at(event.span, "`_` stands here twice", "leave one");
        }
        return first;
    };
    let text = name.to_string();
    if !names::is_event(&text) {
        errors.on(name, format!("unknown event `{name}`"), names::event_help(&text));
        return false;
    }
    let Some(actions) = &mut event.actions else {
        let first = seen.insert(text);
        if !first {
            errors.on(name, format!("`{name}` stands here twice"), "leave one");
        }
        return first;
    };
    if !names::is_action_event(&text) {
        errors.on(
            name,
            format!("`{name}` is not about an action"),
            format!("write `{name}` alone; `ActionSuccessful`, `ActionFailed` and `ActionInterrupted` take actions"),
        );
        return false;
    }
    actions.retain(|action| {
        let known = names::is_action(&action.to_string());
        if !known {
            errors.on(
                action,
                format!("unknown action `{action}`"),
                names::action_help(&action.to_string()),
            );
        }
        let first = seen.insert(format!("{name}({action})"));
        if !first {
            errors.on(action, format!("`{name}({action})` stands here twice"), "leave one");
        }
        known && first
    });
    !actions.is_empty()
}

/// Checks the function; `false` when no glue can be written for it.
pub(crate) fn signature(attribute: &str, function: &ItemFn, errors: &mut Errors) -> bool {
    let signature = &function.sig;
    let mut good = true;
    let mut wrong = |tokens: &dyn ToTokens, wrong: &str, help: &str| {
        errors.on(tokens, wrong, help);
        good = false;
    };
    if signature.asyncness.is_none() {
        wrong(&signature.fn_token, "a handler is an async function", "write `async fn`");
    }
    if let syn::Safety::Unsafe(unsafety) = &signature.safety {
        wrong(
            unsafety,
            "a handler can't be unsafe",
            "remove `unsafe`, and use an unsafe block inside",
        );
    }
    if let Some(abi) = &signature.abi {
        wrong(abi, "a handler can't have another ABI", "remove `extern`");
    }
    if !signature.generics.params.is_empty() {
        wrong(
            &signature.generics,
            "a handler can't be generic",
            "name the types; lifetimes can be left out, as in `call: &Call`",
        );
    }
    let mut sessions = 0;
    for input in &signature.inputs {
        let parameter = match input {
            FnArg::Receiver(receiver) => {
                wrong(
                    receiver,
                    "a handler has no `self`",
                    "write a function outside of any impl block that takes `&App`",
                );
                continue;
            }
            FnArg::Typed(parameter) => parameter,
        };
        if let Some(found) = find_impl(parameter.ty.to_token_stream()) {
            wrong(&found, "a handler's parameter has no `impl Trait` in its type", "name the type");
        }
        let (session, by_value) = match ungrouped(&parameter.ty) {
            Type::Reference(reference) => (is_session(&reference.elem), false),
            other => (is_session(other), true),
        };
        sessions += usize::from(session);
        if session && sessions > 1 {
            wrong(
                &parameter.ty,
                "a call has one session",
                "take one `&mut Session<T>`, with everything that is kept in its `T`",
            );
        } else if session && by_value {
            wrong(
                &parameter.ty,
                "a handler can't own the session: what it changes would be lost",
                "take it as `&mut Session<T>`, or `&Session<T>` to read",
            );
        }
    }
    if let Some(variadic) = &signature.variadic {
        wrong(
            variadic,
            "a handler can't be variadic",
            &format!("name the parameters under `#[{attribute}]`"),
        );
    }
    good
}

/// Whether this is written as `Session<T>`; an alias of it is not seen.
pub(super) fn is_session(ty: &Type) -> bool {
    let Type::Path(path) = ungrouped(ty) else { return false };
    // A `Session` without a `T` is a type of the user's.
    path.path
        .segments
        .last()
        .is_some_and(|last| last.ident == "Session" && !last.arguments.is_none())
}

/// The type without the invisible group around what a `macro_rules!` macro passes on.
pub(super) fn ungrouped(mut ty: &Type) -> &Type {
    while let Type::Group(group) = ty {
        ty = &group.elem;
    }
    ty
}

/// The `impl` of an `impl Trait` anywhere in a type.
pub(super) fn find_impl(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == "impl" => Some(ident),
        TokenTree::Group(group) => find_impl(group.stream()),
        _ => None,
    })
}
