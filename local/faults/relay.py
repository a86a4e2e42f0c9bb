"""Stands between the functions and MiniStack: lets a test watch their calls, and faults befall them."""

import contextlib
import http.client
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.addresses import LOOPBACK
from local.faults.calls import Answer, Call, refusal
from local.faults.chance import Injector
from local.faults.config import Fault
from local.faults.processes import end_function
from local.ministack import ACCESS_KEY, SECRET_KEY

Watcher = Callable[[Call, Answer], None]
"""Told of each call that MiniStack answered, in the thread of that call."""

_UPSTREAM_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.05


class Relay:
    """An HTTP server on a loopback port before MiniStack's ``upstream`` port."""

    def __init__(self, injector: Injector, *, upstream: int, region: str) -> None:
        self.watcher: Watcher | None = None
        self._injector = injector
        self._upstream = upstream
        self._region = region
        self._server = _Server((LOOPBACK, 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True)

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self._server.server_port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def carry(self, call: Call, caller_port: int) -> Answer | None:
        """What the caller is answered; ``None`` when it has been ended and nobody is left to answer."""
        turn = self._injector.turn(f"{call.service} {call.operation}")
        fault = turn.first_of(call.possible)
        if fault is Fault.END_BEFORE_WRITE and self._end(fault, caller_port):
            return None
        if fault in {Fault.THROTTLE, Fault.GONE, Fault.TOO_MANY, Fault.BROKEN}:
            if fault is Fault.GONE:
                self._end_connection(call.path)
            self._injector.did(fault)
            return refusal(fault, call, turn)
        answer = self._passed_on(call)
        if fault in {Fault.END_AFTER_WRITE, Fault.END_AFTER_POST} and self._end(fault, caller_port):
            return None
        return answer

    def _end(self, fault: Fault, caller_port: int) -> bool:
        ended = end_function(caller_port)
        if ended:
            self._injector.did(fault)
        return ended

    def _end_connection(self, path: str) -> None:
        """AWS says "gone" of no connection that is there, so it ends now. Its client may take a while to see that."""
        request = AWSRequest("DELETE", f"http://{LOOPBACK}:{self._upstream}{path}")
        SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "execute-api", self._region).add_auth(request)
        self._asked(Call(method="DELETE", path=path, headers=dict(request.headers.items()), body=b""))

    def _passed_on(self, call: Call) -> Answer:
        answer = self._asked(call)
        # A test may end its watching at any moment, in another thread.
        watcher = self.watcher
        if watcher:
            watcher(call, answer)
        return answer

    def _asked(self, call: Call) -> Answer:
        """MiniStack's answer. Every header goes on as it came, since they are signed."""
        upstream = http.client.HTTPConnection(LOOPBACK, self._upstream, timeout=_UPSTREAM_SECONDS)
        with contextlib.closing(upstream):
            upstream.request(call.method, call.path, call.body, dict(call.headers))
            response = upstream.getresponse()
            return Answer(status=response.status, headers=_of_aws(response.getheaders()), body=response.read())


class _Server(ThreadingHTTPServer):
    # With socketserver's five, a function whose call comes together with others waits for a second to be let in.
    request_queue_size = 128


def _handler(relay: Relay) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body are two small packets, and the second would wait for the first one's receipt.
        disable_nagle_algorithm = True

        def handle(self) -> None:
            # A function that gave up or was ended has closed its end.
            with contextlib.suppress(ConnectionError):
                super().handle()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            call = Call(method=self.command, path=self.path, headers=dict(self.headers.items()), body=body)
            self._answer(relay.carry(call, self.client_address[1]))

        do_DELETE = do_GET = do_PUT = do_POST  # noqa: N815 - the names of the base class

        def _answer(self, answer: Answer | None) -> None:
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != http.HTTPStatus.NO_CONTENT:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            """Nothing: the relay has no log."""

    return Handler


def _of_aws(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower().startswith(("content-type", "x-amz"))}
