"""What is read of error reports, and the one thing that is said of them: that a fault is resolved."""

from itertools import islice
from typing import Final

from lambdas.errors.days import days_back
from lambdas.errors.faults_rights import Right, demand, may, readers_only
from lambdas.errors.merging import counts_of, fault_of, faults_of
from lambdas.errors.store import ErrorStore
from lambdas.identity.people import Identity
from lambdas.protocol.errors import Fault, FaultRead, FaultsFound, ReadFault, ResolveFault, SearchFaults

TOLD_FAULTS: Final = 100
TOLD_SAMPLES: Final = 20

LOOKED_AT: Final = 10_000
"""Rows that one search looks at, the newest days first; a day has one for each fault. A flood of different reports
makes more, and must not keep the search from ending in time: it then finds those of the newest days."""


class Faults:
    """``now`` is epoch milliseconds everywhere. Every method raises ``RequestRefused``."""

    def __init__(self, store: ErrorStore) -> None:
        self._store = store

    def search(self, identity: Identity, asked: SearchFaults, now: int) -> FaultsFound:
        agent = readers_only(identity)
        rows = islice(self._store.faults(days_back(now, asked.days), now), LOOKED_AT)
        seen = [row for row in rows if may(agent, Right.SEE, row)]
        # A mark may be older than the days that are asked for, and tells what has returned from what is open.
        resolved = self._store.resolved(days_back(now), now) if seen else {}
        found = [fault for fault in faults_of(seen, resolved) if asked.state in (None, fault.state)]
        return FaultsFound(faults=found[:TOLD_FAULTS], total=len(found))

    def read(self, identity: Identity, asked: ReadFault, now: int) -> FaultRead:
        kept = days_back(now)
        days = demand(readers_only(identity), Right.SEE, self._store.fault(asked.fault_id, kept, now))
        return FaultRead(
            fault=fault_of(days, self._store.resolved_at(asked.fault_id, kept, now)),
            days=counts_of(days),
            samples=self._store.samples(asked.fault_id, [day.day for day in days], now, TOLD_SAMPLES),
        )

    def resolve(self, identity: Identity, asked: ResolveFault, now: int) -> Fault:
        """As often as one likes."""
        kept = days_back(now)
        days = demand(readers_only(identity), Right.RESOLVE, self._store.fault(asked.fault_id, kept, now))
        if asked.resolved:
            self._store.resolve(asked.fault_id, now)
        else:
            self._store.reopen(asked.fault_id, kept)
        return fault_of(days, now if asked.resolved else None)
