//! Seals a reply before it is sent: leaves out actions that the service ignores, hangs up a leg left
//! alone, names the legs, and checks every rule.

use super::{Reply, ReplyError};
use crate::action::{Action, ActionError, Hangup, Legs, Target};
use crate::call::{Call, E164, Leg};
use crate::event::{EventType, Invocation};
use crate::wire::{FieldError, clip};

/// Maximum number of actions per reply.
const MAX_ACTIONS: usize = 10;
/// Maximum number of transaction attributes, by one page of the service.
const MAX_ATTRIBUTES: usize = 100;
/// Maximum number of transaction attributes on another page.
const DOUBTFUL_ATTRIBUTES: usize = 10;
/// Maximum size of the transaction attributes, in bytes of JSON.
const MAX_ATTRIBUTE_BYTES: usize = 20 * 1024;

impl Reply {
    /// Seals the reply to this invocation.
    ///
    /// # Errors
    /// Names the rule that the reply breaks.
    pub(crate) fn seal(
        &mut self,
        invocation: &Invocation,
        keep_lone_leg: bool,
    ) -> Result<(), ReplyError> {
        let call = invocation.call();
        let event = invocation.event_type();
        if invocation.schema_version() != self.schema_version {
            self.schema_version = invocation.schema_version().to_owned().into();
        }
        let ignored = if !event.takes_actions() {
            Some("the service ignores actions in the reply to this event; they are left out")
        } else if !call.is_up() && *event != EventType::NewInboundCall {
            Some("no leg of the call is connected; the actions are left out")
        } else {
            None
        };
        if let Some(why) = ignored.filter(|_| !self.actions().is_empty()) {
            tracing::debug!(event = clip(event.as_str()), "{why}");
            self.actions = Some(Vec::new());
        }
        if *event == EventType::Hangup
            && !keep_lone_leg
            && self.actions.as_ref().is_some_and(Vec::is_empty)
        {
            let hangups =
                call.left_behind().map(|leg| Action::from(Hangup::normal().on(leg.call_id())));
            self.actions = Some(hangups.collect());
        }
        for action in self.actions.iter_mut().flatten() {
            if let Action::CallAndBridge(bridge) = action {
                bridge.fill_in_caller_id(caller_id(call))?;
            }
            name_leg(action, call)?;
        }
        self.check(event)
    }

    fn check(&self, event: &EventType) -> Result<(), ReplyError> {
        let actions = self.actions();
        if actions.is_empty() && *event == EventType::NewInboundCall {
            return Err(ReplyError::Silent);
        }
        if actions.len() > MAX_ACTIONS {
            return Err(ReplyError::TooManyActions { count: actions.len() });
        }
        for action in actions {
            action.validate()?;
        }
        let Some(attributes) = &self.attributes else { return Ok(()) };
        let count = attributes.len();
        if count > MAX_ATTRIBUTES {
            return Err(ReplyError::TooManyAttributes { count });
        }
        if count > DOUBTFUL_ATTRIBUTES {
            tracing::warn!(
                count,
                "a page of the service has an error for more than 10 transaction attributes"
            );
        }
        let bytes = attributes.json_size();
        if bytes > MAX_ATTRIBUTE_BYTES {
            return Err(ReplyError::AttributesTooLarge { bytes });
        }
        Ok(())
    }
}

/// The caller id of a bridge that sets none: LEG-A's `From`, or, when the caller withheld it or is a
/// SIP user, LEG-A's `To`, which on an inbound call is the account's own number.
fn caller_id(call: &Call) -> Option<&str> {
    let numbers = [call.from(), call.to()];
    let number = numbers.into_iter().find(|number| E164::is_valid(number));
    number.or_else(|| numbers.into_iter().find(|number| !number.is_empty()))
}

/// Sets the leg of an action that needs one.
fn name_leg(action: &mut Action, call: &Call) -> Result<(), ActionError> {
    let legs = action.legs();
    let Some(target) = action.target_mut() else { return Ok(()) };
    let wanted = match (&*target, legs) {
        (&Target::CallId(_), _) | (&Target::Leg(_), Legs::Either) => return Ok(()),
        (_, Legs::Only(leg)) | (&Target::Leg(leg), _) => Some(leg),
        (&Target::Event, _) => None,
    };
    let leg = match wanted {
        Some(Leg::A) => call.leg_a(),
        Some(Leg::B) => call.leg_b(),
        None => call.default_leg(),
    };
    match (leg, wanted) {
        (Some(leg), _) => *target = Target::from(leg),
        // Without participants the legs are unknown.
        (None, Some(leg)) if !call.participants().is_empty() => {
            let rule = format!("must name a leg of the call: there is no {leg}");
            return Err(ActionError::new(action.action_type(), FieldError::new("CallId", rule)));
        }
        (None, _) => {}
    }
    Ok(())
}
