"""What the days of a fault say together."""

from collections.abc import Iterable, Mapping
from typing import Final

from lambdas.errors.records import StoredFault
from lambdas.protocol.errors import Fault, FaultDay, FaultState, Level

RELEASES: Final = 20
"""Releases that are told of a fault: those of its newest days."""


def faults_of(rows: Iterable[StoredFault], resolved: Mapping[str, int]) -> list[Fault]:
    """Each once, the most frequent first; of equal ones the one that was seen last.

    ``resolved`` says by a fault's id when somebody last said that it was resolved, in epoch milliseconds.
    """
    by_id: dict[str, list[StoredFault]] = {}
    for row in rows:
        by_id.setdefault(row.fault_id, []).append(row)
    faults = [fault_of(days, resolved.get(fault_id)) for fault_id, days in by_id.items()]
    return sorted(faults, key=lambda fault: (-fault.count, -fault.last_at, fault.fault_id))


def fault_of(days: Iterable[StoredFault], resolved_at: int | None) -> Fault:
    """Of one day at the least, all of the same fault. Its words and its level are those of the newest."""
    ordered = _newest_first(days)
    newest = ordered[0]
    last_at = max(day.last_at for day in ordered)
    return Fault(
        fault_id=newest.fault_id,
        title=newest.title,
        culprit=newest.culprit,
        source=newest.source,
        level=Level(newest.level),
        state=state_of(last_at, resolved_at),
        count=sum(day.count for day in ordered),
        first_at=min(day.first_at for day in ordered),
        last_at=last_at,
        releases=_releases(ordered),
        site=newest.site,
    )


def state_of(last_at: int, resolved_at: int | None) -> FaultState:
    """What is seen in the very millisecond in which it is resolved was there to be resolved."""
    if resolved_at is None:
        return FaultState.OPEN
    return FaultState.RESOLVED if resolved_at >= last_at else FaultState.RETURNED


def counts_of(days: Iterable[StoredFault]) -> list[FaultDay]:
    """The newest first."""
    return [FaultDay(day=day.day, count=day.count) for day in _newest_first(days)]


def _newest_first(days: Iterable[StoredFault]) -> list[StoredFault]:
    return sorted(days, key=lambda day: day.day, reverse=True)


def _releases(newest_first: Iterable[StoredFault]) -> list[str]:
    """Each once, those of the newest day first: that a build is newer than another its name does not say."""
    named = dict.fromkeys(release for day in newest_first for release in sorted(day.releases))
    return list(named)[:RELEASES]
