import json

import pytest

from lambdas.chat.records import StoredConnection
from lambdas.chat.store import TAIL_ITEMS
from lambdas.protocol.limits import ANSWER_BYTES
from tests.contract.fake_connections import refusal
from tests.unit.lambdas.world import Person, World, agent, visitor

CONVERSATION = visitor().conversation_id


@pytest.fixture
def talking(world: World) -> tuple[Person, Person]:
    """A visitor and an agent in a taken conversation; entries 1 and 2 are there."""
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    world.gateway.posted.clear()
    return guest, ada


def row_of(person: Person) -> StoredConnection:
    ends = person.world.now // 1000 + 60
    return StoredConnection(connection_id=person.connection_id, identity=person.identity, expires_at=ends)


def stored_texts(world: World) -> list[str]:
    entries = world.store.read_from(CONVERSATION, 1, consistent=True).entries
    return [each.entry.text for each in entries if hasattr(each.entry, "text")]


def test_a_message_is_acknowledged_and_delivered(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    answer = guest.says("Guten Tag", 2, "m-1")
    assert answer == {
        "type": "message_acknowledged",
        "command_id": "c2",
        "client_message_id": "m-1",
        "seq": 3,
        "at": world.now,
        "missed": [],
        "complete": True,
    }
    assert ada.received == [
        {
            "type": "entry_added",
            "conversation_id": CONVERSATION,
            "entry": {
                "kind": "message",
                "seq": 3,
                "at": world.now,
                "author": "visitor",
                "client_message_id": "m-1",
                "text": "Guten Tag",
            },
        }
    ]
    assert guest.received == []


def test_every_other_connection_of_both_parties_gets_it(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    tab, window = world.connect(visitor()), world.connect(agent("ada"))
    tab.sends("open")
    window.sends("open", conversation_id=CONVERSATION)
    guest.says("hier", 2)
    assert [len(each.received) for each in (guest, tab, ada, window)] == [0, 1, 1, 1]


def test_what_the_sender_missed_comes_with_the_acknowledgement(talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    ada.says("eins", 2, conversation_id=CONVERSATION)
    ada.says("zwei", 3, conversation_id=CONVERSATION)
    answer = guest.says("drei", 2)
    assert answer["seq"] == 5
    assert [entry["text"] for entry in answer["missed"]] == ["eins", "zwei"]
    assert answer["complete"] is True


def test_a_resent_message_is_stored_once(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    first = guest.says("nur einmal", 2, "m-1")
    ada.says("ja", 3, conversation_id=CONVERSATION)
    again = guest.says("nur einmal", 2, "m-1")
    assert {**again, "command_id": first["command_id"]} == first
    assert stored_texts(world) == ["nur einmal", "ja"]


def test_a_resent_message_is_delivered_again_while_nothing_follows_it(talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    guest.says("hallo", 2, "m-1")
    guest.says("hallo", 2, "m-1")
    assert [event["entry"]["seq"] for event in ada.received] == [3, 3]
    ada.says("ja", 3, conversation_id=CONVERSATION)
    guest.says("hallo", 2, "m-1")
    assert len(ada.received) == 2


def test_two_authors_may_choose_the_same_id(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    guest.says("a", 2, "same")
    ada.says("b", 2, "same", conversation_id=CONVERSATION)
    assert stored_texts(world) == ["a", "b"]


@pytest.mark.parametrize("cursor", [3, 500, 999_999_999_998])
def test_a_cursor_that_was_made_up_gains_nothing(world: World, talking: tuple[Person, Person], cursor: int) -> None:
    guest, _ = talking
    answer = guest.says("hallo", cursor, "m-1")
    assert (answer["seq"], answer["missed"]) == (3, [])
    again = guest.says("hallo", cursor + 1, "m-1")
    assert again["seq"] == 3
    assert stored_texts(world) == ["hallo"]


def test_an_entry_too_far_ahead_is_told_to_open_again(talking: tuple[Person, Person]) -> None:
    guest, _ = talking
    assert guest.says("hallo", 400)["complete"] is False


def test_a_cursor_too_far_back_is_behind(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    for seq in range(3, TAIL_ITEMS + 3):
        world.passes(1_000)
        ada.says("x", seq - 1, conversation_id=CONVERSATION)
    assert guest.says("zu spät", 2)["code"] == "behind"
    assert guest.says("jetzt", 4)["seq"] == TAIL_ITEMS + 3


def test_a_cursor_whose_entry_is_gone_is_behind_when_more_lies_between(
    world: World, talking: tuple[Person, Person]
) -> None:
    guest, ada = talking
    for seq in range(3, 103):
        world.passes(1_000)
        ada.says("x", seq - 1, conversation_id=CONVERSATION)
    key = {"pk": {"S": f"conversation#{CONVERSATION}"}, "sk": {"S": "000000000005"}}
    world.dynamodb.delete_item(TableName="chat", Key=key)
    assert guest.says("hallo", 5)["code"] == "behind"


def test_what_was_missed_fits_into_an_answer(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    for seq in range(3, 33):
        world.passes(1_000)
        ada.says("x" + "\u0001" * 1_999, seq - 1, conversation_id=CONVERSATION)
    world.gateway.posted.clear()
    answer = guest.says("hallo", 2)
    assert len(json.dumps(answer, ensure_ascii=False).encode()) < ANSWER_BYTES
    assert answer["complete"] is False
    assert [entry["seq"] for entry in answer["missed"]] == list(range(33 - len(answer["missed"]), 33))


def test_who_writes_too_fast_is_told_when_to_go_on(world: World, talking: tuple[Person, Person]) -> None:
    guest, _ = talking
    for seq in range(3, 17):
        assert guest.says("x", seq - 1)["seq"] == seq
    answer = guest.says("zu schnell", 16, "late")
    assert (answer["code"], answer["retry_after_ms"]) == ("too_fast", 2_000)
    world.passes(2_000)
    assert guest.says("zu schnell", 16, "late")["seq"] == 17


def test_nobody_writes_before_the_beginning_or_after_the_end(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    stranger = world.connect(visitor("w"))
    assert stranger.says("hallo?", 1)["code"] == "not_open"
    ada.sends("close", conversation_id=CONVERSATION)
    assert guest.says("noch da?", 3)["code"] == "not_open"
    assert ada.says("nein", 3, conversation_id=CONVERSATION)["code"] == "not_open"


def test_an_agent_takes_before_writing(world: World) -> None:
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    guest.sends("start", locale="de")
    assert ada.says("hallo", 1, conversation_id=CONVERSATION)["code"] == "not_allowed"


def test_one_connection_that_is_gone_keeps_no_other_from_its_message(
    world: World, talking: tuple[Person, Person]
) -> None:
    guest, ada = talking
    tabs = [world.connect(visitor()) for _ in range(3)]
    for tab in tabs:
        tab.sends("open")
    world.gateway.open.discard(tabs[0].connection_id)
    world.gateway.broken[tabs[1].connection_id] = refusal("LimitExceededException", 429, "PostToConnection")
    assert guest.says("hallo", 2)["seq"] == 3
    assert (len(tabs[2].received), len(ada.received)) == (1, 1)
    keys = world.keys(f"conversation#{CONVERSATION}")
    assert f"connection#{tabs[0].connection_id}" not in keys
    assert f"connection#{tabs[1].connection_id}" in keys


def test_a_row_past_its_time_gets_nothing(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    world.passes(2 * 60 * 60 * 1000)
    guest.says("hallo", 2)
    assert ada.received == []


def test_a_sender_without_a_row_is_answered(world: World, talking: tuple[Person, Person]) -> None:
    _, ada = talking
    tab = world.connect(visitor())
    assert tab.says("von hier", 2)["seq"] == 3
    assert len(ada.received) == 1


def test_whoever_may_no_longer_read_gets_nothing_even_with_a_row(world: World, talking: tuple[Person, Person]) -> None:
    guest, _ = talking
    bob, outsider = world.connect(agent("bob")), world.connect(agent("sally", "shop.sales"))
    for each in (bob, outsider):
        world.store.join(CONVERSATION, row_of(each))
    guest.says("geheim", 2)
    assert (bob.received, outsider.received) == ([], [])


def test_the_acknowledgement_of_an_agent_who_lost_it_tells_nothing_more(world: World) -> None:
    guest, ada, eve = (
        world.connect(visitor()),
        world.connect(agent("ada")),
        world.connect(agent("eve", "shop.supervisor")),
    )
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    guest.says("geheim", 2)
    ada.says("ja", 2, "m-1", conversation_id=CONVERSATION)
    eve.sends("take", conversation_id=CONVERSATION)
    again = ada.says("ja", 2, "m-1", conversation_id=CONVERSATION)
    assert (again["seq"], again["missed"], again["complete"]) == (4, [], False)


def test_typing_goes_to_the_other_side_alone(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    tab = world.connect(visitor())
    tab.sends("open")
    assert guest.sends("announce_typing") == {}
    assert (guest.received, tab.received) == ([], [])
    assert ada.received == [{"type": "typing_announced", "conversation_id": CONVERSATION, "author": "visitor"}]
    assert ada.sends("announce_typing", conversation_id=CONVERSATION) == {}
    assert [event["author"] for event in tab.received] == ["agent"]


def test_typing_is_refused_where_writing_is(world: World) -> None:
    guest = world.connect(visitor())
    assert guest.sends("announce_typing")["code"] == "not_open"
