"""Stands between the functions and MiniStack, and counts what DynamoDB and Secrets Manager would bill."""

import contextlib
import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from local.addresses import LOOPBACK
from local.assembly import Template
from tests.flood.capacity import units
from tests.flood.use import Use


class Relay:
    """``change`` is what makes a local run use it; ``upstream`` is MiniStack's port, to be set once there is one."""

    upstream: int

    def __init__(self) -> None:
        self.used = Use()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((LOOPBACK, 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def change(self, _: str, template: Template) -> Template:
        address = f"http://{LOOPBACK}:{self._server.server_port}"
        for resource in template["Resources"].values():
            variables = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
            if "RELEASE" in variables:
                variables |= {"AWS_ENDPOINT_URL_DYNAMODB": address, "AWS_ENDPOINT_URL_SECRETS_MANAGER": address}
        return template

    def count(self, use: Use) -> None:
        with self._lock:
            self.used += use


def _handler(relay: Relay) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = self._passed_on(request)
            relay.count(_used(self.headers["X-Amz-Target"], json.loads(request), json.loads(answer)))
            # On a slow machine a function may have given up meanwhile.
            with contextlib.suppress(BrokenPipeError):
                self._answer(status, answer)

        def _passed_on(self, request: bytes) -> tuple[int, bytes]:
            """With every header as it came, since they are signed."""
            upstream = http.client.HTTPConnection(LOOPBACK, relay.upstream)
            try:
                upstream.request("POST", self.path, request, dict(self.headers.items()))
                answer = upstream.getresponse()
                return answer.status, answer.read()
            finally:
                upstream.close()

        def _answer(self, status: int, answer: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            """Nothing: the relay has no log."""

    return Handler


def _used(target: str, request: Any, answer: Any) -> Use:
    service, _, operation = target.partition(".")
    return units(operation, request, answer) if service.startswith("DynamoDB") else Use(secret_reads=1)
