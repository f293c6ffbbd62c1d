//! Whatever answers events: an app, a closure, a service, a process.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use offhook::{Answer, App, Error, Invocation, Reply};

use crate::{Host, Outcome};

/// What an invocation gives: the reply's JSON, or what went wrong.
pub type Invoking<'a> = Pin<Box<dyn Future<Output = Result<String, String>> + Send + 'a>>;

/// Whatever answers events with replies, both as JSON.
///
/// Implement it for what is no app, closure, service or [`Host`], or to answer with what those can't
/// say, such as a reply that the service refuses.
pub trait Lambda: Send + Sync {
    /// Answers one event.
    ///
    /// # Errors
    /// What a Lambda error would say.
    fn invoke<'a>(&'a self, event: &'a str) -> Invoking<'a>;
}

/// What a [`Simulator`](crate::Simulator) can drive.
///
/// `Kind` tells the implementations apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't answer a simulator's events",
    label = "no app, closure, service or `Host`",
    note = "give an app (`#[offhook::app]`), `Arc` of one, an async closure from `offhook::Invocation` to what a handler can return, a tower service over `offhook::Invocation`, an `Arc<Host>`, or your own `Lambda`"
)]
pub trait IntoLambda<Kind> {
    /// The Lambda.
    fn into_lambda(self) -> Arc<dyn Lambda>;
}

/// A kind of [`IntoLambda`]: an app.
#[derive(Debug)]
pub enum OfApp {}
/// A kind of [`IntoLambda`]: an app that is shared.
#[derive(Debug)]
pub enum OfSharedApp {}
/// A kind of [`IntoLambda`]: a function.
#[derive(Debug)]
pub enum OfFunction {}
/// A kind of [`IntoLambda`]: a tower service.
#[derive(Debug)]
pub enum OfService {}
/// A kind of [`IntoLambda`]: a [`Lambda`].
#[derive(Debug)]
pub enum OfLambda {}

struct Whole<A>(Arc<A>);

impl<A: App> Lambda for Whole<A> {
    fn invoke<'a>(&'a self, event: &'a str) -> Invoking<'a> {
        Box::pin(async move { written(offhook::handle(&*self.0, event).await) })
    }
}

impl<A: App> IntoLambda<OfApp> for A {
    fn into_lambda(self) -> Arc<dyn Lambda> {
        Arc::new(Whole(Arc::new(self)))
    }
}

impl<T: App> IntoLambda<OfSharedApp> for Arc<T> {
    fn into_lambda(self) -> Arc<dyn Lambda> {
        Arc::new(Whole(self))
    }
}

struct Function<F>(F);

impl<F, Replying> Lambda for Function<F>
where
    F: Fn(Invocation) -> Replying + Send + Sync,
    Replying: Future<Output: Answer> + Send,
{
    fn invoke<'a>(&'a self, event: &'a str) -> Invoking<'a> {
        Box::pin(async move {
            let invocation = Invocation::from_json(event.as_bytes()).map_err(|e| e.to_string())?;
            written((self.0)(invocation).await.reply())
        })
    }
}

impl<F, Replying> IntoLambda<OfFunction> for F
where
    F: Fn(Invocation) -> Replying + Send + Sync + 'static,
    Replying: Future<Output: Answer> + Send + 'static,
{
    fn into_lambda(self) -> Arc<dyn Lambda> {
        Arc::new(Function(self))
    }
}

struct Service<S>(S);

impl<S> Lambda for Service<S>
where
    S: tower::Service<Invocation, Response: Answer, Error: Into<Error>> + Clone + Send + Sync,
    S::Future: Send,
{
    fn invoke<'a>(&'a self, event: &'a str) -> Invoking<'a> {
        Box::pin(async move {
            let invocation = Invocation::from_json(event.as_bytes()).map_err(|e| e.to_string())?;
            let answer = tower::ServiceExt::oneshot(self.0.clone(), invocation).await;
            written(answer.map_err(Into::into).and_then(Answer::reply))
        })
    }
}

impl<S> IntoLambda<OfService> for S
where
    S: tower::Service<Invocation, Response: Answer, Error: Into<Error>>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
{
    fn into_lambda(self) -> Arc<dyn Lambda> {
        Arc::new(Service(self))
    }
}

impl<L: Lambda + 'static> IntoLambda<OfLambda> for L {
    fn into_lambda(self) -> Arc<dyn Lambda> {
        Arc::new(self)
    }
}

impl Lambda for Arc<Host> {
    fn invoke<'a>(&'a self, event: &'a str) -> Invoking<'a> {
        Box::pin(async move {
            let invocation =
                Host::invoke(self, event.to_owned()).await.map_err(|error| error.to_string())?;
            match invocation.outcome {
                Outcome::Reply(json) => Ok(String::from_utf8_lossy(&json).into_owned()),
                Outcome::Error(error) => Err(error.to_string()),
            }
        })
    }
}

fn written(reply: Result<Reply, Error>) -> Result<String, String> {
    reply.map(|reply| reply.to_json()).map_err(|error| format!("{error:?}"))
}
