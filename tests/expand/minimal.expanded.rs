pub struct App;
#[automatically_derived]
#[doc(hidden)]
impl ::offhook::App for App {
    const HANDLERS: &'static ::offhook::__private::Table<Self> = &::offhook::__private::table!(
        App
    );
}
#[allow(clippy::unused_async)]
async fn welcome() -> offhook::action::Speak {
    offhook::action::Speak::text("Welcome.")
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
impl ::offhook::__private::HandlerFor<::offhook::event::NewInboundCall> for crate::App
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{
    const HANDLER: ::offhook::__private::Handler<Self> = {
        use ::offhook::__private::{NoParam as _, Otherwise as _};
        ::offhook::__private::Handler::new(
            ::core::concat!(::core::module_path!(), "::", "welcome"),
            false,
            |app, invocation| ::std::boxed::Box::pin(async move {
                <offhook::action::Speak as ::offhook::IntoReply<
                    ::offhook::event::NewInboundCall,
                >>::into_reply(::offhook::__private::send(welcome()).await)
            }),
        )
    };
}
fn main() {}
