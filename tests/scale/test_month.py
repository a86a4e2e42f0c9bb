"""The sums of a month."""

import pytest

from tests.billing.use import LIST, Use
from tests.scale import month
from tests.scale.conversation import parts, whole
from tests.scale.given import ASSUMED
from tests.scale.month import agents_of_a_list, by_component, by_part, stored_bytes, table


def test_every_unit_that_is_used_belongs_to_one_component() -> None:
    fields = [field for fields in month._COMPONENTS.values() for field in fields]
    assert len(fields) == len(set(fields))
    unused = set(Use.__dataclass_fields__) - set(fields)
    assert all(getattr(whole(1).use, name) == 0 for name in unused)


def test_components_and_parts_are_the_same_money() -> None:
    components, of_parts = by_component(1_000_000), by_part(1_000_000)
    fixed = components["alarms, dashboard, secrets"] + components["counts"]
    file = ASSUMED.agents.day_minutes * 30 * 0.005 / 1000 * LIST["region_factor"]
    assert sum(components.values()) - fixed - file == pytest.approx(sum(of_parts.values()))


def test_what_is_counted_costs_by_the_hours_in_which_it_is() -> None:
    """Two are written in each hour, so they alone are there while nobody talks."""
    a_metric = 0.30 * LIST["region_factor"]
    assert by_component(1)["counts"] == pytest.approx((2 + 19 / 24) * a_metric)
    assert by_component(24)["counts"] == by_component(1_000_000)["counts"] == pytest.approx(21 * a_metric)


def test_a_thousand_times_as_many_cost_a_thousand_times_as_much() -> None:
    """Above the number at which every group has all its agents."""
    few, many = by_part(10_000), by_part(10_000_000)
    assert {name: usd * 1000 for name, usd in few.items()} == pytest.approx(many)


def test_a_message_is_three_billed_frames_and_one_write() -> None:
    messages = parts(1)[0].use
    assert messages.frames == pytest.approx(3 * ASSUMED.conversation.messages)
    assert messages.write_units == pytest.approx(1.01 * ASSUMED.conversation.messages)


@pytest.mark.parametrize(("conversations", "agents"), [(1, 1), (500, 5), (1_000_000, 10)])
def test_a_list_has_the_agents_who_are_there_and_not_more_than_one_group(conversations: int, agents: int) -> None:
    assert agents_of_a_list(conversations) == agents


def test_what_is_stored_is_more_than_the_texts() -> None:
    assert 5_000 < stored_bytes() < 15_000


def test_a_table_has_a_column_for_each_number_and_their_sum_below() -> None:
    lines = list(table((1, 1000), ({"one": 0.5, "two": 1.0}, {"one": 100.0, "two": 1500.4}), total=True))
    assert lines[0] == "| USD a month | 1 a day | 1,000 a day |"
    assert lines[2:] == ["| one | 0.50 | 100 |", "| two | 1.00 | 1,500 |", "| **together** | **1.50** | **1,600** |"]
