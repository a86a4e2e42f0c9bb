"""What one conversation makes AWS do, from the first page view to the end."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from tests.bench.actions import A_DAY_LATER, LEAVE, MARK, MESSAGE, OPEN, PRESENCE, TYPING, Action, changes, cost
from tests.bench.chat import Cost
from tests.billing.use import Use
from tests.scale.given import ASSUMED, MEASURED

_CALLS_OF_A_MESSAGE: Final = 3
_FRAMES_OF_A_PING: Final = 2

CONNECT: Final = Cost(calls={"PutItem": 1}, use=Use(calls=2, write_units=1, frames=1, edge_requests=1), answer={})
"""The authorizer notes that a proof is used. Whether API Gateway bills a handshake is not known, so it counts."""

CALLS_OF_A_CONNECTION: Final = 3
"""The authorizer, ``$connect`` and ``$disconnect``."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """``requests`` are those that API Gateway counts against its quota: frames to it, posts and handshakes."""

    name: str
    use: Use
    requests: float = 0


@cache
def parts(agents_of_a_list: int) -> tuple[Part, ...]:
    """A conversation of a group whose lists so many agents have open."""
    said, agents = ASSUMED.conversation, ASSUMED.agents
    turns = said.messages / MEASURED.turns.messages
    return (
        _sum("messages", [(MESSAGE, said.messages), (A_DAY_LATER, said.second_day), (MESSAGE, -said.second_day)]),
        _sum("typing", [(TYPING, said.messages * MEASURED.turns.typing)]),
        _sum("marks", [(MARK, turns * MEASURED.turns.marks)]),
        _sum("start, take and close, with the agents' lists", [(change, 1) for change in changes(agents_of_a_list)]),
        _connecting(),
        _with_minutes(_sum("agents' presence", [(PRESENCE, agents.minutes)]), agents.minutes),
        Part(name="page views, and the panel", use=_pages()),
    )


def whole(agents_of_a_list: int) -> Part:
    each = parts(agents_of_a_list)
    use = sum((part.use for part in each), Use())
    return Part(name="a conversation", use=use, requests=sum(part.requests for part in each))


def _sum(name: str, times: list[tuple[Action, float]]) -> Part:
    done = [(billed(cost(action)), number) for action, number in times]
    use = sum((part.use * number for part, number in done), Use())
    return Part(name=name, use=use, requests=sum(part.requests * number for part, number in done))


def billed(cost: Cost) -> Part:
    """With the function's time, and what CloudFront hands on to browsers. A command is one call of a function."""
    commands, posts = cost.use.calls, cost.calls.get("PostToConnection", 0)
    function = ASSUMED.function
    own_ms = MEASURED.start.cpu_ms / _CALLS_OF_A_MESSAGE * function.processor
    seconds = cost.aws_calls * (own_ms + function.aws_call_ms) / 1000
    to_browsers = max(0, cost.use.frames - commands)
    more = Use(gb_seconds=seconds * function.gb, edge_bytes=to_browsers * ASSUMED.bytes.frame)
    return Part(name="", use=cost.use + more, requests=commands + posts)


def _connecting() -> Part:
    said = ASSUMED.conversation
    connect = [billed(CONNECT), _sum("", [(OPEN, 1)]), billed(cost(LEAVE))]
    use = sum((part.use * said.connections for part in connect), Use(frames=said.pings * _FRAMES_OF_A_PING))
    # The authorizer's call and the one of $connect are one handshake, and $disconnect is none.
    requests = said.connections * 2 + said.pings
    return _with_minutes(Part(name="connecting, open panels", use=use, requests=requests), said.minutes)


def _with_minutes(part: Part, minutes: float) -> Part:
    return replace(part, use=part.use + Use(minutes=minutes))


def _pages() -> Use:
    views, sizes = ASSUMED.conversation.page_views, ASSUMED.bytes
    of_a_view = Use(edge_requests=2, edge_bytes=sizes.loader + sizes.availability + 2 * sizes.headers)
    panel = Use(edge_requests=2, edge_bytes=sizes.panel + 2 * sizes.headers)
    return of_a_view * views + panel
