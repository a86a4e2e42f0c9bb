"""The host ``matomo.localhost``: takes what functions send to Matomo, and shows it to a person as it comes."""

import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from aiohttp import ClientSession, web

from local.demo.pages import MATOMO
from local.edge.hosts import not_found
from local.matomo.answers import Bulk, Parameters, bulk_of, is_poison, outcome_of
from local.matomo.arrivals import KEPT, Arrivals

_POLICY: Final = "default-src 'none'; connect-src 'self'; img-src data:; script-src 'self'; style-src 'self'"
_HEADERS: Final = {"Cache-Control": "no-store", "Content-Security-Policy": _POLICY}

_LOOK_SECONDS: Final = 1.0
"""How often it is looked whether a browser is still there."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request of a function's as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Matomo:
    """Tests let it be ``away``, and say by ``poisoned`` what it fails on. ``token`` is the one of this run."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(16)
        self.away = False
        self.poisoned: Callable[[Parameters], bool] = is_poison
        self.values: Mapping[str, str] = {}
        self._arrivals = Arrivals()
        self._run = secrets.token_hex(4)
        self._asked: deque[Asked] = deque(maxlen=KEPT)

    def end(self) -> None:
        """Keeps no browser waiting any more."""
        self._arrivals.end()

    @property
    def requests(self) -> list[Parameters]:
        """The last tracking requests that were stored, oldest first."""
        return [arrival.parameters for arrival in self._arrivals if arrival.stored]

    @property
    def asked(self) -> list[Asked]:
        """The last requests of functions, whatever became of them."""
        return list(self._asked)

    async def answer(self, request: web.Request, _: ClientSession) -> web.StreamResponse:
        if request.method == "POST":
            return await self._answer_function(request)
        if request.method != "GET":
            return not_found()
        return await self._follow(request) if request.path == "/arrivals" else self._page(request)

    async def _answer_function(self, request: web.Request) -> web.Response:
        body = await request.read()
        asked = Asked(method=request.method, path=request.path_qs, headers=dict(request.headers), body=body)
        self._asked.append(asked)
        if self.away:
            # Unlike a 503 it leaves no doubt that nothing was stored.
            return web.Response(status=429)
        bulk = bulk_of(body)
        if request.path != "/matomo.php" or bulk is None:
            return web.Response(status=400)
        return self._track(bulk)

    def _track(self, bulk: Bulk) -> web.Response:
        trusted = secrets.compare_digest(bulk.token.encode(), self.token.encode())
        outcome = outcome_of(bulk, trusted=trusted, poisoned=self.poisoned)
        self._arrivals.add(outcome.stored, at=time.time(), stored=True)
        self._arrivals.add(outcome.refused, at=time.time(), stored=False)
        return web.json_response(outcome.body, status=outcome.status)

    def _page(self, request: web.Request) -> web.Response:
        page = MATOMO.get(request.path)
        if page is None:
            return not_found()
        return web.Response(text=page.text("en", self.values), content_type=page.content_type, headers=_HEADERS)

    async def _follow(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: what is kept and what comes, after the last one that the browser has seen."""
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        number = self._number_seen(request)
        while not self._arrivals.is_over and request.transport is not None:
            for arrival in await self._arrivals.after(number, seconds=_LOOK_SECONDS):
                number = arrival.number
                event = f"id: {self._run}-{number}\ndata: {json.dumps(asdict(arrival))}\n\n"
                await stream.write(event.encode())
        return stream

    def _number_seen(self, request: web.Request) -> int:
        """A page that was opened in an earlier run has seen nothing of this one."""
        run, _, number = request.headers.get("Last-Event-ID", "").partition("-")
        return int(number) if run == self._run and number.isdecimal() else 0
