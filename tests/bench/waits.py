"""How long a message waits for others before Lambda calls the function: a clock of its own, and no AWS.

Lambda calls it when the batch is full, or when the window is over that began with the first message.
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
"""

import random
from collections.abc import Iterator
from statistics import mean
from typing import Final

WINDOW_SECONDS: Final = 30
"""``MaximumBatchingWindowInSeconds``, see ``stacks/analytics.py``."""

_MESSAGES: Final = 5_000
_DAY_SECONDS: Final = 24 * 60 * 60


def waits(batches_a_day: float, messages_at_once: int) -> list[float]:
    """Seconds of each message, the shortest first, of some that come at random through the day."""
    return sorted(wait for call in _calls(batches_a_day, messages_at_once) for wait in call)


def messages_of_a_call(batches_a_day: float, messages_at_once: int) -> float:
    """On average."""
    return mean(map(len, _calls(batches_a_day, messages_at_once)))


def _calls(batches_a_day: float, messages_at_once: int) -> Iterator[list[float]]:
    """The waits of the messages of each call."""
    waiting: list[float] = []
    for now in _arrivals(batches_a_day / _DAY_SECONDS):
        if waiting and now >= waiting[0] + WINDOW_SECONDS:
            yield _called(waiting, waiting[0] + WINDOW_SECONDS)
        waiting.append(now)
        if len(waiting) == messages_at_once:
            yield _called(waiting, now)


def _arrivals(each_second: float) -> Iterator[float]:
    rng, now = random.Random(1), 0.0  # noqa: S311
    for _ in range(_MESSAGES):
        now += rng.expovariate(each_second)
        yield now


def _called(waiting: list[float], at: float) -> list[float]:
    waited = [at - came for came in waiting]
    waiting.clear()
    return waited
