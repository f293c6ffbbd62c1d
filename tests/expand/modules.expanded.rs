mod desk {
    pub(crate) struct Desk;
    #[automatically_derived]
    #[doc(hidden)]
    impl ::offhook::App for Desk {
        const HANDLERS: &'static ::offhook::__private::Table<Self> = &::offhook::__private::table!(
            Desk
        );
    }
    pub(crate) mod menu {
        use offhook::prelude::*;
        #[allow(clippy::unused_async)]
        #[cfg(not(doc))]
        async fn chosen(desk: &super::Desk, digits: Digits) -> action::SendDigits {
            let _ = desk;
            action::SendDigits::new(digits)
        }
        #[cfg(not(doc))]
        #[automatically_derived]
        #[doc(hidden)]
        #[allow(
            non_local_definitions,
            unused_imports,
            unused_qualifications,
            clippy::all,
            clippy::pedantic,
            clippy::nursery,
            clippy::restriction,
        )]
        impl ::offhook::__private::HandlerFor<::offhook::event::DigitsReceived>
        for super::Desk
        where
            for<'i> &'i super::Desk: ::offhook::__private::Shared,
        {
            const HANDLER: ::offhook::__private::Handler<Self> = {
                use ::offhook::__private::{NoParam as _, Otherwise as _};
                ::offhook::__private::Handler::new(
                    ::core::concat!(::core::module_path!(), "::", "chosen"),
                    false,
                    |app, invocation| ::std::boxed::Box::pin(async move {
                        let parameter_0: &super::Desk = app;
                        let _ = ::offhook::__private::Check::<
                            Digits,
                            super::Desk,
                        >::parameter::<::offhook::event::DigitsReceived, Digits, Digits>;
                        let _ = ::offhook::__private::Check::<
                            (::offhook::event::DigitsReceived, Digits),
                            super::Desk,
                        >::received::<Digits>;
                        let parameter_1 = ::offhook::__private::Loader::<
                            '_,
                            Digits,
                            ::offhook::event::DigitsReceived,
                            super::Desk,
                        >::load(invocation, app)
                            .await?;
                        <action::SendDigits as ::offhook::IntoReply<
                            ::offhook::event::DigitsReceived,
                        >>::into_reply(
                            ::offhook::__private::send(chosen(parameter_0, parameter_1))
                                .await,
                        )
                    }),
                )
            };
        }
    }
}
mod night {
    pub(crate) struct Night;
    #[automatically_derived]
    #[doc(hidden)]
    impl ::offhook::App for Night {
        const HANDLERS: &'static ::offhook::__private::Table<Self> = &::offhook::__private::table!(
            Night
        );
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl ::offhook::SessionOf<Night> for u8 {
        const KEEPING: ::offhook::__private::Keeping<u8> = <u8 as ::offhook::__private::State>::KEEPING;
    }
}
#[allow(clippy::unused_async)]
#[allow(clippy::unused_async)]
async fn bye(offhook::event::Hangup { .. }: offhook::event::Hangup) {}
#[automatically_derived]
#[doc(hidden)]
#[allow(
    non_local_definitions,
    unused_imports,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
)]
impl ::offhook::__private::HandlerFor<::offhook::event::Hangup> for night::Night
where
    for<'i> &'i night::Night: ::offhook::__private::Shared,
{
    const HANDLER: ::offhook::__private::Handler<Self> = {
        use ::offhook::__private::{NoParam as _, Otherwise as _};
        ::offhook::__private::Handler::new(
            ::core::concat!(::core::module_path!(), "::", "bye"),
            false,
            |app, invocation| ::std::boxed::Box::pin(async move {
                let _ = ::offhook::__private::Check::<
                    offhook::event::Hangup,
                    night::Night,
                >::parameter::<
                    ::offhook::event::Hangup,
                    offhook::event::Hangup,
                    offhook::event::Hangup,
                >;
                let _ = ::offhook::__private::Check::<
                    (::offhook::event::Hangup, offhook::event::Hangup),
                    night::Night,
                >::received::<offhook::event::Hangup>;
                let parameter_0 = ::offhook::__private::Loader::<
                    '_,
                    offhook::event::Hangup,
                    ::offhook::event::Hangup,
                    night::Night,
                >::load(invocation, app)
                    .await?;
                <() as ::offhook::IntoReply<
                    ::offhook::event::Hangup,
                >>::into_reply(::offhook::__private::send(bye(parameter_0)).await)
            }),
        )
    };
}
#[automatically_derived]
#[doc(hidden)]
#[allow(
    non_local_definitions,
    unused_imports,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
)]
impl ::offhook::__private::HandlerFor<::offhook::event::Hangup> for desk::Desk
where
    for<'i> &'i desk::Desk: ::offhook::__private::Shared,
{
    const HANDLER: ::offhook::__private::Handler<Self> = {
        use ::offhook::__private::{NoParam as _, Otherwise as _};
        ::offhook::__private::Handler::new(
            ::core::concat!(::core::module_path!(), "::", "bye"),
            false,
            |app, invocation| ::std::boxed::Box::pin(async move {
                let _ = ::offhook::__private::Check::<
                    offhook::event::Hangup,
                    desk::Desk,
                >::parameter::<
                    ::offhook::event::Hangup,
                    offhook::event::Hangup,
                    offhook::event::Hangup,
                >;
                let _ = ::offhook::__private::Check::<
                    (::offhook::event::Hangup, offhook::event::Hangup),
                    desk::Desk,
                >::received::<offhook::event::Hangup>;
                let parameter_0 = ::offhook::__private::Loader::<
                    '_,
                    offhook::event::Hangup,
                    ::offhook::event::Hangup,
                    desk::Desk,
                >::load(invocation, app)
                    .await?;
                <() as ::offhook::IntoReply<
                    ::offhook::event::Hangup,
                >>::into_reply(::offhook::__private::send(bye(parameter_0)).await)
            }),
        )
    };
}
#[allow(clippy::unused_async)]
async fn sorry() {}
#[automatically_derived]
#[doc(hidden)]
#[allow(
    non_local_definitions,
    unused_imports,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
)]
impl ::offhook::__private::HandlerForErrors for night::Night
where
    for<'i> &'i night::Night: ::offhook::__private::Shared,
{
    const HANDLER: ::offhook::__private::ErrorHandler<Self> = {
        use ::offhook::__private::{NoParam as _, Otherwise as _};
        ::offhook::__private::ErrorHandler::new(
            ::core::concat!(::core::module_path!(), "::", "sorry"),
            |app, invocation, failure| ::std::boxed::Box::pin(async move {
                <() as ::offhook::IntoReply<
                    ::offhook::event::Any,
                >>::into_reply(::offhook::__private::send(sorry()).await)
            }),
        )
    };
}
fn main() {
    let _ = (desk::Desk, night::Night);
}
