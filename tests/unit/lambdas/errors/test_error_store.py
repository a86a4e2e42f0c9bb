"""What is read of errors: nothing that has expired, and all that has not."""

from typing import Any

import pytest

from lambdas.errors.counting import Known
from lambdas.errors.days import day_of, days_back
from lambdas.errors.fingerprints import named
from lambdas.errors.items import KEPT_DAYS
from lambdas.errors.records import StoredFault
from lambdas.errors.store import ErrorStore
from lambdas.protocol.errors import Sample, Source
from tests.unit.lambdas.errors.received_samples import (
    DAY_MS,
    NOW,
    SITE,
    TABLE,
    TODAY,
    YESTERDAY,
    errors_table,
    received,
    rows,
    thrown,
)

OTHER = [thrown(type="RangeError")]
FAULT = named(received()).fault_id
KEPT_MS = KEPT_DAYS * DAY_MS


class Shelf:
    def __init__(self) -> None:
        self.client = errors_table()
        self.store = ErrorStore(self.client, TABLE)

    def put(self, number: int, at: int, **changes: Any) -> None:
        """A report with its sample."""
        what = received(number, at=at, **changes)
        fault = named(what)
        self.store.count(day_of(at), fault, what, Known(), 1)
        self.store.keep(day_of(at), fault.fault_id, what)


@pytest.fixture
def shelf(aws: None) -> Shelf:
    return Shelf()


@pytest.fixture
def pages(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """DynamoDB gives out one row at a time, of a batch too."""
    query, batch_get_item = shelf.client.query, shelf.client.batch_get_item

    def one(**asked: Any) -> Any:
        ((table, keys),) = ((name, it["Keys"]) for name, it in asked["RequestItems"].items())
        answer = batch_get_item(RequestItems={table: {"Keys": keys[:1]}})
        left = {table: {"Keys": keys[1:]}} if keys[1:] else {}
        return {**answer, "UnprocessedKeys": left}

    monkeypatch.setattr(shelf.client, "query", lambda **asked: query(**asked, Limit=1))
    monkeypatch.setattr(shelf.client, "batch_get_item", one)


class TestFaults:
    def test_a_row_is_read_as_it_was_written(self, shelf: Shelf) -> None:
        shelf.put(1, NOW)
        assert list(shelf.store.faults([TODAY], NOW)) == [
            StoredFault(
                fault_id=FAULT,
                day=TODAY,
                title="TypeError: x is undefined",
                culprit="showEntry (core.js)",
                source=Source.PAGE,
                level="error",
                site=SITE,
                count=1,
                first_at=NOW,
                last_at=NOW,
                releases=frozenset({"widget@1a2b3c4d"}),
                expires_at=(NOW + KEPT_MS) // 1000,
            )
        ]

    def test_a_row_without_site_and_release_is_read_too(self, shelf: Shelf) -> None:
        what = received(release=None)
        what = type(what)(report=what.report, source=Source.CONSOLE, site=None, at=NOW)
        shelf.store.count(TODAY, named(what), what, Known(), 1)
        (found,) = shelf.store.faults([TODAY], NOW)
        assert (found.site, found.releases) == (None, frozenset())

    @pytest.mark.usefixtures("pages")
    def test_those_of_all_days_that_are_asked_for(self, shelf: Shelf) -> None:
        for number, at in enumerate((NOW - 2 * DAY_MS, NOW - DAY_MS, NOW)):
            shelf.put(number, at)
            shelf.put(number, at, errors=OTHER)
        found = list(shelf.store.faults([TODAY, YESTERDAY], NOW))
        assert [fault.day for fault in found] == [TODAY, TODAY, YESTERDAY, YESTERDAY]
        assert len({fault.fault_id for fault in found}) == 2

    @pytest.mark.usefixtures("pages")
    def test_the_days_of_one_come_newest_first(self, shelf: Shelf) -> None:
        for number, at in enumerate((NOW - 2 * DAY_MS, NOW, NOW - DAY_MS)):
            shelf.put(number, at)
            shelf.put(number, at, errors=OTHER)
        found = shelf.store.fault(FAULT, days_back(NOW), NOW)
        assert [fault.day for fault in found] == [TODAY, YESTERDAY, "2026-11-24"]
        assert {fault.fault_id for fault in found} == {FAULT}

    def test_of_no_days_there_is_nothing(self, shelf: Shelf) -> None:
        assert shelf.store.fault(FAULT, [], NOW) == []


class TestSamples:
    @pytest.mark.usefixtures("pages")
    def test_the_newest_come_first(self, shelf: Shelf) -> None:
        for number, at in enumerate((NOW - DAY_MS, NOW - DAY_MS + 1, NOW, NOW + 1)):
            shelf.put(number, at)
            shelf.put(number, at, errors=OTHER)
        found = shelf.store.samples(FAULT, [TODAY, YESTERDAY], NOW, 20)
        assert [sample.at for sample in found] == [NOW + 1, NOW, NOW - DAY_MS + 1, NOW - DAY_MS]
        assert found[1] == Sample(at=NOW, gone_at=NOW + KEPT_MS, report=received(2).report)

    def test_no_more_than_are_asked_for_and_no_day_in_vain(self, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(4):
            shelf.put(number, NOW + number)
        asked: list[Any] = []
        query = shelf.client.query

        def counted(**given: Any) -> Any:
            asked.append(given)
            return query(**given)

        monkeypatch.setattr(shelf.client, "query", counted)
        found = shelf.store.samples(FAULT, [TODAY, YESTERDAY], NOW, 2)
        assert [sample.at for sample in found] == [NOW + 3, NOW + 2]
        assert len(asked) == 1


class TestResolved:
    def test_the_last_time_counts(self, shelf: Shelf) -> None:
        for at in (NOW - DAY_MS, NOW, NOW + 1):
            shelf.store.resolve(FAULT, at)
        assert shelf.store.resolved([TODAY, YESTERDAY], NOW) == {FAULT: NOW + 1}
        assert shelf.store.resolved([YESTERDAY, TODAY], NOW) == {FAULT: NOW + 1}
        assert shelf.store.resolved([YESTERDAY], NOW) == {FAULT: NOW - DAY_MS}
        assert shelf.store.resolved_at(FAULT, [YESTERDAY, TODAY], NOW) == NOW + 1

    def test_nobody_may_have_said_so(self, shelf: Shelf) -> None:
        shelf.put(1, NOW)
        assert shelf.store.resolved([TODAY], NOW) == {}
        assert shelf.store.resolved_at(FAULT, [TODAY], NOW) is None

    def test_it_can_be_taken_back(self, shelf: Shelf) -> None:
        other = named(received(errors=OTHER)).fault_id
        for fault_id in (FAULT, other):
            shelf.store.resolve(fault_id, NOW)
            shelf.store.resolve(fault_id, NOW - DAY_MS)
        shelf.store.reopen(FAULT, [TODAY, YESTERDAY])
        assert shelf.store.resolved([TODAY, YESTERDAY], NOW) == {other: NOW}

    def test_it_is_kept_as_long_as_a_report(self, shelf: Shelf) -> None:
        shelf.store.resolve(FAULT, NOW)
        (row,) = rows(shelf.client, "resolved#")
        assert row["expires_at"] == {"N": str((NOW + KEPT_MS) // 1000)}


class TestExpired:
    @pytest.mark.parametrize(("later", "is_there"), [(KEPT_MS - 1, True), (KEPT_MS, False), (KEPT_MS + 1, False)])
    def test_nothing_is_given_out_any_more(self, shelf: Shelf, later: int, is_there: bool) -> None:
        shelf.put(1, NOW)
        shelf.store.resolve(FAULT, NOW)
        now, store = NOW + later, shelf.store
        found: list[Any] = [
            list(store.faults([TODAY], now)),
            store.fault(FAULT, [TODAY], now),
            store.samples(FAULT, [TODAY], now, 20),
            store.resolved([TODAY], now),
            store.resolved_at(FAULT, [TODAY], now),
        ]
        assert [bool(each) for each in found] == [is_there] * 5
        assert len(rows(shelf.client)) == 3


class TestDays:
    @pytest.mark.parametrize(
        ("at", "day"),
        [(0, "1970-01-01"), (NOW, TODAY), (1_795_737_599_999, TODAY), (1_795_737_600_000, "2026-11-27")],
    )
    def test_they_are_those_of_utc(self, at: int, day: str) -> None:
        assert day_of(at) == day

    def test_all_that_something_can_be_kept_of_is_one_more_than_it_is_kept_for(self) -> None:
        days = days_back(NOW)
        assert (len(days), days[0], days[-1]) == (KEPT_DAYS + 1, TODAY, "2026-10-30")
        assert day_of(NOW - KEPT_MS) == days[-1]
