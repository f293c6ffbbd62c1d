//! A client that places and updates calls.
//!
//! Depends on the SDK for requests, and on `offhook` for their rules.

mod error;
mod retry;

use std::fmt;
use std::marker::PhantomData;

use aws_sdk_chimesdkvoice::Client;
use aws_sdk_chimesdkvoice::config::Builder;
use aws_sdk_chimesdkvoice::operation::create_sip_media_application_call::builders::CreateSipMediaApplicationCallFluentBuilder;
use offhook::{Application, Arguments, E164, SipHeaders};
use serde::Serialize;

pub use self::error::CallError;
use self::retry::OnlyThrottled;

/// Maximum number of SIP headers of a call.
const MAX_SIP_HEADERS: usize = 20;

/// A client that places and updates the calls of a SIP media application.
///
/// ```no_run
/// use offhook::{Application, SipHeaders, e164};
/// use offhook_aws::{CallError, Calls};
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct Order { notice: String }
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct Change { notice: String }
/// # struct Notices;
/// # impl Application for Notices { type Arguments = Order; type Update = Change; }
///
/// # async fn calls(config: aws_sdk_chimesdkvoice::config::Builder) -> Result<(), CallError> {
/// // `&aws_config::load_from_env().await` is such a configuration.
/// let calls = Calls::<Notices>::new(config, "the id of the SIP media application");
/// let order = Order { notice: "Your ferry leaves at seven.".to_owned() };
/// let transaction_id = calls
///     .place(&e164!("+12065550100"), &e164!("+14255550199"), &order)?
///     .sip_headers(&SipHeaders::new().with("X-Order", "4711"))?
///     .send()
///     .await?;
/// calls.update(&transaction_id, &Change { notice: "It leaves at eight.".to_owned() }).await?;
/// # Ok(())
/// # }
/// ```
///
/// Arguments of another type don't compile:
///
/// ```compile_fail,E0308
/// # use offhook::{Application, NoArguments, e164};
/// # use offhook_aws::{CallError, Calls};
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct Order { notice: String }
/// # struct Notices;
/// # impl Application for Notices { type Arguments = Order; type Update = NoArguments; }
/// # fn place(calls: Calls<Notices>) -> Result<(), CallError> {
/// calls.place(&e164!("+12065550100"), &e164!("+14255550199"), &NoArguments {})?;
/// # Ok(())
/// # }
/// ```
///
/// A request that is throttled is sent again, with the waits and the number of attempts of the configuration's
/// [`RetryConfig`](aws_sdk_chimesdkvoice::config::retry::RetryConfig): by default 3, with exponential backoff and jitter;
/// `RetryConfig::adaptive()` also limits the rate of this client. Nothing else is sent again, because neither
/// operation is idempotent: a person would be called twice.
pub struct Calls<A> {
    client: Client,
    application_id: String,
    application: PhantomData<fn() -> A>,
}

impl<A: Application> Calls<A> {
    /// Creates a client for the SIP media application with this id. The configuration is an `&SdkConfig` or a builder
    /// of the service's own.
    pub fn new(config: impl Into<Builder>, sip_media_application_id: impl Into<String>) -> Self {
        let config = config.into().retry_classifier(OnlyThrottled).build();
        Self {
            client: Client::from_conf(config),
            application_id: sip_media_application_id.into(),
            application: PhantomData,
        }
    }

    /// Prepares a call from a number of the account.
    ///
    /// # Errors
    /// [`CallError::Arguments`].
    pub fn place(
        &self,
        from: &E164,
        to: &E164,
        arguments: &A::Arguments,
    ) -> Result<Place, CallError> {
        let request = self.client.create_sip_media_application_call();
        let request = request
            .sip_media_application_id(&self.application_id)
            .from_phone_number(from.as_str())
            .to_phone_number(to.as_str());
        let arguments = entries(arguments)?.into_iter();
        Ok(Place(
            arguments.fold(request, |request, (key, value)| request.arguments_map(key, value)),
        ))
    }

    /// Updates a running call.
    ///
    /// # Errors
    /// [`CallError::UnknownCall`] if the call is over, and the others of [`CallError`].
    pub async fn update(&self, transaction_id: &str, update: &A::Update) -> Result<(), CallError> {
        let request = self.client.update_sip_media_application_call();
        let request = request
            .sip_media_application_id(&self.application_id)
            .transaction_id(transaction_id)
            .set_arguments(Some(entries(update)?.into_iter().collect()));
        request.send().await?;
        Ok(())
    }
}

fn entries<T: Serialize>(
    arguments: &T,
) -> Result<impl IntoIterator<Item = (String, String)> + use<T>, CallError> {
    Arguments(arguments).to_map().map_err(CallError::Arguments)
}

impl<A> fmt::Debug for Calls<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calls")
            .field("application_id", &self.application_id)
            .finish_non_exhaustive()
    }
}

/// A call to place, returned by [`Calls::place`].
#[must_use = "the call is placed only by `send`"]
pub struct Place(CreateSipMediaApplicationCallFluentBuilder);

impl Place {
    /// Sets the SIP headers with which the person is called.
    ///
    /// # Errors
    /// [`CallError::SipHeader`] if the service does not send one of them, and [`CallError::TooManySipHeaders`].
    pub fn sip_headers(self, headers: &SipHeaders) -> Result<Self, CallError> {
        headers.validate()?;
        if headers.len() > MAX_SIP_HEADERS {
            return Err(CallError::TooManySipHeaders { count: headers.len() });
        }
        let headers = headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(Self(self.0.set_sip_headers(Some(headers.collect()))))
    }

    /// Places the call. Returns its `TransactionId`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn send(self) -> Result<String, CallError> {
        let placed = self.0.send().await?;
        let id = placed.sip_media_application_call.and_then(|call| call.transaction_id);
        id.ok_or_else(|| CallError::Failed("the response has no TransactionId".into()))
    }
}

/// Hides the numbers and arguments.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").finish_non_exhaustive()
    }
}
