"""Takes scrubbed reports: counts each with its fault, and keeps some as samples."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lambdas.aws.logs import logger
from lambdas.aws.transient import is_transient
from lambdas.errors.counting import Known, counted, is_sample, weight_of
from lambdas.errors.days import days_back
from lambdas.errors.fingerprints import named, overflow
from lambdas.errors.records import Named, Received
from lambdas.errors.store import ErrorStore
from lambdas.protocol.errors import Source

NEW_FAULTS: Final = 200
"""Of one source, that an instance tells apart on one day: who sends ever different reports would have rows made for
each of them.
"""


@dataclass
class _Seen:
    """What is known of a fault's row of today, and the ids that yesterday's remembers."""

    known: Known
    earlier: frozenset[str]

    def has(self, event_id: str) -> bool:
        return event_id in self.known.ids or event_id in self.earlier


class Reception:
    """Remembers of the faults of one day what it needs to write little of those that come often.

    ``chance`` is asked for something that is to happen once in so many times.
    """

    def __init__(self, store: ErrorStore, chance: Callable[[int], bool]) -> None:
        self._store = store
        self._chance = chance
        self._today = ""
        self._seen: dict[str, _Seen] = {}
        self._faults: Counter[Source] = Counter()

    def take(self, received: Received) -> bool:
        """Whether it is a new one: a browser that got no answer sends the same again, a day later at the latest.

        It can not be known of a fault that comes often. Raises what DynamoDB says, and then nothing was counted, as
        far as is known.
        """
        today, yesterday = days_back(received.at, 2)
        if today != self._today:
            self._today, self._seen, self._faults = today, {}, Counter()
        fault = self._fault_of(received)
        if fault.fault_id not in self._seen:
            known, earlier = (self._store.look(day, fault.fault_id) for day in (today, yesterday))
            self._seen[fault.fault_id] = _Seen(known, earlier.ids)
            self._faults[received.source] += 1
        seen = self._seen[fault.fault_id]
        if seen.has(received.report.event_id):
            return False
        weight = weight_of(seen.known, received.report.release, received.at)
        return self._write(fault, seen, received, weight) if weight == 1 or self._chance(weight) else True

    def _fault_of(self, received: Received) -> Named:
        fault = named(received)
        is_one_too_many = fault.fault_id not in self._seen and self._faults[received.source] >= NEW_FAULTS
        return overflow(received) if is_one_too_many else fault

    def _write(self, fault: Named, seen: _Seen, received: Received, weight: int) -> bool:
        report = received.report
        before, is_new = self._store.count(self._today, fault, received, seen.known, weight)
        if not is_new:
            seen.known = before
            return False
        seen.known = counted(before, report.event_id, report.release, weight=weight, at=received.at)
        if is_sample(before, report.release):
            self._keep(fault, received)
        return True

    def _keep(self, fault: Named, received: Received) -> None:
        """It has been counted, so whoever sends it again is told that it is there: nobody is asked to."""
        try:
            self._store.keep(self._today, fault.fault_id, received)
        except Exception as error:
            if not is_transient(error):
                raise
            logger().warning("sample not kept", extra={"problem": type(error).__name__})
