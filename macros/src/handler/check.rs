//! Finds every mistake that shows in the tokens.

use std::collections::HashSet;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::ItemFn;

use super::parameter::{Parameter, Subject};
use super::parse::Arguments;
use crate::errors::Errors;
use crate::events::Event;
use crate::function::{Form, find_impl};
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
    form: Form,
    arguments: Option<&Arguments>,
    function: &ItemFn,
    errors: &mut Errors,
) -> bool {
    let before = errors.count();
    form.check_signature(function, errors);
    let mut sessions = 0;
    for parameter in Parameter::all(arguments, function) {
        sessions += usize::from(matches!(parameter.subject, Subject::Session(_)));
        parameter_is_valid(form, &parameter, sessions, errors);
    }
    errors.count() == before
}

/// Checks how a parameter is taken. `sessions` counts those so far.
fn parameter_is_valid(form: Form, parameter: &Parameter<'_>, sessions: usize, errors: &mut Errors) {
    let Parameter { written, subject } = parameter;
    let ty = written.ty;
    if let Some(found) = find_impl(ty.to_token_stream()) {
        errors.on(found, "a handler's parameter can't be an `impl Trait`", "name the type");
    }
    form.check_lifetime(*written, errors);
    let shared = written.is_shared();
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
        Subject::Session(_) if written.reference.is_none() => errors.on(
            ty,
            "a handler can't own the session: its changes would be lost",
            "take `&mut Session<T>`, or `&Session<T>` to read it",
        ),
        _ => {}
    }
}
