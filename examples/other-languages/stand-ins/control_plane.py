"""Stands in for the control plane of Amazon Chime SDK Voice: answers the two requests with which an
application places a call and updates one, and prints them.

    $ python3 stand-ins/control_plane.py 5001
"""

import json
import sys
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ControlPlane(BaseHTTPRequestHandler):
    # CreateSipMediaApplicationCall: /sip-media-applications/{id}/calls
    # UpdateSipMediaApplicationCall: /sip-media-applications/{id}/calls/{transactionId}
    def do_POST(self):
        request = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        print(self.path, request.decode(), flush=True)
        resource, *parts = self.path.strip("/").split("/")
        if resource != "sip-media-applications" or parts[1:2] != ["calls"]:
            return self.answer(404, {"Message": "unknown path"})
        transaction_id = parts[2] if len(parts) > 2 else str(uuid.uuid4())
        self.answer(201, {"SipMediaApplicationCall": {"TransactionId": transaction_id}})

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), ControlPlane).serve_forever()
