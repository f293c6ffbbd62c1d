//! Generates the type of the flow's name and the impls for it and the app.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Ident, ItemFn, Path};

use super::check::{Flow, is_line};
use crate::function::{self, Written, app_type, conditions, path, returned};

/// `callable`: whether the function can be called. After a mistake it can't, but its name is a flow's
/// all the same.
pub(super) fn flow(flow: &Flow, function: &ItemFn, callable: bool) -> TokenStream {
    let span = flow.span.unwrap_or_else(|| function.sig.ident.span());
    let code = Code {
        flow,
        function,
        span,
        app: app_type(flow.app.as_ref(), span),
        conditions: conditions(function).collect(),
        begin: if callable { begin(flow, function, span) } else { never(span) },
    };
    match &flow.of {
        Some(current) => code.former(current),
        None => code.current(),
    }
}

/// The code around a flow's function.
struct Code<'a> {
    flow: &'a Flow,
    function: &'a ItemFn,
    /// Where rustc reports errors in the code.
    span: Span,
    /// The app's type.
    app: TokenStream,
    conditions: Vec<&'a Attribute>,
    /// The function that begins the flow, as a closure.
    begin: TokenStream,
}

impl Code<'_> {
    /// The current version: a type with the function's name, and the handlers of its events.
    fn current(&self) -> TokenStream {
        let Self { flow, function, span, app, conditions, .. } = self;
        let version = flow.version;
        let name = &function.sig.ident;
        let visibility = &function.vis;
        let text = name.to_string();
        let older = (1..version).map(|version| {
            quote_spanned!(*span=> ::offhook::__private::Version::<#name, #app, #version>::FLOW)
        });
        let header = quote_spanned!(*span=> ::offhook::__private::FlowOf<#app> for #name);
        let older = quote_spanned!(*span=> &[#(#older),*]);
        let flow_of = self.one_impl(&header, &name.to_token_stream(), &older);
        let named = self.named();
        let handlers = flow.events.iter().flat_map(handled).map(|event| self.handler(&event));
        quote_spanned! {name.span()=>
            #(#conditions)*
            #[doc(hidden)]
            #[allow(
                dead_code, missing_copy_implementations, missing_debug_implementations,
                non_camel_case_types, unnameable_types, unreachable_pub,
                clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction,
            )]
            #visibility enum #name {}

            #(#conditions)*
            #[automatically_derived]
            #[doc(hidden)]
            impl ::offhook::__private::Named for #name {
                const NAME: &'static str = #text;
                const VERSION: u32 = #version;
            }

            #flow_of

            #named

            #(#handlers)*
        }
    }

    /// A former version of the flow `current`.
    fn former(&self, current: &Path) -> TokenStream {
        let Self { flow, span, app, conditions, .. } = self;
        let version = flow.version;
        let header = quote_spanned!(*span=> ::offhook::__private::FormerVersion<#app, #version> for #current);
        let current_type = current.to_token_stream();
        let former = self.one_impl(&header, &current_type, &quote_spanned!(*span=> &[]));
        let problem = format!(
            "version {version} is not a former one: give `{}` a higher `version`",
            current_type.to_string().replace(' ', ""),
        );
        quote_spanned! {*span=>
            #former

            #(#conditions)*
            const _: () = ::core::assert!(
                #version < <#current as ::offhook::__private::Named>::VERSION,
                #problem,
            );
        }
    }

    /// The impl that has this version of the flow `current`. The imports are used for older versions
    /// without a function, and for apps without an application.
    fn one_impl(
        &self,
        header: &TokenStream,
        current: &TokenStream,
        older: &TokenStream,
    ) -> TokenStream {
        let Self { flow, function, span, app, begin, .. } = self;
        let path = path(function, *span);
        let version = flow.version;
        let constant = quote_spanned! {*span=>
            const FLOW: ::offhook::__private::Flow<#app> = {
                use ::offhook::__private::{NoVersion as _, Otherwise as _};
                ::offhook::__private::Flow::new(
                    <#current as ::offhook::__private::Named>::NAME,
                    #path,
                    #version,
                    #begin,
                    #older,
                )
            };
        };
        function::one_impl(function, *span, app, header, &constant)
    }

    /// The impl that reserves the name: at it, rustc reports another flow of the same.
    fn named(&self) -> TokenStream {
        let Self { function, app, .. } = self;
        let name = &function.sig.ident;
        let text = name.to_string();
        let header = quote_spanned! {name.span()=>
            ::offhook::__private::HasFlowNamed<{ ::offhook::__private::name_hash(#text) }> for #app
        };
        function::one_impl(function, name.span(), app, &header, &TokenStream::new())
    }

    /// The impl that begins the flow with the event.
    fn handler(&self, event: &Ident) -> TokenStream {
        let Self { function, app, .. } = self;
        let name = &function.sig.ident;
        let span = event.span();
        let header = quote_spanned! {span=>
            ::offhook::__private::HandlerFor<::offhook::event::#event> for #app
        };
        let constant = quote_spanned! {span=>
            const HANDLER: ::offhook::__private::Handler<Self> = ::offhook::__private::Handler::flow(
                &<#name as ::offhook::__private::FlowOf<#app>>::FLOW,
            );
        };
        function::one_impl(function, span, app, &header, &constant)
    }
}

/// The events that a flow handles which begins with this one. The answer of an outbound call is the
/// flow's too, so that rustc refuses another handler for it.
fn handled(event: &Ident) -> Vec<Ident> {
    let answer = (event == "NewOutboundCall").then(|| Ident::new("CallAnswered", event.span()));
    [event.clone()].into_iter().chain(answer).collect()
}

fn begin(flow: &Flow, function: &ItemFn, span: Span) -> TokenStream {
    let variable = |name: &str, place| Ident::new(name, Span::mixed_site().located_at(place));
    let (parameters, passed): (Vec<_>, Vec<_>) = Written::all(function)
        .enumerate()
        .map(|(index, parameter)| {
            let ty = parameter.ty;
            // At the type rustc reports another one of the same name.
            let place = ty.span();
            let parameter_of_call = variable(&format!("parameter_{index}"), place);
            let (line, app) = (variable("line", place), variable("app", place));
            let value = if is_line(parameter, flow) {
                quote_spanned!(place=> &mut #line)
            } else {
                app.to_token_stream()
            };
            (quote_spanned!(span=> let #parameter_of_call: #ty = #value;), parameter_of_call)
        })
        .unzip();
    let [app, line, result] = ["app", "line", "result"].map(|name| variable(name, span));
    let name = &function.sig.ident;
    let returned = returned(function);
    // At the name's span rustc reports a future that isn't `Send`.
    let call = quote_spanned! {name.span()=>
        <#returned as ::offhook::__private::Returned>::into_result(
            ::offhook::__private::send(#name(#(#passed),*)).await
        )
    };
    // At the type rustc reports the line of another application.
    let written = Written::all(function).find(|parameter| is_line(*parameter, flow));
    let reference = written.and_then(|parameter| parameter.reference);
    let place = reference.map_or(span, |reference| reference.elem.span());
    let app_type = app_type(flow.app.as_ref(), span);
    let typed = quote_spanned! {place=>
        ::offhook::__private::Check::<::offhook::flow::Line, #app_type>::line(#line)
    };
    quote_spanned! {span=>
        |#app, #line| ::std::boxed::Box::pin(async move {
            let mut #line = #typed;
            #(#parameters)*
            let #result = #call;
            #line.returned(#result).await
        })
    }
}

fn never(span: Span) -> TokenStream {
    quote_spanned!(span=> |_, _| ::core::unreachable!("rustc refuses the flow"))
}
