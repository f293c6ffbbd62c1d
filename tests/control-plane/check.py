"""Tests `offhook serve` with the clients that people use: the `aws` command, and boto3.

    $ pip install awscli boto3
    $ python3 tests/control-plane/check.py target/debug/offhook
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

HERE = Path(__file__).parent
FROM, TO, APPLICATION = "+12065550100", "+14255550199", "notices"
CALL = {"FromPhoneNumber": FROM, "ToPhoneNumber": TO, "SipMediaApplicationId": APPLICATION}
os.environ |= {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}


class Server:
    """A running `offhook serve`."""

    def __init__(self, *options):
        command = [Path(sys.argv[1]).resolve(), "serve", "--port", "0", "--handler", "function.handler"]
        self.process = subprocess.Popen(
            [*command, *options], cwd=HERE, stdout=subprocess.PIPE, text=True
        )
        self.printed = ""
        self.endpoint = self.until("listening").split()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def until(self, text):
        """Reads up to a line with this text, and returns the line."""
        for line in self.process.stdout:
            self.printed += line
            if text in line:
                return line
        raise AssertionError(f"no {text!r} in\n{self.printed}")

    def client(self, attempts=1):
        # boto3's "standard" mode does not repeat what is throttled with this exception.
        config = Config(retries={"total_max_attempts": attempts, "mode": "legacy"})
        return boto3.client("chime-sdk-voice", endpoint_url=self.endpoint, config=config)

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        self.printed += self.process.stdout.read()
        return self.process.wait()


def refused(request, status, exception, message):
    """Expects an error, by its exception's class if the SDK has one."""
    try:
        request()
    except ClientError as error:
        response = error.response
        assert response["ResponseMetadata"]["HTTPStatusCode"] == status, response
        assert response["Error"]["Code"] == exception, response
        assert message in response["Error"]["Message"], response
        assert type(error).__name__ in (exception, "ClientError"), type(error)
        return
    raise AssertionError(f"not refused: {exception}")


def a_call_is_placed_answered_and_updated():
    with Server("--person", f"{TO}=waits: 100ms, answers") as server:
        # One process places the call.
        aws = subprocess.run(
            ["aws", "chime-sdk-voice", "create-sip-media-application-call",
             "--sip-media-application-id", APPLICATION, "--from-phone-number", FROM, "--to-phone-number", TO,
             "--arguments-map", "notice=Hello,reference=HX-1", "--sip-headers", "X-Notice=HX-1"],
            env={**os.environ, "AWS_ENDPOINT_URL_CHIME_SDK_VOICE": server.endpoint},
            capture_output=True, text=True,
        )
        assert aws.returncode == 0, aws.stderr
        transaction = json.loads(aws.stdout)["SipMediaApplicationCall"]["TransactionId"]
        server.until('NEW_OUTBOUND_CALL notices {"notice": "Hello", "reference": "HX-1"}')
        # The Lambda answers it.
        server.until("CALL_ANSWERED")
        # Another process updates it.
        client = server.client()
        ids = {"SipMediaApplicationId": APPLICATION, "TransactionId": transaction}
        client.update_sip_media_application_call(**ids, Arguments={"say": "Goodbye."})
        for text in ["ended", "answers", "UpdateSipMediaApplicationCall say=Goodbye.", "ACTION_INTERRUPTED", "hangs up"]:
            server.until(text)
        update = client.update_sip_media_application_call
        refused(lambda: update(**ids, Arguments={}), 404, "NotFoundException",
                f"Transaction {transaction} doesn't exist for SipMediaApplication {APPLICATION}")
        assert server.interrupt() == 0, server.printed
        assert "1 call, 1 update, 1 request refused; 0 findings" in server.printed, server.printed


def invalid_requests_are_refused():
    with Server() as server:
        client = server.client()
        create = client.create_sip_media_application_call
        bad = "BadRequestException"
        twenty_one = {f"X-{number}": "" for number in range(21)}
        for change, message in [
            ({"FromPhoneNumber": "anonymous"}, "FromPhoneNumber is not a phone number in E.164 format"),
            ({"ToPhoneNumber": "+0"}, "ToPhoneNumber is not a phone number in E.164 format"),
            ({"ArgumentsMap": twenty_one}, "ArgumentsMap has 21 entries: the maximum is 20"),
            ({"SipHeaders": twenty_one}, "SipHeaders has 21 entries: the maximum is 20"),
            ({"SipHeaders": {"X-AMZN-Id": "1"}}, "Invalid SIP header(s) provided: X-AMZN-Id"),
            ({"SipHeaders": {"Subject": "1"}}, "Invalid SIP header(s) provided: Subject"),
        ]:
            refused(lambda: create(**CALL | change), 400, bad, message)
        transaction = create(**CALL)["SipMediaApplicationCall"]["TransactionId"]
        update = client.update_sip_media_application_call
        ids = {"SipMediaApplicationId": APPLICATION, "TransactionId": transaction}
        refused(lambda: update(**ids, Arguments=twenty_one), 400, bad, "Arguments has 21 entries: the maximum is 20")
        others = ids | {"SipMediaApplicationId": "others"}
        refused(lambda: update(**others, Arguments={}), 404, "NotFoundException", "for SipMediaApplication others")
        refused(client.list_sip_media_applications, 404, "UnknownOperationException", "this endpoint has only")


def calls_and_requests_are_limited():
    with Server("--at-once", "1") as server:
        create = server.client().create_sip_media_application_call
        create(**CALL)
        refused(lambda: create(**CALL), 400, "ResourceLimitExceededException", "the maximum number of running calls is 1")
    with Server("--throttle", "1000") as server:
        create = server.client(attempts=2).create_sip_media_application_call
        refused(lambda: create(**CALL), 429, "ThrottledClientException", "Service received too many requests")
        assert server.interrupt() == 0, server.printed
        assert "2 requests refused" in server.printed, server.printed
    with Server("--throttle", "700", "--seed", "5") as server:
        created = server.client(attempts=10).create_sip_media_application_call(**CALL)
        assert created["ResponseMetadata"]["RetryAttempts"] > 0, created


for check in [a_call_is_placed_answered_and_updated, invalid_requests_are_refused, calls_and_requests_are_limited]:
    check()
    print("ok", check.__name__, flush=True)
