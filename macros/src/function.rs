//! The function under an attribute: what handlers and flows have in common.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Attribute, FnArg, Item, ItemFn, Path, ReturnType, Safety, Type, TypePath, TypeReference,
};

use crate::errors::{Errors, error};

/// What an attribute makes of a function, in the words of its errors.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub(crate) attribute: &'static str,
    /// With its article.
    pub(crate) noun: &'static str,
    /// A parameter without a lifetime.
    pub(crate) parameter: &'static str,
}

impl Form {
    /// Parses the function.
    pub(crate) fn parse(self, item: TokenStream) -> syn::Result<ItemFn> {
        let span = match syn::parse2::<Item>(item) {
            Ok(Item::Fn(function)) => return Ok(function),
            Ok(Item::Struct(item)) => item.ident.span(),
            Ok(Item::Enum(item)) => item.ident.span(),
            Ok(Item::Impl(item)) => item.impl_token.span(),
            Ok(other) => other.span(),
            Err(error) => return Err(error),
        };
        let attribute = self.attribute;
        Err(error(
            span,
            format!("expected an async function under `#[{attribute}]`"),
            format!("put `#[{attribute}]` on a function, outside of any impl block"),
        ))
    }

    /// Checks everything but the types of the parameters.
    pub(crate) fn check_signature(self, function: &ItemFn, errors: &mut Errors) {
        let Self { attribute, noun, parameter } = self;
        let signature = &function.sig;
        if signature.asyncness.is_none() {
            errors.on(signature.fn_token, format!("{noun} must be async"), "write `async fn`");
        }
        if let Safety::Unsafe(unsafety) = &signature.safety {
            errors.on(
                unsafety,
                format!("{noun} can't be unsafe"),
                "remove `unsafe`, and use an unsafe block inside",
            );
        }
        if let Some(abi) = &signature.abi {
            errors.on(abi, format!("{noun} can't have another ABI"), "remove `extern`");
        }
        if !signature.generics.params.is_empty() {
            errors.on(
                &signature.generics,
                format!("{noun} can't be generic"),
                format!("name the types; elide the lifetimes, as in `{parameter}`"),
            );
        }
        for input in &signature.inputs {
            if let FnArg::Receiver(receiver) = input {
                errors.on(
                    receiver,
                    format!("{noun} can't take `self`"),
                    "move the function out of the impl block, and take `&App`",
                );
            }
        }
        if let Some(variadic) = &signature.variadic {
            errors.on(
                variadic,
                format!("{noun} can't be variadic"),
                format!("name the parameters under `#[{attribute}]`"),
            );
        }
    }

    /// Refuses a parameter that outlives the invocation.
    pub(crate) fn check_lifetime(self, parameter: Written<'_>, errors: &mut Errors) {
        let lifetime = parameter.reference.and_then(|reference| reference.lifetime.as_ref());
        if let Some(lifetime) = lifetime.filter(|lifetime| lifetime.ident == "static") {
            errors.on(
                lifetime,
                format!("{}'s parameters are borrowed for one invocation", self.noun),
                "remove `'static`",
            );
        }
    }
}

/// A parameter's type as it is written.
#[derive(Clone, Copy)]
pub(crate) struct Written<'a> {
    pub(crate) ty: &'a Type,
    /// Its outermost reference.
    pub(crate) reference: Option<&'a TypeReference>,
}

impl<'a> Written<'a> {
    /// The function's parameters.
    pub(crate) fn all(function: &'a ItemFn) -> impl Iterator<Item = Self> {
        function.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(parameter) => Some(Self::new(&parameter.ty)),
            FnArg::Receiver(_) => None,
        })
    }

    fn new(ty: &'a Type) -> Self {
        let ty = ungrouped(ty);
        let reference = match ty {
            Type::Reference(reference) => Some(reference),
            _ => None,
        };
        Self { ty, reference }
    }

    pub(crate) fn is_mutable(self) -> bool {
        self.reference.is_some_and(|reference| reference.mutability.is_some())
    }

    pub(crate) fn is_shared(self) -> bool {
        self.reference.is_some() && !self.is_mutable()
    }

    /// The path of the type, or of what it refers to.
    pub(crate) fn path(self) -> Option<&'a Path> {
        match self.reference.map_or(self.ty, |reference| ungrouped(&reference.elem)) {
            Type::Path(TypePath { qself: None, path, .. }) => Some(path),
            _ => None,
        }
    }
}

/// The type without the invisible group that surrounds a fragment of a `macro_rules!` macro.
fn ungrouped(mut ty: &Type) -> &Type {
    while let Type::Group(group) = ty {
        ty = &group.elem;
    }
    ty
}

/// The `impl` of an `impl Trait` anywhere in a type.
pub(crate) fn find_impl(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == "impl" => Some(ident),
        TokenTree::Group(group) => find_impl(group.stream()),
        _ => None,
    })
}

/// Returns whether a type's path names the app, by its last segment. `app` is the attribute's option.
pub(crate) fn is_app(path: &Path, app: Option<&Path>) -> bool {
    let last = |path: &Path| path.segments.last().map(|segment| segment.ident.clone());
    let Some(name) = last(path) else { return false };
    app.and_then(last).map_or_else(|| name == "App", |app| name == app)
}

/// The app's type: that of the attribute's option, or `crate::App`.
pub(crate) fn app_type(app: Option<&Path>, span: Span) -> TokenStream {
    app.map_or_else(|| quote_spanned!(span=> crate::App), ToTokens::to_token_stream)
}

/// The type that the function returns, or `_` if it can't be named elsewhere.
pub(crate) fn returned(function: &ItemFn) -> TokenStream {
    match &function.sig.output {
        ReturnType::Default => quote_spanned!(function.sig.ident.span()=> ()),
        ReturnType::Type(_, ty) if find_impl(ty.to_token_stream()).is_some() => quote!(_),
        ReturnType::Type(_, ty) => quote!(#ty),
    }
}

/// The function's path, for logs, as an expression.
pub(crate) fn path(function: &ItemFn, span: Span) -> TokenStream {
    let name = function.sig.ident.to_string();
    quote_spanned!(span=> ::core::concat!(::core::module_path!(), "::", #name))
}

/// The function's `#[cfg]` attributes, which hold for the code beside it too.
pub(crate) fn conditions(function: &ItemFn) -> impl Iterator<Item = &Attribute> {
    function.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"))
}

/// An impl beside the function. `header` is everything between `impl` and the items.
///
/// The bound doesn't hold for a type that is not an app: rustc reports that once, where the app is
/// run. The code has spans of the user's tokens, so that the user's lints apply to it.
pub(crate) fn one_impl(
    function: &ItemFn,
    span: Span,
    app_type: &TokenStream,
    header: &TokenStream,
    items: &TokenStream,
) -> TokenStream {
    let conditions = conditions(function);
    quote_spanned! {span=>
        #(#conditions)*
        #[automatically_derived]
        #[doc(hidden)]
        #[allow(
            non_local_definitions, unused_imports, unused_qualifications,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction,
        )]
        impl #header
        where
            for<'i> &'i #app_type: ::offhook::__private::Shared,
        {
            #items
        }
    }
}
