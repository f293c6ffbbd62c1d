//! Lambdas that a simulator can invoke: apps, closures, tower services and processes.
//!
//! Depends on `offhook` for in-process Lambdas and on [`Host`] for processes.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use offhook::{Answer, App, Error, Invocation, Reply};

use crate::{Host, HostError, Json, Outcome};

/// A boxed future of an invocation: the reply, or the text of a Lambda error.
pub type InvokeFuture<'a> = Pin<Box<dyn Future<Output = Result<Replied, String>> + Send + 'a>>;

/// A reply of a Lambda.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Replied {
    /// The reply's JSON.
    pub json: String,
    /// The failure of a handler that the reply answers: the [finding](crate::Finding) `handler_failed`.
    pub failure: Option<String>,
}

impl From<String> for Replied {
    /// The reply with this JSON.
    fn from(json: String) -> Self {
        Self { json, failure: None }
    }
}

/// A Lambda that answers events with replies, both as JSON.
///
/// Implement it for a Lambda that is not an app, closure, service or [`Host`], or to return replies
/// that those can't produce, such as invalid ones.
pub trait Lambda: Send + Sync {
    /// Answers one event.
    ///
    /// # Errors
    /// The text of a Lambda error.
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a>;
}

/// A conversion into a Lambda for a [`Simulator`](crate::Simulator).
///
/// `Kind` distinguishes the implementations and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't answer a simulator's events",
    label = "expected an app, a closure, a service or an `Arc<Host>`",
    note = "pass an app (`#[offhook::app]`), an `Arc` of an app, an async closure from `offhook::Invocation` to anything that a handler can return, a tower service for `offhook::Invocation`, an `Arc<Host>`, or your own `Lambda`"
)]
pub trait IntoLambda<Kind> {
    /// Converts into a shared Lambda.
    fn into_lambda(self) -> Arc<dyn Lambda>;
}

/// The kind of [`IntoLambda`] for apps.
#[derive(Debug)]
pub enum OfApp {}
/// The kind of [`IntoLambda`] for shared apps.
#[derive(Debug)]
pub enum OfSharedApp {}
/// The kind of [`IntoLambda`] for functions and closures.
#[derive(Debug)]
pub enum OfFunction {}
/// The kind of [`IntoLambda`] for tower services.
#[derive(Debug)]
pub enum OfService {}
/// The kind of [`IntoLambda`] for types that implement [`Lambda`].
#[derive(Debug)]
pub enum OfLambda {}

/// Makes a Lambda.
pub(crate) type MakeLambda = Arc<dyn Fn() -> Arc<dyn Lambda> + Send + Sync>;

/// A Lambda that is made anew for every event.
pub(crate) struct Cold(pub(crate) MakeLambda);

impl Lambda for Cold {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        let lambda = (self.0)();
        Box::pin(async move { lambda.invoke(event).await })
    }
}

struct Whole<A>(Arc<A>);

impl<A: App> Lambda for Whole<A> {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            let invocation = invocation(event)?;
            let outcome = offhook::respond_detailed(&*self.0, invocation).await;
            let failure = outcome.failure().map(failed);
            Ok(Replied { failure, ..written(outcome.into_result())? })
        })
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
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            let invocation = invocation(event)?;
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
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move {
            let invocation = invocation(event)?;
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
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(async move { self.answer(event).await.map_err(|error| error.to_string())? })
    }
}

impl Host {
    /// Answers an event as [`Lambda::invoke`] does, or says why the process did not.
    #[doc(hidden)]
    pub async fn answer(&self, event: &Json) -> Result<Result<Replied, String>, HostError> {
        let event = event.as_str();
        Ok(match self.invoke(event.to_owned()).await?.outcome {
            Outcome::Reply(json) => {
                // A line printed before the reply may still be in the pipe: let its reader run.
                tokio::task::yield_now().await;
                let failure = self.recovered(event.as_bytes());
                Ok(Replied { json: String::from_utf8_lossy(&json).into_owned(), failure })
            }
            Outcome::Error(error) => Err(error.to_string()),
        })
    }
}

/// Decodes an event, which is not validated again.
fn invocation(event: &Json) -> Result<Invocation, String> {
    Invocation::from_raw(event.to_raw()).map_err(|error| error.to_string())
}

fn written(reply: Result<Reply, Error>) -> Result<Replied, String> {
    reply.map(|reply| reply.to_json().into()).map_err(|error| failed(&error))
}

fn failed(error: &Error) -> String {
    format!("{error:?}")
}
