"""A Matomo that behaves as the measured one does, and that goes wrong when it is told to.

A bulk is stored as a whole or not at all; what comes twice counts twice; a request without ``rec`` is counted as
tracked and not stored; a token that is not the right one leaves the raw request behind.
"""

import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "0123456789abcdef0123456789abcdef"
SITES = frozenset({1, 2})
LONGEST_NAME = 4096


class Fault(StrEnum):
    """What befalls one bulk of events."""

    NONE = "none"
    DEADLOCK = "deadlock"
    """500, and all of it rolled back, through no fault of any event."""
    REFUSED = "refused"
    """400 from in front of Matomo."""
    NO_CONTENT = "no content"
    """204, and nothing is stored."""
    SLOW = "slow"
    """Stored, but the answer comes too late."""
    CUT = "cut"
    CUT_AFTER_STORING = "cut after storing"
    GATEWAY = "gateway"
    """502, and nothing is stored."""
    GATEWAY_AFTER_STORING = "gateway after storing"
    PAGE = "page"
    """500 with a page of the web server's, which did not wait for Matomo to store it."""
    BUSY = "busy"
    GIVEN_UP = "given up"
    """503 from in front of Matomo, which did not wait for it to store it."""
    FATAL = "fatal"
    """500 with nothing in it, after a fatal error of PHP's when all was stored."""
    LOCKED = "locked"
    """One event waited too long for a lock and was left out without a word."""
    GARBLED = "garbled"
    """Stored, and the answer can not be read."""


@dataclass
class Receiver:
    """``fault`` decides what befalls a bulk; ``stored`` counts every event by its ``url``."""

    fault: Callable[[list[dict[str, Any]]], Fault] = lambda _: Fault.NONE
    refuses: Callable[[dict[str, Any]], bool] = lambda _: False
    """Single requests that it finds invalid, such as one that is older than what it deletes."""
    is_recording: bool = True
    is_blocking: bool = False
    is_full: bool = False
    """It answers a dry run, and can store nothing."""
    is_superuser: bool = True
    token: str = TOKEN
    slow_seconds: float = 0.0
    stored: Counter[str] = field(default_factory=Counter)
    raw: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    """What it has kept of requests that it did not take."""
    bulks: int = 0
    dry_runs: int = 0
    untold: int = 0
    """Events of which its answers said nothing that could be relied on."""
    bodies: list[bytes] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    mended: set[str] = field(default_factory=set)
    """Poisoned events that it takes after all."""

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self.come_back()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/"

    def come_back(self) -> None:
        if self._server is None:
            self._server = _Server(("127.0.0.1", self._port), _handler_of(self))
            self._port = self._server.server_address[1]
            threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def go_away(self) -> None:
        """Connections are refused until it comes back."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def answer(self, path: str, body: bytes) -> tuple[int, bytes] | None:
        """``None``: the connection is cut."""
        told = json.loads(body)
        requests, token = told["requests"], told["token_auth"]
        with self._lock:
            self.paths.add(path)
            self.bodies.append(body)
            if self.is_blocking:
                return 403, b"<html>blocked</html>"
            if not self.is_recording:
                return _success(0, [], is_superuser=False)
            if not any("rec" in each for each in requests):
                self.dry_runs += 1
                return self._tracked(requests, token)
            self.bulks += 1
            fault = self.fault(requests)
            answer = self._with_fault(fault, requests, token)
            self.untold += _untold(fault, len(requests), answer)
            return answer

    def _with_fault(self, fault: Fault, requests: list[dict[str, Any]], token: str) -> tuple[int, bytes] | None:
        match fault:
            case Fault.DEADLOCK:
                return _error(len(requests) // 2)
            case Fault.REFUSED:
                return 400, b"<html>bad request</html>"
            case Fault.NO_CONTENT:
                return 204, b""
            case Fault.CUT:
                return None
            case Fault.GATEWAY:
                return 502, b"<html>bad gateway</html>"
            case Fault.BUSY:
                return 429, b"<html>busy</html>"
            case Fault.LOCKED if len(requests) > 1:
                return self._tracked(requests[1:], token)
        answer = self._tracked(requests, token)
        match fault:
            case Fault.SLOW:
                self._lock.release()
                time.sleep(self.slow_seconds)
                self._lock.acquire()
            case Fault.CUT_AFTER_STORING:
                return None
            case Fault.GATEWAY_AFTER_STORING:
                return 504, b"<html>gateway time-out</html>"
            case Fault.GIVEN_UP:
                return 503, b"<html>backend fetch failed</html>"
            case Fault.FATAL:
                return 500, b""
            case Fault.PAGE:
                return 500, b"<html>internal server error</html>"
            case Fault.GARBLED:
                return 200, b'{"status": "succ'
        return answer

    def _tracked(self, requests: list[dict[str, Any]], token: str) -> tuple[int, bytes]:
        invalid = [place for place, each in enumerate(requests) if self._is_invalid(each, token)]
        taken = [each for place, each in enumerate(requests) if place not in invalid]
        if self.is_full and any("rec" in each for each in taken):
            return _error(0)
        if any(is_poisoned(each) and each["url"] not in self.mended for each in taken):
            return _error(len(taken))
        self.stored.update(each["url"] for each in taken if "rec" in each)
        return _success(len(taken), invalid, is_superuser=self.is_superuser and token == self.token)

    def _is_invalid(self, request: dict[str, Any], token: str) -> bool:
        if request["idsite"] not in SITES:
            return self._fails("site", request)
        if "cip" in request and token != self.token:
            return self._fails("token", request)
        return self.refuses(request)

    def _fails(self, why: str, request: dict[str, Any]) -> bool:
        """The first raw request of each kind is kept, as in ``core/Tracker/Failures.php``."""
        self.raw.setdefault((why, request["idsite"]), request)
        return True


def _untold(fault: Fault, events: int, answer: tuple[int, bytes] | None) -> int:
    """Of so many events in a bulk."""
    if fault is Fault.LOCKED:
        return 1 if events > 1 and answer is not None and answer[0] == 200 else 0
    return 0 if fault in (Fault.NONE, Fault.DEADLOCK, Fault.REFUSED, Fault.BUSY) else events


def is_poisoned(request: dict[str, Any]) -> bool:
    return len(request.get("e_n") or "") > LONGEST_NAME


def _success(tracked: int, invalid: list[int], *, is_superuser: bool) -> tuple[int, bytes]:
    answer: dict[str, Any] = {"status": "success", "tracked": tracked, "invalid": len(invalid)}
    if is_superuser:
        answer["invalid_indices"] = invalid
    return 200, json.dumps(answer).encode()


def _error(tracked: int) -> tuple[int, bytes]:
    return 500, json.dumps({"status": "error", "tracked": tracked, "invalid": 0}).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who does not wait for the answer is no error."""


def _handler_of(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            answer = receiver.answer(self.path, body)
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            status, text = answer
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            return

    return Handler


def seldom(rng: random.Random, chance: float) -> Callable[[list[dict[str, Any]]], Fault]:
    """Any fault with ``chance``, but none twice in a row for the same bulk: two deadlocks would look like poison."""
    last: list[tuple[str, ...]] = [()]
    faults = [fault for fault in Fault if fault is not Fault.NONE]

    def fault(requests: list[dict[str, Any]]) -> Fault:
        bulk = tuple(each["url"] for each in requests)
        if rng.random() >= chance or bulk == last[0]:
            return Fault.NONE
        last[0] = bulk
        return rng.choice(faults)

    return fault
