"""What visitors and supervisors may ask of the data that is kept, as API Gateway hands it to the function."""

import io
import json
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import boto3
import pytest
from msgspec import convert

from lambdas.api import serving
from lambdas.contact.items import contact_item
from lambdas.contact.records import StoredContactRequest
from lambdas.identity import keys
from lambdas.identity.people import Visitor
from lambdas.identity.proofs import _Key, _thumbprint
from lambdas.privacy import handler as privacy_handler
from lambdas.privacy import wiring
from lambdas.privacy.handler import RESUME, handler
from lambdas.privacy.receipts import verified
from lambdas.privacy.rights import RIGHTS, Right, Who
from lambdas.protocol.contact import FilledField, Note
from lambdas.protocol.privacy import Jwks
from tests.unit.lambdas.credentials import EDGE, NOW, Pool, VisitorKey, write_edge_secret
from tests.unit.lambdas.world import DAY, ENVIRONMENT, TABLE, World, agent

CHAT = ENVIRONMENT["PUBLIC_URL"]
SHOP = "https://www.example.com"
POOL = Pool()
KEY, OTHER_KEY = VisitorKey(), VisitorKey()


def identity_of(key: VisitorKey) -> Visitor:
    return Visitor(visitor_id=_thumbprint(convert(key.jwk, _Key)), site="shop")


ME, OTHER = identity_of(KEY), identity_of(OTHER_KEY)


@pytest.fixture(autouse=True)
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"RECEIPT_SECRET": "receipts", "RECOVERY_DAYS": "7", "AUDIT_DAYS": "1095"}.items():
        monkeypatch.setenv(name, value)
    for part in (wiring.environment, wiring.privacy, wiring.receipt_key):
        part.cache_clear()
    monkeypatch.setattr(keys, "fetch", lambda _url: POOL.keys)
    for module in (serving, privacy_handler):
        monkeypatch.setattr(module, "time", SimpleNamespace(time_ns=lambda: world.now * 1_000_000))
    write_edge_secret(current=EDGE)
    boto3.client("secretsmanager").create_secret(Name="receipts", SecretString="s" * 64)


def ask(path: str, body: object = None, *, authorization: str = "", origin: str = SHOP, method: str = "POST") -> Any:
    """Status and body of the answer."""
    answer = handler(
        {
            "version": "2.0",
            "rawPath": f"/api/privacy/{path}",
            "requestContext": {"http": {"method": method}},
            "headers": {"x-tresen-edge": EDGE, "origin": origin, "authorization": authorization},
            "body": body if isinstance(body, str) else json.dumps({} if body is None else body),
        },
        None,
    )
    return int(str(answer["statusCode"])), json.loads(str(answer["body"]))


def proved(path: str, body: object = None, *, key: VisitorKey = KEY, **claims: Any) -> Any:
    proof = key.proof(**{"htm": "POST", "htu": f"{CHAT}/api/privacy/{path}", "jti": uuid4().hex, **claims})
    return ask(path, body, authorization=f"Proof {proof}")


def by_agent(path: str, body: object, *groups: str) -> Any:
    claims: dict[str, Any] = {"cognito:groups": list(groups)}
    token = POOL.token(**claims)
    return ask(path, body, authorization=f"Bearer {token}", origin=CHAT)


def erase(key: VisitorKey = KEY, **more: Any) -> Any:
    return proved("erasures", {"erasure_id": "e" * 32, **more}, key=key)


def fill(world: World, visitor: Visitor = ME) -> None:
    """A conversation over more than one part, and a contact request."""
    guest, ada = world.connect(visitor), world.connect(agent("ada"))
    ada.sends("list_conversations")
    named = {"conversation_id": visitor.conversation_id}
    cursor = guest.sends("start", locale="de")["entries"][-1]["seq"]
    ada.sends("take", **named)
    for number in range(120):
        world.passes(2_500)
        cursor = guest.says(f"Wort {number}", cursor)["seq"]
    ada.sends("mark_entries", delivered=cursor, seen=cursor, **named)
    request = StoredContactRequest(
        request_id="c" * 32,
        site="shop",
        subject=visitor.visitor_id,
        group="service",
        locale="de",
        fields=(FilledField(name="message", value="Bitte um Rückruf"),),
        notes=(Note(at=world.now, agent_id="ada", text="rief an"),),
        agent_id="ada",
        received_at=world.now,
        changed_at=world.now,
        expires_at=world.now // 1000 + 180 * DAY // 1000,
    )
    world.dynamodb.put_item(TableName=TABLE, Item=contact_item(request))
    world.now = NOW * 1000


def test_a_visitor_learns_what_is_stored_since_when_and_until_when(world: World) -> None:
    fill(world)
    status, answer = proved("stored")
    assert status == 200
    assert answer["recovery_days"] == 7
    stored = {each["kind"]: each for each in answer["stored"]}
    assert {kind: each["items"] for kind, each in stored.items()} == {
        "conversation": 122,
        "contact_requests": 1,
        "connections": 1,
        "proofs": 1,
    }
    assert stored["conversation"]["since"] == NOW * 1000
    assert stored["conversation"]["until"] == NOW * 1000 + 30 * DAY + 120 * 2_500
    assert stored["contact_requests"]["since"] == NOW * 1000 + 120 * 2_500
    assert (stored["proofs"]["since"], stored["proofs"]["until"]) == (None, (NOW + 300) * 1000)


def test_of_somebody_new_there_is_nothing_but_the_proof_just_used(world: World) -> None:
    assert [each["kind"] for each in proved("stored")[1]["stored"]] == ["proofs"]


def test_what_has_expired_is_not_counted(world: World) -> None:
    fill(world)
    world.passes(40 * DAY)
    stored = proved("stored", iat=world.now // 1000)[1]["stored"]
    assert [each["kind"] for each in stored] == ["contact_requests", "proofs"]


def test_an_export_comes_in_parts_that_are_the_whole(world: World) -> None:
    fill(world)
    parts = [proved("export", {})[1]]
    while parts[-1]["cursor"]:
        parts.append(proved("export", {"cursor": parts[-1]["cursor"]})[1])
    assert len(parts) >= 3
    entries = [entry for part in parts for entry in part["entries"]]
    assert [entry["seq"] for entry in entries] == list(range(1, 123))
    assert entries[2]["text"] == "Wort 0"
    assert parts[0]["conversation"]["state"] == "taken"
    assert parts[0]["marks"]["agent"] == {"delivered": 122, "seen": 122}
    (request,) = (each for part in parts for each in part["contact_requests"])
    assert request["notes"] == [{"at": NOW * 1000 + 300_000, "agent_id": "agent", "text": "rief an"}]
    assert "ada" not in json.dumps(parts)
    # Each part was asked for with a proof of its own.
    assert sum(part["proofs"] for part in parts) == len(parts)
    assert len([each for part in parts for each in part["connections"]]) == 1


def test_a_cursor_of_somebody_elses_leads_to_nothing_but_ones_own(world: World) -> None:
    fill(world, OTHER)
    cursor = proved("export", {}, key=OTHER_KEY)[1]["cursor"]
    status, answer = proved("export", {"cursor": cursor})
    assert status == 200
    assert "Wort" not in json.dumps(answer)
    assert answer["visitor_id"] == ME.visitor_id


@pytest.mark.parametrize(
    "cursor", ["x", "!!!!", "W10=", "WyJwcm9vZnMiLDFd", "WyJncm91cCIsbnVsbF0=", "WyJjb250YWN0IiwiIl0="]
)
def test_a_cursor_that_was_made_up_is_refused(world: World, cursor: str) -> None:
    assert proved("export", {"cursor": cursor}) == (400, {"code": "invalid_request"})


def test_a_visitor_is_erased_and_gets_a_receipt_that_can_be_verified(world: World) -> None:
    fill(world, OTHER)
    fill(world)
    status, answer = erase()
    assert (status, answer["erasure_id"]) == (200, "e" * 32)
    jwks = convert(ask("receipt-key", method="GET")[1], Jwks)
    receipt = verified(answer["receipt"], jwks)
    assert receipt.iss == CHAT
    assert (receipt.by, receipt.erased_at, receipt.backups_until) == ("visitor", NOW, NOW + 7 * DAY // 1000)
    assert receipt.erased == {"conversation": 122, "contact_requests": 1, "connections": 2, "proofs": 1}
    assert ME.visitor_id not in json.dumps(receipt.erased) + receipt.receipt_id
    # Asked again, with whatever id, it is the same one.
    again = proved("erasures", {"erasure_id": "f" * 32})[1]
    assert again == {"erasure_id": "f" * 32, "receipt": answer["receipt"]}
    for path in ("stored", "export"):
        assert proved(path) == (410, {"code": "erased"})
        assert proved(path, key=OTHER_KEY)[0] == 200


def test_all_open_pages_and_the_lists_of_agents_are_told(world: World) -> None:
    fill(world)
    tab, eve = world.connect(ME), world.connect(agent("eve", "shop.supervisor"))
    stranger = world.connect(agent("bob", "shop.sales"))
    tab.sends("open")
    for each in (eve, stranger):
        each.sends("list_conversations")
    world.gateway.posted.clear()
    erase()
    told = {"type": "conversation_erased", "conversation_id": ME.conversation_id}
    assert told in tab.received
    assert told in eve.received
    assert stranger.received == []
    assert {json.loads(frame)["type"] for _, frame in world.gateway.posted} == {"conversation_erased"}


def test_a_page_that_can_not_be_told_is_ended_and_keeps_nothing_from_its_end(world: World) -> None:
    fill(world)
    tab = world.connect(ME)
    tab.sends("open")
    world.gateway.unposted[tab.connection_id] = TimeoutError()
    world.gateway.open.clear()
    assert erase()[1]["receipt"]


def test_an_erasure_that_is_interrupted_is_ended_by_the_schedule(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world)
    monkeypatch.setattr("lambdas.privacy.erasure.ROWS_AT_ONCE", 10)
    erasures = wiring.privacy().erasures
    monkeypatch.setattr(erasures, "erase", lambda *given: type(erasures).erase(erasures, *given, budget=10))
    assert "receipt" not in {name for name, value in erase()[1].items() if value}
    assert handler(RESUME, None) == {"ended": 1}
    assert [row for row in world.rows() if row["pk"]["S"].startswith("contact#")] == []


def test_keys_that_leave_nothing_leave_no_row_for_years(world: World) -> None:
    assert erase()[1]["receipt"]
    assert not [row for row in world.rows() if row["pk"]["S"].startswith("audit#")]
    ends = [int(row["expires_at"]["N"]) for row in world.rows() if ME.visitor_id in row["pk"]["S"]]
    assert ends
    assert max(ends) <= NOW + 9 * DAY // 1000


def test_who_did_it_is_known_and_to_whom_is_not(world: World) -> None:
    fill(world)
    by_agent("erasures", {"erasure_id": "e" * 32, "conversation_id": ME.conversation_id}, "shop.supervisor")
    (row,) = (row for row in world.rows() if row["pk"]["S"] == "audit#shop")
    assert row["by"] == {"S": "supervisor"}
    assert row["actor"] == {"S": "5f1c8a2e-0000-4000-8000-000000000001"}
    assert json.loads(row["counts"]["S"])["conversation"] == 122
    assert int(row["expires_at"]["N"]) == NOW + 1095 * 24 * 60 * 60
    assert ME.visitor_id not in json.dumps(row)
    tombstone = next(row for row in world.rows() if row["pk"]["S"].startswith("erased#"))
    assert "actor" not in tombstone


CALLERS: dict[Who, list[str]] = {
    Who.SUPERVISOR: ["shop.supervisor"],
    Who.OUTSIDER: ["shop.service", "other.supervisor"],
}
PATHS = {Right.SEE_WHAT_IS_STORED: "stored", Right.EXPORT: "export", Right.ERASE: "erasures"}


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("who", Who)
def test_the_table_of_rights_is_what_is_done(world: World, who: Who, right: Right) -> None:
    body = {"erasure_id": "e" * 32, "conversation_id": ME.conversation_id} if right is Right.ERASE else {}
    if who is Who.VISITOR:
        answers = [proved(PATHS[right], body)]
    else:
        answers = [by_agent(PATHS[right], body, group) for group in CALLERS[who]]
    if who is Who.OUTSIDER and right is Right.ERASE:
        answers.append(proved(PATHS[right], body, key=OTHER_KEY))
    allowed = right in RIGHTS[who]
    assert {status for status, _ in answers} == ({200} if allowed else {403})
    assert allowed or not [row for row in world.rows() if row["pk"]["S"].startswith("erased#")]


@pytest.mark.parametrize("name", ["shop.page", "shop.v", f"shop.{'v' * 44}", f"other.{'v' * 43}"])
def test_a_supervisor_can_not_name_what_is_no_visitor_of_the_site(world: World, name: str) -> None:
    """All contact requests of the plain page lie below ``page``."""
    body = {"erasure_id": "e" * 32, "conversation_id": name}
    assert by_agent("erasures", body, "shop.supervisor") == (403, {"code": "not_allowed"})


def test_a_supervisor_has_to_name_somebody(world: World) -> None:
    assert by_agent("erasures", {"erasure_id": "e" * 32}, "shop.supervisor") == (400, {"code": "invalid_request"})


def test_without_a_proof_nothing_is_answered(world: World) -> None:
    for path in ("stored", "export"):
        assert ask(path) == (401, {"code": "not_signed_in"})
    assert ask("erasures", {"erasure_id": "e" * 32}) == (401, {"code": "not_signed_in"})


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ('{"', 400, "not_json"),
        ({"erasure_id": "short"}, 400, "invalid_request"),
        ({"erasure_id": "e" * 32, "visitor": "x"}, 400, "invalid_request"),
        ("x" * 70_000, 413, "too_long"),
    ],
)
def test_what_can_not_be_read_is_refused(world: World, body: object, status: int, code: str) -> None:
    assert proved("erasures", body) == (status, {"code": code})


def test_other_addresses_are_nobodys(world: World) -> None:
    assert ask("else", method="GET") == (403, {"code": "not_allowed"})
    assert ask("receipt-key") == (403, {"code": "not_allowed"})


def test_no_log_names_the_visitor(world: World, logged: io.StringIO) -> None:
    fill(world)
    erase()
    erase()
    assert ME.visitor_id not in logged.getvalue()
