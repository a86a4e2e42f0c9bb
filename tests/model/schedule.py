"""The model's time: what is to happen, and when."""

import heapq
from collections.abc import Callable
from itertools import count

START = 1_750_000_000_000
"""Epoch milliseconds."""


class Schedule:
    """``now`` is the server's time in epoch milliseconds. Of what is due at once the older comes first."""

    def __init__(self) -> None:
        self.now = START
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._order = count()

    @property
    def next(self) -> int | None:
        return self._due[0][0] if self._due else None

    def after(self, milliseconds: int, action: Callable[[], None]) -> None:
        heapq.heappush(self._due, (self.now + milliseconds, next(self._order), action))

    def run_one(self) -> None:
        due, _, action = heapq.heappop(self._due)
        self.now = max(self.now, due)
        action()
