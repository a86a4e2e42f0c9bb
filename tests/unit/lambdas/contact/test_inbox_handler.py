"""The agents' inbox as API Gateway calls it."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.api import serving
from lambdas.contact import inbox_wiring, items
from lambdas.contact.inbox_handler import handler
from lambdas.contact.inbox_search import LOOKED_AT, PAGE
from lambdas.contact.inbox_store import InboxStore
from lambdas.contact.records import StoredContactRequest, shown
from lambdas.identity import keys
from lambdas.protocol.contact import FilledField
from tests.unit.lambdas.contact.inbox_samples import IN_PROGRESS, a_contact
from tests.unit.lambdas.credentials import EDGE, NOW, Pool, VisitorKey, write_edge_secret
from tests.unit.lambdas.world import DAY, ENVIRONMENT, START, TABLE, World

CHAT = ENVIRONMENT["PUBLIC_URL"]
POOL = Pool()
SECRET = "Only for the service desk"


@pytest.fixture(autouse=True)
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "fetch", lambda _url: POOL.keys)
    monkeypatch.setattr(serving, "time", SimpleNamespace(time_ns=lambda: world.now * 1_000_000))
    inbox_wiring.inbox.cache_clear()
    write_edge_secret(current=EDGE)


def put(world: World, *contacts: StoredContactRequest) -> None:
    for contact in contacts:
        world.dynamodb.put_item(TableName=TABLE, Item=items.contact_item(contact))


def bearer(name: str = "ada", *groups: str, **claims: Any) -> str:
    token = POOL.token(sub=name, **{"cognito:groups": list(groups or ("shop.service",)), **claims})
    return f"Bearer {token}"


def post(path: str, body: object, authorization: str | None = None, **headers: str) -> tuple[int, Any]:
    """Status and body of the answer."""
    text = body if isinstance(body, str) else json.dumps(body)
    answer = handler(
        {
            "version": "2.0",
            "rawPath": f"/api/contact/{path}",
            "requestContext": {"http": {"method": "POST"}},
            "headers": {
                "x-tresen-edge": EDGE,
                "origin": CHAT,
                "authorization": bearer() if authorization is None else authorization,
                **headers,
            },
            "body": text,
        },
        None,
    )
    return int(str(answer["statusCode"])), json.loads(str(answer["body"]))


def find(authorization: str | None = None, **asked: Any) -> tuple[int, Any]:
    return post("search", {"state": "new", **asked}, authorization)


def change(contact: StoredContactRequest, change: object, authorization: str | None = None) -> tuple[int, Any]:
    return post(
        "changes", {"contact_id": contact.contact_id, "version": contact.version, "change": change}, authorization
    )


def ids(answer: tuple[int, Any]) -> list[str]:
    assert answer[0] == 200
    return [each["contact_id"] for each in answer[1]["requests"]]


def test_an_agent_gets_the_new_ones_of_its_group_newest_first(world: World) -> None:
    mine = [a_contact(1), a_contact(3)]
    put(world, *mine, a_contact(2, group="sales"), a_contact(4, site="other"), a_contact(5, state=IN_PROGRESS))
    status, found = find()
    assert status == 200
    assert found["cursor"] is None
    assert ids((status, found)) == [mine[1].contact_id, mine[0].contact_id]
    assert found["requests"][1]["fields"][0] == {"name": "email", "value": "rose@example.org", "label": None}


def test_a_supervisor_gets_those_of_the_site(world: World) -> None:
    put(world, a_contact(1), a_contact(2, group="sales"), a_contact(3, site="other"))
    assert len(ids(find(bearer("s", "shop.supervisor")))) == 2


def test_pages_lead_through_all_of_them_once(world: World) -> None:
    contacts = [a_contact(number, group=("service", "sales")[number % 2]) for number in range(2 * PAGE + 5)]
    put(world, *contacts)
    who, found, cursor = bearer("s", "shop.supervisor"), [], None
    while True:
        status, page = find(who, cursor=cursor)
        found += ids((status, page))
        cursor = page["cursor"]
        if cursor is None:
            break
    assert found == [each.contact_id for each in reversed(contacts)]


def test_a_search_may_bring_an_empty_page_before_the_last(world: World) -> None:
    needle = a_contact(1, fields=(FilledField(name="message", value="the needle"),))
    put(world, needle, *(a_contact(number) for number in range(2, LOOKED_AT + 5)))
    status, first = find(text="NEEDLE")
    assert (status, first["requests"]) == (200, [])
    assert ids(find(text="NEEDLE", cursor=first["cursor"])) == [needle.contact_id]


def test_no_cursor_leads_to_another_group(world: World) -> None:
    put(world, *(a_contact(number, group="sales") for number in range(1, 9)))
    cursor = items.listed_key(START + 5, a_contact(5).request_id)
    assert ids(find(cursor=cursor)) == []


@pytest.mark.parametrize("cursor", ["x", "0000000000000#", '{"pk":"contact#shop"}', "9" * 1001, 7])
def test_a_cursor_that_was_made_up_is_refused(cursor: object) -> None:
    assert find(cursor=cursor) == (400, {"code": "invalid_request"})


def test_one_alone_is_read_in_whatever_state_it_is(world: World) -> None:
    contact = a_contact(state=IN_PROGRESS, agent_id="bob")
    put(world, contact, a_contact(2))
    assert ids(find(contact_id=contact.contact_id)) == [contact.contact_id]
    assert ids(find(contact_id=a_contact(3).contact_id)) == []
    assert ids(find(bearer("sales", "shop.sales"), contact_id=contact.contact_id)) == []


def test_what_has_expired_is_neither_shown_nor_changed(world: World) -> None:
    contact = a_contact(expires_at=(START + DAY) // 1000)
    put(world, contact)
    assert len(ids(find())) == 1
    world.passes(DAY)
    token = bearer(exp=NOW + 2 * DAY)
    assert ids(find(token)) == []
    assert ids(find(token, contact_id=contact.contact_id)) == []
    assert change(contact, {"type": "take"}, token) == (403, {"code": "not_allowed"})


def test_a_request_is_taken_noted_finished_and_handed_over(world: World) -> None:
    contact = a_contact()
    put(world, contact)
    for version, (asked, state, group) in enumerate(
        [
            ({"type": "take"}, "in_progress", "service"),
            ({"type": "note", "text": "called back"}, "in_progress", "service"),
            ({"type": "finish"}, "done", "service"),
            ({"type": "hand_over", "group": "sales"}, "new", "sales"),
        ],
        start=1,
    ):
        named = {"contact_id": contact.contact_id, "version": version, "change": asked}
        status, body = post("changes", named)
        assert (status, body["state"], body["group"], body["version"]) == (200, state, group, version + 1)
    assert [note["text"] for note in body["notes"]] == ["called back"]
    assert ids(find()) == []
    assert len(ids(find(bearer("bob", "shop.sales")))) == 1


def test_of_two_who_take_at_once_one_gets_it_and_the_other_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = a_contact()
    put(world, contact)
    read, answers = InboxStore.read, []

    def read_and_be_overtaken(store: InboxStore, contact_id: str) -> StoredContactRequest | None:
        monkeypatch.setattr(InboxStore, "read", read)
        found = read(store, contact_id)
        answers.append(change(contact, {"type": "take"}, bearer("bob")))
        return found

    monkeypatch.setattr(InboxStore, "read", read_and_be_overtaken)
    answers.append(change(contact, {"type": "take"}, bearer("ada")))
    assert [status for status, _ in answers] == [200, 409]
    assert answers[1][1] == {"code": "changed_meanwhile"}
    assert answers[0][1]["agent_id"] == "bob"
    assert change(contact, {"type": "finish"}, bearer("ada")) == (409, {"code": "changed_meanwhile"})


def test_a_change_after_an_erasure_brings_nothing_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = a_contact()
    put(world, contact)
    read = InboxStore.read

    def read_and_be_erased(store: InboxStore, contact_id: str) -> StoredContactRequest | None:
        found = read(store, contact_id)
        world.dynamodb.delete_item(TableName=TABLE, Key=items.key_of(contact_id))
        return found

    monkeypatch.setattr(InboxStore, "read", read_and_be_erased)
    assert change(contact, {"type": "take"})[0] == 409
    assert world.rows() == []


@pytest.mark.parametrize(
    ("who", "groups"),
    [("sales", ["shop.sales"]), ("elsewhere", ["other.service"]), ("boss", ["other.supervisor"])],
)
def test_who_may_not_see_it_can_not_tell_it_from_none(world: World, who: str, groups: list[str]) -> None:
    contact = a_contact(state=IN_PROGRESS, agent_id="ada")
    put(world, contact)
    for asked in ({"type": "take"}, {"type": "note", "text": "n"}, {"type": "hand_over", "group": "nowhere"}):
        there, gone = (change(each, asked, bearer(who, *groups)) for each in (contact, a_contact(2)))
        assert there == gone == (403, {"code": "not_allowed"})


def test_a_colleague_s_request_is_finished_only_after_taking_it(world: World) -> None:
    contact = a_contact(state=IN_PROGRESS, agent_id="bob")
    put(world, contact)
    assert change(contact, {"type": "finish"}) == (403, {"code": "not_allowed"})
    status, taken = change(contact, {"type": "take"})
    assert (status, taken["agent_id"]) == (200, "ada")


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": ""},
        {"authorization": "Bearer x"},
        {"authorization": bearer(exp=NOW)},
        {"authorization": bearer(), "origin": "https://www.example.com"},
        {"authorization": bearer(), "origin": ""},
    ],
)
def test_without_a_token_in_date_from_the_console_nobody_is_signed_in(headers: dict[str, str]) -> None:
    for path, body in (("search", {"state": "new"}), ("changes", {})):
        assert post(path, body, **headers) == (401, {"code": "not_signed_in"})


def test_a_visitor_has_no_inbox(world: World) -> None:
    put(world, a_contact())
    proof = VisitorKey().proof(htm="POST", htu=f"{CHAT}/api/contact/search")
    answer = post("search", {"state": "new"}, f"Proof {proof}", origin="https://www.example.com")
    assert answer == (403, {"code": "not_allowed"})


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("search", "", 400, "not_json"),
        ("search", "[" * 100_000, 413, "too_long"),
        ("search", '{"state": ' + "[" * 60_000, 400, None),
        ("search", {"state": "erased"}, 400, "invalid_request"),
        ("search", {"state": "new", "text": "t" * 201}, 400, "invalid_request"),
        ("search", {"state": "new", "site": "shop"}, 400, "invalid_request"),
        ("changes", {"contact_id": "shop.x", "version": 1, "change": {"type": "take"}}, 400, "invalid_request"),
        ("changes", {"contact_id": a_contact().contact_id, "version": 0, "change": {"type": "take"}}, 400, None),
        ("changes", {"contact_id": a_contact().contact_id, "version": 1, "change": {"type": "drop"}}, 400, None),
        ("changes", '{"contact_id": "\\ud800", "version": 1}', 400, None),
        ("elsewhere", {}, 403, "not_allowed"),
    ],
)
def test_bad_input_is_refused_with_a_code(path: str, body: object, status: int, code: str | None) -> None:
    answered, said = post(path, body)
    assert answered == status
    assert code in (None, said["code"])


def test_nothing_that_was_written_gets_into_the_log(world: World, logged: io.StringIO) -> None:
    contact = a_contact(fields=(FilledField(name="message", value=SECRET),))
    put(world, contact)
    find(text=SECRET)
    change(contact, {"type": "note", "text": SECRET})
    change(contact, {"type": "hand_over", "group": "nowhere"})
    post("changes", {"note": SECRET})
    find(authorization=f"Bearer {SECRET}")
    assert SECRET not in logged.getvalue()


def test_a_request_is_shown_as_an_export_shows_it(world: World) -> None:
    put(world, a_contact(subject="page"))
    _, found = find()
    assert found["requests"][0]["visitor_id"] is None
    assert found["requests"][0]["contact_id"] == shown(a_contact(subject="page")).contact_id
