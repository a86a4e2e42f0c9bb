"""The figures that are written down: what people do, what was measured, and quotas. The files say what each is."""

from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import Struct


class Conversation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    messages: int
    minutes: float
    connections: float
    second_day: float
    page_views: float
    pings: float


class Agents(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    minutes: float
    day_minutes: float
    of_a_list: int


class Bytes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    loader: int
    availability: int
    panel: int
    headers: int
    frame: int


class Function(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    aws_call_ms: float
    processor: float
    gb: float


class Retention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    days: float
    item_bytes: int


class Usage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    events: float
    batches: float
    matomo_ms: float
    empty_reads: float


class Peak(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    factor: float


class Assumptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    conversation: Conversation
    agents: Agents
    bytes: Bytes
    function: Function
    retention: Retention
    usage: Usage
    peak: Peak


class Turns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    messages: float
    marks: float
    typing: float


class Start(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cpu_ms: float


class UsageUnits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    collect_ms: float
    forward_ms: float


class Analysed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    alarms: int
    metrics: int
    secrets: int
    batches_a_second: int
    looks_an_hour: int


class Hourly(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    metrics: int


class Units(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    turns: Turns
    start: Start
    usage: UsageUnits
    deployed: dict[str, int]
    hourly: Hourly
    analysed: Analysed


class Quota(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``each_second``, but for executions, which are so many at a time."""

    each_second: int
    raised: str
    source: str


_Model = TypeVar("_Model")


def _read(name: str, model: type[_Model]) -> _Model:
    return msgspec.toml.decode((Path(__file__).parent / name).read_bytes(), type=model)


ASSUMED: Final = _read("assumptions.toml", Assumptions)
MEASURED: Final = _read("units.toml", Units)
QUOTAS: Final = _read("quotas.toml", dict[str, Quota])
