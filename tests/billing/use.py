"""What an action made AWS bill for, and what that costs."""

import tomllib
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

LIST: dict[str, Any] = tomllib.loads((Path(__file__).parent / "prices.toml").read_text())


@dataclass(frozen=True, kw_only=True)
class Use:
    """Billed units; ``prices.toml`` has a price for each field.

    ``frames`` are WebSocket messages of up to 32 KB, in either direction; ``minutes`` those of open connections.
    """

    frames: float = 0
    minutes: float = 0
    requests: float = 0
    calls: float = 0
    gb_seconds: float = 0
    log_bytes: float = 0
    read_units: float = 0
    write_units: float = 0
    secret_reads: float = 0
    object_reads: float = 0
    object_writes: float = 0
    queue_requests: float = 0
    edge_requests: float = 0
    edge_bytes: float = 0

    def __add__(self, other: "Use") -> "Use":
        return _from(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True))

    def __sub__(self, other: "Use") -> "Use":
        return self + other * -1

    def __mul__(self, factor: float) -> "Use":
        return _from(value * factor for value in astuple(self))

    @property
    def usd(self) -> float:
        """At list price, with what Frankfurt costs more."""
        return sum(self.usd_of(name) for name in Use.__dataclass_fields__)

    def usd_of(self, name: str) -> float:
        """The part of one field."""
        price = LIST[name]["usd"] / LIST[name]["per"]
        return float(getattr(self, name) * price * LIST["region_factor"])


def _from(values: Any) -> Use:
    return Use(**dict(zip(Use.__dataclass_fields__, values, strict=True)))


CALL: Use = Use(
    calls=1,
    gb_seconds=LIST["of_a_call"]["seconds"] * LIST["of_a_call"]["gb"],
    log_bytes=LIST["of_a_call"]["log_bytes"],
)
"""Of one function, as long as nothing is known of it but that it was called."""
