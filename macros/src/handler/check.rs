//! Finds every mistake that shows in the tokens.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, ItemFn};

use super::parameter::{Parameter, Subject};
use super::parse::{Arguments, Event};
use crate::errors::Errors;
use crate::names;

/// Checks the events and removes those that can't be expanded.
pub(super) fn arguments(arguments: &mut Arguments, errors: &mut Errors) {
    let mut seen = HashSet::new();
    arguments.events.retain_mut(|event| event_is_valid(event, &mut seen, errors));
    let Some(span) = arguments.disconnected else { return };
    let names: Option<Vec<_>> = arguments
        .events
        .iter()
        .map(|event| {
            let name = event.name.as_ref()?.to_string();
            (name != "ActionSuccessful" && name != "ActionFailed").then(|| format!("`{name}`"))
        })
        .collect();
    if let Some(names) = names.filter(|names| !names.is_empty()) {
        errors.at(
            span,
            format!("`disconnected` has no effect on {}", names.join(" and ")),
            "remove it: only `ActionSuccessful`, `ActionFailed` and `_` take it, other events always reach their handler",
        );
    }
}

fn event_is_valid(event: &mut Event, seen: &mut HashSet<String>, errors: &mut Errors) -> bool {
    let name = event.name.as_ref().map_or_else(|| "_".to_owned(), Ident::to_string);
    if event.name.is_some() && !names::is_event(&name) {
        errors.at(event.span, format!("unknown event `{name}`"), names::event_help(&name));
        return false;
    }
    let Some(actions) = &mut event.actions else {
        let first = seen.insert(name.clone());
        if !first {
            errors.duplicate(event.span, &name);
        }
        return first;
    };
    if !names::is_action_event(&name) {
        errors.at(
            event.span,
            format!("`{name}` takes no actions"),
            format!("write `{name}`; only `ActionSuccessful`, `ActionFailed` and `ActionInterrupted` take actions"),
        );
        return false;
    }
    actions.retain(|action| {
        let text = action.to_string();
        if !names::is_action(&text) {
            errors.on(action, format!("unknown action `{text}`"), names::action_help(&text));
            return false;
        }
        let key = format!("{name}({text})");
        let first = seen.insert(key.clone());
        if !first {
            errors.duplicate(action.span(), &key);
        }
        first
    });
    !actions.is_empty()
}

/// Checks the function. Returns `false` if it can't be called as a handler.
pub(super) fn signature(
    attribute: &str,
    arguments: Option<&Arguments>,
    function: &ItemFn,
    errors: &mut Errors,
) -> bool {
    let before = errors.count();
    let signature = &function.sig;
    if signature.asyncness.is_none() {
        errors.on(signature.fn_token, "a handler must be async", "write `async fn`");
    }
    if let syn::Safety::Unsafe(unsafety) = &signature.safety {
        errors.on(
            unsafety,
            "a handler can't be unsafe",
            "remove `unsafe`, and use an unsafe block inside",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.on(abi, "a handler can't have another ABI", "remove `extern`");
    }
    if !signature.generics.params.is_empty() {
        errors.on(
            &signature.generics,
            "a handler can't be generic",
            "name the types; elide the lifetimes, as in `call: &Call`",
        );
    }
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) => errors.on(
                receiver,
                "a handler can't take `self`",
                "move the function out of the impl block, and take `&App`",
            ),
            FnArg::Typed(parameter) => {
                if let Some(found) = find_impl(parameter.ty.to_token_stream()) {
                    errors.on(
                        found,
                        "a handler's parameter can't be an `impl Trait`",
                        "name the type",
                    );
                }
            }
        }
    }
    if let Some(variadic) = &signature.variadic {
        errors.on(
            variadic,
            "a handler can't be variadic",
            format!("name the parameters under `#[{attribute}]`"),
        );
    }
    let mut sessions = 0;
    for parameter in Parameter::all(arguments, function) {
        sessions += usize::from(matches!(parameter.subject, Subject::Session(_)));
        parameter_is_valid(&parameter, sessions, errors);
    }
    errors.count() == before
}

/// Checks how a parameter is taken. `sessions` counts those so far.
fn parameter_is_valid(parameter: &Parameter<'_>, sessions: usize, errors: &mut Errors) {
    let Parameter { ty, reference, subject } = parameter;
    if let Some(lifetime) = reference.and_then(|reference| reference.lifetime.as_ref())
        && lifetime.ident == "static"
    {
        errors.on(
            lifetime,
            "a handler's parameters are borrowed for one invocation",
            "remove `'static`",
        );
    }
    let shared = reference.is_some() && !parameter.is_mutable();
    match subject {
        Subject::App if !shared => errors.on(
            ty,
            "a handler can't own or change the app, which all calls share",
            "take `&App`; state that belongs to a call goes into its session, `&mut Session<T>`",
        ),
        Subject::Failure if !shared => {
            errors.on(ty, "a handler can't own or change the failure", "take `&Error`");
        }
        Subject::Session(_) if sessions > 1 => errors.on(
            ty,
            "duplicate session",
            "a call has one: take one `&mut Session<T>`, with all of the call's state in its `T`",
        ),
        Subject::Session(_) if reference.is_none() => errors.on(
            ty,
            "a handler can't own the session: its changes would be lost",
            "take `&mut Session<T>`, or `&Session<T>` to read it",
        ),
        _ => {}
    }
}

/// The `impl` of an `impl Trait` anywhere in a type.
pub(super) fn find_impl(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == "impl" => Some(ident),
        TokenTree::Group(group) => find_impl(group.stream()),
        _ => None,
    })
}
