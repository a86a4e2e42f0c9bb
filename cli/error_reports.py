"""``errors list | show | resolve | tail``: what the deployment's own scripts and functions reported."""

import re
from argparse import Namespace
from collections.abc import Callable
from time import sleep, time_ns
from typing import Any, Final, TypeVar

import msgspec

from cli.answer import Answer, Say, rich_table, table
from cli.deployment import Deployment
from cli.error_tail import News, news
from cli.error_words import FAULT, moment, rows_of, shown, where
from cli.errors import Failed, WrongUse
from cli.printable import printable
from cli.source_maps import SourceMaps, fetch
from lambdas.errors.days import days_back
from lambdas.errors.faults import TOLD_SAMPLES, Faults
from lambdas.errors.records import StoredFault
from lambdas.errors.store import ErrorStore
from lambdas.identity.people import Agent
from lambdas.protocol.errors import FaultRead, FaultState, ReadFault, ResolveFault, SearchFaults
from lambdas.protocol.problems import RequestRefused

STATES: Final = tuple(state.value for state in FaultState)
DAYS: Final = range(1, 28)
SAMPLES: Final = range(1, TOLD_SAMPLES + 1)
SECONDS: Final = range(1, 61)
_OPERATOR: Final = Agent(agent_id="operator", groups=frozenset(), expires_at=0, operates=True)
"""Who has the account has all of it."""

_TAILED_DAYS: Final = 2
"""A midnight may lie between two looks."""

_Found = TypeVar("_Found")


def show_list(deployment: Deployment, arguments: Namespace, _: Say) -> Answer:
    state = FaultState(arguments.state) if arguments.state else None
    asked = SearchFaults(days=arguments.days, state=state)
    found = printable(Faults(_store(deployment)).search(_OPERATOR, asked, _now()))
    data, rows, left = msgspec.to_builtins(found), rows_of(found.faults), found.total - len(found.faults)
    if not found.faults:
        return Answer(data=data, text="no such faults" if state else "no faults")
    more = f"\n\nrarer ones that are not shown: {left}" if left else ""
    return Answer(data=data, text=table(rows) + more, rich=rich_table(rows, whole=[FAULT], below=more))


def show(deployment: Deployment, arguments: Namespace, _: Say) -> Answer:
    asked = ReadFault(fault_id=_fault_id(arguments.fault))
    whole = printable(_known(lambda: Faults(_store(deployment)).read(_OPERATOR, asked, _now())))
    found = msgspec.structs.replace(whole, samples=whole.samples[: arguments.samples])
    public_url = deployment.output("PublicUrl")
    maps = SourceMaps(public_url, fetch)
    text = shown(found, maps, public_url)
    left = len(whole.samples) - len(found.samples)
    if left:
        text += f"\n\nsamples that are not shown: {left}; see them with --samples {len(whole.samples)}"
    return Answer(data=_with_places(found, maps), text=text)


def resolve(deployment: Deployment, arguments: Namespace, _: Say) -> Answer:
    asked = ResolveFault(fault_id=_fault_id(arguments.fault), resolved=not arguments.again)
    fault = printable(_known(lambda: Faults(_store(deployment)).resolve(_OPERATOR, asked, _now())))
    return Answer(data=msgspec.to_builtins(fault), text=f"{fault.fault_id}: {fault.state}: {fault.title}")


def tail(deployment: Deployment, arguments: Namespace, _: Say) -> Answer:
    """Never ends by itself: by a signal, or when nobody reads any more what it prints."""
    store = _store(deployment)

    def look() -> list[StoredFault]:
        now = _now()
        return list(store.faults(days_back(now, _TAILED_DAYS), now))

    for each in news(look, lambda: sleep(arguments.interval)):
        print(msgspec.json.encode(each).decode() if arguments.json else _in_one_line(each), flush=True)
    return Answer(data=None, text="")


def _in_one_line(each: News) -> str:
    place = where(each.source, each.site)
    parts = (moment(each.at), f"+{each.more}", each.fault_id, each.level, place, each.title, each.culprit)
    return "  ".join(filter(None, parts))


def _with_places(found: FaultRead, maps: SourceMaps) -> Any:
    """As builtins, where a frame has a ``source`` if it is known."""
    plain = msgspec.to_builtins(found)
    for sample, told in zip(found.samples, plain["samples"], strict=True):
        for thrown, told_thrown in zip(sample.report.errors, told["report"].get("errors", []), strict=True):
            for frame, told_frame in zip(thrown.frames, told_thrown.get("frames", []), strict=True):
                place = maps.place(frame)
                told_frame |= {"source": msgspec.to_builtins(place)} if place else {}
    return plain


def _fault_id(given: str) -> str:
    """Raises ``WrongUse``."""
    if not re.fullmatch(r"[0-9a-f]{16}", given):
        raise WrongUse(f"{given}: expected the id of a fault, as errors list shows it")
    return given


def _known(ask: Callable[[], _Found]) -> _Found:
    """Raises ``Failed``."""
    try:
        return ask()
    except RequestRefused as refused:
        raise Failed("there is no such fault, or not any more; errors list shows those that there are") from refused


def _store(deployment: Deployment) -> ErrorStore:
    return ErrorStore(deployment.session.client("dynamodb"), deployment.output("ErrorsTable"))


def _now() -> int:
    return time_ns() // 1_000_000
