"""Handler of the hourly sweep. What fails is done the next time; an alarm watches that it comes to its end."""

import time
from collections.abc import Callable
from typing import Any, Final, Protocol

from lambdas.aws.environment import is_on_lambda
from lambdas.aws.errors import report
from lambdas.aws.init import end_of_init
from lambdas.aws.logs import logger
from lambdas.aws.metrics import Count, Gauge, counts
from lambdas.aws.transient import is_transient
from lambdas.retention import wiring
from lambdas.retention.records import ENOUGH_SECONDS, Tally

SWEEP: Final = {"sweep": "hourly"}
"""What the schedule calls the function with."""

MARGIN_SECONDS: Final = 70
"""So much time is left for the last call to DynamoDB, with its tries, and for the counts.

It is more than they need: who takes more than 80 % of a function's time raises an alarm, and a big table takes all that
it may have.
"""

TimeLeft = Callable[[], float]
Part = Callable[[int, Tally, TimeLeft], bool]

if is_on_lambda():
    wiring.retention()
    end_of_init()


class Context(Protocol):
    """What Lambda tells of a call."""

    def get_remaining_time_in_millis(self) -> int: ...


def handler(event: object, context: Context) -> dict[str, Any]:
    if event != SWEEP:
        return {}
    tally, now = Tally(), int(time.time())
    try:
        is_done = _sweep(now, tally, lambda: context.get_remaining_time_in_millis() / 1000 - MARGIN_SECONDS)
        counts().add(Count.RETENTION_SWEPT, int(is_done))
    finally:
        _tell(tally, now)
        counts().write()
    return {"swept": tally.swept.total(), "shortened": tally.shortened.total(), "unknown": tally.unknown}


def _sweep(now: int, tally: Tally, time_left: TimeLeft) -> bool:
    """Whether all went well. The errors come first: theirs is the shortest time, and it is promised."""
    went_well = [_succeeds(wiring.retention().errors.sweep, now, tally, time_left)]
    tables = wiring.retention().tables
    for others, table in zip(reversed(range(len(tables))), tables, strict=True):
        went_well.append(_succeeds(table.go_on, now, tally, _leaving(others, time_left)))
    return all(went_well)


def _leaving(others: int, time_left: TimeLeft) -> TimeLeft:
    """Enough for so many other tables: one that takes hours would else keep them waiting for as long."""
    return lambda: time_left() - others * ENOUGH_SECONDS


def _succeeds(part: Part, now: int, tally: Tally, time_left: TimeLeft) -> bool:
    """One table that can not be swept keeps no other from it."""
    try:
        return part(now, tally, time_left)
    except Exception as error:
        if is_transient(error):
            logger().warning("asked to wait", extra={"problem": type(error).__name__})
        else:
            report(error)
        return False


def _tell(tally: Tally, now: int) -> None:
    for kind, number in tally.swept.items():
        logger().info("rows swept", extra={"kind": kind, "rows": number})
    for kind, number in tally.shortened.items():
        logger().warning("rows shortened", extra={"kind": kind, "rows": number})
    if tally.unknown:
        logger().error("rows without a rule", extra={"rows": tally.unknown})
    if tally.oldest_error_at is not None:
        counts().set(Gauge.OLDEST_ERROR_SECONDS, now - tally.oldest_error_at)
    counts().add(Count.ROWS_SWEPT, tally.swept.total())
    counts().add(Count.ROWS_SHORTENED, tally.shortened.total())
    counts().add(Count.ROWS_UNKNOWN, tally.unknown)
