//! Finds every mistake that shows in the tokens.

use std::collections::HashSet;

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{ItemFn, LitInt, Path};

use super::FORM;
use super::parse::Arguments;
use crate::errors::Errors;
use crate::events::Event;
use crate::function::{Written, is_app};
use crate::{names, options};

/// The arguments, checked.
pub(super) struct Flow {
    /// Those of [`BEGINNINGS`], each once.
    pub(super) events: Vec<Ident>,
    pub(super) version: u32,
    /// The flow that this is a former version of.
    pub(super) of: Option<Path>,
    pub(super) app: Option<Path>,
    /// The first of the arguments, where rustc reports errors in the code.
    pub(super) span: Option<Span>,
}

/// The events that a flow can begin with.
const BEGINNINGS: [&str; 3] = ["NewInboundCall", "NewOutboundCall", "CallAnswered"];
/// Maximum of `version`: the former versions are an array of this size at most.
const HIGHEST_VERSION: u32 = 99;

/// Checks the arguments. Those that are wrong count as absent.
pub(super) fn arguments(arguments: Arguments, errors: &mut Errors) -> Flow {
    let Arguments { events, version, of, app } = arguments;
    if let Some(of) = &of {
        if version.is_none() {
            errors.on(
                of,
                "`of` needs a version",
                format!("write `version = 1, of = {}`", of.to_token_stream()),
            );
        }
        for event in &events {
            errors.at(
                event.span,
                "a former version can't begin with an event",
                "remove the event: new calls begin with the current version",
            );
        }
    }
    let span = events
        .first()
        .map(|event| event.span)
        .or_else(|| version.as_ref().map(LitInt::span))
        .or_else(|| of.as_ref().map(Spanned::span));
    let version = version.and_then(|version| self::version(&version, errors)).unwrap_or(1);
    let events = if of.is_some() { Vec::new() } else { beginnings(events, errors) };
    Flow { events, version, of, app, span }
}

fn version(literal: &LitInt, errors: &mut Errors) -> Option<u32> {
    let help = "the first version is 1, which needs no `version`; each later one is one more";
    options::number("version", literal, &HIGHEST_VERSION, help, errors)
}

/// The events that the flow begins with. The others are reported.
fn beginnings(events: Vec<Event>, errors: &mut Errors) -> Vec<Ident> {
    let mut seen = HashSet::new();
    let mut beginnings: Vec<_> = events
        .into_iter()
        .filter_map(|event| {
            let name = event.name.as_ref().map_or_else(|| "_".to_owned(), Ident::to_string);
            if !BEGINNINGS.contains(&&*name) {
                not_a_beginning(&event, &name, errors);
            } else if event.actions.is_some() {
                errors.at(
                    event.span,
                    format!("`{name}` takes no actions"),
                    format!("write `{name}`"),
                );
            } else if !seen.insert(name.clone()) {
                errors.duplicate(event.span, &name);
                return None;
            }
            event.name.filter(|_| seen.contains(&name))
        })
        .collect();
    if seen.contains("NewOutboundCall") {
        beginnings.retain(|event| {
            let included = event == "CallAnswered";
            if included {
                errors.on(
                    event,
                    "a flow that begins with `NewOutboundCall` includes `CallAnswered`",
                    "remove `CallAnswered`",
                );
            }
            !included
        });
    }
    beginnings
}

fn not_a_beginning(event: &Event, name: &str, errors: &mut Errors) {
    let [begin @ .., last] = BEGINNINGS;
    let beginnings = format!("a flow begins with {} or {last}", begin.join(", "));
    if name == "_" || names::is_event(name) {
        errors.at(event.span, beginnings, how_to_await(name));
        return;
    }
    let help = if names::is_action(name) {
        format!("`{name}` is an action: await it in the flow, as in `line.run(action).await`")
    } else {
        names::nearest(name, &BEGINNINGS)
            .map_or(beginnings, |near| format!("did you mean `{near}`?"))
    };
    errors.at(event.span, format!("unknown event `{name}`"), help);
}

/// The remedy for an event that occurs while a flow runs.
fn how_to_await(event: &str) -> String {
    let awaited = match event {
        "Ringing" => {
            "await it: in a flow of `NewOutboundCall`, `line.answered().await` waits for the answer"
        }
        "Hangup" => {
            "await it: after a hang-up, every await of the line returns `CallEnded`; `bridge.hung_up().await` waits for the other leg's"
        }
        "DigitsReceived" => "await it: `line.keys(regex).await?.next().await`",
        "CallUpdateRequested" => "await it: `line.updates::<T>().next().await`",
        "InvalidLambdaResponse" => "await the action: `line.run(action).await` returns `Refused`",
        "_" => "name the event; the others are handled beside the flow, by `#[on(_)]`",
        _ => "await the action: `line.run(action).await` returns its outcome",
    };
    awaited.to_owned()
}

/// Checks the function. Returns whether it can be called as a flow.
pub(super) fn function(flow: &Flow, function: &mut ItemFn, errors: &mut Errors) -> bool {
    let before = errors.count();
    options::once("flow", &mut function.attrs, "#[flow]", "events", errors);
    FORM.check_signature(function, errors);
    let mut lines = 0;
    let mut apps = 0;
    for parameter in Written::all(function) {
        FORM.check_lifetime(parameter, errors);
        match subject(parameter, flow) {
            Some(Subject::Line) => {
                lines += 1;
                if lines > 1 {
                    errors.on(parameter.ty, "duplicate line", "a call has one: take it once");
                } else if !parameter.is_mutable() {
                    errors.on(parameter.ty, "a flow borrows the line mutably", "take `&mut Line`");
                }
            }
            Some(Subject::App) => {
                apps += 1;
                if apps > 1 {
                    errors.on(parameter.ty, "duplicate app", "take it once");
                } else if !parameter.is_shared() {
                    errors.on(
                        parameter.ty,
                        "a flow can't own or change the app, which all calls share",
                        "take `&App`; the state of a call is in the flow's variables",
                    );
                }
            }
            None => errors.on(
                parameter.ty,
                "a flow takes the line and the app",
                "remove it: `line` has the call, as in `line.from()`",
            ),
        }
    }
    if lines == 0 && errors.count() == before {
        errors.on(
            &function.sig.ident,
            "a flow takes the line",
            "add the parameter `line: &mut Line`",
        );
    }
    errors.count() == before
}

/// What a parameter is, with or without a reference.
#[derive(PartialEq, Eq)]
enum Subject {
    Line,
    App,
}

/// Returns what a type's name says it is. Aliases are not recognised.
fn subject(parameter: Written<'_>, flow: &Flow) -> Option<Subject> {
    let path = parameter.path()?;
    if is_app(path, flow.app.as_ref()) {
        return Some(Subject::App);
    }
    path.segments.last().filter(|last| last.ident == "Line").map(|_| Subject::Line)
}

/// Returns whether a parameter of a checked function is the line; it is the app otherwise.
pub(super) fn is_line(parameter: Written<'_>, flow: &Flow) -> bool {
    subject(parameter, flow) == Some(Subject::Line)
}
