//! The model into code: one impl of the handler trait for each event.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Ident, ItemFn};

use super::parameter::{Parameter, Subject};
use super::parse::Arguments;
use crate::events::Event;
use crate::function::{self, app_type, path, returned};

pub(super) fn impls(
    arguments: &Arguments,
    deadline: Option<u32>,
    function: &ItemFn,
) -> TokenStream {
    let events = arguments.events.iter().flat_map(event_types);
    events.map(|(event, span)| one_impl(&event, span, arguments, deadline, function)).collect()
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

/// The names in the code around a handler's call. Those of variables are hygienic.
struct Names<'a> {
    /// The event's place in the attribute, where rustc reports errors in the code.
    span: Span,
    event: &'a TokenStream,
    /// The app's type.
    app_type: TokenStream,
    app: Ident,
    invocation: Ident,
    failure: Ident,
    reply: Ident,
    is_on_error: bool,
}

/// The code for one parameter.
struct Passed {
    /// The statements before the call.
    load: TokenStream,
    argument: TokenStream,
    /// The statement after the call, if it takes back what it lent.
    store: Option<TokenStream>,
}

impl Names<'_> {
    fn pass(&self, index: usize, parameter: &Parameter<'_>) -> Passed {
        let Self { span, event, app_type, app, invocation, failure, reply, .. } = self;
        let variable = format_ident!("parameter_{index}", span = Span::mixed_site());
        let written = parameter.written.ty;
        let at_hand = |value| Passed {
            load: quote_spanned!(*span=> let #variable: #written = #value;),
            argument: quote!(#variable),
            store: None,
        };
        let referent = parameter.written.reference.map_or(written, |reference| &reference.elem);
        // `Loader` accepts every type: the check is where rustc reports one that isn't a parameter.
        let (ty, check) = match parameter.subject {
            Subject::App => return at_hand(app),
            Subject::Failure => return at_hand(failure),
            Subject::Session(state) => (
                quote_spanned!(*span=> ::offhook::Session<#state>),
                quote_spanned!(*span=> Check::<#state, #app_type>::session::<#state>),
            ),
            Subject::Other => {
                let ty = if parameter.written.is_mutable() { referent } else { written };
                let check = quote_spanned! {*span=>
                    Check::<#referent, #app_type>::parameter::<#event, #ty, #referent>
                };
                (ty.to_token_stream(), check)
            }
        };
        let loader = quote_spanned! {*span=>
            ::offhook::__private::Loader::<'_, #ty, #event, #app_type>
        };
        let received = match parameter.subject {
            Subject::Other => Some(quote_spanned! {*span=>
                let _ = ::offhook::__private::Check::<(#event, #ty), #app_type>::received::<#ty>;
            }),
            _ => None,
        };
        let mutable = parameter.written.is_mutable().then(|| quote_spanned!(*span=> mut));
        // A failure that comes from the session can be answered without it.
        let recovers = self.is_on_error
            && mutable.is_none()
            && matches!(parameter.subject, Subject::Session(_));
        let otherwise = recovers.then(|| quote_spanned!(*span=> .or_else(#loader::recover)));
        Passed {
            load: quote_spanned! {*span=>
                let _ = ::offhook::__private::#check;
                #received
                let #mutable #variable = #loader::load(#invocation, #app).await #otherwise?;
            },
            argument: match (&mutable, parameter.subject) {
                (Some(_), _) => quote!(&mut #variable),
                (None, Subject::Session(_)) => quote!(&#variable),
                _ => quote!(#variable),
            },
            store: mutable.map(
                |_| quote_spanned!(*span=> #loader::store(#variable, #invocation, &mut #reply)?;),
            ),
        }
    }

    /// Calls the handler and converts what it returns: a `Result<Reply>`.
    fn call<'a>(
        &self,
        function: &ItemFn,
        arguments: impl Iterator<Item = &'a TokenStream>,
    ) -> TokenStream {
        let event = self.event;
        let name = &function.sig.ident;
        let returned = returned(function);
        // At the name's span rustc reports a future that isn't `Send`.
        quote_spanned! {name.span()=>
            <#returned as ::offhook::IntoReply<#event>>::into_reply(
                ::offhook::__private::send(#name(#(#arguments),*)).await
            )
        }
    }
}

fn one_impl(
    event: &TokenStream,
    span: Span,
    arguments: &Arguments,
    deadline: Option<u32>,
    function: &ItemFn,
) -> TokenStream {
    let app_type = app_type(arguments.app.as_ref(), span);
    let variable = |name| Ident::new(name, Span::mixed_site());
    let names = Names {
        span,
        event,
        app_type,
        app: variable("app"),
        invocation: variable("invocation"),
        failure: variable("failure"),
        reply: variable("reply"),
        is_on_error: arguments.is_on_error,
    };
    let passed: Vec<_> = Parameter::all(Some(arguments), function)
        .enumerate()
        .map(|(index, parameter)| names.pass(index, &parameter))
        .collect();
    let loads = passed.iter().map(|passed| &passed.load);
    let stores: Vec<_> = passed.iter().filter_map(|passed| passed.store.as_ref()).collect();
    let call = names.call(function, passed.iter().map(|passed| &passed.argument));
    let Names { app_type, app, invocation, failure, reply, .. } = &names;
    let result = if stores.is_empty() {
        call
    } else {
        quote_spanned! {span=>
            let mut #reply = #call?;
            #(#stores)*
            ::core::result::Result::Ok(#reply)
        }
    };
    // Not at the event: of several events, the code is the same, and linked once.
    let body = quote_spanned! {function.sig.ident.span()=>
        ::std::boxed::Box::pin(async move { #(#loads)* #result })
    };
    let name = path(function, span);
    let (handler_for, handler_type, handler) = if arguments.is_on_error {
        (
            quote_spanned!(span=> HandlerForErrors),
            quote_spanned!(span=> ErrorHandler),
            quote_spanned!(span=> new(#name, |#app, #invocation, #failure| #body)),
        )
    } else {
        let disconnected = arguments.disconnected.is_some();
        let deadline = deadline.map(|deadline| quote_spanned!(span=> .within(#deadline)));
        (
            quote_spanned!(span=> HandlerFor<#event>),
            quote_spanned!(span=> Handler),
            quote_spanned!(span=> new(#name, #disconnected, |#app, #invocation| #body) #deadline),
        )
    };
    // The import is used only after a mistake.
    let handler = quote_spanned! {span=>
        const HANDLER: ::offhook::__private::#handler_type<Self> = {
            use ::offhook::__private::{NoParam as _, Otherwise as _};
            ::offhook::__private::#handler_type::#handler
        };
    };
    let header = quote_spanned!(span=> ::offhook::__private::#handler_for for #app_type);
    function::one_impl(function, span, app_type, &header, &handler)
}
