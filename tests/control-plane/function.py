"""A Lambda for check.py: asks the called person something, and says goodbye when the call is updated."""

import json


def handler(event, context):
    kind = event["InvocationEventType"]
    data = event.get("ActionData") or {}
    arguments = data.get("Parameters", {}).get("Arguments")
    print(kind, event["CallDetails"]["SipMediaApplicationId"], json.dumps(arguments))
    actions = []
    if kind == "CALL_ANSWERED":
        actions = [{"Type": "Pause", "Parameters": {"DurationInMilliseconds": "30000"}}]
    elif kind == "CALL_UPDATE_REQUESTED":
        call = event["CallDetails"]["Participants"][0]["CallId"]
        actions = [
            {"Type": "Speak", "Parameters": {"Text": arguments["say"], "CallId": call}},
            {"Type": "Hangup", "Parameters": {"SipResponseCode": "0"}},
        ]
    return {"SchemaVersion": "1.0", "Actions": actions}
