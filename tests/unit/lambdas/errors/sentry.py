"""Stands where the operator's Sentry would, keeps all that arrives, and answers as the test says."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Sentry(ThreadingHTTPServer):
    """``paths``, ``headers`` and ``bodies`` are of each request, in the order in which they came.

    It is slow for ``slow_seconds``, but not for longer than the test is under way; ``hangs_up`` in place of an answer.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.answer_headers: Mapping[str, str] = {}
        self.answer = b'{"id":"0"}'
        self.slow_seconds = 0.0
        self.hangs_up = False
        self.is_over = threading.Event()
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []

    @property
    def dsn(self) -> str:
        return f"http://key@127.0.0.1:{self.server_port}/7"

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body.split(b"\n")[2]) for body in self.bodies]


class _Handler(BaseHTTPRequestHandler):
    server: Sentry

    def do_POST(self) -> None:
        asked = self.server
        asked.paths.append(self.path)
        asked.headers.append({name.lower(): value for name, value in self.headers.items()})
        asked.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        if asked.hangs_up or asked.is_over.wait(asked.slow_seconds):
            return
        self.send_response(asked.status)
        for name, value in asked.answer_headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(asked.answer)))
        self.end_headers()
        self.wfile.write(asked.answer)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def listening() -> Iterator[Sentry]:
    with Sentry() as sentry:
        thread = threading.Thread(target=sentry.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield sentry
        finally:
            sentry.is_over.set()
            sentry.shutdown()
            thread.join()
