"""What ``make bench`` counts."""

import pytest

from tests.bench.actions import A_DAY_LATER, AROUND, MESSAGE, OPEN, WITHIN, Action, changes, cost, says, talk
from tests.bench.chat import running
from tests.bench.cost import among, longest_of_one_write, of_the_samples, on_average


@pytest.mark.parametrize(("connections", "entries"), [(2, 10), (100, 10), (10_000, 10), (2, 5_000)])
def test_a_message_costs_the_same_among_many_and_after_many(connections: int, entries: int) -> None:
    spent = among(connections, entries)
    assert spent.calls == {"Query": 1, "PutItem": 1, "PostToConnection": 1}
    assert (spent.use.write_units, spent.use.read_units, spent.use.frames) == (1, 0.5, 3)


def test_the_samples_make_one_call_more_than_there_are_connections() -> None:
    assert of_the_samples(100).aws_calls == 101


def test_a_second_day_writes_the_state_once_more() -> None:
    one, two = on_average(1), on_average(2)
    assert one.use.write_units == 1
    more = cost(A_DAY_LATER).use.write_units - cost(MESSAGE).use.write_units
    assert two.use.write_units == pytest.approx(1 + more / 20)


@pytest.mark.parametrize(("letters", "writes"), [(0, 1), (1, 2)])
def test_the_longest_text_of_one_write_is_what_the_table_takes(letters: int, writes: int) -> None:
    with running() as chat:
        here = talk(chat)
        spent = chat.cost(lambda: here.guest.says("x" * (longest_of_one_write() + letters), here.cursor))
    assert spent.use.write_units == writes


def test_each_agent_with_lists_open_is_one_post_more() -> None:
    none, three = (cost(changes(agents)[2]) for agents in (0, 3))
    assert three.aws_calls - none.aws_calls == three.use.frames - none.use.frames == 3


@pytest.mark.parametrize("action", [*WITHIN, *AROUND], ids=lambda action: action.name)
def test_every_action_is_carried_out_as_often_as_one_likes(action: Action) -> None:
    assert cost(action) == cost(action)


def test_who_comes_back_days_later_is_posted_to() -> None:
    assert cost(A_DAY_LATER).calls["PostToConnection"] == 1
    assert cost(OPEN).calls.get("PostToConnection") is None


def test_what_the_functions_log_is_counted() -> None:
    with running() as chat:
        here = talk(chat)
        assert chat.cost(lambda: says(here)).use.log_bytes > 100
