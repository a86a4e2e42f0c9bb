"""How Matomo is spoken to: one connection, one request, and what is known of it afterwards."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lambdas.analytics.matomo import Matomo
from lambdas.analytics.outcomes import Away, Outcome, Refused, Standing, Taken, Unknown
from tests.forwarding.receiver import TOKEN, Fault, Receiver
from tests.unit.lambdas.analytics.forward_world import request


def matomo(url: str, read_seconds: float = 60) -> Matomo:
    return Matomo(url, connect_seconds=60, read_seconds=read_seconds)


Say = Callable[[socket.socket], None]
ANSWER = b'{"status":"success","tracked":1,"invalid":0}'
WELL = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(ANSWER), ANSWER)
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(ANSWER), ANSWER)


@pytest.fixture
def serve() -> Iterator[Callable[[Say], str]]:
    """A server that answers with bytes of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    seen: list[threading.Thread] = []

    def serve(say: Say) -> str:
        def run() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(100_000)
                say(connection)

        seen.append(threading.Thread(target=run, daemon=True))
        seen[-1].start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/"

    yield serve
    listening.close()
    for thread in seen:
        thread.join(2)


def test_what_is_sent_is_stored(receiver: Receiver) -> None:
    assert matomo(receiver.url).track([request("a"), request("b")], TOKEN) == Taken(stored=2)
    assert dict(receiver.stored) == {"a": 1, "b": 1}


def test_the_token_is_in_the_body_and_nowhere_else(receiver: Receiver) -> None:
    matomo(receiver.url).track([request("a")], TOKEN)
    assert receiver.paths == {"/matomo.php"}
    (body,) = receiver.bodies
    assert json.loads(body)["token_auth"] == TOKEN
    # Matomo looks for it at another place than the first.
    assert body.startswith(b'{"requests"')


def test_an_event_is_sent_with_what_is_allowed_and_no_empty_field(receiver: Receiver) -> None:
    matomo(receiver.url).track([request("a")], TOKEN)
    (sent,) = json.loads(receiver.bodies[0])["requests"]
    assert "e_n" not in sent
    assert "country" not in sent
    assert sent["rec"] == sent["bots"] == 1


@pytest.mark.parametrize("path", ["analytics", "analytics/"])
def test_matomo_may_live_in_a_directory(receiver: Receiver, path: str) -> None:
    matomo(f"{receiver.url}{path}").track([request("a")], TOKEN)
    assert receiver.paths == {"/analytics/matomo.php"}


def test_a_dry_run_stores_nothing(receiver: Receiver) -> None:
    assert matomo(receiver.url).dry_run(1, TOKEN) is Standing.WELL
    assert not receiver.stored
    assert not receiver.raw


def test_a_dry_run_with_a_wrong_token_leaves_nothing_of_anybody_behind(receiver: Receiver) -> None:
    assert matomo(receiver.url).dry_run(1, "f" * 32) is Standing.TOKEN_REFUSED
    assert list(receiver.raw.values()) == [{"idsite": 1, "cip": "0.0.0.0"}]  # noqa: S104


def test_a_dry_run_finds_a_website_that_is_not_there(receiver: Receiver) -> None:
    assert matomo(receiver.url).dry_run(3, TOKEN) is Standing.SITE_UNKNOWN


def test_a_dry_run_finds_that_nothing_is_recorded(receiver: Receiver) -> None:
    receiver.is_recording = False
    assert matomo(receiver.url).dry_run(1, TOKEN) is Standing.NOT_RECORDING


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.DEADLOCK, Refused()),
        (Fault.REFUSED, Refused()),
        (Fault.BUSY, Away(Standing.BUSY)),
        (Fault.GIVEN_UP, Unknown(Standing.BUSY)),
        (Fault.NO_CONTENT, Unknown()),
        (Fault.SLOW, Unknown()),
        (Fault.CUT, Unknown()),
        (Fault.CUT_AFTER_STORING, Unknown()),
        (Fault.GATEWAY, Unknown()),
        (Fault.GATEWAY_AFTER_STORING, Unknown()),
        (Fault.PAGE, Unknown()),
        (Fault.GARBLED, Unknown()),
        (Fault.LOCKED, Taken(stored=1, lost=1)),
    ],
)
def test_each_fault_is_known_for_what_it_is(receiver: Receiver, fault: Fault, outcome: Outcome) -> None:
    receiver.fault = lambda _: fault
    receiver.slow_seconds = 1.5
    asked = matomo(receiver.url, 1) if fault is Fault.SLOW else matomo(receiver.url)
    assert asked.track([request("a"), request("b")], TOKEN) == outcome


def test_a_poisoned_event_takes_the_others_along(receiver: Receiver) -> None:
    assert matomo(receiver.url).track([request("a"), request("b", is_poisoned=True)], TOKEN) == Refused()
    assert not receiver.stored


def test_nothing_was_sent_when_nobody_listens(receiver: Receiver) -> None:
    receiver.go_away()
    assert matomo(receiver.url).track([request("a")], TOKEN) == Away(Standing.UNREACHABLE)


def test_nothing_was_sent_when_there_is_no_such_name() -> None:
    assert matomo("http://matomo.invalid/").track([request("a")], TOKEN) == Away(Standing.UNREACHABLE)


def test_nothing_was_sent_when_it_is_not_who_it_should_be(receiver: Receiver) -> None:
    url = receiver.url.replace("http:", "https:")
    assert matomo(url).track([request("a")], TOKEN) == Away(Standing.UNREACHABLE)
    assert not receiver.bodies


def test_a_redirect_is_not_followed(serve: Callable[[Say], str], receiver: Receiver) -> None:
    answer = f"HTTP/1.1 307 Moved\r\nlocation: {receiver.url}matomo.php\r\ncontent-length: 0\r\n\r\n"
    url = serve(lambda connection: connection.sendall(answer.encode()))
    assert matomo(url).track([request("a")], TOKEN) == Away(Standing.NOT_MATOMO)
    assert not receiver.bodies


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (b"no http at all", Unknown()),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", Unknown()),
        (b'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"status":"success","tracked":1,"invalid":0}', Unknown()),
        (b"HTTP/1.1 500 Error\r\ncontent-length: 100\r\n\r\n", Unknown()),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{", Unknown()),
        (b"HTTP/1.1 429 Busy\r\ncontent-length: 100\r\n\r\n<html", Away(Standing.BUSY)),
        (b"HTTP/1.1 429 Busy\r\ntransfer-encoding: chunked\r\n\r\n5\r\n<", Away(Standing.BUSY)),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + WELL, Unknown()),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + WELL, Taken(stored=1)),
        (WELL.replace(b"200 OK", b"200 OK\r\ncontent-encoding: gzip", 1).replace(b"{", b"\x1f\x8b", 1), Unknown()),
        (CHUNKED, Taken(stored=1)),
        (b"HTTP/1.1 200 OK\r\n\r\n<html><title>Sign in to the network</title>", Unknown()),
        (b"HTTP/1.1 200 OK\r\nx: " + b"x" * 70_000, Unknown()),
        (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200, Unknown()),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 200000\r\n\r\n" + b" " * 200_000, Unknown()),
        (b"", Unknown()),
    ],
)
def test_an_answer_that_breaks_off_says_no_more_than_was_read(
    serve: Callable[[Say], str], said: bytes, outcome: Outcome
) -> None:
    url = serve(lambda connection: connection.sendall(said))
    assert matomo(url).track([request("a")], TOKEN) == outcome


def test_each_request_has_its_own_connection(receiver: Receiver) -> None:
    speaking = matomo(receiver.url)
    speaking.track([request("a")], TOKEN)
    receiver.go_away()
    receiver.come_back()
    assert speaking.track([request("b")], TOKEN) == Taken(stored=1)


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nx: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_answer_that_comes_byte_by_byte_is_not_waited_for(serve: Callable[[Say], str], begun: bytes) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(begun)
        with contextlib.suppress(OSError):
            for _ in range(600):
                connection.sendall(b"x")
                if over.wait(0.1):
                    return

    over = threading.Event()
    slow = Matomo(serve(drip), connect_seconds=3, read_seconds=0.4)
    began = time.monotonic()
    assert slow.track([request("a")], TOKEN) == Unknown()
    assert time.monotonic() - began < 30
    over.set()


def test_what_no_name_server_answers_in_time_is_never_sent(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    found, over = socket.getaddrinfo, threading.Event()

    def late(*asked: Any, **more: Any) -> Any:
        over.wait(60)
        return found(*asked, **more)

    monkeypatch.setattr(socket, "getaddrinfo", late)
    began = set(threading.enumerate())
    slow = Matomo(receiver.url, connect_seconds=0.1, read_seconds=0.1)
    assert slow.track([request("a")], TOKEN) == Away(Standing.UNREACHABLE)
    over.set()
    for thread in set(threading.enumerate()) - began:
        thread.join(5)
    assert not receiver.bodies


def test_a_name_that_can_be_none_is_unreachable() -> None:
    assert matomo(f"http://{'x' * 70}.example/").track([request("a")], TOKEN) == Away(Standing.UNREACHABLE)


def test_an_address_of_ipv6_keeps_its_last_part(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def refuse(address: Any, *_: Any, **__: Any) -> None:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    matomo("https://[2001:db8::1]/").track([request("a")], TOKEN)
    assert asked == [("2001:db8::1", 443)]
