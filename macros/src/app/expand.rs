//! The model into code: what makes the type an app.

use proc_macro2::TokenStream;
use quote::quote;

use super::check::Checked;
use super::parse::App;

pub(crate) fn app(app: &App, options: &Checked) -> TokenStream {
    let Checked { session, keep_lone_leg, attribute_limit } = options;
    let name = app.ident();
    let generics = app.generics();
    let (parameters, arguments, _) = generics.split_for_impl();
    let (table, shared) = if generics.params.is_empty() {
        (quote!(table!(#name)), None)
    } else {
        // It has been refused, and only stands for an app until that is mended.
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
                const ATTRIBUTE_LIMIT: usize = #attribute_limit;
            }
        }
    });
    quote! {
        #app

        #[automatically_derived]
        #[doc(hidden)]
        impl #parameters ::offhook::App for #name #arguments #shared {
            const HANDLERS: &'static ::offhook::__private::Table<Self> = &::offhook::__private::#table;
            const KEEP_LONE_LEG: bool = #keep_lone_leg;
        }

        #session
    }
}
