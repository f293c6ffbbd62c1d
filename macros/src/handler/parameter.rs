//! A handler's parameters, classified by how their types are written.

use syn::{GenericArgument, ItemFn, Path, PathArguments, Type};

use super::parse::Arguments;
use crate::function::{Written, is_app};

pub(super) struct Parameter<'a> {
    pub(super) written: Written<'a>,
    pub(super) subject: Subject<'a>,
}

/// What a parameter is, with or without a reference.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    /// The app, by the name of its type.
    App,
    /// The failure that `#[on_error]` handles: `Error`.
    Failure,
    /// `Session<T>`, with its `T`.
    Session(&'a Type),
    /// A parameter that is loaded as whatever its type is.
    Other,
}

impl<'a> Parameter<'a> {
    pub(super) fn all(
        arguments: Option<&'a Arguments>,
        function: &'a ItemFn,
    ) -> impl Iterator<Item = Self> {
        Written::all(function).map(move |written| {
            let subject = written.path().map_or(Subject::Other, |path| subject(arguments, path));
            Self { written, subject }
        })
    }
}

/// Aliases are not recognised: they are loaded as `Other`.
fn subject<'a>(arguments: Option<&Arguments>, path: &'a Path) -> Subject<'a> {
    if is_app(path, arguments.and_then(|arguments| arguments.app.as_ref())) {
        return Subject::App;
    }
    let Some(last) = path.segments.last() else { return Subject::Other };
    if last.ident == "Error" && arguments.is_some_and(|arguments| arguments.is_on_error) {
        return Subject::Failure;
    }
    // One of these names without a `T` is a type of the user's.
    let PathArguments::AngleBracketed(generics) = &last.arguments else { return Subject::Other };
    match generics.args.first() {
        Some(GenericArgument::Type(state)) if last.ident == "Session" => Subject::Session(state),
        _ => Subject::Other,
    }
}
