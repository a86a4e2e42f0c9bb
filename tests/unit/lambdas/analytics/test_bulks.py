"""Which batches go to Matomo together."""

from hypothesis import given
from hypothesis import strategies as st

from lambdas.analytics.bulks import BULK_EVENTS, Message, bulks
from lambdas.protocol.limits import USAGE_EVENTS
from tests.unit.lambdas.analytics.forward_world import batch, message, request


def of(size: int, site: int = 1, name: str = "a") -> Message:
    return message(batch(name, *(request(site=site) for _ in range(size))))


def test_the_longest_batch_fits_into_one_bulk() -> None:
    assert USAGE_EVENTS <= BULK_EVENTS


def test_as_many_go_together_as_fit() -> None:
    assert [len(bulk) for bulk in bulks([of(20), of(20), of(10), of(1)])] == [3, 1]


def test_batches_of_two_websites_do_not_go_together() -> None:
    assert [len(bulk) for bulk in bulks([of(1, 1), of(1, 2), of(1, 1)])] == [2, 1]


def test_nothing_is_no_bulk() -> None:
    assert list(bulks([])) == []


def test_a_batch_that_is_too_long_goes_alone() -> None:
    assert [len(bulk) for bulk in bulks([of(1), of(BULK_EVENTS + 1), of(1)])] == [1, 1, 1]


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 3)), max_size=12))
def test_every_message_is_in_one_bulk_of_its_website(sizes: list[tuple[int, int]]) -> None:
    messages = [of(size, site, str(place)) for place, (size, site) in enumerate(sizes)]
    made = list(bulks(messages))
    assert sorted(each.message_id for bulk in made for each in bulk) == sorted(each.message_id for each in messages)
    for bulk in made:
        assert len({each.batch.requests[0].idsite for each in bulk}) == 1
        assert sum(len(each.batch.requests) for each in bulk) <= BULK_EVENTS
