"""A Sentry that is hostile itself: it redirects, answers at length, or not at all."""

import json
from typing import Final

import pytest

from tests.hostile.case import GOOD, kept
from tests.hostile.running import PATH, stage

SAID: Final = "what-upstream-says"
REDIRECTS: Final = (301, 302, 303, 307, 308)
PLACES: Final = (
    "http://127.0.0.1:TRAP/",
    "//127.0.0.1:TRAP/",
    "http://key@127.0.0.1:TRAP/sentry/42",
    "file:///etc/passwd",
    "gopher://127.0.0.1:TRAP/",
    "http://169.254.169.254/latest/",
    "/elsewhere",
)


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("place", PLACES)
def test_a_redirect_is_not_followed_and_nothing_of_it_is_told(status: int, place: str) -> None:
    with stage(is_forwarding=True) as made:
        assert made.sentry
        location = place.replace("TRAP", str(made.trap.port))
        made.sentry.answer = (
            f"HTTP/1.1 {status} {SAID}\r\nlocation: {location}\r\nrefresh: 0; url={location}\r\n"
            f"x-said: {SAID}\r\ncontent-length: {len(SAID)}\r\n\r\n{SAID}"
        ).encode()
        outcome = made.runs(kept("good", GOOD))
        assert outcome.status == 200
        assert [sent.startswith(PATH) for sent in outcome.forwarded] == [True]
        assert {*outcome.reached} == {("127.0.0.1", made.sentry.port)}
        assert outcome.trapped == []
        assert SAID not in json.dumps([outcome.body, outcome.headers]) + outcome.log
        assert outcome.is_stored_as_it_should_be()


ODD_ANSWERS: Final = {
    "nothing": b"",
    "no HTTP": b"\x00\xff" * 4000,
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
    "no status": b"HTTP/1.1\r\n\r\n",
    "a status that is none": b"HTTP/1.1 999999 x\r\n\r\n",
    "a status of letters": b"HTTP/1.1 abc x\r\n\r\n",
    "a line of 200 KB": b"HTTP/1.1 200 " + b"a" * 200_000 + b"\r\n\r\n",
    "a header of 200 KB": b"HTTP/1.1 200 OK\r\na: " + b"a" * 200_000 + b"\r\n\r\n",
    "1,000 headers": b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 1_000 + b"\r\n",
    "a body that ends too early": b"HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n{",
    "a length below zero": b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}",
    "a chunk that is none": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    "gzip that is none": b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\nab",
    "header lines folded": b"HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n{}",
    "headers that are no ASCII": b"HTTP/1.1 200 OK\r\n\xff\xfe: \x00\r\n\r\n{}",
    "to go on": b"HTTP/1.1 100 Continue\r\n\r\n" * 500,
    "another protocol to go on with": b"HTTP/1.1 101 Switching\r\nupgrade: h2c\r\n\r\n",
    "limits that are none": b"HTTP/1.1 429 x\r\nx-sentry-rate-limits: "
    + b"9" * 5000
    + b":error:a,,;;:::\r\nretry-after: 1e999\r\n\r\n",
    "a wait below zero": b"HTTP/1.1 429 x\r\nretry-after: -1\r\n\r\n",
    "a wait of 5,000 digits": b"HTTP/1.1 429 x\r\nretry-after: " + b"9" * 5000 + b"\r\n\r\n",
    "a wait that is not a number": b"HTTP/1.1 429 x\r\nx-sentry-rate-limits: nan:error:a\r\nretry-after: nan\r\n\r\n",
    "a fault of its own": b"HTTP/1.1 500 x\r\ncontent-length: 18\r\n\r\n" + SAID.encode(),
    "that it wants a password": b'HTTP/1.1 401 x\r\nwww-authenticate: Basic realm="a"\r\n\r\n',
    "that a proxy wants one": b"HTTP/1.1 407 x\r\nproxy-authenticate: Basic\r\n\r\n",
}


@pytest.mark.parametrize("name", ODD_ANSWERS)
def test_whatever_it_answers_the_report_is_kept_and_the_page_is_told_so(name: str) -> None:
    with stage(is_forwarding=True, answer=ODD_ANSWERS[name]) as made:
        for _ in range(2):
            outcome = made.runs(kept("good", GOOD))
            assert outcome.status == 200
            assert [*outcome.body] == ["id"]
            assert outcome.is_stored_as_it_should_be()
            assert "unexpected error" not in outcome.log
            assert SAID not in json.dumps([outcome.body, outcome.headers]) + outcome.log
            assert outcome.trapped == []


def test_one_that_is_not_there_changes_nothing() -> None:
    with stage(is_forwarding=True) as made:
        assert made.sentry
        made.sentry.close()
        outcome = made.runs(kept("good", GOOD))
        assert (outcome.status, outcome.is_stored_as_it_should_be()) == (200, True)
        assert "unexpected error" not in outcome.log
