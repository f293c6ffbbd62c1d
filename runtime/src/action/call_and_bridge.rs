use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error::check;
use super::{ActionError, ActionKind, ActionType, AudioFile, Legs, NoResults, Sensitive, Target};
use crate::wire::{object, open_enum, seconds};
use crate::{E164, SipHeaders};

/// Calls somebody and connects them with the caller: `CallAndBridge`.
///
/// It bridges the calling leg, so that no leg is named. LEG-B appears among the call's
/// participants; no `NEW_OUTBOUND_CALL` or `CALL_ANSWERED` comes for it. When one of the two hangs
/// up, the other stays and is billed until it is hung up.
///
/// Whether it answers a new inbound call is undocumented.
///
/// Fails with `CallNotAnswered`, `InvalidActionParameter` (endpoint, caller id, timeout or SIP
/// header), `InvalidAudioSource` (the ringback tone) or `SystemException`.
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
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallAndBridge {
    /// The number that the called party sees: `CallerIdNumber`. Where there is none, LEG-A's
    /// `From` is filled in before the reply is sent; its `To` when the caller withheld the number
    /// or is a SIP user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id_number: Option<Sensitive>,
    /// Who is called: `Endpoints`, exactly one.
    #[serde(deserialize_with = "object::list")]
    pub endpoints: Vec<Endpoint>,
    /// How long it rings: `CallTimeoutSeconds`, by default 30 s.
    #[serde(
        rename = "CallTimeoutSeconds",
        default,
        with = "seconds",
        skip_serializing_if = "Option::is_none"
    )]
    pub call_timeout: Option<Duration>,
    /// What the caller hears meanwhile: `RingbackTone`.
    #[serde(
        default,
        deserialize_with = "object::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub ringback_tone: Option<AudioFile>,
    /// What the called party is told: `SipHeaders`.
    #[serde(default, skip_serializing_if = "SipHeaders::is_empty")]
    pub sip_headers: SipHeaders,
}

/// Who [`CallAndBridge`] calls: one of `Endpoints`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Endpoint {
    /// A phone number or a Voice Connector: `BridgeEndpointType`.
    pub bridge_endpoint_type: BridgeEndpointType,
    /// The phone number in E.164 form, or the user that the Voice Connector is asked for: `Uri`.
    pub uri: Sensitive,
    /// The Voice Connector or the group of them: `Arn`. Not for phone numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<Cow<'static, str>>,
}

open_enum! {
    /// What is called: `BridgeEndpointType`.
    pub enum BridgeEndpointType {
        /// A phone number.
        Pstn = "PSTN",
        /// A Voice Connector or a group of them.
        Aws = "AWS",
    }
}

impl CallAndBridge {
    /// Calls a phone number: an endpoint of type `PSTN`.
    pub fn pstn(number: E164) -> Self {
        Self::calling(Endpoint {
            bridge_endpoint_type: BridgeEndpointType::Pstn,
            uri: Sensitive::new(number),
            arn: None,
        })
    }

    /// Calls a user of a Voice Connector or of a group of them, by `Arn` and `Uri`: an endpoint of
    /// type `AWS`.
    ///
    /// The user is 1 to 30 characters of letters, digits and `&=+$/%-_!~*().`.
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

    /// The number that the called party sees: `CallerIdNumber`, one of the account's own or the
    /// `From` of LEG-A, which is the default; LEG-A's `To` where that is no phone number.
    pub fn caller_id(mut self, number: E164) -> Self {
        self.caller_id_number = Some(Sensitive::new(number));
        self
    }

    /// How long it rings: `CallTimeoutSeconds`, at most 120 s, by default 30 s, rounded up to whole
    /// seconds.
    ///
    /// The service's page of the action begins at 1 s, its error page at 0.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// What the caller hears until the call is answered, over and over: `RingbackTone`.
    pub fn ringback_s3(
        mut self,
        bucket: impl Into<Cow<'static, str>>,
        key: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.ringback_tone = Some(AudioFile::s3(bucket, key));
        self
    }

    /// Tells the called party this, beside what was set before: `SipHeaders`.
    ///
    /// Names begin with `x-`, or are `User-to-User` or `Diversion`; see
    /// [`SipHeaders`](crate::SipHeaders). The service's page of the action allows them for Voice
    /// Connectors only; its page of SIP headers and samples use them for phone numbers too.
    pub fn sip_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sip_headers.insert(name, value);
        self
    }

    /// Tells the called party all of this, in place of what was set before: `SipHeaders`.
    pub fn sip_headers(mut self, headers: SipHeaders) -> Self {
        self.sip_headers = headers;
        self
    }

    /// Takes LEG-A's `From` for the caller id, unless there is one.
    ///
    /// `validate` lets an absent caller id pass, because it is known only here; so this refuses.
    ///
    /// # Errors
    /// There is neither, and the service requires one.
    pub(crate) fn fill_in_caller_id(
        &mut self,
        from_of_leg_a: Option<&str>,
    ) -> Result<(), ActionError> {
        if self.caller_id_number.is_none() {
            self.caller_id_number = from_of_leg_a.map(|from| Sensitive::new(from.to_owned()));
        }
        check::<Self>(
            self.caller_id_number.is_some(),
            "CallerIdNumber",
            "must be set: LEG-A has no From",
        )
    }
}

impl Endpoint {
    fn check(&self) -> Result<(), ActionError> {
        match self.bridge_endpoint_type {
            BridgeEndpointType::Pstn => {
                check::<CallAndBridge>(
                    E164::is_valid(self.uri.as_str()),
                    "Uri",
                    "must be a phone number in E.164 form",
                )?;
                check::<CallAndBridge>(self.arn.is_none(), "Arn", "must not be set for PSTN")
            }
            BridgeEndpointType::Aws => {
                let known =
                    self.uri.as_str().bytes().all(|byte| {
                        byte.is_ascii_alphanumeric() || b"&=+$/%-_!~*().".contains(&byte)
                    });
                check::<CallAndBridge>(
                    known,
                    "Uri",
                    "must hold only letters, digits and &=+$/%-_!~*().",
                )?;
                check::<CallAndBridge>(
                    (1..=30).contains(&self.uri.as_str().len()),
                    "Uri",
                    "must hold 1 to 30 characters",
                )?;
                let arn = self.arn.as_deref().unwrap_or_default();
                check::<CallAndBridge>(!arn.is_empty(), "Arn", "must be set for AWS")
            }
            BridgeEndpointType::Other(_) => {
                check::<CallAndBridge>(false, "BridgeEndpointType", "must be PSTN or AWS")
            }
        }
    }
}

impl ActionKind for CallAndBridge {
    const TYPE: ActionType = ActionType::CallAndBridge;
    const LEGS: Legs = Legs::None;
    type Results = NoResults;

    fn validate(&self) -> Result<(), ActionError> {
        let caller_id = self.caller_id_number.as_ref().map(Sensitive::as_str);
        check::<Self>(caller_id != Some(""), "CallerIdNumber", "must not be empty")?;
        let [endpoint] = &*self.endpoints else {
            let rule = format!("must hold exactly one endpoint, has {}", self.endpoints.len());
            return Err(ActionError::new(Self::TYPE, "Endpoints", rule));
        };
        endpoint.check().map_err(|invalid| invalid.within("Endpoints[0]"))?;
        let in_range = self.call_timeout.is_none_or(|timeout| seconds::count(timeout) <= 120);
        check::<Self>(in_range, "CallTimeoutSeconds", "must be at most 120")?;
        if let Some(tone) = &self.ringback_tone {
            tone.check::<Self>("RingbackTone")?;
        }
        self.sip_headers
            .validate()
            .map_err(|error| ActionError::new(Self::TYPE, "SipHeaders", error.to_string()))
    }

    fn target(&self) -> Option<&Target> {
        None
    }

    fn target_mut(&mut self) -> Option<&mut Target> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_id_is_filled_in_unless_there_is_one() {
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
