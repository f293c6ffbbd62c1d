//! The model into code: what makes the type an app.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::check::Checked;

pub(crate) fn impls(app: &Ident, options: &Checked) -> TokenStream {
    let Checked { session, keep_lone_leg, attribute_limit } = options;
    let session = session.as_ref().map(|session| {
        quote! {
            #[automatically_derived]
            #[doc(hidden)]
            impl ::offhook::__private::HasSession<#session> for #app {
                const KEEPING: ::offhook::__private::Keeping<#session> =
                    <#session as ::offhook::__private::State>::KEEPING;
                const ATTRIBUTE_LIMIT: usize = #attribute_limit;
            }
        }
    });
    // The app's span is where rustc reports that it is not Send or not Sync.
    let app_impl = quote_spanned! {app.span()=>
        #[automatically_derived]
        #[doc(hidden)]
        impl ::offhook::App for #app {
            const HANDLERS: &'static ::offhook::__private::Table<Self> = &::offhook::__private::table!(#app);
            const KEEP_LONE_LEG: bool = #keep_lone_leg;
        }
    };
    quote! {
        #[automatically_derived]
        #[doc(hidden)]
        impl ::offhook::__private::IsApp for #app {
            type Itself = Self;
        }

        #app_impl

        #session
    }
}
