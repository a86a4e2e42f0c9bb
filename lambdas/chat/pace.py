"""How fast a party may write: the generic cell rate algorithm.

A party's theoretical arrival time moves on by one interval with each entry. It may run ahead of the clock by the
burst; beyond that the party waits. The times travel from entry to entry, so judging costs no read of its own.
"""

from typing import Final

import msgspec
from msgspec import Struct

from lambdas.chat.records import Pace
from lambdas.protocol.entries import Party
from lambdas.protocol.refusals import RefusalCode, Refused


class Limit(Struct, frozen=True, kw_only=True):
    """``interval`` milliseconds for each entry in the long run, ``burst`` entries at once."""

    interval: int
    burst: int


LIMITS: Final = {
    Party.VISITOR: Limit(interval=2_000, burst=15),
    Party.AGENT: Limit(interval=500, burst=40),
}


def admit(pace: Pace, party: Party, now: int) -> Pace:
    """The pace after one more entry of ``party``.

    Raises ``Refused`` with ``too_fast`` and the milliseconds to wait.
    """
    limit = LIMITS[party]
    arrival = max(getattr(pace, party), now)
    early = arrival - now - (limit.burst - 1) * limit.interval
    if early > 0:
        raise Refused(RefusalCode.TOO_FAST, retry_after_ms=early)
    return msgspec.structs.replace(pace, **{party.value: arrival + limit.interval})
