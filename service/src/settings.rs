//! The settings of a call: numbers, ids and the profile.

use std::collections::BTreeSet;

use crate::Profile;

/// The settings of a call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// How the service behaves where its sources contradict each other.
    pub profile: Profile,
    /// The call's `TransactionId`.
    pub transaction_id: String,
    /// The number or SIP user that calls.
    pub from: String,
    /// The number or SIP user that is called.
    pub to: String,
    /// The numbers that the account owns, for the caller id of a bridge. LEG-A's two numbers may
    /// always be shown.
    pub numbers: BTreeSet<String>,
    /// The ARNs of Voice Connectors of other accounts, to which no call can be bridged.
    pub foreign_voice_connectors: BTreeSet<String>,
    /// `SipRuleId` of an inbound call.
    pub sip_rule_id: String,
    /// `SipMediaApplicationId`.
    pub sip_media_application_id: String,
    /// When the call begins, in milliseconds since 1970.
    pub epoch_ms: u64,
}

impl Settings {
    /// A call between these two, under the default profile.
    pub fn new(
        transaction_id: impl Into<String>,
        from: impl Into<String>,
        to: impl Into<String>,
    ) -> Self {
        Self {
            profile: Profile::default(),
            transaction_id: transaction_id.into(),
            from: from.into(),
            to: to.into(),
            numbers: BTreeSet::new(),
            foreign_voice_connectors: BTreeSet::new(),
            sip_rule_id: "00000000-0000-0000-0000-0000000000f1".to_owned(),
            sip_media_application_id: "00000000-0000-0000-0000-00000000000a".to_owned(),
            epoch_ms: 0,
        }
    }
}
