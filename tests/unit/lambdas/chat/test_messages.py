import io
import json
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.chat import messages
from lambdas.chat.store import ChatStore
from lambdas.identity.people import Identity
from lambdas.protocol.events import AnyEvent
from tests.contract.fake_connections import refusal
from tests.unit.lambdas.protocol.test_commands import VECTORS
from tests.unit.lambdas.world import START, Person, World, agent, visitor

LOOSE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
CONVERSATION = visitor().conversation_id

ids = st.none() | st.sampled_from([CONVERSATION, f"shop.{'w' * 43}", "shop.v"]) | st.text(max_size=5)
new_messages = st.fixed_dictionaries(
    {
        "client_message_id": st.sampled_from(["m1", "m2"]) | st.text(max_size=5),
        "text": st.text(max_size=20),
    }
)
commands = st.fixed_dictionaries(
    {
        "type": st.sampled_from([vector["value"]["type"] for vector in VECTORS["commands"]]) | st.text(max_size=5),
        "command_id": st.sampled_from(["c1", "c-2"]) | st.text(max_size=5),
    },
    optional={
        "conversation_id": ids,
        "cursor": st.integers(min_value=-1, max_value=9) | st.floats(),
        "before": st.integers(min_value=-1, max_value=9),
        "messages": st.lists(new_messages, max_size=12),
        "delivered": st.integers(min_value=-1, max_value=9),
        "seen": st.integers(min_value=-1, max_value=9),
        "locale": st.sampled_from(["de", "en", "fr"]),
        "group": st.sampled_from(["service", "sales", "nobody"]) | st.none(),
    },
).map(json.dumps)


def is_event(answer: dict[str, Any]) -> bool:
    return not answer or bool(msgspec.convert(answer, AnyEvent))


@LOOSE
@given(frames=st.lists(st.tuples(st.integers(min_value=0, max_value=4), commands | st.text()), max_size=12))
def test_whatever_is_sent_is_answered_with_an_event(world: World, frames: list[tuple[int, str]]) -> None:
    people = [
        world.connect(visitor()),
        world.connect(visitor("w")),
        world.connect(agent("ada")),
        world.connect(agent("sally", "shop.sales")),
        world.connect(agent("eve", "shop.supervisor")),
    ]
    for number, frame in frames:
        answer = people[number].sends_frame(frame)
        assert is_event(answer)
        assert answer.get("code") != "failed"
    for person in people:
        assert all(is_event(event) for event in person.received)


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: ascii(vector["frame"][:60]))
def test_a_hostile_frame_is_answered_with_its_code(world: World, vector: dict[str, Any]) -> None:
    assert world.connect(visitor()).sends_frame(vector["frame"])["code"] == vector["code"]


def test_a_refusal_names_the_command(world: World) -> None:
    guest = world.connect(visitor())
    assert guest.sends_frame('{"type":"dance","command_id":"c7"}') == {
        "type": "command_refused",
        "command_id": "c7",
        "code": "invalid_command",
        "retry_after_ms": None,
    }


def test_a_ping_that_gets_here_is_answered_like_one_that_does_not(world: World) -> None:
    assert world.connect(visitor()).sends_frame('{"type":"ping"}') == {"type": "ponged"}


@pytest.mark.parametrize("person", [visitor(), agent("ada")], ids=["visitor", "agent"])
def test_presence_has_a_function_of_its_own(world: World, person: Identity) -> None:
    assert world.connect(person).sends("renew_presence", presence="available")["code"] == "invalid_command"
    assert world.rows() == []


@pytest.mark.parametrize("body", [None, ""])
def test_a_frame_without_a_body_is_not_json(world: World, body: str | None) -> None:
    assert world.connect(visitor()).sends_frame(body)["code"] == "not_json"


def test_a_binary_frame_is_not_json(world: World) -> None:
    guest = world.connect(visitor())
    event = {**guest.event("MESSAGE", body="eyJ0eXBlIjoib3BlbiJ9"), "isBase64Encoded": True}
    assert json.loads(str(messages.handler(event, None)["body"]))["code"] == "not_json"


@pytest.mark.parametrize("event", [None, {}, [], {"requestContext": None}, {"requestContext": {"connectionId": 7}}])
def test_an_event_that_api_gateway_never_sends_is_answered_too(world: World, event: object) -> None:
    answer = messages.handler(event, None)
    assert json.loads(str(answer["body"]))["code"] == "failed"


@pytest.mark.parametrize(
    "context",
    [None, {}, {"party": "visitor"}, {"party": "operator"}, {"party": "visitor", "visitor_id": "v", "site": "shop"}],
)
def test_without_an_identity_nothing_is_allowed(world: World, context: object) -> None:
    event = world.connect(visitor()).event("MESSAGE", body='{"type":"open","command_id":"c1"}')
    event["requestContext"]["authorizer"] = context
    assert json.loads(str(messages.handler(event, None)["body"]))["code"] == "not_allowed"


def test_an_agent_whose_token_ended_is_told_and_disconnected(world: World) -> None:
    ada = world.connect(agent("ada"))
    world.now = (agent().expires_at) * 1000
    assert ada.sends("list_conversations") == {}
    assert [(event["code"], event["command_id"]) for event in ada.received] == [("expired", "c1")]
    assert world.gateway.closed == [ada.connection_id]
    assert world.rows() == []


def test_a_row_ends_with_the_connection_or_the_token(world: World) -> None:
    guest = world.connect(visitor())
    ada = Person(world, msgspec.structs.replace(agent("ada"), expires_at=START // 1000 + 600), "short")
    guest.sends("start", locale="de")
    ada.sends("open", conversation_id=CONVERSATION)
    rows = {row["sk"]["S"]: int(row["expires_at"]["N"]) for row in world.rows() if "party" in row}
    assert rows == {
        f"connection#{guest.connection_id}": START // 1000 + 7_200,
        "connection#short": START // 1000 + 600,
    }


@pytest.mark.parametrize(
    "error",
    [
        refusal("ProvisionedThroughputExceededException", 400, "Query"),
        refusal("ThrottlingException", 400, "Query"),
        refusal("InternalServerError", 500, "Query"),
        ReadTimeoutError(endpoint_url="https://dynamodb.eu-central-1.amazonaws.com"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_passes_by_itself_is_busy(world: World, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    guest = world.connect(visitor())
    break_reads(monkeypatch, error)
    answer = guest.says("geheim", 1)
    assert (answer["code"], answer["command_id"]) == ("busy", "c1")


def break_reads(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(ChatStore, "read_from", broken)


@pytest.mark.parametrize(
    "error", [refusal("AccessDeniedException", 400, "Query"), KeyError("geheim"), RecursionError()]
)
def test_what_breaks_is_failed_and_logged_without_a_word_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch, logged: io.StringIO, error: Exception
) -> None:
    if isinstance(error, ClientError):
        error.args = ("geheim",)
    guest = world.connect(visitor())
    break_reads(monkeypatch, error)
    assert guest.says("geheim", 1)["code"] == "failed"
    assert type(error).__name__ in logged.getvalue()
    assert '"function":"send"' in logged.getvalue()
    assert "geheim" not in logged.getvalue()
    assert "v" * 43 not in logged.getvalue()


def test_what_breaks_after_the_write_does_not_take_the_answer_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    ada.sends("list_conversations")
    monkeypatch.setattr(ChatStore, "read_group", lambda *_: 1 / 0)
    assert guest.sends("start", locale="de")["type"] == "opened"
    monkeypatch.setattr(ChatStore, "leave", lambda *_: 1 / 0)
    ada.sends("open", conversation_id=CONVERSATION)
    world.gateway.open.discard(ada.connection_id)
    assert guest.says("hallo", 1)["seq"] == 2
