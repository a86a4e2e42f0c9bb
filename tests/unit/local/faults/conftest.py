"""A relay before a server that stands for MiniStack."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from local.faults.chance import Injector
from local.faults.relay import Relay


class Upstream:
    """Answers everything with ``{}``, and knows what it was asked, as method and path."""

    def __init__(self) -> None:
        asked = self.asked = list[tuple[str, str]]()
        headers = self.headers = list[dict[str, str]]()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked.append((self.command, self.path))
                headers.append(dict(self.headers.items()))
                self.send_response(200)
                self.send_header("x-amzn-RequestId", "r1")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def do_DELETE(self) -> None:
                self.do_POST()

            def do_PUT(self) -> None:
                self.do_POST()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    upstream = Upstream()
    thread = threading.Thread(target=upstream.server.serve_forever, args=(0.02,))
    thread.start()
    yield upstream
    upstream.server.shutdown()
    upstream.server.server_close()
    thread.join()


@pytest.fixture
def injector() -> Injector:
    return Injector()


@pytest.fixture
def relay(upstream: Upstream, injector: Injector) -> Iterator[Relay]:
    relay = Relay(injector, upstream=upstream.server.server_port, region="eu-central-1")
    relay.start()
    yield relay
    relay.stop()
