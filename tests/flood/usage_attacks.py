"""What an attacker can do to the analysis: events of its own, from nobody that could be known."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

from lambdas.protocol.limits import USAGE_BYTES, USAGE_EVENTS
from tests.billing.use import CALL, Use
from tests.end_to_end import clients
from tests.flood.attacks import Act, Attack, Target, check

EVENTS: Final = "POST /api/events"

_PAGE_CHARACTERS: Final = 1000
_ASKED: Final = CALL + Use(requests=1, edge_requests=1)

_FORWARDED: Final = CALL + Use(queue_requests=4)
"""At the worst each message has a call of the function's own; it is received and deleted in two pieces of 64 KB."""

_TOLD: Final = Use(edge_bytes=USAGE_EVENTS * (_PAGE_CHARACTERS + 250))
"""What of the longest batch goes out to Matomo, which AWS bills much like what the edge sends."""

_START_SECONDS: Final = 4
"""Until the function that forwards is there: what it does later would be counted with the next attack."""


def _posting(
    make: Callable[[Target], dict[str, Any] | str], more: Use, *, origin: str | None = None
) -> Callable[[Target], AbstractAsyncContextManager[Act]]:
    """``make`` gives each body, and ``more`` is what becomes of it that neither the edge nor the relay sees."""

    @asynccontextmanager
    async def begin(target: Target) -> AsyncIterator[Act]:
        headers = {"origin": origin or target.shop, "content-type": "text/plain"}
        async with clients.http_session() as session:

            async def act() -> Use:
                body = make(target)
                text = body if isinstance(body, str) else json.dumps(body)
                async with session.post(f"{target.chat}/api/events", data=text, headers=headers) as answer:
                    check(answer.status)
                    return _ASKED + more + Use(edge_bytes=len(await answer.read()))

            if more.calls:
                await act()
                await asyncio.sleep(_START_SECONDS)
            yield act

    return begin


def _longest(target: Target) -> dict[str, Any]:
    """As many events as one batch may have, of the longest page."""
    page = f"{target.shop}/".ljust(_PAGE_CHARACTERS, "x")
    return _batch(page, [{"type": "messages_sent", "age": 0, "count": 1000}] * USAGE_EVENTS)


def _shortest(target: Target) -> dict[str, Any]:
    return _batch(f"{target.shop}/", [{"type": "widget_opened", "age": 0}])


def _again(target: Target) -> dict[str, Any]:
    return {**_longest(target), "batch_id": "again" * 6}


def _unknown(target: Target) -> dict[str, Any]:
    return {**_longest(target), "uid": "anna@example.com"}


def _batch(page: str, events: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "batch_id": secrets.token_hex(16),
        "visit_id": secrets.token_hex(8),
        "page": page,
        "locale": "de",
        "width": 1280,
        "height": 720,
        "events": events,
    }


USAGE_ATTACKS = (
    Attack("longest batch of events", EVENTS, _posting(_longest, _FORWARDED + _TOLD)),
    Attack("batch of one event", EVENTS, _posting(_shortest, _FORWARDED)),
    Attack("longest batch of events, the same again", EVENTS, _posting(_again, _FORWARDED)),
    Attack("batch of events with an unknown field", EVENTS, _posting(_unknown, Use())),
    Attack("batch of events, too long", EVENTS, _posting(lambda _: "x" * (USAGE_BYTES + 1), Use())),
    Attack("batch of events of a foreign page", EVENTS, _posting(_shortest, Use(), origin="https://other.example")),
)
