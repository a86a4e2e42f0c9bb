"""The reading of errors as API Gateway calls it."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.api import serving
from lambdas.errors import faults, faults_wiring
from lambdas.errors.days import day_of
from lambdas.errors.faults import TOLD_FAULTS, TOLD_SAMPLES
from lambdas.errors.faults_handler import handler
from lambdas.errors.items import KEPT_DAYS, KEPT_SECONDS, fault_at, sample_item
from lambdas.errors.records import Received, StoredFault
from lambdas.errors.store import ErrorStore
from lambdas.identity import keys
from lambdas.protocol.errors import Report, Source
from tests.unit.lambdas.credentials import EDGE, NOW, Pool, VisitorKey, write_edge_secret
from tests.unit.lambdas.errors.fault_samples import FAULT, a_fault
from tests.unit.lambdas.world import DAY, ENVIRONMENT, START, World

CHAT, SHOP = ENVIRONMENT["PUBLIC_URL"], "https://www.example.com"
POOL = Pool()
ERRORS = "errors"
OTHER = "f" * 16


@pytest.fixture(autouse=True)
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERRORS_TABLE", ERRORS)
    monkeypatch.setattr(keys, "fetch", lambda _url: POOL.keys)
    monkeypatch.setattr(serving, "time", SimpleNamespace(time_ns=lambda: world.now * 1_000_000))
    faults_wiring.faults.cache_clear()
    write_edge_secret(current=EDGE)
    world.dynamodb.create_table(
        TableName=ERRORS,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
    )


def put(world: World, *days: StoredFault) -> None:
    for day in days:
        item: dict[str, Any] = {
            **fault_at(day.day, day.fault_id),
            **{name: {"S": getattr(day, name)} for name in ("title", "culprit", "level")},
            **{name: {"N": str(getattr(day, name))} for name in ("count", "first_at", "last_at", "expires_at")},
            "source": {"S": day.source.value},
        }
        item |= {"site": {"S": day.site}} if day.site else {}
        item |= {"releases": {"SS": sorted(day.releases)}} if day.releases else {}
        world.dynamodb.put_item(TableName=ERRORS, Item=item)


def put_sample(world: World, at: int, event_id: str = "e" * 32) -> None:
    received = Received(report=Report(event_id=event_id, platform="javascript"), source=Source.PAGE, site="shop", at=at)
    world.dynamodb.put_item(TableName=ERRORS, Item=sample_item(day_of(at), FAULT, received))


def bearer(*groups: str, at: int = START) -> str:
    claims: dict[str, Any] = {"cognito:groups": list(groups), "exp": at // 1000 + 3600}
    return f"Bearer {POOL.token(**claims)}"


OPERATOR = bearer("operator")


def post(path: str, body: object, authorization: str = OPERATOR, **headers: str) -> tuple[int, Any]:
    """Status and body of the answer."""
    answer = handler(
        {
            "rawPath": f"/api/errors/{path}",
            "requestContext": {"http": {"method": "POST"}},
            "headers": {"x-tresen-edge": EDGE, "origin": CHAT, "authorization": authorization, **headers},
            "body": body if isinstance(body, str) else json.dumps(body),
        },
        None,
    )
    return int(str(answer["statusCode"])), json.loads(str(answer["body"]))


def found(authorization: str = OPERATOR, **asked: Any) -> list[Any]:
    status, body = post("search", asked, authorization)
    assert status == 200, body
    return list(body["faults"])


def states(**asked: Any) -> list[tuple[str, str]]:
    return [(fault["fault_id"], fault["state"]) for fault in found(**asked)]


REFUSED = (403, {"code": "not_allowed"})
ROUTES = {
    "search": {},
    "fault": {"fault_id": FAULT},
    "resolve": {"fault_id": FAULT, "resolved": True},
}


@pytest.mark.parametrize("path", ROUTES)
def test_whoever_is_nobody_here_is_refused(world: World, path: str) -> None:
    put(world, a_fault())
    proof = VisitorKey().proof(htm="POST", htu=f"{CHAT}/api/errors/{path}", iat=NOW, jti="j" * 16)
    assert post(path, ROUTES[path], bearer("shop.service")) == REFUSED
    assert post(path, ROUTES[path], f"Proof {proof}", origin=SHOP) == REFUSED
    assert post(path, ROUTES[path], "") == (401, {"code": "not_signed_in"})
    assert post(path, ROUTES[path], bearer("operators")) == (401, {"code": "not_signed_in"})
    assert states() == [(FAULT, "open")]


@pytest.mark.parametrize("path", ["fault", "resolve"])
def test_a_supervisor_is_refused_what_is_not_of_the_own_site_as_if_it_were_not_there(world: World, path: str) -> None:
    missing = post(path, ROUTES[path], bearer("shop.supervisor"))
    for fault in (a_fault(site="other"), a_fault(source=Source.FUNCTION, site=None), a_fault(site=None)):
        put(world, fault)
        assert post(path, ROUTES[path], bearer("shop.supervisor")) == missing == REFUSED
    assert states() == [(FAULT, "open")]


def test_a_supervisor_finds_reads_and_resolves_those_of_the_own_site(world: World) -> None:
    put(world, a_fault(), a_fault(fault_id=OTHER, site="other"), a_fault(fault_id="a" * 16, site=None))
    supervisor = bearer("shop.supervisor")
    assert post("search", {}, supervisor)[1]["total"] == 1
    assert [fault["fault_id"] for fault in found(supervisor)] == [FAULT]
    assert post("fault", ROUTES["fault"], supervisor)[0] == 200
    assert post("resolve", ROUTES["resolve"], supervisor)[1]["state"] == "resolved"


def test_the_operator_finds_all_the_most_frequent_first(world: World) -> None:
    put(world, a_fault(count=2), a_fault(fault_id=OTHER, source=Source.FUNCTION, site=None, count=5))
    assert [fault["fault_id"] for fault in found()] == [OTHER, FAULT]
    assert "site" not in found()[0]
    assert found()[1]["site"] == "shop"


def test_days_are_those_in_utc_and_today_is_one(world: World) -> None:
    put(world, a_fault(at=START, count=1), a_fault(at=START - DAY, count=10), a_fault(at=START - 6 * DAY, count=100))
    assert [found(days=days)[0]["count"] for days in (1, 2, 6, 7)] == [1, 11, 11, 111]
    assert found()[0]["count"] == 111


def test_a_search_can_be_for_one_state(world: World) -> None:
    resolved, returned = a_fault(fault_id=OTHER), a_fault(fault_id="a" * 16)
    put(world, a_fault(), resolved, returned)
    store = ErrorStore(world.dynamodb, ERRORS)
    store.resolve(OTHER, START + 1)
    store.resolve("a" * 16, START - 1)
    assert states(state="open") == [(FAULT, "open")]
    assert post("search", {"state": "open"})[1]["total"] == 1
    assert states(state="resolved") == [(OTHER, "resolved")]
    assert states(state="returned") == [("a" * 16, "returned")]
    assert len(states(state=None)) == len(states()) == 3


def test_a_fault_has_returned_also_since_before_the_days_that_are_asked_for(world: World) -> None:
    put(world, a_fault(at=START - 10 * DAY), a_fault(at=START))
    ErrorStore(world.dynamodb, ERRORS).resolve(FAULT, START - 9 * DAY)
    assert states(days=1) == [(FAULT, "returned")]
    assert post("fault", ROUTES["fault"])[1]["fault"]["state"] == "returned"


def test_no_more_than_so_many_are_told_and_how_many_there_are(world: World) -> None:
    put(world, *(a_fault(fault_id=f"{number:016x}", count=number) for number in range(1, TOLD_FAULTS + 4)))
    body = post("search", {})[1]
    assert (len(body["faults"]), body["total"]) == (TOLD_FAULTS, TOLD_FAULTS + 3)
    assert body["faults"][-1]["count"] == 4


def test_in_a_flood_the_newest_days_are_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    put(world, *(a_fault(at=START - day * DAY, fault_id=f"{number:016x}") for day in range(3) for number in range(3)))
    monkeypatch.setattr(faults, "LOOKED_AT", 7)
    assert sorted(fault["count"] for fault in found()) == [2, 2, 3]


def test_a_fault_is_read_with_its_days_and_newest_samples(world: World) -> None:
    put(world, a_fault(at=START, count=3), a_fault(at=START - 3 * DAY, count=40))
    for number in range(TOLD_SAMPLES + 2):
        put_sample(world, START - 3 * DAY + number)
    put_sample(world, START)
    body = post("fault", ROUTES["fault"])[1]
    assert body["days"] == [{"day": day_of(START), "count": 3}, {"day": day_of(START - 3 * DAY), "count": 40}]
    assert (body["fault"]["count"], len(body["samples"])) == (43, TOLD_SAMPLES)
    at = [sample["at"] for sample in body["samples"]]
    assert at == sorted(at, reverse=True)
    assert body["samples"][0] == {
        "at": START,
        "gone_at": START + KEPT_SECONDS * 1000,
        "report": {"event_id": "e" * 32, "platform": "javascript"},
    }


def test_what_has_expired_is_read_by_nobody(world: World) -> None:
    """The oldest that is kept lies in one day more than a search can be for."""
    put(world, a_fault(at=START, first_at=START))
    put_sample(world, START)
    world.now = START + KEPT_SECONDS * 1000 - 1
    later = bearer("operator", at=world.now)
    assert found(later, days=KEPT_DAYS) == []
    assert len(post("fault", ROUTES["fault"], later)[1]["samples"]) == 1
    world.now += 1
    for path in ("fault", "resolve"):
        assert post(path, ROUTES[path], later) == REFUSED


def test_a_search_leaves_out_what_has_expired(world: World) -> None:
    put(world, a_fault(expires_at=START // 1000))
    assert found() == []


def test_what_is_resolved_stays_so_until_it_comes_again(world: World) -> None:
    put(world, a_fault())
    world.now += 60_000
    for _ in range(2):
        assert post("resolve", ROUTES["resolve"])[1]["state"] == "resolved"
    assert states() == [(FAULT, "resolved")]
    put(world, a_fault(count=2, last_at=world.now + 1))
    assert states() == [(FAULT, "returned")]


def test_what_came_in_the_same_millisecond_is_resolved_with_it(world: World) -> None:
    put(world, a_fault(last_at=world.now))
    assert post("resolve", ROUTES["resolve"])[1]["state"] == "resolved"
    assert states() == [(FAULT, "resolved")]


def test_that_it_is_resolved_can_be_taken_back_whenever_it_was_said(world: World) -> None:
    put(world, a_fault())
    for days in (0, 1, 26):
        ErrorStore(world.dynamodb, ERRORS).resolve(FAULT, START - days * DAY)
    for _ in range(2):
        assert post("resolve", {"fault_id": FAULT, "resolved": False})[1]["state"] == "open"
    assert states() == [(FAULT, "open")]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("search", {"days": 0}),
        ("search", {"days": 28}),
        ("search", {"days": "7"}),
        ("search", {"state": "closed"}),
        ("search", {"site": "shop"}),
        ("fault", {}),
        ("fault", {"fault_id": FAULT.upper()}),
        ("fault", {"fault_id": f"{FAULT}\n"}),
        ("fault", {"fault_id": f"{FAULT}#"}),
        ("resolve", {"fault_id": FAULT}),
        ("resolve", {"fault_id": FAULT, "resolved": 1}),
    ],
)
def test_what_can_not_be_meant_is_refused(path: str, body: object) -> None:
    assert post(path, body) == (400, {"code": "invalid_request"})


def test_who_does_not_come_through_the_edge_or_from_the_console_is_refused() -> None:
    assert post("search", {}, **{"x-tresen-edge": "wrong"})[0] == 403
    assert post("search", {}, origin=SHOP)[0] == 401
    assert post("elsewhere", {}) == REFUSED
