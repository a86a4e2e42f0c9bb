"""Reports on their way into the table, by several instances at once."""

import io
import random
from collections import Counter
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.errors.counting import EXACT, LOOKED_AT_MS, RELEASES, SAMPLES
from lambdas.errors.fingerprints import OVERFLOW, fault_id_of
from lambdas.errors.items import KEPT_SECONDS
from lambdas.errors.reception import NEW_FAULTS, Reception
from lambdas.errors.store import ErrorStore
from lambdas.protocol.errors import Level, Source
from tests.contract.memory_dynamodb import MemoryDynamoDB
from tests.unit.lambdas.errors.received_samples import (
    DAY_MS,
    NOW,
    SITE,
    TABLE,
    TODAY,
    YESTERDAY,
    elsewhere,
    errors_table,
    event_id,
    received,
    rows,
    thrown,
)

FAULT = fault_id_of(received())


class Asked:
    """DynamoDB's client, which counts what it is asked. ``fails`` is raised by the call of that name."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: Counter[str] = Counter()
        self.fails: dict[str, Exception] = {}

    def __getattr__(self, name: str) -> Any:
        if name == "exceptions":
            return self._client.exceptions

        def call(**asked: Any) -> Any:
            self.calls[name] += 1
            if name in self.fails:
                raise self.fails[name]
            return getattr(self._client, name)(**asked)

        return call


class Desk:
    """The table and some instances, which share nothing else."""

    def __init__(self, client: Any) -> None:
        self.asked = Asked(client)
        self.random = random.Random(7)  # noqa: S311
        self.first = self.instance()

    def instance(self) -> Reception:
        store = ErrorStore(self.asked, TABLE)  # type: ignore[arg-type]
        return Reception(store, lambda weight: self.random.randrange(weight) == 0)

    def rows(self, begin: str, day: str = TODAY) -> list[Any]:
        return rows(self.asked, begin, day)

    def count(self, day: str = TODAY) -> int:
        (row,) = self.rows("fault#", day)
        return int(row["count"]["N"])


@pytest.fixture(params=["memory", "moto"])
def desk(request: pytest.FixtureRequest, aws: None) -> Desk:
    return Desk(errors_table() if request.param == "moto" else MemoryDynamoDB(TABLE))


@pytest.fixture
def quick() -> Desk:
    """Where there are thousands of reports."""
    return Desk(MemoryDynamoDB(TABLE))


class TestStored:
    def test_a_report_is_a_row_of_its_fault_and_a_sample(self, desk: Desk) -> None:
        assert desk.first.take(received())
        fault, sample = desk.rows("fault#"), desk.rows("sample#")
        expires_at = {"N": str(NOW // 1000 + KEPT_SECONDS)}
        assert fault == [
            {
                "pk": {"S": f"day#{TODAY}"},
                "sk": {"S": f"fault#{FAULT}"},
                "source": {"S": "page"},
                "site": {"S": SITE},
                "level": {"S": "error"},
                "title": {"S": "TypeError: x is undefined"},
                "culprit": {"S": "showEntry (core.js)"},
                "count": {"N": "1"},
                "first_at": {"N": str(NOW)},
                "last_at": {"N": str(NOW)},
                "releases": {"SS": ["widget@1a2b3c4d"]},
                "ids": {"SS": [event_id(1)]},
                "expires_at": expires_at,
            }
        ]
        assert sample == [
            {
                "pk": {"S": f"day#{TODAY}"},
                "sk": {"S": f"sample#{FAULT}#{NOW:013}#{event_id(1)}"},
                "site": {"S": SITE},
                "at": {"N": str(NOW)},
                "report": {"S": msgspec.json.encode(received().report).decode()},
                "expires_at": expires_at,
            }
        ]

    def test_what_comes_of_no_site_has_none(self, desk: Desk) -> None:
        desk.first.take(elsewhere(received(), Source.FUNCTION))
        (fault,), (sample,) = desk.rows("fault#"), desk.rows("sample#")
        assert fault["source"] == {"S": "function"}
        assert "site" not in fault
        assert "site" not in sample

    def test_a_report_without_release_is_one_too(self, desk: Desk) -> None:
        desk.first.take(received(release=None))
        (fault,) = desk.rows("fault#")
        assert "releases" not in fault

    def test_the_next_one_makes_it_newer_and_not_older(self, desk: Desk) -> None:
        desk.first.take(received(1))
        desk.first.take(received(2, at=NOW + 5000, level=Level.FATAL, errors=[thrown(message="y is undefined")]))
        (fault,) = desk.rows("fault#")
        assert (fault["count"], fault["level"]) == ({"N": "2"}, {"S": "fatal"})
        assert (fault["first_at"], fault["last_at"]) == ({"N": str(NOW)}, {"N": str(NOW + 5000)})
        assert fault["title"] == {"S": "TypeError: y is undefined"}
        assert fault["expires_at"] == {"N": str(NOW // 1000 + KEPT_SECONDS)}

    def test_the_first_few_are_samples(self, desk: Desk) -> None:
        for number in range(EXACT):
            desk.first.take(received(number, at=NOW + number))
        assert [row["at"]["N"] for row in desk.rows("sample#")] == [str(NOW + number) for number in range(SAMPLES)]

    def test_so_is_the_first_of_each_further_release_until_there_are_enough(self, desk: Desk) -> None:
        for number in range(3 * RELEASES):
            for again in range(10):
                desk.first.take(received(100 * number + again, release=f"widget@{number}"))
        assert len(desk.rows("sample#")) == SAMPLES + RELEASES - 1
        (fault,) = desk.rows("fault#")
        assert len(fault["releases"]["SS"]) == RELEASES

    def test_a_sample_that_could_not_be_kept_does_not_bring_the_report_again(
        self, desk: Desk, logged: io.StringIO
    ) -> None:
        desk.asked.fails["put_item"] = refused("ThrottlingException", "PutItem")
        assert desk.first.take(received())
        assert (desk.count(), desk.rows("sample#")) == (1, [])
        assert "sample not kept" in logged.getvalue()

    def test_what_does_not_pass_by_itself_is_told(self, desk: Desk) -> None:
        desk.asked.fails["put_item"] = refused("AccessDeniedException", "PutItem")
        with pytest.raises(ClientError, match="AccessDenied"):
            desk.first.take(received())

    def test_what_could_not_be_counted_is_counted_when_it_comes_again(self, desk: Desk) -> None:
        desk.asked.fails["update_item"] = refused("ThrottlingException", "UpdateItem")
        with pytest.raises(ClientError):
            desk.first.take(received())
        desk.asked.fails.clear()
        assert desk.first.take(received())
        assert desk.count() == 1


def refused(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, operation)


class TestSentAgain:
    def test_it_counts_once(self, desk: Desk) -> None:
        assert [desk.first.take(received()) for _ in range(3)] == [True, False, False]
        assert desk.count() == 1
        assert len(desk.rows("sample#")) == 1

    def test_to_another_instance_too(self, desk: Desk) -> None:
        other = desk.instance()
        other.take(received(2))
        desk.first.take(received(1))
        assert not other.take(received(1))
        assert desk.count() == 2
        desk.asked.calls.clear()
        assert not other.take(received(1))
        assert not desk.asked.calls

    def test_an_instance_knows_it_again_without_asking(self, desk: Desk) -> None:
        desk.first.take(received())
        desk.asked.calls.clear()
        desk.first.take(received())
        assert not desk.asked.calls

    def test_the_next_day_it_counts_no_more(self, desk: Desk) -> None:
        desk.first.take(received(1, at=NOW - DAY_MS))
        for instance in (desk.first, desk.instance()):
            assert not instance.take(received(1))
        assert desk.rows("fault#") == []
        assert desk.count(YESTERDAY) == 1

    def test_the_day_after_that_it_does(self, desk: Desk) -> None:
        desk.first.take(received(1, at=NOW - 2 * DAY_MS))
        assert desk.first.take(received(1))
        assert desk.count() == 1

    def test_an_id_is_one_of_its_fault_alone(self, desk: Desk) -> None:
        desk.first.take(received())
        assert desk.first.take(received(errors=[thrown(type="RangeError")]))


class TestOften:
    def test_it_is_looked_up_once(self, quick: Desk) -> None:
        for number in range(10):
            quick.first.take(received(number))
        assert quick.asked.calls == {"get_item": 2, "update_item": 10, "put_item": SAMPLES}

    @pytest.mark.parametrize("instances", [1, 5])
    def test_a_storm_costs_few_writes_and_is_counted_about_right(self, quick: Desk, instances: int) -> None:
        reports, desks = 4000, [quick.instance() for _ in range(instances)]
        for number in range(reports):
            assert desks[number % instances].take(received(number, at=NOW + number))
        assert quick.asked.calls["update_item"] < 130 * instances**0.5
        assert quick.count() == pytest.approx(reports, rel=0.5)
        (fault,) = quick.rows("fault#")
        assert len(fault["ids"]["SS"]) <= EXACT + instances

    def test_the_count_is_right_on_average(self, quick: Desk) -> None:
        reports, runs = 400, 40
        for run in range(runs):
            instance = quick.instance()
            for number in range(reports):
                instance.take(received(number, errors=[thrown(type=f"Type{run}")]))
        told = sum(int(row["count"]["N"]) for row in quick.rows("fault#"))
        assert told == pytest.approx(reports * runs, rel=0.1)

    def test_an_instance_that_begins_within_a_storm_knows_of_it(self, quick: Desk) -> None:
        for number in range(1000):
            quick.first.take(received(number))
        quick.asked.calls.clear()
        later = quick.instance()
        for number in range(1000, 1100):
            later.take(received(number))
        assert quick.asked.calls["update_item"] < 20
        (fault,) = quick.rows("fault#")
        assert len(fault["ids"]["SS"]) == EXACT

    def test_the_last_time_is_true_to_some_minutes(self, quick: Desk) -> None:
        for number in range(1000):
            quick.first.take(received(number))
        quick.first.take(received(2000, at=NOW + LOOKED_AT_MS))
        (fault,) = quick.rows("fault#")
        assert fault["last_at"] == {"N": str(NOW + LOOKED_AT_MS)}

    def test_a_day_begins_anew(self, quick: Desk) -> None:
        for number in range(100):
            quick.first.take(received(number, at=NOW - DAY_MS))
        quick.first.take(received(1000))
        assert quick.count() == 1


class TestTooManyFaults:
    def test_those_beyond_are_one(self, quick: Desk) -> None:
        for number in range(NEW_FAULTS + 50):
            assert quick.first.take(received(number, errors=[thrown(type=f"Type{number}")]))
        told = {row["title"]["S"]: int(row["count"]["N"]) for row in quick.rows("fault#")}
        assert len(told) == NEW_FAULTS + 1
        assert told[OVERFLOW] == pytest.approx(50, rel=0.5)

    def test_those_that_are_known_are_told_apart_as_before(self, quick: Desk) -> None:
        for number in range(NEW_FAULTS + 2):
            quick.first.take(received(number, errors=[thrown(type=f"Type{number}")]))
        quick.first.take(received(1000, errors=[thrown(type="Type0")]))
        (again,) = [row for row in quick.rows("fault#") if "Type0:" in row["title"]["S"]]
        assert again["count"] == {"N": "2"}

    def test_one_site_does_not_see_those_of_another(self, quick: Desk) -> None:
        for number in range(NEW_FAULTS):
            quick.first.take(received(number, errors=[thrown(type=f"Type{number}")]))
        for site in ("one", "other"):
            quick.first.take(elsewhere(received(1000, errors=[thrown(type="New")]), Source.PAGE, site))
        assert {row["site"]["S"] for row in quick.rows("fault#") if row["title"]["S"] == OVERFLOW} == {"one", "other"}

    def test_those_of_pages_do_not_hide_those_of_functions(self, quick: Desk) -> None:
        for number in range(NEW_FAULTS + 1):
            quick.first.take(received(number, errors=[thrown(type=f"Type{number}")]))
        quick.first.take(elsewhere(received(1000), Source.FUNCTION))
        (of_functions,) = [row for row in quick.rows("fault#") if row["source"] == {"S": "function"}]
        assert of_functions["title"] == {"S": "TypeError: x is undefined"}

    def test_functions_have_their_own_bound(self, quick: Desk) -> None:
        for number in range(NEW_FAULTS + 2):
            made = received(number, errors=[thrown(type=f"Type{number}")])
            quick.first.take(elsewhere(made, Source.FUNCTION))
        quick.first.take(received(1000))
        told = [row["title"]["S"] for row in quick.rows("fault#")]
        assert len(told) == NEW_FAULTS + 2
        assert {OVERFLOW, "TypeError: x is undefined"} < set(told)

    def test_a_day_begins_anew(self, quick: Desk) -> None:
        for number in range(NEW_FAULTS + 1):
            quick.first.take(received(number, at=NOW - DAY_MS, errors=[thrown(type=f"Type{number}")]))
        quick.first.take(received(1000))
        assert [row["title"] for row in quick.rows("fault#")] == [{"S": "TypeError: x is undefined"}]
