//! The model into code: one impl of the handler trait for each event.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Ident, ItemFn, Path, ReturnType, Type, TypePath, TypeReference};

use super::parse::{Arguments, Event};

pub(crate) fn impls(arguments: &Arguments, function: &ItemFn) -> TokenStream {
    let events =
        arguments.events.iter().flat_map(|event| event_types(event, arguments.is_on_error));
    events.map(|(event, span)| one_impl(&event, span, arguments, function)).collect()
}

/// The types of an event: one, or one for each of its actions.
fn event_types(event: &Event, is_on_error: bool) -> Vec<(TokenStream, Span)> {
    let span = event.span;
    let Some(name) = &event.name else {
        let marker = if is_on_error {
            quote_spanned!(span=> HandlerError)
        } else {
            quote_spanned!(span=> Any)
        };
        return vec![(quote_spanned!(span=> ::offhook::event::#marker), span)];
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
struct Parameter {
    /// The variable that holds it; its name can't meet a name of the user's.
    variable: Ident,
    /// The type that is loaded: what stands there, without a `&mut`.
    ty: Type,
    /// Whether it is lent as `&mut` and stored afterwards.
    lent: bool,
}

fn parameters(function: &ItemFn) -> Vec<Parameter> {
    let types = function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(&*parameter.ty),
        FnArg::Receiver(_) => None,
    });
    let parameter = |(index, ty): (usize, &Type)| {
        let variable = format_ident!("parameter_{index}", span = Span::mixed_site());
        match ty {
            Type::Reference(reference) if reference.mutability.is_some() => {
                Parameter { variable, ty: (*reference.elem).clone(), lent: true }
            }
            other => Parameter { variable, ty: other.clone(), lent: false },
        }
    };
    types.enumerate().map(parameter).collect()
}

/// Whether this is written as the app, which is at hand: whatever else may be wrong with the app,
/// nothing is wrong with the parameter.
fn is_app(parameter: &Type, arguments: &Arguments) -> bool {
    let Type::Reference(TypeReference { mutability: None, elem, .. }) = parameter else {
        return false;
    };
    let Type::Path(TypePath { qself: None, path, .. }) = &**elem else { return false };
    let name = |path: &Path| path.segments.last().map(|last| last.ident.to_string());
    let app = arguments.app.as_ref().map_or_else(|| Some("App".to_owned()), name);
    name(path) == app
}

fn one_impl(
    event: &TokenStream,
    span: Span,
    arguments: &Arguments,
    function: &ItemFn,
) -> TokenStream {
    let app = match &arguments.app {
        Some(path) => quote!(#path),
        None => quote_spanned!(span=> crate::App),
    };
    let name = &function.sig.ident;
    let name_text = name.to_string();
    let disconnected = arguments.disconnected.is_some();
    let conditions = function.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let parameters = parameters(function);
    let site = Span::mixed_site();
    let (app_variable, invocation, reply) =
        (Ident::new("app", site), Ident::new("invocation", site), Ident::new("reply", site));

    // Where the app is none, this is an unknown type, about which rustc says nothing more.
    let itself = quote_spanned!(span=> <#app as ::offhook::__private::IsApp>::Itself);
    let loads = parameters.iter().map(|Parameter { variable, ty, lent }| {
        if is_app(ty, arguments) {
            return quote_spanned!(span=> let #variable: #ty = #app_variable;);
        }
        let mutable = lent.then(|| quote!(mut));
        quote_spanned! {span=>
            <#ty as ::offhook::Param<'_, #event, #itself>>::__check();
            let #mutable #variable =
                ::offhook::__private::Loader::<'_, #ty, #event, #itself>::load(#invocation, #app_variable).await?;
        }
    });
    let given =
        parameters.iter().map(
            |Parameter { variable, lent, .. }| {
                if *lent { quote!(&mut #variable) } else { quote!(#variable) }
            },
        );
    // The name's span is where rustc reports that the future is not Send.
    let call = quote_spanned! {name.span()=>
        let #reply = ::offhook::__private::Threads::<#app>::handler(#name(#(#given),*)).await;
    };
    let returned = match &function.sig.output {
        ReturnType::Default => quote_spanned!(name.span()=> ()),
        ReturnType::Type(_, ty) => quote!(#ty),
    };
    let lent = parameters.iter().filter(|parameter| parameter.lent);
    let stores = lent.map(|Parameter { variable, ty, .. }| {
        quote_spanned! {span=>
            <#ty as ::offhook::Param<'_, #event, #itself>>::store(#variable, #invocation, &mut #reply)?;
        }
    });
    let mutable = parameters.iter().any(|parameter| parameter.lent).then(|| quote!(mut));
    quote_spanned! {span=>
        #(#conditions)*
        #[automatically_derived]
        #[doc(hidden)]
        impl ::offhook::__private::HandlerFor<#event> for #app {
            const HANDLER: ::offhook::__private::Handler<Self> = ::offhook::__private::Handler::new(
                ::core::concat!(::core::module_path!(), "::", #name_text),
                #disconnected,
                |#app_variable, #invocation| {
                    #[allow(unused_imports, reason = "used where something is wrong")]
                    use ::offhook::__private::{NoParam as _, NotSync as _};
                    ::offhook::__private::Threads::<#app>::glue(async move {
                        let _: &#itself = #app_variable;
                        #(#loads)*
                        #call
                        let #mutable #reply = <#returned as ::offhook::IntoReply<#event>>::into_reply(#reply)?;
                        #(#stores)*
                        ::core::result::Result::Ok(#reply)
                    })
                },
            );
        }
    }
}
