import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.chat import authorizer, wiring
from lambdas.identity import keys
from lambdas.identity.keys import KeysUnavailable
from lambdas.identity.people import Agent, Visitor, identity_of
from lambdas.identity.rejection import Reason
from lambdas.identity.used_proofs import UsedProofs
from tests.contract.fake_connections import refusal
from tests.unit.lambdas.credentials import EDGE, NOW, Pool, VisitorKey, base64url, write_edge_secret
from tests.unit.lambdas.world import ENVIRONMENT, SITES, World

ARN = "arn:aws:execute-api:eu-central-1:123456789012:abc/ws/$connect"
SHOP, CHAT = "https://www.example.com", ENVIRONMENT["PUBLIC_URL"]
KEY, POOL = VisitorKey(), Pool()


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(authorizer, "time", SimpleNamespace(time=lambda: float(NOW)))
    monkeypatch.setattr(keys, "fetch", lambda _url: POOL.keys)
    write_edge_secret(current=EDGE)


def ask(credential: str, origin: str = SHOP, edge: str = EDGE) -> dict[str, Any]:
    headers = {"origin": origin, "Sec-WebSocket-Protocol": f"tresen.v1, {credential}", "x-tresen-edge": edge}
    return authorizer.handler({"type": "REQUEST", "methodArn": ARN, "headers": headers, "requestContext": {}}, None)


def effect(answer: dict[str, Any]) -> str:
    (statement,) = answer["policyDocument"]["Statement"]
    assert statement["Action"] == "execute-api:Invoke"
    return str(statement["Effect"])


def assert_refused(answer: dict[str, Any], reason: Reason, logged: io.StringIO) -> None:
    assert effect(answer) == "Deny"
    assert "context" not in answer
    line = json.loads(logged.getvalue().splitlines()[-1])
    assert (line["message"], line["reason"]) == ("refused", reason.value)


def test_a_visitor_is_let_in_with_its_id_and_site() -> None:
    answer = ask("proof." + KEY.proof())
    assert answer["policyDocument"]["Statement"] == [
        {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": ARN}
    ]
    assert answer["context"] == {"party": "visitor", "visitor_id": answer["context"]["visitor_id"], "site": "shop"}
    assert identity_of(answer["context"]) == Visitor(visitor_id=answer["context"]["visitor_id"], site="shop")


@pytest.mark.parametrize("edge", ["", "wrong", EDGE.upper(), f"{EDGE},{EDGE}", "\u00e4"])
def test_whoever_does_not_come_through_the_edge_is_refused_before_any_work(
    monkeypatch: pytest.MonkeyPatch, logged: io.StringIO, edge: str
) -> None:
    def worked(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(wiring, "admission", worked)
    assert_refused(ask("proof." + KEY.proof(), edge=edge), Reason.NOT_FROM_THE_EDGE, logged)
    assert_refused(ask("token." + POOL.token(), CHAT, edge=edge), Reason.NOT_FROM_THE_EDGE, logged)


def test_the_origin_decides_the_site() -> None:
    first = ask("proof." + KEY.proof(jti="a" * 16))
    second = ask("proof." + KEY.proof(jti="b" * 16), "https://other.example.org")
    assert (first["context"]["site"], second["context"]["site"]) == ("shop", "other")


def test_an_agent_is_let_in_with_its_groups_and_the_tokens_end() -> None:
    claims: dict[str, Any] = {"cognito:groups": ["shop.service", "shop.supervisor"]}
    answer = ask("token." + POOL.token(**claims), CHAT)
    assert answer["context"] == {
        "party": "agent",
        "agent_id": "5f1c8a2e-0000-4000-8000-000000000001",
        "groups": "shop.service shop.supervisor",
        "expires_at": str(NOW + 3600),
    }
    assert isinstance(identity_of(answer["context"]), Agent)


def test_who_only_operates_is_let_into_no_chat(logged: io.StringIO) -> None:
    claims: dict[str, Any] = {"cognito:groups": ["operator"]}
    assert_refused(ask("token." + POOL.token(**claims), CHAT), Reason.GROUPS, logged)


def test_who_operates_and_serves_is_let_in_as_one_who_serves() -> None:
    claims: dict[str, Any] = {"cognito:groups": ["operator", "shop.service"]}
    assert ask("token." + POOL.token(**claims), CHAT)["context"]["groups"] == "shop.service"


@pytest.mark.parametrize(
    "origin", ["", "null", "https://evil.example", SHOP + "/", SHOP.upper(), "http://www.example.com", CHAT]
)
def test_a_visitor_from_elsewhere_is_refused(origin: str, logged: io.StringIO) -> None:
    assert_refused(ask("proof." + KEY.proof(), origin), Reason.ORIGIN, logged)


@pytest.mark.parametrize("site", ["shop", "other"])
def test_a_page_of_the_chats_own_address_names_its_site(site: str) -> None:
    assert ask("proof." + KEY.proof(site=site), CHAT)["context"]["site"] == site


def test_a_page_may_name_the_site_that_it_is_of() -> None:
    assert ask("proof." + KEY.proof(site="shop"))["context"]["site"] == "shop"


@pytest.mark.parametrize(("origin", "site"), [(SHOP, "other"), (SHOP, "nobody"), ("https://other.example.org", "shop")])
def test_a_page_can_not_speak_for_another_site(origin: str, site: str, logged: io.StringIO) -> None:
    assert_refused(ask("proof." + KEY.proof(site=site), origin), Reason.SITE, logged)


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", CHAT + "/", CHAT.upper()])
def test_the_name_of_a_site_lets_nobody_in_from_elsewhere(origin: str, logged: io.StringIO) -> None:
    assert_refused(ask("proof." + KEY.proof(site="shop"), origin), Reason.ORIGIN, logged)


@pytest.mark.parametrize("site", ["nobody", "shop.service", "", "*", 1, ["shop"], "shop\n"])
def test_at_the_chats_own_address_there_is_no_other_site(site: object, logged: io.StringIO) -> None:
    is_a_name = site == "nobody"
    reason = Reason.SITE if is_a_name else Reason.MALFORMED
    assert_refused(ask("proof." + KEY.proof(site=site), CHAT), reason, logged)


def test_a_site_without_pages_of_its_own_has_no_visitors_there(
    monkeypatch: pytest.MonkeyPatch, logged: io.StringIO
) -> None:
    monkeypatch.setenv("SITES", json.dumps({**SITES, "shop": {**SITES["shop"], "card": False}}))
    assert_refused(ask("proof." + KEY.proof(site="shop"), CHAT), Reason.SITE, logged)
    assert effect(ask("proof." + KEY.proof(site="shop"))) == "Allow"


def test_a_proof_that_is_refused_for_its_site_is_not_used_up(logged: io.StringIO) -> None:
    proof = KEY.proof(site="shop")
    assert_refused(ask("proof." + proof, "https://other.example.org"), Reason.SITE, logged)
    assert effect(ask("proof." + proof)) == "Allow"


@pytest.mark.parametrize("origin", ["", "null", SHOP, CHAT + "/", "https://evil.example"])
def test_an_agent_from_elsewhere_is_refused(origin: str, logged: io.StringIO) -> None:
    assert_refused(ask("token." + POOL.token(), origin), Reason.ORIGIN, logged)


def test_a_proof_is_good_once(world: World, logged: io.StringIO) -> None:
    proof = "proof." + KEY.proof()
    assert effect(ask(proof)) == "Allow"
    assert_refused(ask(proof), Reason.REPLAYED, logged)
    (row,) = world.rows()
    assert row["pk"]["S"].startswith("proof#")
    assert int(row["expires_at"]["N"]) == NOW + 300


def test_two_visitors_may_choose_the_same_proof_id() -> None:
    assert effect(ask("proof." + KEY.proof())) == "Allow"
    assert effect(ask("proof." + VisitorKey().proof())) == "Allow"


def test_a_refused_proof_is_not_used_up(logged: io.StringIO) -> None:
    assert_refused(ask("proof." + KEY.proof(iat=NOW - 999)), Reason.TIME, logged)
    assert effect(ask("proof." + KEY.proof())) == "Allow"


def test_both_credentials_at_once_are_refused(logged: io.StringIO) -> None:
    both = f"proof.{KEY.proof()}, token.{POOL.token()}"
    for origin in (SHOP, CHAT):
        assert_refused(ask(both, origin), Reason.SUBPROTOCOLS, logged)


def test_a_credential_in_the_others_place_is_refused(logged: io.StringIO) -> None:
    assert_refused(ask("proof." + POOL.token()), Reason.MALFORMED, logged)
    assert_refused(ask("token." + KEY.proof(), CHAT), Reason.MALFORMED, logged)


def test_while_the_pool_is_away_an_agent_is_refused(monkeypatch: pytest.MonkeyPatch, logged: io.StringIO) -> None:
    def away(_url: str) -> None:
        raise KeysUnavailable

    monkeypatch.setattr(keys, "fetch", away)
    assert_refused(ask("token." + POOL.token(), CHAT), Reason.KEYS_UNAVAILABLE, logged)


@pytest.mark.parametrize(
    "error", [refusal("ThrottlingException", 400, "PutItem"), refusal("AccessDenied", 400, "PutItem"), OSError("x")]
)
def test_whoever_can_not_be_checked_is_refused(
    monkeypatch: pytest.MonkeyPatch, logged: io.StringIO, error: Exception
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(UsedProofs, "use", broken)
    assert_refused(ask("proof." + KEY.proof()), Reason.FAILED, logged)


@pytest.mark.parametrize(
    "event",
    [None, {}, [], {"methodArn": 7}, {"methodArn": ARN, "headers": []}, {"methodArn": ARN, "headers": {"a": 1}}],
)
def test_an_event_that_api_gateway_never_sends_is_refused(event: object) -> None:
    assert effect(authorizer.handler(event, None)) == "Deny"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, Reason.ORIGIN),
        ({"Origin": SHOP}, Reason.SUBPROTOCOLS),
        ({"Sec-WebSocket-Protocol": "tresen.v1"}, Reason.ORIGIN),
    ],
)
def test_a_handshake_without_what_it_needs_is_refused(
    headers: dict[str, str], reason: Reason, logged: io.StringIO
) -> None:
    event = {"methodArn": ARN, "headers": {**headers, "X-Tresen-Edge": EDGE}}
    assert_refused(authorizer.handler(event, None), reason, logged)


def test_a_handshake_without_headers_is_refused(logged: io.StringIO) -> None:
    assert_refused(authorizer.handler({"methodArn": ARN, "headers": None}, None), Reason.NOT_FROM_THE_EDGE, logged)


def test_nothing_of_a_credential_is_logged(logged: io.StringIO) -> None:
    proof, token = KEY.proof(htu="https://evil.example/ws"), POOL.token(token_use="id")
    ask(f"proof.{proof}")
    ask(f"token.{token}", CHAT)
    ask("proof." + base64url(b"x" * 200))
    for credential in (proof, token):
        for part in credential.split("."):
            assert part not in logged.getvalue()
    assert "example" not in logged.getvalue()
    assert "5f1c8a2e" not in logged.getvalue()
