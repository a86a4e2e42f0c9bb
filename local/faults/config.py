"""Which faults there are, and how often each of them happens."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path


class Fault(StrEnum):
    """What can go wrong; ``docs/faults.md`` says how each of them is done."""

    CUT = "cut"
    DELAY = "delay"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    TRUNCATE = "truncate"
    END_BEFORE_WRITE = "end_before_write"
    END_AFTER_WRITE = "end_after_write"
    END_AFTER_POST = "end_after_post"
    THROTTLE = "throttle"
    GONE = "gone"
    TOO_MANY = "too_many"
    BROKEN = "broken"


ENDS = (Fault.END_BEFORE_WRITE, Fault.END_AFTER_WRITE, Fault.END_AFTER_POST)
"""Those that end the process of a function."""


class WrongFaults(ValueError):
    """Faults that can not be had; the text is one line for a person."""


@dataclass(frozen=True, kw_only=True)
class Faults:
    """A rate from 0 (never) to 1 (always) for each ``Fault``, of the frames or calls that it can befall.

    The same seed and the same traffic give the same faults. Raises ``WrongFaults``.
    """

    seed: int = 0
    cut: float = 0
    delay: float = 0
    duplicate: float = 0
    reorder: float = 0
    truncate: float = 0
    end_before_write: float = 0
    end_after_write: float = 0
    end_after_post: float = 0
    throttle: float = 0
    gone: float = 0
    too_many: float = 0
    broken: float = 0

    def __post_init__(self) -> None:
        for fault in Fault:
            if not 0 <= self.rate(fault) <= 1:
                raise WrongFaults(f"{fault}: expected a rate from 0 to 1, got {self.rate(fault)}")
        # A process is found by its socket there, see ``processes``.
        if any(map(self.rate, ENDS)) and not Path("/proc/net/tcp").exists():
            raise WrongFaults(f"{', '.join(ENDS)}: only Linux shows which process made a call")

    def rate(self, fault: Fault) -> float:
        rate: float = getattr(self, fault)
        return rate


def parse_faults(text: str) -> Faults:
    """Faults of words such as ``seed=7 cut=0.01``, in any order. Raises ``WrongFaults``."""
    seed, rates = 0, {}
    for name, value in _words(text):
        if name == "seed":
            seed = _seed(value)
        else:
            rates[name] = _rate(name, value)
    return Faults(seed=seed, **rates)


def _words(text: str) -> Iterator[tuple[str, str]]:
    known, seen = {field.name for field in fields(Faults)}, set[str]()
    for word in text.split():
        name, _, value = word.partition("=")
        if name not in known:
            raise WrongFaults(f"expected words like cut=0.01 of {', '.join(['seed', *Fault])}, got {word!r}")
        if name in seen:
            raise WrongFaults(f"{name} is there twice")
        seen.add(name)
        yield name, value


def _seed(value: str) -> int:
    if not value.isdecimal():
        raise WrongFaults(f"seed: expected a whole number, got {value!r}")
    return int(value)


def _rate(name: str, value: str) -> float:
    try:
        rate = float(value)
    except ValueError:
        rate = math.nan
    if math.isnan(rate):
        raise WrongFaults(f"{name}: expected a rate from 0 to 1, got {value!r}")
    return rate
