"""Runs a Lambda function of Python: imports the module that _HANDLER names, takes events from the
Runtime API, and answers them. Logs and errors have the form that AWS's runtime gives them.

Depends on Python 3.8 or later alone.
"""

import decimal
import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

PREFIX = "/2018-06-01/runtime/"


class RuntimeApi:
    """The Runtime API, over one connection."""

    def __init__(self):
        self.connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])

    def call(self, method, resource, body=None, headers=None):
        self.connection.request(method, PREFIX + resource, body, headers or {})
        response = self.connection.getresponse()
        return response.headers, response.read()

    def report(self, resource, error):
        """Logs an error and reports it."""
        text = "[ERROR] {errorType}: {errorMessage}".format(**error)
        trace = "".join(error["stackTrace"]).rstrip()
        if trace:
            text += "\nTraceback (most recent call last):\n" + trace
        print(text)
        headers = {"Lambda-Runtime-Function-Error-Type": error["errorType"]}
        self.call("POST", resource, json.dumps(error).encode(), headers)


class Fault(Exception):
    """An error of the runtime, such as Runtime.HandlerNotFound."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = "Runtime." + kind


def described(error, request_id=""):
    if isinstance(error, Fault):
        kind, frames = error.kind, []
    else:
        # The frames of this file come first.
        frames = traceback.extract_tb(error.__traceback__)
        while frames and frames[0].filename == "<string>":
            del frames[0]
        kind = type(error).__name__
    return {
        "errorMessage": str(error),
        "errorType": kind,
        "requestId": request_id,
        "stackTrace": traceback.format_list(frames),
    }


def load(handler):
    """Imports the function: the part after the last dot is its name."""
    module_name, dot, name = handler.rpartition(".")
    if not dot:
        message = "Bad handler '{}': not enough values to unpack (expected 2, got 1)"
        raise Fault("MalformedHandlerName", message.format(handler))
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = "Unable to import module '{}': {}"
        raise Fault("ImportModuleError", message.format(module_name, error))
    except SyntaxError as error:
        message = "Syntax error in module '{}': {}"
        raise Fault("UserCodeSyntaxError", message.format(module_name, error))
    if not hasattr(module, name):
        message = "Handler '{}' missing on module '{}'"
        raise Fault("HandlerNotFound", message.format(name, module_name))
    return getattr(module, name)


class CognitoIdentity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class LambdaContext:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = None
        self.identity = CognitoIdentity()
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(self._deadline - int(time.time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(str(message))


class RequestId(logging.Filter):
    """Adds the id of the current request to log records."""

    request_id = ""

    def filter(self, record):
        record.aws_request_id = self.request_id
        return True


def log_to(request_id):
    logging.Formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stdout)
    form = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
    handler.setFormatter(logging.Formatter(form, "%Y-%m-%dT%H:%M:%S"))
    handler.addFilter(request_id)
    logging.getLogger().addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    if level in ("DEBUG", "INFO", "WARN", "ERROR", "CRITICAL"):
        logging.getLogger().setLevel(level)


def plain(value):
    """Writes the numbers of DynamoDB."""
    if isinstance(value, decimal.Decimal):
        return float(value)
    message = "Object of type {} is not JSON serializable"
    raise TypeError(message.format(type(value).__name__))


def written(reply):
    try:
        return json.dumps(reply, default=plain).encode()
    except Exception as error:
        raise Fault("MarshalError", "Unable to marshal response: {}".format(error))


def run():
    version = "AWS_Lambda_python{}.{}".format(*sys.version_info[:2])
    os.environ.setdefault("AWS_EXECUTION_ENV", version)
    request_id = RequestId()
    log_to(request_id)
    api = RuntimeApi()
    try:
        handler = load(os.environ["_HANDLER"])
    except Exception as error:
        api.report("init/error", described(error))
        sys.exit(1)
    while True:
        headers, event = api.call("GET", "invocation/next")
        context = LambdaContext(headers)
        request_id.request_id = context.aws_request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"]
        resource = "invocation/" + context.aws_request_id
        try:
            reply = written(handler(json.loads(event), context))
        except Exception as error:
            api.report(resource + "/error", described(error, context.aws_request_id))
        else:
            api.call("POST", resource + "/response", reply)


run()
