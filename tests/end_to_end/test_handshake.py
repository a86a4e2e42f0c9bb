"""Who gets a connection: the `$connect` authorizer behind the edge, asked from outside."""

import secrets
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.end_to_end import clients
from tests.end_to_end.clients import VisitorKey


def status(url: str, origin: str, *protocols: str) -> int:
    """101 when the handshake is accepted, else the status of the refusal."""

    async def connect() -> int:
        try:
            async with clients.connection(url, origin, *protocols) as client:
                assert client.socket.protocol == "tresen.v1"
        except aiohttp.WSServerHandshakeError as error:
            return error.status
        return 101

    return clients.run(connect())


def test_a_visitor_with_a_proof_gets_a_connection(chat: str, shop: str) -> None:
    assert status(chat, shop, "tresen.v1", f"proof.{VisitorKey().proof(chat)}") == 101


def test_nothing_offered_is_refused_as_unauthorised(chat: str, shop: str) -> None:
    assert status(chat, shop) == 401


@pytest.mark.parametrize("origin", ["http://evil.localhost", "null", "https://shop.localhost", ""])
def test_a_page_that_is_no_site_of_ours_is_refused(chat: str, origin: str) -> None:
    assert status(chat, origin, "tresen.v1", f"proof.{VisitorKey().proof(chat)}") == 403


def test_a_proof_without_the_subprotocol_is_refused(chat: str, shop: str) -> None:
    assert status(chat, shop, f"proof.{VisitorKey().proof(chat)}") == 403


def test_a_replayed_proof_is_refused(chat: str, shop: str) -> None:
    proof = f"proof.{VisitorKey().proof(chat)}"
    assert [status(chat, shop, "tresen.v1", proof) for _ in range(2)] == [101, 403]


ALTERED: dict[str, Callable[[VisitorKey, str], str]] = {
    "expired": lambda key, url: key.proof(url, iat=int(time.time()) - 600),
    "from the future": lambda key, url: key.proof(url, iat=int(time.time()) + 600),
    "for another name": lambda key, _: key.proof("https://chat.elsewhere.example"),
    "for another method": lambda key, url: key.proof(url, htm="POST"),
    "without an id": lambda key, url: key.proof(url, jti=None),
    "of another type": lambda key, url: key.proof(url, header={"typ": "JWT"}),
    "with another's key": lambda key, url: key.proof(url, header={"jwk": VisitorKey().jwk}),
    "with a symmetric key": lambda key, _: key.proof("x", header={"jwk": {"kty": "oct", "k": "AAAA"}}),
    "cut": lambda key, url: key.proof(url)[:-8],
    "with another signature": lambda key, url: ".".join(
        [*key.proof(url).split(".")[:2], VisitorKey().proof(url).split(".")[2]]
    ),
    "with parts of three proofs": lambda key, url: ".".join(key.proof(url).split(".")[part] for part in range(3)),
    "unsigned": lambda key, url: jwt.encode(
        {"jti": secrets.token_urlsafe(24), "htm": "GET", "htu": f"{url}/ws", "iat": int(time.time())},
        "",
        algorithm="none",
        headers={"typ": "dpop+jwt", "jwk": key.jwk},
    ),
    "no proof at all": lambda _key, _url: "abc",
}


@pytest.mark.parametrize("name", ALTERED)
def test_a_proof_that_is_not_in_order_is_refused(chat: str, shop: str, name: str) -> None:
    assert status(chat, shop, "tresen.v1", "proof." + ALTERED[name](VisitorKey(), chat)) == 403


def test_an_agent_with_a_token_gets_a_connection(chat: str, agent_token: str) -> None:
    assert status(chat, chat, "tresen.v1", f"token.{agent_token}") == 101


def test_an_agent_s_token_does_not_work_from_a_shop_page(chat: str, shop: str, agent_token: str) -> None:
    assert status(chat, shop, "tresen.v1", f"token.{agent_token}") == 403


def test_two_identities_at_once_are_refused(chat: str, agent_token: str) -> None:
    proof = f"proof.{VisitorKey().proof(chat)}"
    assert status(chat, chat, "tresen.v1", f"token.{agent_token}", proof) == 403


FORGED: dict[str, dict[str, Any]] = {
    "expired": {"exp": 1},
    "of another client": {"client_id": "other"},
    "of another pool": {"iss": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_other"},
    "for identity": {"token_use": "id"},
    "in no group": {"cognito:groups": []},
    "as it was": {},
}


@pytest.mark.parametrize("name", FORGED)
def test_a_token_signed_by_somebody_else_is_refused(chat: str, agent_token: str, name: str) -> None:
    claims = jwt.decode(agent_token, options={"verify_signature": False})
    headers = {"kid": jwt.get_unverified_header(agent_token)["kid"]}
    forger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = jwt.encode({**claims, **FORGED[name]}, forger, algorithm="RS256", headers=headers)
    assert status(chat, chat, "tresen.v1", f"token.{forged}") == 403


def test_an_altered_token_is_refused(chat: str, agent_token: str) -> None:
    header, claims, signature = agent_token.split(".")
    assert status(chat, chat, "tresen.v1", f"token.{header}.{claims[:-2]}AA.{signature}") == 403
