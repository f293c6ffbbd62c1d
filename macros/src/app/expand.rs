//! Generates the impls that make the type an app.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::check::{Checked, Voice};
use super::parse::App;

pub(crate) fn app(app: &App, options: &Checked) -> TokenStream {
    let Checked { session, application, flows, .. } = options;
    let attribute_limit = attribute_limit(options);
    let name = app.ident();
    let generics = app.generics();
    let (parameters, arguments, _) = generics.split_for_impl();
    let (table, shared) = if generics.params.is_empty() {
        (quote!(table!(#name)), None)
    } else {
        // It has been refused, and expands only so that its handlers are not reported too.
        (
            quote!(Table::new(::core::option::Option::None)),
            Some(quote!(where Self: Send + Sync + 'static)),
        )
    };
    let session = session.as_ref().map(|session| {
        quote! {
            #[automatically_derived]
            #[doc(hidden)]
            impl #parameters ::offhook::SessionOf<#name #arguments> for #session {
                const KEEPING: ::offhook::__private::Keeping<#session> =
                    <#session as ::offhook::__private::State>::KEEPING;
                #attribute_limit
            }
        }
    });
    let application = application.as_ref().map(|application| {
        let received = |event, types| {
            quote_spanned! {application.span()=>
                #[automatically_derived]
                #[diagnostic::do_not_recommend]
                #[doc(hidden)]
                impl #parameters ::offhook::ArgumentsOf<#name #arguments, ::offhook::event::#event>
                    for ::offhook::Arguments<<#application as ::offhook::Application>::#types> {}
            }
        };
        let named = |name| Ident::new(name, application.span());
        let outbound = received(named("NewOutboundCall"), named("Arguments"));
        let update = received(named("CallUpdateRequested"), named("Update"));
        quote! {
            #[automatically_derived]
            #[doc(hidden)]
            impl #parameters ::offhook::__private::HasApplication for #name #arguments {}

            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            #[doc(hidden)]
            impl #parameters ::offhook::ApplicationOf<#name #arguments> for #application {}

            #outbound

            #update
        }
    });
    let entered = flows.iter().map(|flow| {
        quote_spanned! {flow.span()=>
            #[automatically_derived]
            #[doc(hidden)]
            impl ::offhook::__private::Entered for #flow {}
        }
    });
    let settings = settings(options);
    quote! {
        #app

        #[automatically_derived]
        #[doc(hidden)]
        impl #parameters ::offhook::App for #name #arguments #shared {
            const HANDLERS: &'static ::offhook::__private::Table<Self> = &::offhook::__private::#table;
            #settings
        }

        #session

        #application

        #(#entered)*
    }
}

/// The limit, if it is not the default.
fn attribute_limit(options: &Checked) -> Option<TokenStream> {
    options.attribute_limit.map(|limit| {
        quote!(
            const ATTRIBUTE_LIMIT: usize = #limit;
        )
    })
}

/// The constants of the options that are set; the others have defaults.
fn settings(options: &Checked) -> TokenStream {
    let attribute_limit = attribute_limit(options);
    let lone_leg = options.keep_lone_leg.then(|| {
        quote!(
            const KEEP_LONE_LEG: bool = true;
        )
    });
    let deadline = options.deadline.map(|milliseconds| {
        quote! {
            const DEADLINE: ::core::option::Option<u32> = ::core::option::Option::Some(#milliseconds);
        }
    });
    let apology = options.apology.as_ref().map(|apology| {
        quote! {
            const APOLOGY: ::core::option::Option<&'static str> =
                ::core::option::Option::Some(#apology);
        }
    });
    let voice = options.voice.as_ref().map(|Voice { name, engine, language }| {
        let engine = engine.as_ref().map(|engine| quote!(::offhook::action::Engine::#engine));
        let (name, engine, language) =
            (option(name.as_ref()), option(engine.as_ref()), option(language.as_ref()));
        quote! {
            const VOICE: ::core::option::Option<::offhook::__private::Voice> =
                ::core::option::Option::Some(::offhook::__private::Voice {
                    name: #name,
                    engine: #engine,
                    language: #language,
                });
        }
    });
    let flows = &options.flows;
    let flows = (!flows.is_empty()).then(|| {
        quote! {
            const FLOWS: &'static [::offhook::__private::Flow<Self>] =
                &[#(<#flows as ::offhook::__private::FlowOf<Self>>::FLOW),*];
        }
    });
    let journals = options.journals.as_ref().map(|field| {
        // At the field's name rustc reports one that is not a store.
        let store = quote_spanned!(field.span()=> &app.#field);
        quote! {
            const JOURNALS: ::core::option::Option<fn(&Self) -> &dyn ::offhook::flow::JournalStore> =
                ::core::option::Option::Some(|app| #store);
        }
    });
    quote!(#attribute_limit #lone_leg #deadline #apology #voice #flows #journals)
}

/// An `Option` as an expression.
fn option(value: Option<&impl ToTokens>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}
