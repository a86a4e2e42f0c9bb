"""What goes wrong from now on."""

from contextlib import suppress

from cli.error_tail import News, news
from lambdas.errors.records import StoredFault
from lambdas.protocol.errors import Source
from tests.unit.lambdas.errors.fault_samples import FAULT, a_fault
from tests.unit.lambdas.world import DAY, START

OTHER = "f" * 16


class Ended(Exception):
    """Somebody has seen enough."""


def told(*looks: list[StoredFault]) -> list[News]:
    """Of so many looks, with a wait before each but the first."""
    left, waits, found = iter(looks), iter(looks[1:]), []

    def wait() -> None:
        if next(waits, None) is None:
            raise Ended

    with suppress(Ended):
        for each in news(lambda: next(left), wait):
            found.append(each)  # noqa: PERF402 - what came before the end is kept
    return found


def test_what_was_there_before_is_not_told() -> None:
    assert told([a_fault()]) == told([a_fault()], [a_fault()], [a_fault()]) == []


def test_a_new_fault_and_each_further_report_are_told_once() -> None:
    once, twice = a_fault(), a_fault(count=4, last_at=START + 9)
    assert [(each.more, each.at) for each in told([], [once], [once], [twice], [twice])] == [(1, START), (3, START + 9)]


def test_news_say_what_and_where() -> None:
    assert told([], [a_fault(title="a\x1b[1mb", culprit="c\nd")]) == [
        News(at=START, fault_id=FAULT, source="page", level="error", title="a [1mb", culprit="c d", more=1, site="shop")
    ]
    (found,) = told([], [a_fault(source=Source.FUNCTION, site=None)])
    assert (found.source, found.site) == ("function", None)


def test_of_several_the_oldest_is_told_first() -> None:
    rows = [a_fault(last_at=START + 2), a_fault(fault_id=OTHER, last_at=START + 1)]
    assert [each.fault_id for each in told([], rows)] == [OTHER, FAULT]


def test_a_day_that_begins_tells_nothing_of_the_one_before() -> None:
    before, after = a_fault(at=START, count=9), a_fault(at=START + DAY)
    assert [each.more for each in told([before], [before, after], [after])] == [1]
