"""What it costs to have the use of the widget analysed."""

import pytest

from tests.bench.usage import timed, way_of
from tests.billing.use import LIST
from tests.scale import usage
from tests.scale.given import ASSUMED
from tests.scale.usage import EVERY_MONTH, by_component, of_a_batch


def test_every_unit_that_is_used_belongs_to_one_component() -> None:
    fields = [field for fields in usage._COMPONENTS.values() for field in fields]
    assert len(fields) == len(set(fields))
    used = timed(way_of(3, 1, quiet=True)).use
    assert used.usd == pytest.approx(sum(map(used.usd_of, fields)))


def test_the_components_are_all_of_the_money() -> None:
    components = by_component(1_000)
    batches = 1_000 * ASSUMED.usage.batches * 30
    assert sum(components.values()) - components[EVERY_MONTH] == pytest.approx(of_a_batch(1_000).usd * batches)


def test_what_is_there_in_any_case_does_not_grow() -> None:
    few, many = by_component(1), by_component(1_000)
    assert few[EVERY_MONTH] == many[EVERY_MONTH]
    deployed = (5 * 0.10 + 6 * 0.30 + 0.40) * LIST["region_factor"]
    assert deployed < few[EVERY_MONTH] < deployed + 0.5


def test_batches_that_share_a_call_are_cheaper() -> None:
    assert of_a_batch(1_000_000).usd < of_a_batch(1_000).usd < of_a_batch(1).usd


def test_a_request_for_each_batch() -> None:
    batches = 1_000_000 * ASSUMED.usage.batches * 30
    requests = LIST["requests"]["usd"] / LIST["requests"]["per"] * LIST["region_factor"]
    assert by_component(1_000_000)["API Gateway"] == pytest.approx(batches * requests)
