"""The benchmark's call flow in Python, as one writes it by hand."""


def lambda_handler(event, context):
    participants = event["CallDetails"]["Participants"]
    call_id = participants[0]["CallId"] if participants else None
    return {"SchemaVersion": "1.0", "Actions": actions(event, call_id)}


def actions(event, call_id):
    event_type = event["InvocationEventType"]
    if event_type in ("NEW_INBOUND_CALL", "CALL_ANSWERED"):
        return [speak_and_get_digits(call_id)]
    if event_type == "ACTION_SUCCESSFUL":
        data = event["ActionData"]
        if data["Type"] in ("SpeakAndGetDigits", "PlayAudioAndGetDigits"):
            return [speak(call_id, f"You pressed {data['ReceivedDigits']}"), hangup(call_id)]
    if event_type == "DIGITS_RECEIVED":
        return [{"Type": "Pause", "Parameters": {"CallId": call_id, "DurationInMilliseconds": 500}}]
    if event_type == "ACTION_FAILED":
        return [hangup(call_id)]
    return []


def speak_and_get_digits(call_id):
    return {
        "Type": "SpeakAndGetDigits",
        "Parameters": {
            "CallId": call_id,
            "SpeechParameters": {"Text": "Welcome. Press 1 for sales, 2 for support."},
            "FailureSpeechParameters": {"Text": "Sorry, try again."},
            "MinNumberOfDigits": 1,
            "MaxNumberOfDigits": 1,
            "Repeat": 3,
            "RepeatDurationInMilliseconds": 5000,
        },
    }


def speak(call_id, text):
    return {"Type": "Speak", "Parameters": {"CallId": call_id, "Text": text}}


def hangup(call_id):
    return {"Type": "Hangup", "Parameters": {"CallId": call_id, "SipResponseCode": "0"}}
