//! The model into code: one impl of the handler trait for each event.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{FnArg, Ident, ItemFn, Path, ReturnType, Type, TypePath};

use super::check::{find_impl, is_session, ungrouped};
use super::parse::{Arguments, Event};

pub(crate) fn impls(arguments: &Arguments, function: &ItemFn) -> TokenStream {
    let events = arguments.events.iter().flat_map(event_types);
    events.map(|(event, span)| one_impl(&event, span, arguments, function)).collect()
}

/// The types of an event: one, or one for each of its actions.
fn event_types(event: &Event) -> Vec<(TokenStream, Span)> {
    let span = event.span;
    let Some(name) = &event.name else {
        return vec![(quote_spanned!(span=> ::offhook::event::Any), span)];
    };
    let Some(actions) = &event.actions else {
        return vec![(quote_spanned!(span=> ::offhook::event::#name), span)];
    };
    let of = |action: &Ident| {
        let span = action.span();
        (quote_spanned!(span=> ::offhook::event::#name<::offhook::action::#action>), span)
    };
    actions.iter().map(of).collect()
}

/// How a parameter is given to the handler.
struct Parameter<'a> {
    /// The variable that holds it; its name can't meet a name of the user's.
    variable: Ident,
    /// The type that is loaded: what stands there, without the `&` of one that is lent.
    ty: &'a Type,
    kind: Kind,
}

#[derive(PartialEq)]
enum Kind {
    /// `&App`, which is at hand: whatever is wrong with the app, it is not this parameter.
    App,
    /// `&Error` of `#[on_error]`: the failure.
    Failure,
    /// It is loaded and given away.
    Given,
    /// It is loaded and lent as `&`, to read.
    Shown,
    /// The same in `#[on_error]`, where it need not be readable.
    Recovered,
    /// It is loaded, lent as `&mut` and stored afterwards.
    Lent,
}

fn parameters<'a>(arguments: &Arguments, function: &'a ItemFn) -> Vec<Parameter<'a>> {
    let types = function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(ungrouped(&parameter.ty)),
        FnArg::Receiver(_) => None,
    });
    let parameter = |(index, ty): (usize, &'a Type)| {
        let variable = format_ident!("parameter_{index}", span = Span::mixed_site());
        let (ty, kind) = match ty {
            Type::Reference(reference) if reference.mutability.is_some() => {
                (&*reference.elem, Kind::Lent)
            }
            Type::Reference(reference) if is_app(&reference.elem, arguments) => (ty, Kind::App),
            Type::Reference(reference) if arguments.is_on_error && is_error(&reference.elem) => {
                (ty, Kind::Failure)
            }
            Type::Reference(reference) if is_session(&reference.elem) => {
                let kind = if arguments.is_on_error { Kind::Recovered } else { Kind::Shown };
                (&*reference.elem, kind)
            }
            other => (other, Kind::Given),
        };
        Parameter { variable, ty, kind }
    };
    types.enumerate().map(parameter).collect()
}

/// Whether this is written as the handler's app; an alias of it is loaded like other parameters.
fn is_app(ty: &Type, arguments: &Arguments) -> bool {
    let Type::Path(TypePath { qself: None, path, .. }) = ungrouped(ty) else { return false };
    let name = |path: &Path| path.segments.last().map(|last| last.ident.to_string());
    let app = arguments.app.as_ref().map_or_else(|| Some("App".to_owned()), name);
    name(path) == app
}

/// Whether this is written as `Error`; an alias of it is loaded like other parameters.
fn is_error(ty: &Type) -> bool {
    let Type::Path(TypePath { qself: None, path, .. }) = ungrouped(ty) else { return false };
    path.segments.last().is_some_and(|last| last.ident == "Error")
}

/// What the code around a handler's call names.
struct Glue<'a> {
    /// The event's place in the attribute, where rustc reports what it has to say about it.
    span: Span,
    event: &'a TokenStream,
    app: TokenStream,
    /// The app as parameters see it: where the type is no app, one about which rustc is silent.
    itself: TokenStream,
    app_variable: Ident,
    itself_variable: Ident,
    invocation: Ident,
    failure: Ident,
    reply: Ident,
}

impl Glue<'_> {
    fn load(&self, Parameter { variable, ty, kind }: &Parameter<'_>) -> TokenStream {
        let Self {
            span, event, itself, app_variable, itself_variable, invocation, failure, ..
        } = self;
        let load = quote_spanned! {*span=>
            ::offhook::__private::Loader::<'_, #ty, #event, #itself>::load(#invocation, #itself_variable).await
        };
        match kind {
            Kind::App => quote_spanned!(*span=> let #variable: #ty = #app_variable;),
            Kind::Failure => quote_spanned!(*span=> let #variable: #ty = #failure;),
            // A loader takes all types: that this one must be a parameter is said here, and for one
            // that is lent where it is stored.
            Kind::Given | Kind::Shown => quote_spanned! {*span=>
                let _ = <#ty as ::offhook::Param<'_, #event, #itself>>::store;
                let #variable = #load?;
            },
            // Failures that come from the session are answered without it.
            Kind::Recovered => quote_spanned! {*span=>
                let #variable = #load.or_else(<#ty as ::offhook::Param<'_, #event, #itself>>::recover)?;
            },
            Kind::Lent => quote_spanned!(*span=> let mut #variable = #load?;),
        }
    }

    fn store(&self, Parameter { variable, ty, .. }: &Parameter<'_>) -> TokenStream {
        let Self { span, event, itself, invocation, reply, .. } = self;
        quote_spanned! {*span=>
            <#ty as ::offhook::Param<'_, #event, #itself>>::store(#variable, #invocation, &mut #reply)?;
        }
    }

    /// The result of the reply.
    fn call(&self, function: &ItemFn, parameters: &[Parameter<'_>]) -> TokenStream {
        let Self { event, app, .. } = self;
        let name = &function.sig.ident;
        let given = parameters.iter().map(|Parameter { variable, kind, .. }| match kind {
            Kind::Lent => quote!(&mut #variable),
            Kind::Shown | Kind::Recovered => quote!(&#variable),
            Kind::App | Kind::Failure | Kind::Given => quote!(#variable),
        });
        let returned = match &function.sig.output {
            ReturnType::Default => quote_spanned!(name.span()=> ()),
            ReturnType::Type(_, ty) if find_impl(ty.to_token_stream()).is_some() => quote!(_),
            ReturnType::Type(_, ty) => quote!(#ty),
        };
        // The name's span is where rustc reports that the handler's future is not Send.
        quote_spanned! {name.span()=>
            <#returned as ::offhook::IntoReply<#event>>::into_reply(
                ::offhook::__private::Threads::<#app>::handler(#name(#(#given),*)).await
            )
        }
    }
}

fn one_impl(
    event: &TokenStream,
    span: Span,
    arguments: &Arguments,
    function: &ItemFn,
) -> TokenStream {
    let app = arguments.app.as_ref().map(ToTokens::to_token_stream);
    let app = app.unwrap_or_else(|| quote_spanned!(span=> crate::App));
    let variable = |name| Ident::new(name, Span::mixed_site());
    let glue = Glue {
        span,
        event,
        itself: quote_spanned!(span=> <#app as ::offhook::__private::IsApp>::Itself),
        app,
        app_variable: variable("app"),
        itself_variable: variable("itself"),
        invocation: variable("invocation"),
        failure: variable("failure"),
        reply: variable("reply"),
    };
    let parameters = parameters(arguments, function);
    let loads = parameters.iter().map(|parameter| glue.load(parameter));
    let call = glue.call(function, &parameters);
    let lent = || parameters.iter().filter(|parameter| parameter.kind == Kind::Lent);
    let stores = lent().map(|parameter| glue.store(parameter));
    let Glue { app, app_variable, itself_variable, invocation, failure, reply, .. } = &glue;
    let answer = if lent().next().is_none() {
        call
    } else {
        quote_spanned! {span=>
            let mut #reply = #call?;
            #(#stores)*
            ::core::result::Result::Ok(#reply)
        }
    };
    let name = function.sig.ident.to_string();
    // Its tokens have places of the user's, whose lints can be strict. What is imported serves only
    // where something is wrong.
    let lints = quote! {
        #[allow(
            non_local_definitions, unused_imports, unused_qualifications,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction,
        )]
    };
    let name = quote!(::core::concat!(::core::module_path!(), "::", #name));
    let body = quote_spanned! {span=> {
        use ::offhook::__private::{NoParam as _, NotSync as _};
        ::offhook::__private::Threads::<#app>::glue(async move {
            let #itself_variable = <#app as ::offhook::__private::IsApp>::itself(#app_variable);
            #(#loads)*
            #answer
        })
    }};
    let (handler_for, handler, constructor) = if arguments.is_on_error {
        (
            quote_spanned!(span=> HandlerForErrors),
            quote_spanned!(span=> ErrorHandler),
            quote_spanned!(span=> new(#name, |#app_variable, #invocation, #failure| #body)),
        )
    } else {
        let disconnected = arguments.disconnected.is_some();
        (
            quote_spanned!(span=> HandlerFor<#event>),
            quote_spanned!(span=> Handler),
            quote_spanned!(span=> new(#name, #disconnected, |#app_variable, #invocation| #body)),
        )
    };
    let conditions = function.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    quote_spanned! {span=>
        #(#conditions)*
        #lints
        #[automatically_derived]
        #[doc(hidden)]
        impl ::offhook::__private::#handler_for for #app {
            const HANDLER: ::offhook::__private::#handler<Self> =
                ::offhook::__private::#handler::#constructor;
        }
    }
}
