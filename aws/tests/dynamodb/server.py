"""moto's DynamoDB on a free port of loopback, with the table of the documentation, until the standard input ends.

Prints the endpoint and the table's name. Without threads: moto would not check a condition and write in one step.
"""

import os
import sys
import threading
from pathlib import Path

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

TEMPLATE = Path(__file__).parents[2] / "src/dynamodb/table.yaml"

server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=False)
threading.Thread(target=server.serve_forever, daemon=True).start()
endpoint = f"http://127.0.0.1:{server.server_port}"


def client(service):
    keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}
    return boto3.client(service, endpoint_url=endpoint, region_name="us-east-1", **keys)


client("cloudformation").create_stack(
    StackName="offhook", TemplateBody=TEMPLATE.read_text(), Capabilities=["CAPABILITY_IAM"]
)
[table] = client("dynamodb").list_tables()["TableNames"]
print(endpoint, table, flush=True)
sys.stdin.read()
os._exit(0)
