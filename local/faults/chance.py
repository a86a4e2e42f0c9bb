"""Which of the faults happen, when, and which have happened."""

import hashlib
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from local.faults.config import Fault, Faults

NO_FAULTS = Faults()


@dataclass(frozen=True)
class Turn:
    """One frame or call: the ``ordinal``-th of its stream. It meets its faults whatever befell those before it."""

    faults: Faults
    stream: str
    ordinal: int

    def meets(self, fault: Fault) -> bool:
        return self.share(fault) < self.faults.rate(fault)

    def first_of(self, faults: Iterable[Fault]) -> Fault | None:
        return next(filter(self.meets, faults), None)

    def share(self, of: str) -> float:
        """A number from 0 up to 1, the same in every run of the same seed."""
        words = f"{self.faults.seed} {self.stream} {self.ordinal} {of}"
        return int.from_bytes(hashlib.sha256(words.encode()).digest()[:6]) / (1 << 48)


class Injector:
    """Deals the turns and counts what was done. The edge's thread and the relay's use it side by side."""

    def __init__(self, faults: Faults = NO_FAULTS) -> None:
        self._lock = threading.Lock()
        self._faults = faults
        self._dealt = Counter[str]()
        self._done = Counter[Fault]()

    def use(self, faults: Faults) -> None:
        """From now on; every stream begins anew, so that the seed decides what follows. The count goes on."""
        with self._lock:
            self._faults = faults
            self._dealt.clear()

    def turn(self, stream: str) -> Turn:
        """The next one of that stream."""
        with self._lock:
            self._dealt[stream] += 1
            return Turn(self._faults, stream, self._dealt[stream])

    def did(self, fault: Fault) -> None:
        with self._lock:
            self._done[fault] += 1

    @property
    def done(self) -> Counter[Fault]:
        """How often each fault has happened."""
        with self._lock:
            return self._done.copy()
