"""How the operator's Sentry is spoken to: one request, and nothing of it is kept or believed."""

import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.errors.dsns import parse_dsn
from lambdas.errors.forwarding import HELD_BACK_SECONDS, Forwarding
from tests.unit.lambdas.errors.received_samples import NOW, event_id
from tests.unit.lambdas.errors.sentry import Sentry, listening

EVENT: dict[str, Any] = {"event_id": event_id(1), "platform": "javascript", "level": "error", "message": "grüße ☃"}


@pytest.fixture
def sentry() -> Iterator[Sentry]:
    with listening() as sentry:
        yield sentry


def forwarding(dsn: str, seconds: float = 60) -> Forwarding:
    return Forwarding(parse_dsn(dsn), seconds=seconds)


class TestSent:
    def test_the_event_arrives_as_it_is_by_its_own_id(self, sentry: Sentry) -> None:
        assert forwarding(sentry.dsn).forward(EVENT, NOW)
        assert sentry.paths == ["/api/7/envelope/"]
        header, item, payload, end = sentry.bodies[0].split(b"\n")
        assert json.loads(header) == {"event_id": event_id(1), "dsn": sentry.dsn}
        assert json.loads(item) == {"type": "event", "length": len(payload)}
        assert json.loads(payload) == EVENT
        assert end == b""

    def test_the_headers_say_who_sends_it_and_nothing_of_a_visitor(self, sentry: Sentry) -> None:
        forwarding(sentry.dsn).forward(EVENT, NOW)
        (headers,) = sentry.headers
        assert headers == {
            "host": f"127.0.0.1:{sentry.server_port}",
            "accept-encoding": "identity",
            "content-length": str(len(sentry.bodies[0])),
            "content-type": "application/x-sentry-envelope",
            "x-sentry-auth": "Sentry sentry_version=7, sentry_client=tresen, sentry_key=key",
        }

    def test_sentry_may_live_in_a_directory(self, sentry: Sentry) -> None:
        dsn = sentry.dsn.replace("/7", "/sentry/7")
        assert forwarding(dsn).forward(EVENT, NOW)
        assert sentry.paths == ["/sentry/api/7/envelope/"]
        assert json.loads(sentry.bodies[0].split(b"\n")[0])["dsn"] == dsn

    def test_numbers_of_any_length_are_passed_on(self, sentry: Sentry) -> None:
        assert forwarding(sentry.dsn).forward({**EVENT, "timestamp": 10**30}, NOW)
        assert sentry.events()[0]["timestamp"] == 10**30


class TestNotTaken:
    @pytest.mark.parametrize("status", [400, 403, 404, 413, 500])
    def test_sentry_says_so(self, sentry: Sentry, logged: io.StringIO, status: int) -> None:
        sentry.status, sentry.answer = status, b'{"detail":"ada@example.com"}'
        sentry.answer_headers = {"x-sentry-error": "ada@example.com"}
        assert not forwarding(sentry.dsn).forward(EVENT, NOW)
        assert str(status) in logged.getvalue()
        assert "ada@example.com" not in logged.getvalue()

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_a_redirect_is_not_followed(self, sentry: Sentry, status: int) -> None:
        with listening() as elsewhere:
            sentry.status = status
            sentry.answer_headers = {"location": f"http://127.0.0.1:{elsewhere.server_port}/api/7/envelope/"}
            assert not forwarding(sentry.dsn).forward(EVENT, NOW)
            assert elsewhere.paths == []

    def test_nobody_listens(self, logged: io.StringIO) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        assert not forwarding(f"http://key@127.0.0.1:{port}/7").forward(EVENT, NOW)
        assert "no answer" in logged.getvalue()

    def test_it_is_not_who_it_should_be(self, sentry: Sentry) -> None:
        assert not forwarding(f"https://key@127.0.0.1:{sentry.server_port}/7").forward(EVENT, NOW)
        assert sentry.bodies == []

    def test_it_is_too_slow(self, sentry: Sentry) -> None:
        sentry.slow_seconds = 60
        began = time.monotonic()
        assert not forwarding(sentry.dsn, seconds=0.3).forward(EVENT, NOW)
        assert time.monotonic() - began < 30

    def test_it_says_its_headers_byte_by_byte(self) -> None:
        began = time.monotonic()
        with dripping() as port:
            assert not forwarding(f"http://key@127.0.0.1:{port}/7", seconds=0.5).forward(EVENT, NOW)
        assert time.monotonic() - began < 30

    @pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200])
    def test_it_speaks_something_else(self, answer: bytes) -> None:
        with saying(answer) as port:
            assert not forwarding(f"http://key@127.0.0.1:{port}/7").forward(EVENT, NOW)

    def test_a_body_that_never_ends_is_not_waited_for(self) -> None:
        with saying(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n", linger=60) as port:
            began = time.monotonic()
            assert forwarding(f"http://key@127.0.0.1:{port}/7").forward(EVENT, NOW)
            assert time.monotonic() - began < 30


class TestHeldBack:
    def test_as_long_as_sentry_says(self, sentry: Sentry) -> None:
        to = forwarding(sentry.dsn)
        sentry.status, sentry.answer_headers = 429, {"X-Sentry-Rate-Limits": "30:error:organization"}
        assert not to.forward(EVENT, NOW)
        sentry.status, sentry.answer_headers = 200, {}
        assert [to.forward(EVENT, NOW + after) for after in (0, 29_999, 30_000)] == [False, False, True]
        assert len(sentry.bodies) == 2

    def test_what_it_has_taken_with_a_limit_for_the_next_is_taken(self, sentry: Sentry) -> None:
        to = forwarding(sentry.dsn)
        sentry.answer_headers = {"X-Sentry-Rate-Limits": "30:error:organization"}
        assert to.forward(EVENT, NOW)
        assert not to.forward(EVENT, NOW + 29_999)

    def test_for_a_while_after_no_answer(self, sentry: Sentry) -> None:
        to = forwarding(sentry.dsn)
        sentry.hangs_up = True
        assert not to.forward(EVENT, NOW)
        sentry.hangs_up = False
        held = HELD_BACK_SECONDS * 1000
        assert [to.forward(EVENT, NOW + after) for after in (0, held - 1, held)] == [False, False, True]

    def test_a_refusal_of_one_event_says_nothing_about_the_next(self, sentry: Sentry) -> None:
        to = forwarding(sentry.dsn)
        sentry.status = 400
        assert not to.forward(EVENT, NOW)
        sentry.status = 200
        assert to.forward(EVENT, NOW)


class saying:  # noqa: N801 - read as a function
    """A server that answers with bytes of its own, then waits for ``linger`` seconds, at the longest for the test."""

    def __init__(self, answer: bytes, linger: float = 0, pause: float = 0) -> None:
        self._answer, self._linger, self._pause = answer, linger, pause
        self._is_over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> int:
        self._thread.start()
        return int(self._listening.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join(5)
        self._listening.close()

    def _run(self) -> None:
        connection, _ = self._listening.accept()
        with connection:
            connection.recv(100_000)
            pieces = [self._answer[at : at + 1] for at in range(len(self._answer))] if self._pause else [self._answer]
            for piece in pieces:
                try:
                    connection.sendall(piece)
                except OSError:
                    return
                if self._is_over.wait(self._pause):
                    return
            self._is_over.wait(self._linger)


def dripping() -> saying:
    """For a minute, if nobody ends it."""
    return saying(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 50, pause=0.2)
