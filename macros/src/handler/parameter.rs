//! A handler's parameters, classified by how their types are written.

use syn::{FnArg, GenericArgument, ItemFn, Path, PathArguments, Type, TypePath, TypeReference};

use super::parse::Arguments;

pub(super) struct Parameter<'a> {
    /// The type as it is written.
    pub(super) ty: &'a Type,
    /// Its outermost reference.
    pub(super) reference: Option<&'a TypeReference>,
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
        function.sig.inputs.iter().filter_map(move |input| match input {
            FnArg::Typed(parameter) => Some(Self::new(arguments, &parameter.ty)),
            FnArg::Receiver(_) => None,
        })
    }

    fn new(arguments: Option<&Arguments>, ty: &'a Type) -> Self {
        let ty = ungrouped(ty);
        let reference = match ty {
            Type::Reference(reference) => Some(reference),
            _ => None,
        };
        let referent = reference.map_or(ty, |reference| ungrouped(&reference.elem));
        let subject = match referent {
            Type::Path(TypePath { qself: None, path, .. }) => subject(arguments, path),
            _ => Subject::Other,
        };
        Self { ty, reference, subject }
    }

    pub(super) fn is_mutable(&self) -> bool {
        self.reference.is_some_and(|reference| reference.mutability.is_some())
    }
}

/// Aliases are not recognised: they are loaded as `Other`.
fn subject<'a>(arguments: Option<&Arguments>, path: &'a Path) -> Subject<'a> {
    let Some(last) = path.segments.last() else { return Subject::Other };
    let app = arguments.and_then(|arguments| arguments.app.as_ref()?.segments.last());
    if app.map_or_else(|| last.ident == "App", |app| last.ident == app.ident) {
        return Subject::App;
    }
    if last.ident == "Error" && arguments.is_some_and(|arguments| arguments.is_on_error) {
        return Subject::Failure;
    }
    // A `Session` without a `T` is a type of the user's.
    match &last.arguments {
        PathArguments::AngleBracketed(generics) if last.ident == "Session" => {
            match generics.args.first() {
                Some(GenericArgument::Type(state)) => Subject::Session(state),
                _ => Subject::Other,
            }
        }
        _ => Subject::Other,
    }
}

/// The type without the invisible group that surrounds a fragment of a `macro_rules!` macro.
fn ungrouped(mut ty: &Type) -> &Type {
    while let Type::Group(group) = ty {
        ty = &group.elem;
    }
    ty
}
