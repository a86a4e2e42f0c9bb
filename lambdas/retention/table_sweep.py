"""A table is looked through once a day, in parts, over as many calls as that takes."""

from collections.abc import Callable, Sequence

from lambdas.retention.cursors import Cursors
from lambdas.retention.records import ENOUGH_SECONDS, Round, Row, Tally
from lambdas.retention.rules import Fate, Rule, judge
from lambdas.retention.table import Table


class TableSweep:
    """``name`` is what its cursor is called; it begins with so many ``segments``."""

    def __init__(self, name: str, table: Table, rules: Sequence[Rule], cursors: Cursors, *, segments: int) -> None:
        self._name = name
        self._table = table
        self._rules = rules
        self._cursors = cursors
        self._segments = segments

    def go_on(self, now: int, tally: Tally, time_left: Callable[[], float]) -> bool:
        """As far as time allows, in seconds; whether that was far enough. ``now`` is epoch seconds."""
        round_, had = self._round(now), time_left()
        begun_with = round_.segment
        while not round_.is_over:
            if not self._sweep(round_, now, tally, time_left):
                if round_.segment == begun_with and had >= ENOUGH_SECONDS:
                    self._cursors.save_round(self._name, round_.in_smaller_parts())
                return round_.segment > begun_with
            round_ = round_.after_one()
            self._cursors.save_round(self._name, round_)
        return True

    def _round(self, now: int) -> Round:
        last = self._cursors.round(self._name)
        if last is None:
            return Round(begun_at=now, segments=self._segments)
        return Round(begun_at=now, segments=last.segments) if last.is_due_again(now) else last

    def _sweep(self, round_: Round, now: int, tally: Tally, time_left: Callable[[], float]) -> bool:
        """Whether the segment was done to its end."""
        after = None
        while True:
            if time_left() <= 0:
                return False
            page = self._table.page(round_.segment, round_.segments, after)
            for row in page.rows:
                if time_left() <= 0:
                    return False
                self._treat(row, now, tally)
            after = page.after
            if after is None:
                return True

    def _treat(self, row: Row, now: int, tally: Tally) -> None:
        verdict = judge(row, self._rules, now)
        match verdict.fate:
            case Fate.EXPIRED if self._table.delete(row, now):
                tally.swept[verdict.kind] += 1
            case Fate.SHORTENED if self._table.end(row, verdict.ends_at):
                tally.shortened[verdict.kind] += 1
            case Fate.UNKNOWN:
                tally.unknown += 1
