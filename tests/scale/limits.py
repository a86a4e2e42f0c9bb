"""At how many conversations a day each limit is met."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stacks.settings import Limits
from tests.bench.actions import changes, cost
from tests.scale.conversation import CALLS_OF_A_CONNECTION, whole
from tests.scale.given import ASSUMED, MEASURED, QUOTAS
from tests.scale.month import agents_of_a_list

_DAY_SECONDS: Final = 24 * 60 * 60
_MANY: Final = 1_000_000
"""Conversations a day at which every group has as many agents as it may."""
_WRITES_OF_THE_LIST: Final = 2
"""A conversation enters the list of those that wait, and leaves it."""
_OF_THE_LISTS: Final = 3
"""Changes of a conversation that are told to the agents who keep lists."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """``used`` by one conversation, of what there is ``each_second``."""

    name: str
    each_second: float
    used: float
    raised: str
    source: str = ""

    @property
    def conversations(self) -> float:
        """So many a day use it up in the busiest second."""
        return self.each_second * _DAY_SECONDS / ASSUMED.peak.factor / self.used


def limits() -> list[Limit]:
    """Lowest first, of settings that nobody has changed and AWS's default quotas."""
    found = [*_settings(), *_quotas()]
    return sorted(found, key=lambda limit: limit.conversations)


def _settings() -> Iterator[Limit]:
    ours, said = Limits(), ASSUMED.conversation
    for name, per_second, used in (
        ("`frames_per_second`", ours.frames_per_second, _frames_of_the_default_route()),
        ("`connects_per_second`", ours.connects_per_second, said.connections),
    ):
        yield Limit(name=name, each_second=per_second, used=used, raised="the setting")
    yield Limit(
        name="batches of events a second",
        each_second=MEASURED.analysed.batches_a_second,
        used=ASSUMED.usage.batches,
        raised="no: what is more is not analysed",
    )


def _frames_of_the_default_route() -> float:
    """Presence, pings, and what a connection begins and ends with have routes and throttles of their own."""
    calls = whole(agents_of_a_list(_MANY)).use.calls
    return calls - ASSUMED.agents.minutes - ASSUMED.conversation.connections * CALLS_OF_A_CONNECTION


def _quotas() -> Iterator[Limit]:
    used = whole(agents_of_a_list(_MANY))
    yield _quota("new_connections", "new connections a second", ASSUMED.conversation.connections)
    yield _quota("requests", "requests a second, posts among them", used.requests)
    yield _quota("concurrency", "executions at a time", _function_seconds())
    yield _quota("calls", "calls of functions a second", used.use.calls)
    yield _quota("table_writes", "writes a second of a new table", used.use.write_units)
    yield _quota("table_reads", "reads a second of a new table", used.use.read_units)
    yield _quota("partition_writes", "writes a second of one group's list", _WRITES_OF_THE_LIST)
    yield _quota("partition_reads", "reads a second of one group's connections", _reads_of_the_group())
    yield _quota("edge_requests", "requests a second at the edge", used.use.edge_requests)


def _quota(key: str, name: str, used: float) -> Limit:
    quota = QUOTAS[key]
    return Limit(name=name, each_second=quota.each_second, used=used, raised=quota.raised, source=quota.source)


def _function_seconds() -> float:
    return whole(agents_of_a_list(_MANY)).use.gb_seconds / ASSUMED.function.gb


def _reads_of_the_group() -> float:
    """Each change reads who keeps the lists; the same again for the supervisors lies elsewhere."""
    told = cost(changes(ASSUMED.agents.of_a_list)[2])
    return _OF_THE_LISTS * (told.use.read_units - 1) / 2


def table() -> Iterator[str]:
    """Markdown."""
    yield "| limit | default | of one conversation | met at, a day | raised |"
    yield "| --- | ---: | ---: | ---: | --- |"
    for limit in limits():
        raised = f"[{limit.raised}]({limit.source})" if limit.source else limit.raised
        figures = f"{limit.each_second:,} | {limit.used:,.1f} | {_rounded(limit.conversations)}"
        yield f"| {limit.name} | {figures} | {raised} |"


def _rounded(number: float) -> str:
    """To two digits: no more is known."""
    digits = len(str(int(number))) - 2
    return f"{round(number, -digits):,.0f}"
