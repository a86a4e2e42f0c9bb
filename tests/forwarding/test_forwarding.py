"""``python -m tests.forwarding`` runs the same for longer."""

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.analytics.claims import Claim, Claims, Row
from lambdas.analytics.records import QueuedBatch
from lambdas.aws.logs import logger
from tests.forwarding.run import matomo_goes_wrong, run
from tests.forwarding.world import World


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What is logged on the way would be logged by threads after the test's own stream was closed."""
    level = logger().log_level
    logger().setLevel("CRITICAL")
    yield
    logger().setLevel(level)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_event_is_doubled_or_lost_untold_whatever_goes_wrong(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    report = run(600, seed)
    with capsys.disabled():
        print(f"\n{report}")
    assert report.is_good
    assert report.stored > report.events / 2
    assert report.killed
    assert report.pauses


def test_unknown_is_what_matomo_tells_nothing_of_and_nothing_else() -> None:
    report = run(600, 2, matomo_goes_wrong)
    assert report.is_good
    assert report.unknown == report.untold > 10
    assert report.lost <= report.unknown + report.expired < report.events / 4


def test_without_the_condition_of_the_claim_events_are_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    def claimed(self: Claims, batch: QueuedBatch, now: int, until: int) -> Claim:
        places = frozenset(range(len(batch.requests)))
        return Claim(batch_id=batch.batch_id, claim_id=self._new_id(), free=places, unknown=frozenset())

    monkeypatch.setattr(Claims, "claim", claimed)
    assert run(300, 1).doubled


def deliver_often(world: World) -> None:
    world.events.twice = 0.8


def test_what_is_delivered_to_two_at_once_is_not_given_up() -> None:
    report = run(300, 3, deliver_often)
    assert report.is_good
    assert report.unknown == report.lost == 0
    assert report.kept == report.poisoned > 1


def test_without_the_time_that_a_claim_has_what_is_under_way_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: Any = Claims._take

    def take(self: Claims, claim: Claim, seen: Row | None, deadline: int, until: int) -> Row | None:
        found: Row | None = taken(self, claim, seen, deadline, 0)
        return found

    monkeypatch.setattr(Claims, "_take", take)
    assert run(300, 3, deliver_often).unknown
