import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from lambdas.identity.people import Agent
from lambdas.identity.rejection import Reason, Rejected
from lambdas.identity.sites import Sites
from lambdas.identity.tokens import TOKEN_CHARACTERS, verify_token
from tests.unit.lambdas.credentials import NOW, Pool, altered, base64url, segment
from tests.unit.lambdas.world import ENVIRONMENT, SITES

POOL = Pool()
TOKEN = POOL.token()


def find(kid: str) -> jwt.PyJWK:
    if kid not in POOL.keys:
        raise Rejected(Reason.UNKNOWN_KEY)
    return POOL.keys[kid]


def verify(token: str, now: int = NOW) -> Agent:
    return verify_token(
        token,
        find,
        issuer=ENVIRONMENT["AGENT_ISSUER"],
        client_id=ENVIRONMENT["AGENT_CLIENT_ID"],
        sites=convert(SITES, Sites),
        now=now,
    )


def reason(token: str, now: int = NOW) -> Reason:
    with pytest.raises(Rejected) as rejected:
        verify(token, now)
    return rejected.value.reason


def test_a_good_token_says_who_it_is() -> None:
    assert verify(POOL.token()) == Agent(
        agent_id="5f1c8a2e-0000-4000-8000-000000000001", groups=frozenset({"shop.service"}), expires_at=NOW + 3600
    )


def test_groups_that_no_site_has_are_left_out() -> None:
    groups = ["shop.service", "shop.supervisor", "other.service", "shop.nobody", "eu-central-1_pool_Google", "service"]
    claims: dict[str, Any] = {"cognito:groups": groups}
    assert verify(POOL.token(**claims)).groups == {"shop.service", "shop.supervisor", "other.service"}


@pytest.mark.parametrize(
    ("named", "groups", "operates"),
    [
        (["operator"], set(), True),
        (["operator", "shop.service"], {"shop.service"}, True),
        (["shop.service"], {"shop.service"}, False),
        (["shop.supervisor", "shop.operator", "Operator", "operator "], {"shop.supervisor"}, False),
    ],
)
def test_the_operators_group_stands_apart_from_the_sites(named: list[str], groups: set[str], operates: bool) -> None:
    claims: dict[str, Any] = {"cognito:groups": named}
    found = verify(POOL.token(**claims))
    assert found.groups == groups
    assert found.operates is operates


def test_who_only_operates_serves_and_supervises_no_site_of_whatever_name() -> None:
    claims: dict[str, Any] = {"cognito:groups": ["operator"]}
    found = verify(POOL.token(**claims))
    assert not any(asks(site) for asks in (found.serves, found.supervises) for site in ("operator", "shop", ""))


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"iss": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_other"}, Reason.ISSUER),
        ({"client_id": "another"}, Reason.CLIENT),
        ({"client_id": None}, Reason.CLIENT),
        ({"client_id": None, "aud": "console"}, Reason.CLIENT),
        ({"token_use": "id", "client_id": None, "aud": "console"}, Reason.NOT_AN_ACCESS_TOKEN),
        ({"exp": NOW}, Reason.TIME),
        ({"exp": NOW - 3600}, Reason.TIME),
        ({"cognito:groups": []}, Reason.GROUPS),
        ({"cognito:groups": None}, Reason.GROUPS),
        ({"cognito:groups": ["elsewhere.service", "supervisor", "shop.service "]}, Reason.GROUPS),
        ({"cognito:groups": ["shop.operator", "operator.service", "operators"]}, Reason.GROUPS),
        ({"cognito:groups": "shop.service"}, Reason.MALFORMED),
        ({"cognito:groups": [7]}, Reason.MALFORMED),
        ({"sub": None}, Reason.MALFORMED),
        ({"sub": "a#b"}, Reason.MALFORMED),
        ({"sub": "a b"}, Reason.MALFORMED),
        ({"exp": None}, Reason.MALFORMED),
        ({"exp": str(NOW + 3600)}, Reason.MALFORMED),
        ({"iss": None}, Reason.MALFORMED),
        ({"token_use": None}, Reason.MALFORMED),
    ],
)
def test_a_token_with_another_claim_is_refused(claims: dict[str, Any], expected: Reason) -> None:
    assert reason(POOL.token(**claims)) is expected


def test_a_token_of_another_key_is_refused() -> None:
    assert reason(Pool("key-2").token()) is Reason.UNKNOWN_KEY
    assert reason(Pool("key-1").token()) is Reason.SIGNATURE


def test_no_algorithm_but_rs256_is_good() -> None:
    claims = POOL.token().split(".")[1]
    public = POOL.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for alg in ("HS256", "RS256"):
        signed = f"{segment({'alg': alg, 'kid': 'key-1'})}.{claims}"
        forged = f"{signed}.{base64url(hmac.digest(public, signed.encode(), 'sha256'))}"
        assert reason(forged) is (Reason.SIGNATURE if alg == "RS256" else Reason.MALFORMED)
    assert reason(POOL.token(alg="RS512")) is Reason.MALFORMED
    for alg in ("none", "", "HS256"):
        assert reason(f"{segment({'alg': alg, 'kid': 'key-1'})}.{claims}.") is Reason.MALFORMED


@pytest.mark.parametrize("header", [{"kid": None}, {"kid": ""}, {"kid": "k" * 257}, {"kid": ["key-1"]}])
def test_a_header_without_a_usable_key_id_is_refused(header: dict[str, Any]) -> None:
    signed = POOL.token().split(".")
    assert reason(".".join([segment({"alg": "RS256", **header}), *signed[1:]])) is Reason.MALFORMED


@pytest.mark.parametrize("part", [0, 1, 2])
@given(st.data())
def test_a_token_with_any_character_changed_is_refused(part: int, data: st.DataObject) -> None:
    with pytest.raises(Rejected):
        verify(altered(TOKEN, part, data))


@given(st.text() | st.text(alphabet="abcABC012-_.", max_size=300))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        verify(text)


def test_a_bomb_is_refused() -> None:
    assert reason("a" * (TOKEN_CHARACTERS + 1)) is Reason.MALFORMED
    deep = base64url(json.dumps([]).encode() + b"[" * 2_000)
    assert reason(f"{deep}.{deep}.{deep}") is Reason.MALFORMED
