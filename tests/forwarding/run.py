"""Some thousand events through everything that may go wrong, and what became of each."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cli.analytics import move
from lambdas.analytics.records import QueuedBatch
from lambdas.aws.metrics import Count
from tests.forwarding.receiver import LONGEST_NAME, TOKEN, seldom
from tests.forwarding.samples import tracking_request
from tests.forwarding.world import DEAD, EVENTS, Chances, World, events_in, world

DAY = 24 * 60 * 60
FAULTS = 0.05
CHANCES = Chances(killed=0.004, throttled=0.01, answer_lost=0.004)
TWICE = 0.25


@dataclass(frozen=True)
class Report:
    events: int
    poisoned: int
    stored: int
    doubled: int
    lost: int
    """Neither in Matomo nor among the dead letters."""
    unknown: int
    untold: int
    """Events of which Matomo's answers said nothing: what can not be known, however well it is done."""
    expired: int
    kept: int
    """Dead letters before the operator brought them back, as half of what was poisoned is now taken."""
    dead: int
    dead_and_well: int
    """Dead letters with nothing wrong about them."""
    forwarded: int
    bulks: int
    dry_runs: int
    invocations: int
    killed: int
    pauses: int
    raw: int
    """Raw requests with an event that Matomo kept: one when its token is revoked between a look and the next bulk."""

    @property
    def is_good(self) -> bool:
        return (
            self.doubled == self.dead_and_well == 0
            and self.raw <= 1
            and self.lost <= self.unknown + self.expired
            and self.stored + self.lost + self.dead == self.events
        )

    def __str__(self) -> str:
        return (
            f"{self.events} events, {self.poisoned} of them poisoned, in {self.bulks} bulks\n"
            f"calls {self.invocations}, killed {self.killed}, dry runs {self.dry_runs}, pauses {self.pauses}\n"
            f"stored {self.stored}, doubled {self.doubled}\n"
            f"lost {self.lost}; counted as unknown {self.unknown}, of which Matomo told nothing of {self.untold};"
            f" as expired {self.expired}\n"
            f"dead letters {self.kept}, after they were brought back {self.dead}, not poisoned {self.dead_and_well}\n"
            f"raw requests kept by Matomo {self.raw}"
        )


def matomo_goes_wrong(made: World) -> None:
    """And SQS delivers twice, as it may."""
    made.receiver.fault = seldom(made.rng, FAULTS)
    made.receiver.slow_seconds, made.read_seconds = 10.5, 10.0
    made.events.twice = TWICE


def all_goes_wrong(made: World) -> None:
    """Calls are killed at any step, and DynamoDB throttles or does not answer, too."""
    matomo_goes_wrong(made)
    made.chances = CHANCES


def run(events: int, seed: int, go_wrong: Callable[[World], None] = all_goes_wrong) -> Report:
    with world(seed) as made:
        return _run(made, events, go_wrong)


def _run(made: World, events: int, go_wrong: Callable[[World], None]) -> Report:
    batches = list(_batches(made.rng, events, deadline=int(made.clock.now) + 2 * DAY))
    poisoned = {each.url for batch in batches for each in batch.requests if len(each.e_n or "") > LONGEST_NAME}
    parts = [batches[place::8] for place in range(8)]
    go_wrong(made)
    for part, trouble in zip(parts, _troubles(made), strict=True):
        for batch in part:
            made.send(batch)
        trouble()
        made.run()
    _mend(made)
    kept = events_in(made.dead)
    dropped = _redrive(made)
    made.run()
    return _report(made, events, poisoned, kept, dropped)


def _troubles(made: World) -> Iterator[Callable[[], None]]:
    yield lambda: None
    yield lambda: _for_a_while(made, made.receiver.go_away, made.receiver.come_back, DAY // 2)
    yield lambda: None
    yield lambda: _for_a_while(made, lambda: _record(made, False), lambda: _record(made, True), DAY // 8)
    yield lambda: _for_a_while(made, lambda: _token(made, "f" * 32), lambda: _token(made, TOKEN), DAY // 8)
    yield lambda: _for_a_while(made, lambda: _block(made, True), lambda: _block(made, False), DAY // 8)
    yield lambda: _for_a_while(made, lambda: _fill(made, True), lambda: _fill(made, False), DAY // 8)
    # Longer than events may wait.
    yield lambda: _for_a_while(made, made.receiver.go_away, made.receiver.come_back, 3 * DAY)


def _for_a_while(made: World, begin: Callable[[], None], end: Callable[[], None], seconds: int) -> None:
    """In the middle of the work, and not longer than there is some."""
    half = len(made.events.held) // 2
    made.run(lambda: len(made.events.held) <= half)
    begin()
    over = made.clock.now + seconds
    made.run(lambda: made.clock.now >= over)
    end()


def _record(made: World, is_recording: bool) -> None:
    made.receiver.is_recording = is_recording


def _block(made: World, is_blocking: bool) -> None:
    made.receiver.is_blocking = is_blocking


def _fill(made: World, is_full: bool) -> None:
    made.receiver.is_full = is_full


def _token(made: World, token: str) -> None:
    """What Matomo knows; the function only learns it from being refused."""
    made.receiver.token = token


def _mend(made: World) -> None:
    made.receiver.fault = type(made.receiver).fault
    made.chances = Chances()
    made.events.twice = 0.0


def _redrive(made: World) -> int:
    """The operator brings the dead letters back; Matomo takes half of what it did not take before.

    How many of them were dropped, as their time is over.
    """
    urls = events_in(made.dead)
    made.receiver.mended |= set(urls[::2])
    made.clock.now += 1
    return move(made.queues, DEAD, EVENTS, int(made.clock.now * 1000)).dropped


def _batches(rng: random.Random, events: int, deadline: int) -> Iterator[QueuedBatch]:
    made = 0
    while made < events:
        size = min(events - made, rng.choice((1, 2, 3, 5, 8, 50)))
        yield QueuedBatch(
            batch_id=f"{rng.getrandbits(64):016x}",
            deadline=deadline + rng.randint(0, 8 * DAY),
            requests=[
                tracking_request(f"https://shop.example.com/{number}", is_poisoned=rng.random() < 0.01)
                for number in range(made, made + size)
            ],
        )
        made += size


def _report(made: World, events: int, poisoned: set[str], kept: list[str], dropped: int) -> Report:
    stored, dead = made.receiver.stored, Counter(events_in(made.dead))
    every = {f"https://shop.example.com/{number}" for number in range(events)}
    assert set(stored) <= every
    counted = made.tally.counted
    return Report(
        events=events,
        poisoned=len(poisoned),
        stored=len(stored),
        doubled=sum(times - 1 for times in stored.values()),
        lost=len(every - set(stored) - set(dead)),
        unknown=counted[Count.EVENTS_UNKNOWN],
        untold=made.receiver.untold,
        expired=counted[Count.EVENTS_EXPIRED] + dropped,
        kept=len(kept),
        dead=len(dead),
        dead_and_well=len({*kept, *dead} - poisoned),
        forwarded=counted[Count.EVENTS_FORWARDED],
        bulks=made.receiver.bulks,
        dry_runs=made.receiver.dry_runs,
        invocations=made.invocations,
        killed=made.killed,
        pauses=made.functions.changes // 2,
        raw=sum("rec" in each for each in made.receiver.raw.values()),
    )
