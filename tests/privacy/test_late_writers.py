"""Whatever is on its way while somebody is erased, or comes later, brings nothing back.

At each call to AWS that a command makes the whole erasure happens, and each command meets an erasure that was killed at
any of its calls. Reads that need not be consistent are of any moment of the last writes.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lambdas.contact.records import StoredContactRequest, UsedOnce
from lambdas.contact.store import Added, ContactStore
from lambdas.privacy import wiring
from lambdas.protocol.contact import FilledField
from tests.privacy.histories import SITE_KEY
from tests.privacy.stage import HOURS, Stage, staged
from tests.privacy.table import Killed
from tests.promises.promise import promise
from tests.unit.lambdas.world import TABLE, Person, agent

Late = Callable[[Stage], dict[str, Any]]


@pytest.fixture(scope="module")
def shop() -> Iterator[Stage]:
    with staged(7, 11) as stage:
        yield stage


@pytest.fixture
def stage(shop: Stage) -> Stage:
    shop.reset()
    return shop


def tab(stage: Stage) -> Person:
    return stage.erased.tabs[0]


def holder(stage: Stage) -> Person:
    state = next(
        row for row in stage.before[f"conversation#{stage.erased.conversation_id}"] if row["sk"]["S"] == "state"
    )
    name = state["agent_id"]["S"]
    return stage.world.connect(agent(name, "shop.supervisor") if name == "eve" else agent(name))


def cursor(stage: Stage) -> int:
    return stage.erased.said[-1][0]


def says(stage: Stage) -> dict[str, Any]:
    return tab(stage).says(f"late {stage.erased.markers['text']}", cursor(stage), "late-1")


def says_from_the_beginning(stage: Stage) -> dict[str, Any]:
    return tab(stage).says(f"late {stage.erased.markers['text']}", 1, "late-1")


def says_from_a_little_before(stage: Stage) -> dict[str, Any]:
    return tab(stage).says(f"late {stage.erased.markers['text']}", cursor(stage) - 4, "late-1")


def says_a_day_later(stage: Stage) -> dict[str, Any]:
    """The message that keeps the state alive, in a transaction."""
    stage.world.passes(25 * HOURS)
    try:
        return says(stage)
    finally:
        stage.world.passes(-25 * HOURS)


def says_again(stage: Stage) -> dict[str, Any]:
    return tab(stage).says("again", 1, "late-1")


def agent_says(stage: Stage) -> dict[str, Any]:
    text = f"late {stage.erased.markers['answer']}"
    return holder(stage).says(text, cursor(stage), "late-2", conversation_id=stage.erased.conversation_id)


def starts(stage: Stage) -> dict[str, Any]:
    return tab(stage).sends("start", locale="de")


def opens(stage: Stage) -> dict[str, Any]:
    return stage.world.connect(stage.erased.visitor).sends("open")


def opens_from_a_cursor(stage: Stage) -> dict[str, Any]:
    return stage.world.connect(stage.erased.visitor).sends("open", cursor=cursor(stage))


def closes(stage: Stage) -> dict[str, Any]:
    return tab(stage).sends("close")


def describes(stage: Stage) -> dict[str, Any]:
    return tab(stage).sends("set_attributes", attributes={"late": stage.erased.markers["own"]})


def identifies(stage: Stage) -> dict[str, Any]:
    now = stage.world.now // 1000
    claims: dict[str, Any] = {"name": f"late {stage.erased.markers['name']}", "iat": now, "exp": now + 60}
    return tab(stage).sends("identify", token=SITE_KEY.token(**claims))


def marks(stage: Stage) -> dict[str, Any]:
    return tab(stage).sends("mark_entries", delivered=cursor(stage) + 9, seen=cursor(stage) + 9)


def types(stage: Stage) -> dict[str, Any]:
    return tab(stage).sends("announce_typing", seen=1)


def reads_back(stage: Stage) -> dict[str, Any]:
    return tab(stage).sends("read_history", before=cursor(stage))


def agent_marks(stage: Stage) -> dict[str, Any]:
    seen = cursor(stage) + 9
    return holder(stage).sends("mark_entries", delivered=seen, seen=seen, conversation_id=stage.erased.conversation_id)


def agent_opens(stage: Stage) -> dict[str, Any]:
    return holder(stage).sends("open", conversation_id=stage.erased.conversation_id)


def agent_reopens(stage: Stage) -> dict[str, Any]:
    return holder(stage).sends("reopen", conversation_id=stage.erased.conversation_id)


def agent_takes(stage: Stage) -> dict[str, Any]:
    return stage.world.connect(agent("ada")).sends("take", conversation_id=stage.erased.conversation_id)


def agent_lists(stage: Stage) -> dict[str, Any]:
    return holder(stage).sends("list_conversations")


def sends_a_request(stage: Stage) -> dict[str, Any]:
    stored = StoredContactRequest(
        request_id="f" * 32,
        site="shop",
        subject=stage.erased.visitor.visitor_id,
        group="service",
        locale="de",
        fields=(FilledField(name="message", value=f"late {stage.erased.markers['text']}"),),
        received_at=stage.world.now,
        changed_at=stage.world.now,
        expires_at=stage.world.now // 1000 + 1000,
    )
    nonce = UsedOnce(nonce="late", expires_at=stage.world.now // 1000 + 600)
    added = ContactStore(stage.way.to(stage.table), TABLE).add(stored, nonce)
    return {"type": "stored"} if added is Added.STORED else {"code": added.value}


OF_THE_VISITOR = [
    says,
    says_from_the_beginning,
    says_from_a_little_before,
    says_a_day_later,
    says_again,
    starts,
    opens,
    opens_from_a_cursor,
    closes,
    describes,
    identifies,
    marks,
    types,
    reads_back,
    sends_a_request,
]
OF_AGENTS = [agent_says, agent_marks, agent_opens, agent_reopens, agent_takes, agent_lists]
ALL: list[Late] = [*OF_THE_VISITOR, *OF_AGENTS]


def assert_nothing_came_back(stage: Stage) -> None:
    """Rows of connections alone may come late, and go when the erasure is looked after, hours later."""
    stage.table.behind = 0
    stage.world.gateway.posted.clear()
    stage.log.seek(0)
    stage.log.truncate()
    assert {row["sk"]["S"].partition("#")[0] for row in stage.left()} <= {"connection"}
    assert stage.traces() == set()
    wiring.privacy().erasures.resume(stage.world.now + 4 * HOURS)
    assert stage.left() == []


@pytest.mark.parametrize("late", OF_THE_VISITOR)
@pytest.mark.parametrize("behind", [0, 1, 3, 10, 30, 200])
def test_what_the_visitor_sends_later_is_refused_however_old_the_read(stage: Stage, late: Late, behind: int) -> None:
    stage.erase_wholly()
    stage.table.behind = behind
    assert late(stage).get("code") == "erased"
    assert stage.left() == []
    assert_nothing_came_back(stage)


@pytest.mark.parametrize("late", OF_AGENTS)
@pytest.mark.parametrize("behind", [0, 1, 3, 10, 30, 200])
def test_an_agent_is_told_no_more_than_of_what_never_was(stage: Stage, late: Late, behind: int) -> None:
    stage.erase_wholly()
    stage.table.behind = behind
    answer = late(stage)
    assert answer.get("code") == "not_allowed" or answer["type"] == "conversations_listed"
    assert_nothing_came_back(stage)


@promise("P4", "a tombstone: nothing that is written late brings anything back")
@pytest.mark.parametrize("late", ALL)
@pytest.mark.parametrize("behind", [0, 1, 4])
def test_an_erasure_between_any_two_calls_of_a_command(stage: Stage, late: Late, behind: int) -> None:
    late(stage)
    calls = len(stage.way.calls)
    for number in range(1, calls + 1):
        stage.reset()
        done: list[int] = []

        def meanwhile(at: int, _name: str, number: int = number, done: list[int] = done) -> None:
            if at == number and not done:
                done.append(at)
                stage.erase_wholly()
                stage.table.behind = behind

        stage.way.before = meanwhile
        late(stage)
        stage.way.reset()
        assert done
        assert_nothing_came_back(stage)


@pytest.mark.parametrize("late", ALL)
@pytest.mark.parametrize("behind", [1, 3, 4, 5, 6, 8])
def test_what_was_read_before_an_erasure_and_was_old_is_no_way_around_it(stage: Stage, late: Late, behind: int) -> None:
    """The read misses the newest entries, whose places must not become free."""
    stage.table.behind = behind
    late(stage)
    calls = len(stage.way.calls)
    for number in range(1, calls + 1):
        stage.reset()
        stage.table.behind = behind
        done: list[int] = []

        def meanwhile(at: int, _name: str, number: int = number, done: list[int] = done) -> None:
            if at == number and not done:
                done.append(at)
                stage.table.behind = 0
                stage.erase_wholly()

        stage.way.before = meanwhile
        late(stage)
        stage.way.reset()
        assert done
        assert_nothing_came_back(stage)


@pytest.mark.parametrize("late", ALL)
def test_a_command_between_any_two_calls_of_an_erasure(stage: Stage, late: Late) -> None:
    stage.erase()
    calls = len(stage.way.calls)
    for number in range(1, calls + 1):
        stage.reset()
        done: list[int] = []

        def meanwhile(at: int, _name: str, number: int = number, done: list[int] = done) -> None:
            if at == number and not done:
                done.append(at)
                stage.table.behind = number % 5
                late(stage)
                stage.table.behind = 0

        stage.way.before = meanwhile
        stage.erase_wholly()
        stage.way.reset()
        assert done
        assert_nothing_came_back(stage)


@pytest.mark.parametrize("late", [says, starts, opens, marks, agent_says, sends_a_request])
def test_a_command_after_an_erasure_that_was_killed(stage: Stage, late: Late) -> None:
    stage.erase()
    calls = len(stage.way.calls)
    for number in range(1, calls + 1):
        stage.reset()
        stage.way.kill_at(number, after=True)
        with pytest.raises(Killed):
            stage.erase()
        stage.way.reset()
        stage.table.behind = number % 4
        late(stage)
        stage.table.behind = 0
        stage.erase_wholly()
        assert_nothing_came_back(stage)


@pytest.mark.parametrize("late", [marks, agent_marks, says, starts])
@pytest.mark.parametrize("behind", [0, 3])
def test_a_conversation_that_was_never_marked_is_closed_to_marks_too(stage: Stage, late: Late, behind: int) -> None:
    unmarked = stage.table.snapshot()
    try:
        partition = f"conversation#{stage.erased.conversation_id}"
        for sort_key in ("mark#agent", "mark#visitor"):
            stage.table.delete_item(TableName=TABLE, Key={"pk": {"S": partition}, "sk": {"S": sort_key}})
        stage.table.remember()
        test_an_erasure_between_any_two_calls_of_a_command(stage, late, behind)
    finally:
        stage.table.put_back(unmarked)


def test_a_first_message_that_is_under_way_finds_its_place_taken(stage: Stage) -> None:
    """Somebody who has said nothing yet is erased while the first conversation begins."""
    stranger = next(each for each in stage.others if not each.said)
    stage.erased, others = stranger, stage.erased
    try:
        person = stage.world.connect(stranger.visitor)
        done: list[int] = []

        def meanwhile(at: int, name: str) -> None:
            if name == "transact_write_items" and not done:
                done.append(at)
                stage.erase_wholly()

        stage.way.before = meanwhile
        assert person.sends("start", locale="de")["code"] == "erased"
        assert done
        assert_nothing_came_back(stage)
    finally:
        stage.erased = others
