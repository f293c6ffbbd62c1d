//! Side effects: they run once in a call's life, and the journal keeps their result.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{AskError, OnceError};
use super::journal::{Kind, OnceResult, short_hash};
use super::run::Run;
use super::state::{At, Line, Outcome, Shared, What};
use super::wait::Waiting;
use crate::action::{PlayAudioAndGetDigits, SpeakAndGetDigits};
use crate::call::Digits;
use crate::error::Error;

/// A value that a journal keeps: everything that serde reads back.
#[diagnostic::on_unimplemented(
    message = "a `once` can't keep `{Self}`",
    label = "does not implement both `Serialize` and `Deserialize`",
    note = "its result is written into the journal, so that it is there when the flow runs again: put `#[derive(serde::Serialize, serde::Deserialize)]` on `{Self}`, or return a part of it"
)]
pub trait Keep: Sized {
    #[doc(hidden)]
    fn to_json(&self) -> Result<String, serde_json::Error>;

    #[doc(hidden)]
    fn from_json(json: &str) -> Result<Self, serde_json::Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Keep for T {
    fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }
}

/// Counts a running side effect.
struct Runs<'a>(&'a Shared);

impl<'a> Runs<'a> {
    fn begin(shared: &'a Shared) -> Self {
        shared.lock().running += 1;
        Self(shared)
    }
}

impl Drop for Runs<'_> {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
    }
}

/// Runs a side effect, or returns what it returned when it ran. `begin` makes its future; without
/// it, it must have run.
pub(super) async fn once<T, E, F>(
    shared: Arc<Shared>,
    name: &'static str,
    at: At,
    begin: impl FnOnce() -> Option<F>,
) -> Result<T, OnceError>
where
    T: Keep,
    E: Into<Error>,
    F: Future<Output = Result<T, E>>,
{
    let (effect, known) = {
        let mut state = shared.lock();
        state.use_line(at);
        let effect = state.begin_once(short_hash(name));
        (effect, state.known_once(effect))
    };
    if let Some(result) = known {
        return read(&shared, name, at, result).await;
    }
    let awaited = {
        let state = shared.lock();
        let kept = state.kept(effect).map(|_| What::Kept(effect));
        kept.or(state.is_replaying().then_some(What::Once(effect)))
    };
    if let Some(what) = awaited {
        let outcome = Waiting::new(Arc::clone(&shared), what, at).await;
        let Outcome::Once(result) = outcome else { unreachable!("it is a side effect") };
        return read(&shared, name, at, result).await;
    }
    let Some(future) = begin() else {
        shared.lock().mismatch(format_args!("has lost the digits for \"{name}\" {}", Line(at)));
        return std::future::pending().await;
    };
    let (result, at_once) = {
        let _runs = Runs::begin(&shared);
        let mut future = pin!(future);
        let mut at_once = true;
        let result = poll_fn(|context| {
            let outer = shared.lock().polled.replace(name);
            let poll = future.as_mut().poll(context);
            shared.lock().polled = outer;
            at_once &= poll.is_ready();
            poll
        })
        .await;
        (result, at_once)
    };
    let kept = result.map_err(Into::into).and_then(|value| Ok((value.to_json()?, value)));
    let (json, value) = match kept {
        Ok((json, value)) => (Some(json), Ok(value)),
        Err(error) => {
            tracing::warn!(once = name, error = ?error, "a side effect of the flow failed");
            (None, Err(OnceError { name }))
        }
    };
    shared.lock().write(&Kind::Once { effect, at_once, result: json });
    value
}

/// Reads the result of a side effect that ran earlier.
async fn read<T: Keep>(
    shared: &Shared,
    name: &'static str,
    at: At,
    result: OnceResult,
) -> Result<T, OnceError> {
    let Some(json) = result else { return Err(OnceError { name }) };
    if let Ok(value) = T::from_json(&json) {
        return Ok(value);
    }
    shared.lock().mismatch(format_args!(
        "can't read the result of \"{name}\" {}: its type has changed",
        Line(at)
    ));
    std::future::pending().await
}

/// Actions that ask for digits.
macro_rules! once_of_digits {
    ($($action:ident)*) => {$(
        impl Run<$action> {
            /// Asks for digits that are never written down: only what `check` makes of them is.
            ///
            /// `check` is a side effect with this name; see [`Line::once`](super::Line::once).
            ///
            /// # Errors
            /// [`AskError::Once`] when it fails.
            pub fn once<T, E>(
                self,
                name: &'static str,
                check: impl AsyncFnOnce(Digits) -> Result<T, E>,
            ) -> impl Future<Output = Result<T, AskError>>
            where
                T: Keep,
                E: Into<Error>,
            {
                let (shared, at) = (Arc::clone(&self.shared), self.at);
                let running = std::future::IntoFuture::into_future(self).secret();
                async move {
                    running.await?;
                    let digits = shared.lock().secret.take();
                    let begin = || digits.map(|digits| check(digits));
                    Ok(once(Arc::clone(&shared), name, at, begin).await?)
                }
            }
        }
    )*};
}

once_of_digits!(SpeakAndGetDigits PlayAudioAndGetDigits);
