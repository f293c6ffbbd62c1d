"""The same front desk in Python."""

import logging
import os

SALES = os.environ.get("SALES", "+12065550123")
MENU = "For our opening hours, press 1. For sales, press 2."

logger = logging.getLogger()
logger.setLevel(logging.INFO)


# ANCHOR: handler
def lambda_handler(event, context):
    """Answers an event of the audio service."""
    kind = event["InvocationEventType"]
    details = event["CallDetails"]
    action = event.get("ActionData") or {}
    attributes = details.get("TransactionAttributes") or {}
    questions = int(attributes.get("questions", 0))
    logger.info("%s, %s ms left", kind, context.get_remaining_time_in_millis())
    if kind == "NEW_INBOUND_CALL":
        return reply([menu("Welcome. " + MENU)], {"questions": "0"})
    if kind == "ACTION_SUCCESSFUL" and action["Type"] == "SpeakAndGetDigits":
        if action["ReceivedDigits"] == "2":
            return reply([bridge(details)])
        text = "We are open from nine to five. " + MENU
        return reply([menu(text)], {"questions": str(questions + 1)})
    if kind == "ACTION_FAILED" and action["Type"] == "Speak":
        # An apology that fails is not followed by another one.
        return reply([hangup("LEG-A")])
    if kind == "ACTION_FAILED":
        return reply([speak("Please call again later. Goodbye."), hangup("LEG-A")])
    if kind == "HANGUP":
        # The service hangs up neither leg when the other one ends.
        legs = [leg for leg in details["Participants"] if leg["Status"] == "Connected"]
        return reply([hangup(leg["ParticipantTag"]) for leg in legs])
    return reply([])
# ANCHOR_END: handler


def reply(actions, attributes=None):
    answer = {"SchemaVersion": "1.0", "Actions": actions}
    if attributes is not None:
        answer["TransactionAttributes"] = attributes
    return answer


def speak(text):
    return {"Type": "Speak", "Parameters": {"Text": text, "ParticipantTag": "LEG-A"}}


def hangup(leg):
    return {"Type": "Hangup", "Parameters": {"SipResponseCode": "0", "ParticipantTag": leg}}


def menu(text):
    return {
        "Type": "SpeakAndGetDigits",
        "Parameters": {
            "ParticipantTag": "LEG-A",
            "SpeechParameters": {"Text": text},
            "FailureSpeechParameters": {"Text": "Sorry. " + MENU},
            "InputDigitsRegex": "^[12]$",
            "MinNumberOfDigits": 1,
            "MaxNumberOfDigits": 1,
            "Repeat": 3,
            "RepeatDurationInMilliseconds": 5000,
        },
    }


def bridge(details):
    return {
        "Type": "CallAndBridge",
        "Parameters": {
            "CallTimeoutSeconds": 20,
            "CallerIdNumber": details["Participants"][0]["From"],
            "Endpoints": [{"BridgeEndpointType": "PSTN", "Uri": SALES}],
        },
    }
