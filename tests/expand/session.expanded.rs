use offhook::prelude::*;
#[derive(Clone)]
pub struct App {
    pub name: String,
}
#[automatically_derived]
#[doc(hidden)]
impl ::offhook::App for App {
    const HANDLERS: &'static ::offhook::__private::Table<Self> = &::offhook::__private::table!(
        App
    );
    const KEEP_LONE_LEG: bool = true;
    const APOLOGY: ::core::option::Option<&'static str> = ::core::option::Option::Some(
        "Sorry.",
    );
    const VOICE: ::core::option::Option<::offhook::__private::Voice> = ::core::option::Option::Some(::offhook::__private::Voice {
        name: ::core::option::Option::Some("Vicki"),
        engine: ::core::option::Option::None,
        language: ::core::option::Option::None,
    });
}
#[automatically_derived]
#[doc(hidden)]
impl ::offhook::SessionOf<App> for Visit {
    const KEEPING: ::offhook::__private::Keeping<Visit> = <Visit as ::offhook::__private::State>::KEEPING;
}
#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visit {
    attempts: u8,
}
#[allow(clippy::unused_async)]
async fn welcome(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
) -> Result<action::Speak> {
    visit.attempts += 1;
    Ok(action::Speak::text(format!("{}: {}", app.name, call.transaction_id())))
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
                let parameter_0: &App = app;
                let _ = ::offhook::__private::Check::<
                    Call,
                    crate::App,
                >::parameter::<::offhook::event::NewInboundCall, &Call, Call>;
                let _ = ::offhook::__private::Check::<
                    (::offhook::event::NewInboundCall, &Call),
                    crate::App,
                >::received::<&Call>;
                let parameter_1 = ::offhook::__private::Loader::<
                    '_,
                    &Call,
                    ::offhook::event::NewInboundCall,
                    crate::App,
                >::load(invocation, app)
                    .await?;
                let _ = ::offhook::__private::Check::<
                    Visit,
                    crate::App,
                >::session::<Visit>;
                let mut parameter_2 = ::offhook::__private::Loader::<
                    '_,
                    ::offhook::Session<Visit>,
                    ::offhook::event::NewInboundCall,
                    crate::App,
                >::load(invocation, app)
                    .await?;
                let mut reply = <Result<
                    action::Speak,
                > as ::offhook::IntoReply<
                    ::offhook::event::NewInboundCall,
                >>::into_reply(
                    ::offhook::__private::send(
                            welcome(parameter_0, parameter_1, &mut parameter_2),
                        )
                        .await,
                )?;
                ::offhook::__private::Loader::<
                    '_,
                    ::offhook::Session<Visit>,
                    ::offhook::event::NewInboundCall,
                    crate::App,
                >::store(parameter_2, invocation, &mut reply)?;
                ::core::result::Result::Ok(reply)
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
impl ::offhook::__private::HandlerFor<::offhook::event::CallAnswered> for crate::App
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{
    const HANDLER: ::offhook::__private::Handler<Self> = {
        use ::offhook::__private::{NoParam as _, Otherwise as _};
        ::offhook::__private::Handler::new(
            ::core::concat!(::core::module_path!(), "::", "welcome"),
            false,
            |app, invocation| ::std::boxed::Box::pin(async move {
                let parameter_0: &App = app;
                let _ = ::offhook::__private::Check::<
                    Call,
                    crate::App,
                >::parameter::<::offhook::event::CallAnswered, &Call, Call>;
                let _ = ::offhook::__private::Check::<
                    (::offhook::event::CallAnswered, &Call),
                    crate::App,
                >::received::<&Call>;
                let parameter_1 = ::offhook::__private::Loader::<
                    '_,
                    &Call,
                    ::offhook::event::CallAnswered,
                    crate::App,
                >::load(invocation, app)
                    .await?;
                let _ = ::offhook::__private::Check::<
                    Visit,
                    crate::App,
                >::session::<Visit>;
                let mut parameter_2 = ::offhook::__private::Loader::<
                    '_,
                    ::offhook::Session<Visit>,
                    ::offhook::event::CallAnswered,
                    crate::App,
                >::load(invocation, app)
                    .await?;
                let mut reply = <Result<
                    action::Speak,
                > as ::offhook::IntoReply<
                    ::offhook::event::CallAnswered,
                >>::into_reply(
                    ::offhook::__private::send(
                            welcome(parameter_0, parameter_1, &mut parameter_2),
                        )
                        .await,
                )?;
                ::offhook::__private::Loader::<
                    '_,
                    ::offhook::Session<Visit>,
                    ::offhook::event::CallAnswered,
                    crate::App,
                >::store(parameter_2, invocation, &mut reply)?;
                ::core::result::Result::Ok(reply)
            }),
        )
    };
}
#[allow(clippy::unused_async)]
/// Called when the caller is gone, too.
async fn failed(failed: Failed, visit: &Session<Visit>) {
    tracing::warn!(% failed, attempts = visit.attempts);
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
impl ::offhook::__private::HandlerFor<
    ::offhook::event::ActionFailed<::offhook::action::Speak>,
> for crate::App
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{
    const HANDLER: ::offhook::__private::Handler<Self> = {
        use ::offhook::__private::{NoParam as _, Otherwise as _};
        ::offhook::__private::Handler::new(
            ::core::concat!(::core::module_path!(), "::", "failed"),
            true,
            |app, invocation| ::std::boxed::Box::pin(async move {
                let _ = ::offhook::__private::Check::<
                    Failed,
                    crate::App,
                >::parameter::<
                    ::offhook::event::ActionFailed<::offhook::action::Speak>,
                    Failed,
                    Failed,
                >;
                let _ = ::offhook::__private::Check::<
                    (::offhook::event::ActionFailed<::offhook::action::Speak>, Failed),
                    crate::App,
                >::received::<Failed>;
                let parameter_0 = ::offhook::__private::Loader::<
                    '_,
                    Failed,
                    ::offhook::event::ActionFailed<::offhook::action::Speak>,
                    crate::App,
                >::load(invocation, app)
                    .await?;
                let _ = ::offhook::__private::Check::<
                    Visit,
                    crate::App,
                >::session::<Visit>;
                let parameter_1 = ::offhook::__private::Loader::<
                    '_,
                    ::offhook::Session<Visit>,
                    ::offhook::event::ActionFailed<::offhook::action::Speak>,
                    crate::App,
                >::load(invocation, app)
                    .await?;
                <() as ::offhook::IntoReply<
                    ::offhook::event::ActionFailed<::offhook::action::Speak>,
                >>::into_reply(
                    ::offhook::__private::send(failed(parameter_0, &parameter_1)).await,
                )
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
impl ::offhook::__private::HandlerFor<
    ::offhook::event::ActionFailed<::offhook::action::PlayAudio>,
> for crate::App
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{
    const HANDLER: ::offhook::__private::Handler<Self> = {
        use ::offhook::__private::{NoParam as _, Otherwise as _};
        ::offhook::__private::Handler::new(
            ::core::concat!(::core::module_path!(), "::", "failed"),
            true,
            |app, invocation| ::std::boxed::Box::pin(async move {
                let _ = ::offhook::__private::Check::<
                    Failed,
                    crate::App,
                >::parameter::<
                    ::offhook::event::ActionFailed<::offhook::action::PlayAudio>,
                    Failed,
                    Failed,
                >;
                let _ = ::offhook::__private::Check::<
                    (
                        ::offhook::event::ActionFailed<::offhook::action::PlayAudio>,
                        Failed,
                    ),
                    crate::App,
                >::received::<Failed>;
                let parameter_0 = ::offhook::__private::Loader::<
                    '_,
                    Failed,
                    ::offhook::event::ActionFailed<::offhook::action::PlayAudio>,
                    crate::App,
                >::load(invocation, app)
                    .await?;
                let _ = ::offhook::__private::Check::<
                    Visit,
                    crate::App,
                >::session::<Visit>;
                let parameter_1 = ::offhook::__private::Loader::<
                    '_,
                    ::offhook::Session<Visit>,
                    ::offhook::event::ActionFailed<::offhook::action::PlayAudio>,
                    crate::App,
                >::load(invocation, app)
                    .await?;
                <() as ::offhook::IntoReply<
                    ::offhook::event::ActionFailed<::offhook::action::PlayAudio>,
                >>::into_reply(
                    ::offhook::__private::send(failed(parameter_0, &parameter_1)).await,
                )
            }),
        )
    };
}
#[allow(clippy::unused_async)]
async fn rest() -> impl offhook::IntoReply<event::Any> {}
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
impl ::offhook::__private::HandlerFor<::offhook::event::Any> for crate::App
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{
    const HANDLER: ::offhook::__private::Handler<Self> = {
        use ::offhook::__private::{NoParam as _, Otherwise as _};
        ::offhook::__private::Handler::new(
            ::core::concat!(::core::module_path!(), "::", "rest"),
            false,
            |app, invocation| ::std::boxed::Box::pin(async move {
                <_ as ::offhook::IntoReply<
                    ::offhook::event::Any,
                >>::into_reply(::offhook::__private::send(rest()).await)
            }),
        )
    };
}
#[allow(clippy::unused_async)]
async fn sorry(error: &Error, call: &Call) -> Option<action::Hangup> {
    tracing::error!(% error);
    call.leg().map(|_| action::Hangup::normal())
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
impl ::offhook::__private::HandlerForErrors for crate::App
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{
    const HANDLER: ::offhook::__private::ErrorHandler<Self> = {
        use ::offhook::__private::{NoParam as _, Otherwise as _};
        ::offhook::__private::ErrorHandler::new(
            ::core::concat!(::core::module_path!(), "::", "sorry"),
            |app, invocation, failure| ::std::boxed::Box::pin(async move {
                let parameter_0: &Error = failure;
                let _ = ::offhook::__private::Check::<
                    Call,
                    crate::App,
                >::parameter::<::offhook::event::Any, &Call, Call>;
                let _ = ::offhook::__private::Check::<
                    (::offhook::event::Any, &Call),
                    crate::App,
                >::received::<&Call>;
                let parameter_1 = ::offhook::__private::Loader::<
                    '_,
                    &Call,
                    ::offhook::event::Any,
                    crate::App,
                >::load(invocation, app)
                    .await?;
                <Option<
                    action::Hangup,
                > as ::offhook::IntoReply<
                    ::offhook::event::Any,
                >>::into_reply(
                    ::offhook::__private::send(sorry(parameter_0, parameter_1)).await,
                )
            }),
        )
    };
}
fn main() {}
