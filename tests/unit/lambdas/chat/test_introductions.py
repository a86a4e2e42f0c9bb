"""Who the visitor is said to be: by the site's server, and by the page."""

import io
import json
from typing import Any

import pytest

from lambdas.chat.records import SLACK_SECONDS
from lambdas.protocol.limits import ANSWER_BYTES, PAGE_ENTRIES
from tests.promises.promise import promise
from tests.unit.lambdas.chat.test_cost import NAMED, counted, grow
from tests.unit.lambdas.chat.test_wiring import modules_after
from tests.unit.lambdas.credentials import NOW, SiteKey
from tests.unit.lambdas.world import DAY, ENVIRONMENT, SITES, START, Person, World, agent, visitor

KEY = SiteKey()
ROSE = {"customer_id": "K-1042", "name": "Rose Tyler", "email": "rose@example.org"}
PLAN = {"plan": "pro", "cart": "12,50 €"}


@pytest.fixture(autouse=True)
def _with_key(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setenv("SITES", json.dumps({**SITES, "shop": {**SITES["shop"], "identify_key": KEY.pem}}))


def two(world: World) -> tuple[Person, Person]:
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    guest.sends("start", locale="de")
    ada.sends("take", **NAMED)
    world.gateway.posted.clear()
    return guest, ada


def token(**claims: Any) -> str:
    return KEY.token(**{"name": ROSE["name"], "email": ROSE["email"], **claims})


def identifies(person: Person, **claims: Any) -> dict[str, Any]:
    return person.sends("identify", token=token(**claims))


def describes(person: Person, **attributes: str) -> dict[str, Any]:
    return person.sends("set_attributes", attributes=attributes)


def told(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ("customer_id", "name", "email", "attributes") if name in entry}


def test_both_sides_see_who_the_visitor_is_to_the_site(world: World) -> None:
    guest, ada = two(world)
    answer = identifies(guest)
    assert (answer["type"], answer["entries"][-1]["kind"], told(answer["entries"][-1])) == (
        "opened",
        "identified",
        ROSE,
    )
    assert ada.added == [answer["entries"][-1]]
    assert (ada.added[0]["seq"], ada.added[0]["author"]) == (3, "visitor")
    assert "conversation_changed" not in {event["type"] for event in ada.received}


def test_both_sides_see_what_the_page_says(world: World) -> None:
    guest, ada = two(world)
    answer = describes(guest, **PLAN)
    assert (answer["entries"][-1]["kind"], told(answer["entries"][-1])) == ("described", {"attributes": PLAN})
    assert ada.added == [answer["entries"][-1]]


def test_what_is_known_already_is_not_said_again(world: World) -> None:
    guest, ada = two(world)
    for _ in range(3):
        identifies(guest)
        describes(guest, **PLAN)
    assert [entry["kind"] for entry in guest.sends("open")["entries"]] == [
        "started",
        "taken",
        "identified",
        "described",
    ]
    identifies(guest, name="Rose Smith")
    describes(guest)
    describes(guest)
    assert [told(entry) for entry in guest.sends("open", cursor=4)["entries"]] == [
        {**ROSE, "name": "Rose Smith"},
        {"attributes": {}},
    ]
    assert {entry["seq"] for entry in ada.added} == {3, 4, 5, 6}


def test_that_nothing_is_said_is_no_entry(world: World) -> None:
    guest, _ = two(world)
    assert describes(guest)["entries"][-1]["kind"] == "taken"


def test_what_was_said_long_ago_is_still_known(world: World) -> None:
    guest, ada = two(world)
    identifies(guest)
    describes(guest, **PLAN)
    grow(world, 5, 5 + 2 * PAGE_ENTRIES)
    answer = identifies(guest)
    assert "identified" not in {entry["kind"] for entry in answer["entries"]}
    assert answer["introductions"] == []
    opened = ada.sends("open", **NAMED)
    assert [told(entry) for entry in opened["introductions"]] == [ROSE, {"attributes": PLAN}]
    assert [entry["seq"] for entry in opened["introductions"]] == [3, 4]


def test_what_has_expired_is_known_no_longer_though_the_conversation_goes_on(world: World) -> None:
    guest, ada = two(world)
    identifies(guest)
    world.passes(29 * DAY)
    guest = world.connect(visitor())
    assert guest.says("hallo", 3)["seq"] == 4
    world.passes(2 * DAY)
    assert ada.sends("open", **NAMED)["introductions"] == []
    assert identifies(guest, iat=NOW + 31 * DAY // 1000, exp=NOW + 31 * DAY // 1000 + 60)["entries"][-1]["seq"] == 5


def test_the_state_is_kept_for_as_long_as_what_was_said_last(world: World) -> None:
    guest, _ = two(world)
    world.passes(20 * DAY)
    describes(guest, **PLAN)
    (state,) = [row for row in world.rows() if row["sk"]["S"] == "state"]
    assert int(state["expires_at"]["N"]) == (START + 50 * DAY) // 1000 + SLACK_SECONDS


def test_a_conversation_keeps_its_place_and_its_state(world: World) -> None:
    guest = world.connect(visitor())
    before = guest.sends("start", locale="de")["conversation"]
    world.passes(60_000)
    assert identifies(guest)["conversation"] == describes(guest, **PLAN)["conversation"] == before
    ada = world.connect(agent("ada"))
    assert ada.sends("take", **NAMED)["conversation"]["state"] == "taken"


def test_messages_go_on_after_it(world: World) -> None:
    guest, ada = two(world)
    identifies(guest)
    assert guest.says("hallo", 3)["seq"] == 4
    assert ada.says("Guten Tag", 4, **NAMED)["seq"] == 5
    ada.sends("close", **NAMED)
    guest.sends("start", locale="de")
    assert ada.sends("open", **NAMED)["introductions"][0]["customer_id"] == "K-1042"


def test_a_new_log_knows_nothing_of_the_old_one(world: World) -> None:
    guest, _ = two(world)
    identifies(guest)
    world.passes(40 * DAY)
    fresh, ada = world.connect(visitor()), world.connect(agent("ada"))
    fresh.sends("start", locale="de")
    assert ada.sends("open", **NAMED)["introductions"] == []


@pytest.mark.parametrize("type_", ["identify", "set_attributes"])
def test_there_must_be_an_open_conversation(world: World, type_: str) -> None:
    fields: dict[str, Any] = {"token": token()} if type_ == "identify" else {"attributes": PLAN}
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    assert guest.sends(type_, **fields)["code"] == "not_open"
    guest.sends("start", locale="de")
    guest.sends("close")
    assert guest.sends(type_, **fields)["code"] == "not_open"
    assert ada.sends(type_, **fields)["code"] == "not_allowed"
    assert [row["sk"]["S"] for row in world.rows() if row["pk"]["S"].startswith("token#")] == []


def test_it_counts_as_writing_does(world: World) -> None:
    guest, _ = two(world)
    answers = [describes(guest, number=str(number)) for number in range(20)]
    assert [answer.get("code") for answer in answers].index("too_fast") == 14
    assert answers[14]["retry_after_ms"] > 0
    assert describes(guest, number="13")["type"] == "opened", "what is known already costs nothing"


def test_a_site_without_a_key_identifies_nobody(world: World) -> None:
    guest = world.connect(visitor(site="other"))
    guest.sends("start", locale="de")
    assert identifies(guest)["code"] == "identify_off"
    assert describes(guest, **PLAN)["entries"][-1]["kind"] == "described"


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"iat": NOW - 400, "exp": NOW - 60}, "token_expired"),
        ({"aud": "https://other.example"}, "token_refused"),
        ({"exp": NOW + 3600}, "token_refused"),
        ({"key": SiteKey().private}, "token_refused"),
        ({"sub": "x" * 65}, "token_refused"),
    ],
)
def test_a_token_that_does_not_count_is_refused_and_nowhere_written(
    world: World, logged: io.StringIO, claims: dict[str, Any], code: str
) -> None:
    guest, _ = two(world)
    before = len(world.rows())
    assert identifies(guest, **claims) == {
        "type": "command_refused",
        "command_id": "c2",
        "code": code,
        "retry_after_ms": None,
    }
    assert len(world.rows()) == before
    assert "token refused" in logged.getvalue()
    assert not any(part in logged.getvalue() for part in token(**claims).split("."))


@promise("P2", "who a visitor is to the website only its own server can say, to one browser, and it is in no log")
def test_a_token_works_in_the_browser_that_used_it_first_and_in_no_other(world: World) -> None:
    shown = token()
    guest, thief = world.connect(visitor("v")), world.connect(visitor("w"))
    for each in (guest, thief):
        each.sends("start", locale="de")
    assert guest.sends("identify", token=shown)["type"] == "opened"
    assert thief.sends("identify", token=shown)["code"] == "token_refused"
    identifies(guest, sub="K-2000")
    assert guest.sends("identify", token=shown)["entries"][-1]["customer_id"] == "K-1042"


def test_a_token_that_says_nothing_new_is_used_up_too(world: World) -> None:
    guest, thief = world.connect(visitor("v")), world.connect(visitor("w"))
    for each in (guest, thief):
        each.sends("start", locale="de")
    identifies(guest)
    shown = token(iat=NOW - 1)
    assert guest.sends("identify", token=shown)["type"] == "opened"
    assert thief.sends("identify", token=shown)["code"] == "token_refused"


@promise("P2", "who a visitor is to the website only its own server can say, to one browser, and it is in no log")
def test_neither_token_nor_customer_reaches_the_log(world: World, logged: io.StringIO) -> None:
    guest, _ = two(world)
    shown = token()
    guest.sends("identify", token=shown)
    describes(guest, **PLAN)
    written = logged.getvalue() + json.dumps(world.rows())
    assert not any(part in written for part in shown.split("."))
    assert not any(text in logged.getvalue() for text in (*ROSE.values(), *PLAN.values()))


def test_what_it_costs(world: World) -> None:
    """Beside the Put of the connection's row: one that says something new, and one that does not."""
    guest, ada = two(world)
    with counted(world) as calls:
        identifies(guest)
    assert (calls.names, calls.units) == (["PutItem", "Query", "PutItem", "TransactWriteItems"], (1, 6))
    with counted(world) as calls:
        identifies(guest)
    assert (calls.names, calls.units) == (["PutItem", "Query", "PutItem"], (1, 2))
    with counted(world) as calls:
        describes(guest, **PLAN)
    assert (calls.names, calls.units) == (["PutItem", "Query", "TransactWriteItems"], (1, 5))
    # The second one, too: whoever says it again may have had no answer, and the others may not have been told.
    assert [to for to, _ in world.gateway.posted] == [ada.connection_id] * 3


def test_somebody_who_writes_at_the_same_moment_is_not_overwritten(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, ada = two(world)
    commit, meanwhile = world.store.commit, iter([True])

    def interrupted(*args: Any) -> bool:
        if next(meanwhile, False):
            ada.says("Guten Tag", 2, **NAMED)
        return commit(*args)

    monkeypatch.setattr(type(world.store), "commit", lambda _, change: interrupted(change))
    assert [(entry["seq"], entry["kind"]) for entry in identifies(guest)["entries"][2:]] == [
        (3, "message"),
        (4, "identified"),
    ]


def test_the_longest_of_all_fits_into_an_answer(world: World) -> None:
    guest, ada = two(world)
    identifies(guest, sub="x" * 64, name='"' * 120)
    describes(guest, **{f"a{number}": '"' * 200 for number in range(20)})
    for number in range(PAGE_ENTRIES + 5):
        world.passes(3_000)
        assert "seq" in guest.says("x" * 4_000, 4 + number)
    assert (
        len(json.dumps(ada.sends("open", **NAMED), separators=(",", ":"), ensure_ascii=False)) <= ANSWER_BYTES + 2_048
    )


def test_what_checks_signatures_is_imported_with_the_first_token_alone() -> None:
    frames = [{"type": "set_attributes", "command_id": "c1", "attributes": {}}, {"type": "ping"}]
    context = {
        "connectionId": "c",
        "eventType": "MESSAGE",
        "authorizer": {"party": "visitor", "visitor_id": "v" * 43, "site": "shop"},
    }
    code = f"""
from lambdas.chat import messages, wiring
from lambdas.chat.store import ChatStore
from lambdas.chat.records import Tail
ChatStore.join = lambda *_: None
ChatStore.read_newest = lambda *_: Tail()
import json
def send(frame):
    print(messages.handler({{"requestContext": {context!r}, "body": json.dumps(frame)}}, None)["body"])
for frame in {frames!r}:
    send(frame)
"""
    sites = json.dumps({"shop": {**SITES["shop"], "identify_key": KEY.pem}})
    environment = {**ENVIRONMENT, "SITES": sites, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    heavy = {"jwt", "cryptography"}
    assert not modules_after(code, **environment) & heavy
    first = {"type": "identify", "command_id": "c1", "token": "a.b.c"}
    assert modules_after(f"{code}\nsend({first!r})", **environment) >= heavy
