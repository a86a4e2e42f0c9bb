"""What has reached the local run's Matomo, and who waits for more."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

KEPT: Final = 500


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """The ``number``-th tracking request, which came ``at`` epoch seconds, and was ``stored`` or refused."""

    number: int
    at: float
    stored: bool
    parameters: Mapping[str, Any]


class Arrivals:
    """The last ones, oldest first. Changed and waited for in one event loop, read in any thread."""

    def __init__(self) -> None:
        self.is_over = False
        self._kept: deque[Arrival] = deque(maxlen=KEPT)
        self._number = 0
        self._changed = asyncio.Event()

    def __iter__(self) -> Iterator[Arrival]:
        return iter(tuple(self._kept))

    def add(self, requests: Iterable[Mapping[str, Any]], *, at: float, stored: bool) -> None:
        for parameters in requests:
            self._number += 1
            self._kept.append(Arrival(number=self._number, at=at, stored=stored, parameters=parameters))
        self._wake()

    def end(self) -> None:
        """Nothing more comes, and nobody is kept waiting."""
        self.is_over = True
        self._wake()

    async def after(self, number: int, *, seconds: float) -> list[Arrival]:
        """Those that came after the ``number``-th; if there are none, those that come within so many seconds."""
        if number >= self._number and not self.is_over:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), seconds)
        return [arrival for arrival in self if arrival.number > number]

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
