import json
from typing import Any

import pytest

from lambdas.chat.delivery import CONNECTIONS_EACH
from lambdas.chat.records import StoredConnection, StoredEntry
from lambdas.chat.store import ChatStore
from lambdas.protocol.limits import ANSWER_BYTES, PAGE_ENTRIES
from tests.unit.lambdas.world import DAY, TABLE, Person, World, agent, visitor

CONVERSATION = visitor().conversation_id
PARTITION = f"conversation#{CONVERSATION}"


@pytest.fixture
def guest(world: World) -> Person:
    return world.connect(visitor())


@pytest.fixture
def ada(world: World) -> Person:
    return world.connect(agent("ada"))


@pytest.fixture
def eve(world: World) -> Person:
    return world.connect(agent("eve", "shop.supervisor"))


def talk(person: Person, first: int, last: int) -> None:
    """The entries ``first`` to ``last``, slowly enough."""
    for seq in range(first, last + 1):
        person.world.passes(2_000)
        named = {} if person.identity == visitor() else {"conversation_id": CONVERSATION}
        assert person.says(f"text {seq}", seq - 1, **named)["seq"] == seq


def seqs(answer: dict[str, Any]) -> list[int]:
    return [entry["seq"] for entry in answer["entries"]]


def test_a_visitor_who_has_none_opens_nothing(guest: Person) -> None:
    answer = guest.sends("open")
    assert (answer["conversation"], answer["entries"], answer["earlier"]) == (None, [], False)


def test_start_waits_in_the_first_group_and_tells_the_agents(guest: Person, ada: Person, world: World) -> None:
    sally = world.connect(agent("sally", "shop.sales"))
    for each in (ada, sally):
        each.sends("list_conversations")
    answer = guest.sends("start", locale="de")
    assert answer["conversation"] == {
        "conversation_id": CONVERSATION,
        "state": "waiting",
        "group": "service",
        "locale": "de",
        "started_at": world.now,
        "changed_at": world.now,
        "agent_id": None,
    }
    assert [entry["kind"] for entry in answer["entries"]] == ["started"]
    assert [event["type"] for event in ada.received] == ["conversation_changed"]
    assert sally.received == []


def test_start_in_a_group_that_is_not_there_is_invalid(guest: Person) -> None:
    assert guest.sends("start", locale="de", group="nobody")["code"] == "invalid_command"
    assert guest.sends("start", locale="de", group="supervisor")["code"] == "invalid_command"
    assert guest.sends("open")["conversation"] is None


def test_start_twice_opens_what_is_there(guest: Person, ada: Person) -> None:
    guest.sends("start", locale="de")
    again = guest.sends("start", locale="en", group="sales")
    assert (again["conversation"]["group"], seqs(again)) == ("service", [1])
    ada.sends("take", conversation_id=CONVERSATION)
    assert guest.sends("start", locale="de")["conversation"]["state"] == "taken"


def test_what_is_not_this_partys_to_do_is_refused(guest: Person, ada: Person) -> None:
    guest.sends("start", locale="de")
    for command in ("take", "reopen", "list_conversations"):
        assert guest.sends(command)["code"] == "not_allowed"
    assert ada.sends("start", locale="de")["code"] == "not_allowed"
    for command in ("open", "take", "close", "reopen", "announce_typing"):
        assert ada.sends(command)["code"] == "invalid_command"


def test_a_foreign_or_unknown_conversation_is_not_allowed(guest: Person, ada: Person, world: World) -> None:
    guest.sends("start", locale="de")
    sally, other = world.connect(agent("sally", "shop.sales")), world.connect(agent("olga", "other.service"))
    before = world.rows()
    for command in ("open", "take", "close", "reopen"):
        for person in (sally, other):
            assert person.sends(command, conversation_id=CONVERSATION)["code"] == "not_allowed"
        assert ada.sends(command, conversation_id=f"shop.{'n' * 43}")["code"] == "not_allowed"
    assert sally.sends("read_history", conversation_id=CONVERSATION, before=9)["code"] == "not_allowed"
    assert world.connect(visitor("w")).sends("open", conversation_id=CONVERSATION)["code"] == "not_allowed"
    assert world.rows() == before


def test_take_tells_the_visitor_and_the_group(guest: Person, ada: Person, world: World) -> None:
    bob = world.connect(agent("bob"))
    bob.sends("list_conversations")
    guest.sends("start", locale="de")
    bob.sends("open", conversation_id=CONVERSATION)
    world.gateway.posted.clear()
    answer = ada.sends("take", conversation_id=CONVERSATION)
    assert (answer["conversation"]["agent_id"], seqs(answer)) == ("ada", [1, 2])
    assert [event["type"] for event in guest.received] == ["entries_added"]
    assert "ada" not in json.dumps(guest.received)
    assert [event["type"] for event in bob.received] == ["conversation_changed"]
    assert f"connection#{bob.connection_id}" not in world.keys(PARTITION)
    assert bob.sends("open", conversation_id=CONVERSATION)["code"] == "not_allowed"


def test_only_one_agent_gets_it(guest: Person, ada: Person, world: World) -> None:
    bob = world.connect(agent("bob"))
    guest.sends("start", locale="de")
    assert ada.sends("take", conversation_id=CONVERSATION)["type"] == "opened"
    assert bob.sends("take", conversation_id=CONVERSATION)["code"] == "taken"
    assert f"connection#{bob.connection_id}" not in world.keys(PARTITION)
    assert seqs(ada.sends("take", conversation_id=CONVERSATION)) == [1, 2]


def test_an_agent_who_looked_while_it_waited_is_told_without_a_list(guest: Person, ada: Person, world: World) -> None:
    bob = world.connect(agent("bob"))
    guest.sends("start", locale="de")
    bob.sends("open", conversation_id=CONVERSATION)
    ada.sends("take", conversation_id=CONVERSATION)
    assert [event["conversation"]["state"] for event in bob.received] == ["taken"]
    guest.says("geheim", 2)
    assert len(bob.received) == 1


def test_one_who_is_just_asking_is_not_told_of_a_change(guest: Person, ada: Person, world: World) -> None:
    """Its row is there before its rights are read."""
    guest.sends("start", locale="de")
    sally, stranger = world.connect(agent("sally", "shop.sales")), world.connect(agent("bob"))
    ends = world.now // 1000 + 60
    for each in (sally, stranger):
        row = StoredConnection(connection_id=each.connection_id, identity=each.identity, expires_at=ends)
        world.store.join(CONVERSATION, row)
    ada.sends("take", conversation_id=CONVERSATION)
    assert [event["type"] for event in stranger.received] == ["conversation_changed"]
    assert sally.received == []
    guest.sends("close")
    assert (len(stranger.received), sally.received) == (1, [])
    assert f"connection#{sally.connection_id}" not in world.keys(PARTITION)


def test_a_supervisor_reads_along_visibly(guest: Person, ada: Person, eve: Person) -> None:
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    # Only who says so is seen: a conversation that was looked at while it waited may be taken at any moment.
    assert eve.sends("open", conversation_id=CONVERSATION)["code"] == "taken"
    answer = eve.sends("open", conversation_id=CONVERSATION, observe=True)
    assert [entry["kind"] for entry in answer["entries"]] == ["started", "taken", "observed"]
    assert [entry["kind"] for entry in guest.added] == ["taken", "observed"]
    assert [entry["kind"] for entry in ada.added] == ["observed"]
    assert seqs(eve.sends("open", conversation_id=CONVERSATION, cursor=2)) == [3]
    guest.says("hallo", 3)
    assert [entry["kind"] for entry in eve.added] == ["message"]
    assert eve.sends("announce_typing", conversation_id=CONVERSATION)["code"] == "not_allowed"


def test_a_supervisor_reads_no_history_unseen(guest: Person, ada: Person, eve: Person) -> None:
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    assert eve.sends("read_history", conversation_id=CONVERSATION, before=3)["code"] == "not_allowed"
    assert eve.says("ich", 2, conversation_id=CONVERSATION)["code"] == "not_allowed"


def test_a_supervisor_takes_over(guest: Person, ada: Person, eve: Person) -> None:
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    assert eve.sends("take", conversation_id=CONVERSATION)["conversation"]["agent_id"] == "eve"
    assert ada.received[-1]["conversation"]["agent_id"] == "eve"
    assert ada.says("noch da", 3, conversation_id=CONVERSATION)["code"] == "not_allowed"
    assert eve.says("ich helfe", 3, conversation_id=CONVERSATION)["seq"] == 4


def test_close_and_reopen_by_the_agent(guest: Person, ada: Person, world: World) -> None:
    bob = world.connect(agent("bob"))
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    assert ada.sends("close", conversation_id=CONVERSATION)["conversation"]["state"] == "closed"
    assert seqs(ada.sends("close", conversation_id=CONVERSATION)) == [1, 2, 3]
    assert bob.sends("reopen", conversation_id=CONVERSATION)["code"] == "not_allowed"
    assert ada.sends("reopen", conversation_id=CONVERSATION)["conversation"]["state"] == "taken"
    # What is asked twice is told twice: clients go by its number.
    assert [entry["kind"] for entry in guest.added] == ["taken", "closed", "closed", "reopened"]


def test_a_change_is_told_again_if_nothing_follows_it(guest: Person, ada: Person, world: World) -> None:
    """The function that made it may have ended before it told anybody."""
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    guest.sends("close")
    world.gateway.posted.clear()
    guest.sends("close")
    assert [event["type"] for event in ada.received] == ["entries_added"]
    assert ada.added[-1]["kind"] == "closed"
    # Not by whoever did not make it, and not by looking.
    world.gateway.posted.clear()
    ada.sends("close", conversation_id=CONVERSATION)
    guest.sends("open")
    assert world.gateway.posted == []


def test_close_and_start_again_by_the_visitor(guest: Person, ada: Person) -> None:
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    assert guest.sends("close")["conversation"]["state"] == "closed"
    answer = guest.sends("start", locale="de", group="sales")
    assert (answer["conversation"]["state"], answer["conversation"]["group"]) == ("waiting", "sales")
    assert ada.sends("open", conversation_id=CONVERSATION)["code"] == "not_allowed"


def test_reload_shows_the_same(guest: Person, ada: Person, world: World) -> None:
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    talk(guest, 3, 9)
    again = [
        each.sends("open", **named)
        for each, named in (
            (world.connect(visitor()), {}),
            (world.connect(agent("ada")), {"conversation_id": CONVERSATION}),
        )
    ]
    assert again[0]["entries"] == again[1]["entries"]
    assert seqs(again[0]) == list(range(1, 10))


def test_open_answers_what_follows_the_cursor(guest: Person) -> None:
    guest.sends("start", locale="de")
    talk(guest, 2, 6)
    answer = guest.sends("open", cursor=4)
    assert (seqs(answer), answer["earlier"]) == ([5, 6], True)
    answer = guest.sends("open", cursor=6)
    assert (seqs(answer), answer["earlier"]) == ([], True)


def test_open_answers_the_newest_page_when_the_cursor_is_of_no_use(guest: Person) -> None:
    guest.sends("start", locale="de")
    talk(guest, 2, PAGE_ENTRIES + 10)
    for cursor in (0, 1, 999):
        answer = guest.sends("open", cursor=cursor)
        assert (seqs(answer), answer["earlier"]) == (list(range(11, PAGE_ENTRIES + 11)), True)


def test_history_goes_back_page_by_page_to_the_beginning(guest: Person) -> None:
    guest.sends("start", locale="de")
    talk(guest, 2, 2 * PAGE_ENTRIES + 5)
    first = guest.sends("open")
    second = guest.sends("read_history", before=first["entries"][0]["seq"])
    third = guest.sends("read_history", before=second["entries"][0]["seq"])
    assert seqs(third) + seqs(second) + seqs(first) == list(range(1, 2 * PAGE_ENTRIES + 6))
    assert (first["earlier"], second["earlier"], third["earlier"]) == (True, True, False)
    assert guest.sends("read_history", before=1)["entries"] == []


def test_long_texts_make_short_pages_that_go_back_all_the_same(guest: Person, world: World) -> None:
    guest.sends("start", locale="de")
    for seq in range(2, 12):
        world.passes(2_000)
        guest.says("x" + "\u0001" * 3_999, seq - 1)
    answer = guest.sends("open")
    found = seqs(answer)
    while answer["earlier"]:
        assert len(json.dumps(answer, ensure_ascii=False).encode()) < ANSWER_BYTES
        answer = guest.sends("read_history", before=found[0])
        found = seqs(answer) + found
    assert found == list(range(1, 12))


def test_after_the_retention_nothing_is_shown_and_a_new_log_begins(guest: Person, world: World) -> None:
    first = guest.sends("start", locale="de")
    guest.says("alt", 1)
    world.passes(30 * DAY)
    later = world.connect(visitor())
    assert later.sends("open")["conversation"] is None
    assert later.says("noch da?", 2)["code"] == "not_open"
    answer = later.sends("start", locale="de")
    assert (seqs(answer), answer["earlier"]) == ([3], False)
    assert answer["conversation"]["started_at"] > first["conversation"]["started_at"]
    assert later.sends("read_history", before=3)["entries"] == []


def test_the_oldest_connections_are_ended(world: World, guest: Person) -> None:
    guest.sends("start", locale="de")
    tabs = [world.connect(visitor()) for _ in range(CONNECTIONS_EACH)]
    for tab in tabs:
        tab.sends("open")
    assert len([key for key in world.keys(PARTITION) if key.startswith("connection")]) == CONNECTIONS_EACH
    assert len(world.gateway.closed) == 1
    assert tabs[-1].connection_id not in world.gateway.closed


def test_many_agents_who_look_do_not_end_the_visitors_connection(world: World, guest: Person) -> None:
    guest.sends("start", locale="de")
    for number in range(40):
        world.connect(agent(f"agent{number}")).sends("open", conversation_id=CONVERSATION)
    assert world.gateway.closed == []
    assert guest.says("hallo", 1)["seq"] == 2
    assert seqs(guest.sends("open")) == [1, 2]


def test_a_page_that_connections_make_short_still_goes_back(world: World, guest: Person) -> None:
    guest.sends("start", locale="de")
    talk(guest, 2, PAGE_ENTRIES)
    for number in range(40):
        row = StoredConnection(
            connection_id=f"c{number}", identity=agent(f"agent{number}"), expires_at=world.now // 1000 + 60
        )
        world.store.join(CONVERSATION, row)
    newest = guest.sends("open")
    assert (newest["earlier"], len(newest["entries"]) < PAGE_ENTRIES) == (True, True)
    before = guest.sends("read_history", before=newest["entries"][0]["seq"])
    assert seqs(before) + seqs(newest) == list(range(1, PAGE_ENTRIES + 1))


def test_history_from_an_old_copy_is_read_again(world: World, guest: Person) -> None:
    guest.sends("start", locale="de")
    talk(guest, 2, 9)

    class Old(ChatStore):
        def read_before(self, conversation_id: str, before: int, *, consistent: bool) -> list[StoredEntry]:
            now = super().read_before(conversation_id, before, consistent=consistent)
            return now if consistent else now[:-3]

    world.work_with(Old(world.dynamodb, TABLE))
    assert seqs(guest.sends("read_history", before=9)) == list(range(1, 9))


def test_moves_are_bounded_by_the_pace(guest: Person) -> None:
    answers = []
    for _ in range(8):
        answers += [guest.sends("start", locale="de"), guest.sends("close")]
    assert [answer["type"] for answer in answers].count("opened") == 15
    assert answers[-1]["code"] == "too_fast"
