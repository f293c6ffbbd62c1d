use offhook::prelude::*;
pub struct App {
    journals: offhook::flow::MemoryStore,
}
#[automatically_derived]
#[doc(hidden)]
impl ::offhook::App for App {
    const HANDLERS: &'static ::offhook::__private::Table<Self> = &::offhook::__private::table!(
        App
    );
    const ATTRIBUTE_LIMIT: usize = 4096usize;
    const FLOWS: &'static [::offhook::__private::Flow<Self>] = &[
        <desk::complaint as ::offhook::__private::FlowOf<Self>>::FLOW,
    ];
    const JOURNALS: ::core::option::Option<
        fn(&Self) -> &dyn ::offhook::flow::JournalStore,
    > = ::core::option::Option::Some(|app| &app.journals);
}
#[automatically_derived]
#[doc(hidden)]
impl ::offhook::__private::Entered for desk::complaint {}
#[allow(clippy::unused_async)]
/// The current version.
async fn front_desk(line: &mut Line, app: &App) -> Result<()> {
    let _ = (line, app);
    Ok(())
}
#[doc(hidden)]
#[allow(
    dead_code,
    missing_copy_implementations,
    missing_debug_implementations,
    non_camel_case_types,
    unnameable_types,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
)]
enum front_desk {}
#[automatically_derived]
#[doc(hidden)]
impl ::offhook::__private::Named for front_desk {
    const NAME: &'static str = "front_desk";
    const VERSION: u32 = 2u32;
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
impl ::offhook::__private::FlowOf<crate::App> for front_desk
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{
    const FLOW: ::offhook::__private::Flow<crate::App> = {
        use ::offhook::__private::{NoVersion as _, Otherwise as _};
        ::offhook::__private::Flow::new(
            <front_desk as ::offhook::__private::Named>::NAME,
            ::core::concat!(::core::module_path!(), "::", "front_desk"),
            2u32,
            |app, line| ::std::boxed::Box::pin(async move {
                let mut line = ::offhook::__private::Check::<
                    ::offhook::flow::Line,
                    crate::App,
                >::line(line);
                let parameter_0: &mut Line = &mut line;
                let parameter_1: &App = app;
                let result = <Result<
                    (),
                > as ::offhook::__private::Returned>::into_result(
                    ::offhook::__private::send(front_desk(parameter_0, parameter_1))
                        .await,
                );
                line.returned(result).await
            }),
            &[::offhook::__private::Version::<front_desk, crate::App, 1u32>::FLOW],
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
impl ::offhook::__private::HasFlowNamed<
    { ::offhook::__private::name_hash("front_desk") },
> for crate::App
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{}
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
    const HANDLER: ::offhook::__private::Handler<Self> = ::offhook::__private::Handler::flow(
        &<front_desk as ::offhook::__private::FlowOf<crate::App>>::FLOW,
    );
}
#[allow(clippy::unused_async)]
async fn front_desk_before_march(line: &mut Line) -> Result<()> {
    let _ = line;
    Ok(())
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
impl ::offhook::__private::FormerVersion<crate::App, 1u32> for front_desk
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{
    const FLOW: ::offhook::__private::Flow<crate::App> = {
        use ::offhook::__private::{NoVersion as _, Otherwise as _};
        ::offhook::__private::Flow::new(
            <front_desk as ::offhook::__private::Named>::NAME,
            ::core::concat!(::core::module_path!(), "::", "front_desk_before_march"),
            1u32,
            |app, line| ::std::boxed::Box::pin(async move {
                let mut line = ::offhook::__private::Check::<
                    ::offhook::flow::Line,
                    crate::App,
                >::line(line);
                let parameter_0: &mut Line = &mut line;
                let result = <Result<
                    (),
                > as ::offhook::__private::Returned>::into_result(
                    ::offhook::__private::send(front_desk_before_march(parameter_0))
                        .await,
                );
                line.returned(result).await
            }),
            &[],
        )
    };
}
const _: () = ::core::assert!(
    1u32 < < front_desk as ::offhook::__private::Named > ::VERSION,
    "version 1 is not a former one: give `front_desk` a higher `version`",
);
#[allow(clippy::unused_async)]
#[cfg(not(doc))]
pub async fn reminder(line: &mut Line) -> Result<(), std::fmt::Error> {
    let _ = line;
    Ok(())
}
#[cfg(not(doc))]
#[doc(hidden)]
#[allow(
    dead_code,
    missing_copy_implementations,
    missing_debug_implementations,
    non_camel_case_types,
    unnameable_types,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
)]
pub enum reminder {}
#[cfg(not(doc))]
#[automatically_derived]
#[doc(hidden)]
impl ::offhook::__private::Named for reminder {
    const NAME: &'static str = "reminder";
    const VERSION: u32 = 1u32;
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
impl ::offhook::__private::FlowOf<crate::App> for reminder
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{
    const FLOW: ::offhook::__private::Flow<crate::App> = {
        use ::offhook::__private::{NoVersion as _, Otherwise as _};
        ::offhook::__private::Flow::new(
            <reminder as ::offhook::__private::Named>::NAME,
            ::core::concat!(::core::module_path!(), "::", "reminder"),
            1u32,
            |app, line| ::std::boxed::Box::pin(async move {
                let mut line = ::offhook::__private::Check::<
                    ::offhook::flow::Line,
                    crate::App,
                >::line(line);
                let parameter_0: &mut Line = &mut line;
                let result = <Result<
                    (),
                    std::fmt::Error,
                > as ::offhook::__private::Returned>::into_result(
                    ::offhook::__private::send(reminder(parameter_0)).await,
                );
                line.returned(result).await
            }),
            &[],
        )
    };
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
impl ::offhook::__private::HasFlowNamed<{ ::offhook::__private::name_hash("reminder") }>
for crate::App
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{}
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
impl ::offhook::__private::HandlerFor<::offhook::event::NewOutboundCall> for crate::App
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{
    const HANDLER: ::offhook::__private::Handler<Self> = ::offhook::__private::Handler::flow(
        &<reminder as ::offhook::__private::FlowOf<crate::App>>::FLOW,
    );
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
impl ::offhook::__private::HandlerFor<::offhook::event::CallAnswered> for crate::App
where
    for<'i> &'i crate::App: ::offhook::__private::Shared,
{
    const HANDLER: ::offhook::__private::Handler<Self> = ::offhook::__private::Handler::flow(
        &<reminder as ::offhook::__private::FlowOf<crate::App>>::FLOW,
    );
}
mod desk {
    use offhook::prelude::*;
    #[allow(clippy::unused_async)]
    pub(crate) async fn complaint(line: &mut Line) -> Result<()> {
        let _ = line;
        Ok(())
    }
    #[doc(hidden)]
    #[allow(
        dead_code,
        missing_copy_implementations,
        missing_debug_implementations,
        non_camel_case_types,
        unnameable_types,
        unreachable_pub,
        clippy::all,
        clippy::pedantic,
        clippy::nursery,
        clippy::restriction,
    )]
    pub(crate) enum complaint {}
    #[automatically_derived]
    #[doc(hidden)]
    impl ::offhook::__private::Named for complaint {
        const NAME: &'static str = "complaint";
        const VERSION: u32 = 1u32;
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
    impl ::offhook::__private::FlowOf<crate::App> for complaint
    where
        for<'i> &'i crate::App: ::offhook::__private::Shared,
    {
        const FLOW: ::offhook::__private::Flow<crate::App> = {
            use ::offhook::__private::{NoVersion as _, Otherwise as _};
            ::offhook::__private::Flow::new(
                <complaint as ::offhook::__private::Named>::NAME,
                ::core::concat!(::core::module_path!(), "::", "complaint"),
                1u32,
                |app, line| ::std::boxed::Box::pin(async move {
                    let mut line = ::offhook::__private::Check::<
                        ::offhook::flow::Line,
                        crate::App,
                    >::line(line);
                    let parameter_0: &mut Line = &mut line;
                    let result = <Result<
                        (),
                    > as ::offhook::__private::Returned>::into_result(
                        ::offhook::__private::send(complaint(parameter_0)).await,
                    );
                    line.returned(result).await
                }),
                &[],
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
    impl ::offhook::__private::HasFlowNamed<
        { ::offhook::__private::name_hash("complaint") },
    > for crate::App
    where
        for<'i> &'i crate::App: ::offhook::__private::Shared,
    {}
}
fn main() {}
