"""Stops the reading of the queue while Matomo is away, so that events wait in it instead of among the dead letters.

A schedule calls this every few minutes. It stops and starts the event source mapping of Lambda, and nothing else does.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from lambdas.analytics.pauses import Pause, Pauses
from lambdas.analytics.watch import Watch
from lambdas.aws.logs import logger

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

TRIAL_SECONDS: Final = 60 * 60
"""For so long after a pause it is not believed that all is well."""

FIRST_WAIT_SECONDS: Final = 10 * 60
LONGEST_WAIT_SECONDS: Final = 6 * 60 * 60
"""So that a message is not delivered in vain more than a few times a day, whatever is wrong."""


class Step(StrEnum):
    NOTHING = "nothing"
    PAUSE = "pause"
    RESUME = "resume"
    FORGET = "forget"


def step(pause: Pause | None, now: int, *, is_well: bool) -> Step:
    """What to do next. ``is_well`` matters only while Matomo is noted as away."""
    if pause is None:
        return Step.NOTHING
    if not pause.away_since:
        return Step.FORGET if now >= pause.resumed_at + TRIAL_SECONDS else Step.NOTHING
    begun = begin(pause, now)
    return Step.RESUME if is_well and now >= begun.not_before else Step.PAUSE


def begin(pause: Pause, now: int) -> Pause:
    """As it is while the queue is not read. The first pause may end at once, each that follows it lasts for longer.

    Those are for a Matomo that says that it is well, and then takes no events.
    """
    if pause.paused:
        return pause
    failures = pause.failures + 1
    wait = 0 if failures == 1 else min(FIRST_WAIT_SECONDS * 2 ** (failures - 2), LONGEST_WAIT_SECONDS)
    return msgspec.structs.replace(pause, failures=failures, not_before=now + wait, paused=True)


class Pausing:
    def __init__(self, client: "LambdaClient", pauses: Pauses, watch: Watch) -> None:
        self._client = client
        self._pauses = pauses
        self._watch = watch

    def look(self, mapping: str, now: int) -> Step:
        """``mapping`` is the id of the event source mapping.

        The mapping first, then the note: whatever ends in between is done again the next time.
        """
        pause = self._pauses.find()
        next_step = step(pause, now, is_well=self._is_well(pause, now))
        if pause is None or next_step is Step.NOTHING:
            return Step.NOTHING
        if next_step is Step.FORGET:
            self._pauses.forget()
            return next_step
        if not self._read_queue(mapping, next_step is Step.RESUME):
            return Step.NOTHING
        if next_step is Step.RESUME:
            logger().warning("queue is read again")
            self._pauses.end(begin(pause, now), now)
        else:
            logger().warning("queue is not read", extra={"reason": pause.reason})
            self._pauses.begin(begin(pause, now))
        return next_step

    def _is_well(self, pause: Pause | None, now: int) -> bool:
        return pause is not None and bool(pause.away_since) and not self._watch.look(pause.site, now).is_away

    def _read_queue(self, mapping: str, is_read: bool) -> bool:
        """Whether Lambda has taken it; it does not while an earlier change is under way."""
        try:
            self._client.update_event_source_mapping(UUID=mapping, Enabled=is_read)
        except (self._client.exceptions.ResourceInUseException, self._client.exceptions.ResourceConflictException):
            return False
        return True
