import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt
import pytest

from lambdas.identity.keys import REFETCH_SECONDS, KeysUnavailable, SigningKeys, fetch
from lambdas.identity.rejection import Reason, Rejected
from tests.unit.lambdas.credentials import NOW, Pool

POOL = Pool()


class Published:
    """A pool's key document that counts who asks for it."""

    def __init__(self, *answers: dict[str, jwt.PyJWK] | None) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self) -> dict[str, jwt.PyJWK]:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            raise KeysUnavailable
        return answer


def reason(keys: SigningKeys, kid: str, now: int) -> Reason:
    with pytest.raises(Rejected) as rejected:
        keys.find(kid, now)
    return rejected.value.reason


def test_the_keys_are_fetched_once() -> None:
    published = Published(POOL.keys)
    keys = SigningKeys(published)
    for later in range(100):
        assert keys.find("key-1", NOW + later).key_id == "key-1"
    assert published.asked == 1


def test_an_unknown_key_asks_once_again_but_not_for_every_token() -> None:
    published = Published(POOL.keys)
    keys = SigningKeys(published)
    keys.find("key-1", NOW)
    for kid in ("made-up", "another", "made-up"):
        assert reason(keys, kid, NOW + REFETCH_SECONDS) is Reason.UNKNOWN_KEY
    assert published.asked == 2


def test_a_new_key_is_found() -> None:
    keys = SigningKeys(Published(POOL.keys, {**POOL.keys, **Pool("key-2").keys}))
    keys.find("key-1", NOW)
    assert reason(keys, "key-2", NOW + 1) is Reason.UNKNOWN_KEY
    assert keys.find("key-2", NOW + REFETCH_SECONDS).key_id == "key-2"


def test_while_the_pool_is_away_known_keys_still_work() -> None:
    keys = SigningKeys(Published(POOL.keys, None))
    keys.find("key-1", NOW)
    assert reason(keys, "key-2", NOW + REFETCH_SECONDS) is Reason.KEYS_UNAVAILABLE
    assert keys.find("key-1", NOW + REFETCH_SECONDS).key_id == "key-1"


def test_a_pool_that_comes_back_is_asked_again() -> None:
    keys = SigningKeys(Published(None, POOL.keys))
    assert reason(keys, "key-1", NOW) is Reason.KEYS_UNAVAILABLE
    assert keys.find("key-1", NOW + REFETCH_SECONDS).key_id == "key-1"


class Server(HTTPServer):
    status = 200
    body = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/keys"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_the_pools_document_is_read(server: Server) -> None:
    others = [{"kty": "EC", "kid": "e", "crv": "P-256", "x": "x", "y": "y"}, {"kty": "RSA", "n": "n", "e": "AQAB"}]
    server.body = json.dumps({"keys": [*POOL.jwks["keys"], *others]}).encode()
    assert set(fetch(server.url)) == {"key-1"}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (302, b""),
        (404, json.dumps(POOL.jwks).encode()),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"keys": {}}'),
        (200, b'{"keys": [{"kty": "RSA", "kid": "key-1", "n": "", "e": "AQAB"}]}'),
        (200, b'{"keys": ["x"]}'),
        (200, b" " * 70_000 + b"{}"),
    ],
)
def test_anything_but_keys_is_unavailable(server: Server, status: int, body: bytes) -> None:
    server.status, server.body = status, body
    with pytest.raises(KeysUnavailable):
        fetch(server.url)


def test_nobody_there_is_unavailable(server: Server) -> None:
    url = server.url
    server.server_close()
    with pytest.raises(KeysUnavailable):
        fetch(url)
