"""Error reports are gone 27 days after they came, and about an hour: the days of their keys lead to them.

A row lies below the day on which it came. So whatever its own end says, nothing of a day is kept for longer than 28
days from the day's beginning, and of all other days nothing has to be read.
"""

from collections.abc import Callable
from typing import Final

from lambdas.retention.cursors import Cursors
from lambdas.retention.days import DAY_SECONDS, begins_at, day_of, days_before, days_from
from lambdas.retention.error_days import ErrorDays
from lambdas.retention.records import Row, Tally

NAME: Final = "errors"
KEPT_DAYS: Final = 27
"""As ``lambdas.errors`` writes it into each row, which a test compares."""

LOOKED_BACK_DAYS: Final = 90
"""Rows that somebody put back from a copy lie below days that were swept before; no copy reaches back so far."""

FIRST_LOOK_DAYS: Final = 400
"""As long as nobody knows how far a sweep ever came."""


class ErrorSweep:
    def __init__(self, days: ErrorDays, cursors: Cursors) -> None:
        self._days = days
        self._cursors = cursors

    def sweep(self, now: int, tally: Tally, time_left: Callable[[], float]) -> bool:
        """Whether it came to its end before time was over. ``now`` is epoch seconds.

        What an interrupted sweep did not delete the next one finds where it lies, and its alarm is raised by how old
        that is: the tally knows the oldest row in any case.
        """
        today = day_of(now)
        last = days_before(today, KEPT_DAYS)
        oldest = now
        for day in days_from(self._first_day(today), last):
            came = self._sweep_day(day, now, tally, time_left)
            if came is None:
                return False
            oldest = min(oldest, came)
        self._cursors.save_day(NAME, today)
        tally.oldest_error_at = min(oldest, self._came_later(today, now))
        return True

    def _first_day(self, today: str) -> str:
        """So that nothing is passed over after a time without any sweep."""
        swept = self._cursors.day(NAME)
        return (
            days_before(today, FIRST_LOOK_DAYS) if swept is None else days_before(min(swept, today), LOOKED_BACK_DAYS)
        )

    def _sweep_day(self, day: str, now: int, tally: Tally, time_left: Callable[[], float]) -> int | None:
        """When the oldest row came that is left of the day, ``now`` if none is; ``None`` if time was over before."""
        is_over = now >= begins_at(day) + (KEPT_DAYS + 1) * DAY_SECONDS
        oldest, after = now, None
        while True:
            page = self._days.page(day, after)
            # If it ends here, by time or by an error, these are what is left.
            tally.oldest_error_at = min((_came_at(row, day) for row in page.rows), default=None)
            for row in page.rows:
                if time_left() <= 0:
                    return None
                is_ended = row.ends_at is not None and row.ends_at <= now
                if not (is_over or is_ended):
                    oldest = min(oldest, _came_at(row, day))
                elif self._days.delete(row, ended_by=None if is_over else now):
                    tally.swept[NAME] += 1
            after = page.after
            if after is None:
                tally.oldest_error_at = None
                return oldest

    def _came_later(self, today: str, now: int) -> int:
        """When the first day began that has something and is younger: at most that old is what is left."""
        for day in days_from(days_before(today, KEPT_DAYS - 1), today):
            if self._days.page(day, limit=1).rows:
                return begins_at(day)
        return now


def _came_at(row: Row, day: str) -> int:
    """When the day began, where the row's end is none that a row of that day can have."""
    begins, came = begins_at(day), (row.ends_at or 0) - KEPT_DAYS * DAY_SECONDS
    return came if begins <= came < begins + DAY_SECONDS else begins
