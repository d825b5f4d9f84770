"""A webhook on this machine: HTTPS with a certificate of our own, answers by a function, questions kept."""

import json
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import trustme

Object = dict[str, Any]
Reply = Callable[[Object], Any]


class WebhookServer:
    """`reply` makes the answer of a review: JSON, (status, content type, text), or seconds to say nothing for."""

    def __init__(self, name: str = "127.0.0.1") -> None:
        self.authority = trustme.CA()
        self.reply: Reply = lambda review: {}
        # How long each byte of an answer takes.
        self.drip_seconds = 0.0
        self.asked: list[Object] = []
        self._http = HTTPServer(("127.0.0.1", 0), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(name).configure_cert(context)
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self._http.handle_error = lambda request, address: None  # type: ignore[method-assign]
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._http.server_port}/hook"

    @property
    def client(self) -> Object:
        return {"url": self.url, "caBundle": bundle(self.authority)}

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


def bundle(authority: trustme.CA) -> str:
    return b64encode(authority.cert_pem.bytes()).decode()


def _handler(server: WebhookServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(review)
            answer = server.reply(review)
            if isinstance(answer, float):
                time.sleep(answer)
                return
            status, kind, text = answer if isinstance(answer, tuple) else (200, "application/json", json.dumps(answer))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            if not server.drip_seconds:
                self.wfile.write(text.encode())
                return
            for byte in text.encode():
                time.sleep(server.drip_seconds)
                try:
                    self.wfile.write(bytes([byte]))
                except OSError:
                    return

        def log_message(self, format: str, *args: Any) -> None:
            """Tests are quiet."""

    return Handler
