"""How often something may be done: the generic cell rate algorithm, in the memory of one instance."""

from msgspec import Struct


class Rate(Struct, frozen=True, kw_only=True):
    """``interval`` milliseconds for each in the long run, ``burst`` of them at once."""

    interval: int
    burst: int


class Bucket:
    """``now`` is epoch milliseconds."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._arrival = 0

    def take(self, now: int) -> int:
        """For how many milliseconds to wait; 0 when it may be done now, and then it counts."""
        arrival = max(self._arrival, now)
        early = arrival - now - (self._rate.burst - 1) * self._rate.interval
        if early > 0:
            return early
        self._arrival = arrival + self._rate.interval
        return 0
