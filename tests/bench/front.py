"""A bare HTTPS front of one store, so that the real kubectl has something to ask: `python -m tests.bench.front STORE CERTIFICATE`.

It prints its port, and answers GET, which is all that the benchmark of reading commands needs. The certificate is a file with
its key, for 127.0.0.1.
"""

import json
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from pykubectl.client.embedded import EmbeddedClient
from pykubectl.errors import StatusError
from pykubectl.machinery.requests import JSON, TABLE, Request


class Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    client: EmbeddedClient
    lock = threading.Lock()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        accept = TABLE if "as=Table" in self.headers.get("Accept", "") else JSON
        try:
            with self.lock:
                answer = self.client.request(Request("GET", parts.path, query, accept=accept))
            code, body = answer.code, answer.body
        except StatusError as error:
            code, body = error.code, error.to_status()
        data = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the benchmark's output is a table."""


if __name__ == "__main__":
    Front.client = EmbeddedClient(sys.argv[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Front)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port, flush=True)
    server.serve_forever()
