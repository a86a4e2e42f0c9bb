"""Presence as the functions see it: frames in, leases and files out."""

import io
import json
from typing import TYPE_CHECKING, Any

import boto3
import msgspec
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from lambdas.chat import availability_files, connections, presence, presence_store, wiring
from lambdas.chat.attendance import ATTEMPTS
from lambdas.chat.availability import Availability, Lease
from lambdas.chat.availability_files import AvailabilityFiles, Written
from lambdas.identity.people import Visitor
from lambdas.protocol.entries import Presence
from tests.contract.fake_connections import refusal
from tests.unit.lambdas.world import SITES, START, Person, World, agent, visitor

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NOW = START // 1000
LEASE = NOW + 180
OFFLINE = {"state": "offline", "valid_until": 0}
SERVICE = "presence#shop.service"


@pytest.fixture
def s3(world: World) -> "S3Client":
    client: S3Client = boto3.client("s3")
    client.create_bucket(Bucket="availability", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return client


def sends(person: Person, frame: str | None) -> dict[str, Any]:
    answer = presence.handler(person.event("MESSAGE", body=frame), None)
    assert answer["statusCode"] == 200
    found: dict[str, Any] = json.loads(str(answer["body"]))
    return found


def renews(person: Person, said: str) -> dict[str, Any]:
    return sends(person, json.dumps({"type": "renew_presence", "command_id": "c1", "presence": said}))


def content(s3: "S3Client", name: str = "www.example.com") -> dict[str, Any]:
    body = s3.get_object(Bucket="availability", Key=f"availability/{name}.json")["Body"].read()
    found: dict[str, Any] = json.loads(body)
    return found


def file(s3: "S3Client", name: str = "www.example.com") -> dict[str, Any]:
    found: dict[str, Any] = content(s3, name)["groups"]
    return found


def files(s3: "S3Client") -> list[str]:
    return [it["Key"] for it in s3.list_objects_v2(Bucket="availability").get("Contents", [])]


def test_an_agent_is_told_that_its_presence_is_known(world: World, s3: "S3Client") -> None:
    ada = world.connect(agent("ada"))
    assert renews(ada, "away") == {"type": "presence_renewed", "command_id": "c1", "presence": "away"}


@pytest.mark.parametrize(("said", "state"), [("available", "available"), ("away", "busy")])
def test_a_page_learns_the_state_and_until_when_and_nothing_of_who(
    world: World, s3: "S3Client", said: str, state: str
) -> None:
    renews(world.connect(agent("ada")), said)
    body = s3.get_object(Bucket="availability", Key="availability/www.example.com.json")["Body"].read()
    assert json.loads(body) == {
        "unanswered_seconds": 60,
        "conversation_days": 30,
        "contact": False,
        "analysis": None,
        "groups": {"service": {"state": state, "valid_until": LEASE}, "sales": OFFLINE},
    }


def test_who_says_offline_is_offline_at_once(world: World, s3: "S3Client") -> None:
    ada = world.connect(agent("ada"))
    renews(ada, "available")
    renews(ada, "offline")
    assert file(s3)["service"] == OFFLINE
    assert world.rows() == []


def test_a_lease_is_of_one_agent_on_one_connection(world: World, s3: "S3Client") -> None:
    first, second = world.connect(agent("ada")), world.connect(agent("ada"))
    renews(first, "available")
    renews(second, "away")
    renews(first, "offline")
    assert world.keys(SERVICE) == [f"ada#{second.connection_id}"]
    assert file(s3)["service"]["state"] == "busy"


def test_presence_holds_in_each_of_an_agents_groups_and_in_no_other(world: World, s3: "S3Client") -> None:
    renews(world.connect(agent("ada", "shop.service", "other.service", "shop.supervisor")), "available")
    assert {row["pk"]["S"] for row in world.rows()} == {SERVICE, "presence#other.service"}
    assert file(s3)["sales"] == OFFLINE
    assert file(s3, "other.example.org")["service"]["state"] == "available"


def test_a_supervisor_alone_answers_nobody(world: World, s3: "S3Client") -> None:
    assert renews(world.connect(agent("eve", "shop.supervisor")), "available")["type"] == "presence_renewed"
    assert (world.rows(), files(s3)) == ([], [])


def test_each_origin_of_a_site_has_its_file(world: World, s3: "S3Client", monkeypatch: pytest.MonkeyPatch) -> None:
    origins = ["https://www.example.com", "https://shop.example.com:8443"]
    monkeypatch.setenv("SITES", json.dumps({"shop": {**SITES["shop"], "origins": origins, "unanswered_seconds": 45}}))
    renews(world.connect(agent("ada")), "available")
    names = ["shop.example.com:8443", "shop", "www.example.com"]
    assert files(s3) == [f"availability/{name}.json" for name in names]
    assert file(s3) == file(s3, "shop.example.com:8443") == file(s3, "shop")


def test_a_page_that_names_its_site_is_analysed_like_any_other(
    world: World, s3: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITES", json.dumps({"shop": {**SITES["shop"], "analysis": "opt_in"}}))
    renews(world.connect(agent("ada")), "available")
    assert (content(s3)["analysis"], content(s3, "shop")["analysis"]) == ("opt_in", "opt_in")


def test_the_look_of_a_file_stays_what_the_deployment_said(world: World, s3: "S3Client") -> None:
    look = b'{"texts" :{"de":{"busy":"\xc3\xa4"}},"theme":"dark","later":[1.50]}'
    laid = b'{"unanswered_seconds":60,"contact":false,"analysis":null,"look":%b,"groups":{}}' % look
    s3.put_object(Bucket="availability", Key="availability/www.example.com.json", Body=laid)
    ada = world.connect(agent("ada"))
    for said in ("available", "offline"):
        renews(ada, said)
        body = s3.get_object(Bucket="availability", Key="availability/www.example.com.json")["Body"].read()
        assert look in body
    assert "look" not in content(s3, "shop")


def test_a_lease_row_expires_with_the_lease(world: World, s3: "S3Client") -> None:
    renews(world.connect(agent("ada")), "available")
    assert [int(row["expires_at"]["N"]) for row in world.rows()] == [LEASE]


def test_a_lease_ends_with_the_agents_token(world: World, s3: "S3Client") -> None:
    ada = world.connect(msgspec.structs.replace(agent("ada"), expires_at=NOW + 40))
    renews(ada, "available")
    assert file(s3)["service"]["valid_until"] == NOW + 40


def test_who_says_nothing_more_no_longer_counts_when_a_colleague_renews(world: World, s3: "S3Client") -> None:
    renews(world.connect(agent("ada")), "available")
    world.passes(181_000)
    renews(world.connect(agent("bob")), "away")
    assert file(s3)["service"] == {"state": "busy", "valid_until": NOW + 181 + 180}


def test_the_end_of_a_connection_is_the_end_of_its_leases(world: World, s3: "S3Client") -> None:
    ada, bob = world.connect(agent("ada", "shop.service", "shop.sales")), world.connect(agent("bob"))
    renews(ada, "available")
    renews(bob, "away")
    ada.leaves()
    assert [row["sk"]["S"] for row in world.rows()] == [f"bob#{bob.connection_id}"]
    renews(bob, "away")
    assert file(s3)["service"]["state"] == "busy"


@pytest.mark.parametrize("event_type", ["MESSAGE", "CONNECT"])
def test_only_api_gateway_can_say_that_a_connection_has_ended(world: World, s3: "S3Client", event_type: str) -> None:
    """A frame may name the route ``$disconnect``; what kind of event it is stands in the context."""
    ada = world.connect(agent("ada"))
    renews(ada, "available")
    connections.handler(ada.event(event_type, body='{"type":"$disconnect"}'), None)
    assert world.keys(SERVICE) == [f"ada#{ada.connection_id}"]


def test_renewals_write_the_file_only_when_it_is_about_to_end(
    world: World, s3: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    written = count_writes(monkeypatch)
    agents = [world.connect(agent(name)) for name in ("ada", "bob", "cy")]
    for _ in range(9):
        for each in agents:
            renews(each, "available")
            world.passes(20_000)
    assert [written.count(name) for name in ("www.example.com", "shop")] == [7, 7]


def test_a_file_that_the_deployment_put_there_anew_is_mended_by_the_next_renewal(world: World, s3: "S3Client") -> None:
    ada = world.connect(agent("ada"))
    renews(ada, "available")
    groups = {"service": OFFLINE, "sales": OFFLINE}
    first = {"unanswered_seconds": 60, "contact": False, "analysis": None, "groups": groups}
    s3.put_object(Bucket="availability", Key="availability/www.example.com.json", Body=json.dumps(first))
    world.passes(10_000)
    renews(ada, "available")
    assert file(s3)["service"] == {"state": "available", "valid_until": LEASE + 10}


class Late(AvailabilityFiles):
    """Between reading a file and writing it something happens, as often as asked for."""

    def __init__(self, client: "S3Client", what: Any, times: int) -> None:
        super().__init__(client, "availability")
        self._what, self._times = what, times

    def replace(self, origin: str, written: Written, content: Availability) -> bool:
        if self._times:
            self._times -= 1
            self._what()
        return super().replace(origin, written, content)


def interrupt(monkeypatch: pytest.MonkeyPatch, what: Any, times: int = 1) -> None:
    monkeypatch.setattr(availability_files, "AvailabilityFiles", lambda client, _: Late(client, what, times))
    wiring.attendance.cache_clear()


def test_of_two_who_write_at_the_same_moment_the_later_one_knows_both(
    world: World, s3: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bob's renewal is as far as the write when Ada's goes through as a whole."""
    ada, bob = world.connect(agent("ada", "shop.sales")), world.connect(agent("bob"))
    interrupt(monkeypatch, lambda: renews(ada, "available"))
    renews(bob, "away")
    assert {name: it["state"] for name, it in file(s3).items()} == {"service": "busy", "sales": "available"}


def test_who_goes_while_a_colleague_writes_is_not_brought_back(
    world: World, s3: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bob has counted Ada when she goes offline, and writes after her."""
    ada, bob = world.connect(agent("ada")), world.connect(agent("bob", "shop.service", "shop.sales"))
    renews(ada, "available")
    interrupt(monkeypatch, lambda: renews(ada, "offline"))
    renews(bob, "away")
    assert file(s3)["service"]["state"] == "busy"


def test_who_goes_while_a_colleague_counts_is_not_brought_back(
    world: World, s3: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bob has read the leases, Ada's among them, when she goes; had he not read the file before, he would not know."""
    ada, bob = world.connect(agent("ada")), world.connect(agent("bob", "shop.service", "shop.sales"))
    renews(ada, "available")
    read, goings = presence_store.PresenceStore.read, [lambda: renews(ada, "offline")]

    def slowly(store: presence_store.PresenceStore, group: str) -> list[Lease]:
        found = read(store, group)
        if goings:
            goings.pop()()
        return found

    monkeypatch.setattr(presence_store.PresenceStore, "read", slowly)
    renews(bob, "away")
    assert file(s3)["service"]["state"] == "busy"


def test_who_never_gets_a_turn_is_asked_to_wait(world: World, s3: "S3Client", monkeypatch: pytest.MonkeyPatch) -> None:
    ada = world.connect(agent("ada"))

    def somebody_writes() -> None:
        s3.put_object(Bucket="availability", Key="availability/www.example.com.json", Body=str(len(looks)))
        s3.put_object(Bucket="availability", Key="availability/shop.json", Body=str(len(looks)))
        looks.append(1)

    looks: list[int] = []
    interrupt(monkeypatch, somebody_writes, times=100)
    assert renews(ada, "available")["code"] == "busy"
    assert len(looks) == 2 * ATTEMPTS


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (refusal("SlowDown", 503, "PutObject"), "busy"),
        (ReadTimeoutError(endpoint_url="https://files.invalid"), "busy"),
        (refusal("AccessDenied", 403, "PutObject"), "failed"),
    ],
)
def test_when_the_file_can_not_be_written_the_lease_stands_and_the_agent_is_told(
    world: World,
    s3: "S3Client",
    monkeypatch: pytest.MonkeyPatch,
    logged: io.StringIO,
    error: ClientError,
    code: str,
) -> None:
    def fail() -> None:
        raise error

    ada = world.connect(agent("ada"))
    interrupt(monkeypatch, fail)
    assert renews(ada, "available")["code"] == code
    assert world.keys(SERVICE) == [f"ada#{ada.connection_id}"]
    assert "ada" not in logged.getvalue()
    renews(ada, "available")
    assert file(s3)["service"]["state"] == "available"


def test_an_agent_whose_token_ended_is_told(world: World, s3: "S3Client") -> None:
    ada = world.connect(agent("ada"))
    world.now = agent().expires_at * 1000
    assert renews(ada, "available") == {
        "type": "command_refused",
        "command_id": "c1",
        "code": "expired",
        "retry_after_ms": None,
    }
    assert (world.rows(), files(s3)) == ([], [])


def test_a_visitor_has_no_presence(world: World, s3: "S3Client") -> None:
    assert renews(world.connect(visitor()), "available")["code"] == "not_allowed"
    assert (world.rows(), files(s3)) == ([], [])


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (None, "not_json"),
        ("dance", "not_json"),
        ('{"type":"renew_presence","command_id":"c1"}', "invalid_command"),
        ('{"type":"renew_presence","command_id":"c1","presence":"busy"}', "invalid_command"),
        ('{"type":"renew_presence","command_id":"c1","presence":"away","at":1}', "invalid_command"),
        ('{"type":"list_conversations","command_id":"c1"}', "invalid_command"),
        ('{"type":"ping"}', "invalid_command"),
        (" " * 32_769, "frame_too_long"),
    ],
)
def test_bad_input_is_refused(world: World, s3: "S3Client", frame: str | None, code: str) -> None:
    assert sends(world.connect(agent("ada")), frame)["code"] == code
    assert (world.rows(), files(s3)) == ([], [])


@pytest.mark.parametrize("event", [None, {}, [], {"requestContext": None}, {"requestContext": {"connectionId": 7}}])
def test_an_event_that_api_gateway_never_sends_is_answered_too(world: World, event: object) -> None:
    answer = presence.handler(event, None)
    assert json.loads(str(answer["body"]))["code"] == "failed"


def test_all_leases_of_a_group_are_read_however_many_pages_they_fill(world: World) -> None:
    store, asked = presence_store.PresenceStore(world.dynamodb, "chat"), []
    lease = Lease(presence=Presence.AWAY, expires_at=LEASE)
    for number in range(5):
        store.hold("shop.service", "ada", f"connection{number}", lease)
    query = world.dynamodb.query

    def two_at_a_time(**fields: Any) -> Any:
        asked.append(fields["ConsistentRead"])
        return query(**fields, Limit=2)

    world.dynamodb.query = two_at_a_time  # type: ignore[method-assign]
    assert store.read("shop.service") == [lease] * 5
    assert asked == [True] * 3


def test_a_visitor_who_leaves_has_no_leases_to_delete(
    world: World, s3: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = world.connect(visitor())
    assert isinstance(guest.identity, Visitor)
    monkeypatch.setattr(presence_store.PresenceStore, "release", lambda *_: pytest.fail("a visitor has none"))
    guest.leaves()


def count_writes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    written: list[str] = []
    replace = AvailabilityFiles.replace

    def counted(files: AvailabilityFiles, origin: str, before: Written, content: Availability) -> bool:
        written.append(origin)
        return replace(files, origin, before, content)

    monkeypatch.setattr(AvailabilityFiles, "replace", counted)
    return written
