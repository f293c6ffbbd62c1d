use std::borrow::Cow;
use std::time::Duration;

use super::table::action;
use super::{ActionError, ActionKind, AudioFile, NoResults, Sensitive};
use crate::call::{E164, SipHeaders};
use crate::wire::form::{OrEmpty, Seconds};
use crate::wire::rule::not_be_empty;
use crate::wire::{FieldError, open_enum, parameters};

action! {
    legs: None, results: NoResults;

    /// An action that calls an endpoint and bridges it with the caller: `CallAndBridge`.
    ///
    /// Always bridges the calling leg, so the action has no target. The called party becomes LEG-B
    /// of the call's participants, without a `NEW_OUTBOUND_CALL` or `CALL_ANSWERED` event. When one
    /// leg hangs up, the other stays connected and is billed until it is hung up.
    ///
    /// The guide does not say whether the action answers a new inbound call.
    ///
    /// Fails with `CallNotAnswered`, `InvalidActionParameter` (endpoint, caller id, timeout or SIP
    /// header), `InvalidAudioSource` (ringback tone) or `SystemException`.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use offhook::action::CallAndBridge;
    /// use offhook::e164;
    ///
    /// const CONNECTOR: &str = "arn:aws:chime:us-east-1:123456789012:vc/abcdefg1hijklm2nopq3rs";
    ///
    /// let desk = CallAndBridge::pstn(e164!("+12065550100")).timeout(Duration::from_secs(20));
    /// let pbx = CallAndBridge::voice_connector(CONNECTOR, "5550").sip_header("X-Language", "en");
    /// ```
    pub struct CallAndBridge {
        /// Number that the called party sees: a number of the account, or the `From` of LEG-A.
        ///
        /// Default: LEG-A's `From`, or its `To` if the caller withheld the number or is a SIP user.
        /// The default is filled in before the reply is sent.
        pub caller_id_number: Option<Sensitive> = "CallerIdNumber" must not_be_empty()
            => set caller_id(number: E164) = Some(Sensitive::new(number));
        /// Called party. The service accepts exactly one endpoint.
        pub endpoints: Vec<Endpoint> = "Endpoints";
        /// Maximum ringing time, 0 to 120 s, rounded up to whole seconds. Default: 30 s.
        ///
        /// The minimum is 1 s in the guide's page on the action and 0 in its error messages.
        pub call_timeout: Option<Duration> = "CallTimeoutSeconds" in Seconds [..=120]
            => set timeout(timeout: Duration) = Some(timeout);
        /// Audio that is repeated to the caller until the called party answers.
        pub ringback_tone: Option<AudioFile> = "RingbackTone";
        /// SIP headers sent to the called party. The setter replaces all of them.
        pub sip_headers: SipHeaders = "SipHeaders" in OrEmpty
            => set sip_headers(headers: SipHeaders) = headers;
    }
    where check_number_of_endpoints
}

parameters! {
    /// The called party of a [`CallAndBridge`]: an element of `Endpoints`.
    pub struct Endpoint {
        /// Type of the endpoint: phone number or Voice Connector.
        pub bridge_endpoint_type: BridgeEndpointType = "BridgeEndpointType";
        /// Phone number in E.164 form, or a user of the Voice Connector: 1 to 30 letters, digits
        /// and `&=+$/%-_!~*().`.
        pub uri: Sensitive = "Uri";
        /// ARN of a Voice Connector or Voice Connector group. Required for `AWS`, invalid for
        /// `PSTN`.
        pub arn: Option<Cow<'static, str>> = "Arn";
    }
    where check_address
}

open_enum! {
    /// The type of an endpoint: `BridgeEndpointType`.
    pub enum BridgeEndpointType {
        /// A phone number.
        Pstn = "PSTN",
        /// A Voice Connector or a Voice Connector group.
        Aws = "AWS",
    }
}

impl CallAndBridge {
    /// Creates an action that calls a phone number: an endpoint of type `PSTN`.
    pub fn pstn(number: E164) -> Self {
        Self::calling(Endpoint {
            bridge_endpoint_type: BridgeEndpointType::Pstn,
            uri: Sensitive::new(number),
            arn: None,
        })
    }

    /// Creates an action that calls a user of a Voice Connector or Voice Connector group, by `Arn`
    /// and `Uri`: an endpoint of type `AWS`.
    ///
    /// The `Uri` has 1 to 30 letters, digits and `&=+$/%-_!~*().`.
    pub fn voice_connector(
        arn: impl Into<Cow<'static, str>>,
        uri: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::calling(Endpoint {
            bridge_endpoint_type: BridgeEndpointType::Aws,
            uri: Sensitive::new(uri),
            arn: Some(arn.into()),
        })
    }

    fn calling(endpoint: Endpoint) -> Self {
        Self {
            caller_id_number: None,
            endpoints: vec![endpoint],
            call_timeout: None,
            ringback_tone: None,
            sip_headers: SipHeaders::new(),
        }
    }

    /// Sets `RingbackTone`: audio that is repeated to the caller until the called party answers.
    pub fn ringback_s3(
        mut self,
        bucket: impl Into<Cow<'static, str>>,
        key: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.ringback_tone = Some(AudioFile::s3(bucket, key));
        self
    }

    /// Adds a SIP header for the called party to `SipHeaders`.
    ///
    /// The name begins with `x-`, or is `User-to-User` or `Diversion`; see
    /// [`SipHeaders`](crate::SipHeaders). The guide's page on the action allows SIP headers only
    /// for Voice Connectors; its page on SIP headers and the samples also use them for phone
    /// numbers.
    pub fn sip_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sip_headers.insert(name, value);
        self
    }

    /// Sets an absent caller id to the given number of LEG-A.
    ///
    /// `validate` accepts an absent caller id, because LEG-A's number is only known here.
    ///
    /// # Errors
    /// Returns an error if the caller id and the number are both absent.
    pub(crate) fn fill_in_caller_id(
        &mut self,
        number_of_leg_a: Option<&str>,
    ) -> Result<(), ActionError> {
        if self.caller_id_number.is_none() {
            self.caller_id_number = number_of_leg_a.map(|number| Sensitive::new(number.to_owned()));
        }
        let rule = "must be set: LEG-A has no From";
        FieldError::unless(self.caller_id_number.is_some(), "CallerIdNumber", rule)
            .map_err(|error| ActionError::new(Self::TYPE, error))
    }

    fn check_number_of_endpoints(&self) -> Result<(), FieldError> {
        match self.endpoints.len() {
            1 => Ok(()),
            count => {
                let rule = format!("must hold exactly one endpoint, has {count}");
                Err(FieldError::new("Endpoints", rule))
            }
        }
    }
}

impl Endpoint {
    fn check_address(&self) -> Result<(), FieldError> {
        let (uri, arn) = (self.uri.as_str(), self.arn.as_deref());
        if self.bridge_endpoint_type == BridgeEndpointType::Pstn {
            let rule = "must be a phone number in E.164 form";
            FieldError::unless(E164::is_valid(uri), "Uri", rule)?;
            return FieldError::unless(arn.is_none(), "Arn", "must not be set for PSTN");
        }
        let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b"&=+$/%-_!~*().".contains(&byte);
        let rule = "must hold only letters, digits and &=+$/%-_!~*().";
        FieldError::unless(uri.bytes().all(is_known), "Uri", rule)?;
        let rule = "must hold 1 to 30 characters";
        FieldError::unless((1..=30).contains(&uri.len()), "Uri", rule)?;
        FieldError::unless(arn.is_some_and(|arn| !arn.is_empty()), "Arn", "must be set for AWS")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_caller_id_becomes_number_of_leg_a() {
        let bridge = CallAndBridge::voice_connector("arn", "5550");
        let mut absent = bridge.clone();
        assert_eq!(absent.fill_in_caller_id(Some("alice")), Ok(()));
        assert_eq!(absent.caller_id_number, Some("alice".into()));
        assert_eq!(absent.fill_in_caller_id(Some("bob")), Ok(()));
        assert_eq!(absent.caller_id_number, Some("alice".into()));
        assert_eq!(absent.fill_in_caller_id(None), Ok(()));

        let refused = bridge.clone().fill_in_caller_id(None).expect_err("no caller id");
        assert_eq!(
            refused.to_string(),
            "CallAndBridge: CallerIdNumber must be set: LEG-A has no From"
        );
    }
}
