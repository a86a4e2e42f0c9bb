"""WebSockets through the edge: the handshake, the frames both ways, and how a connection ends."""

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import Enum, auto
from http import HTTPStatus

from aiohttp import ClientSession, ClientWebSocketResponse, WSCloseCode, WSMsgType, WSServerHandshakeError, web
from yarl import URL

from local.edge.distribution import Behaviour
from local.edge.headers import from_viewer
from local.edge.limits import ON_BINARY, ON_TIME, Limits
from local.faults.chance import Injector
from local.faults.frames import Lane

SUBPROTOCOL = "tresen.v1"
"""On AWS ``$connect`` answers with it; MiniStack drops that header, so a contract test holds the function to it."""

# aiohttp warns of a handshake by quoting the subprotocols, and one of them is a proof or a token.
logging.getLogger("aiohttp.websocket").setLevel(logging.ERROR)


class Direction(Enum):
    """Which way a frame goes."""

    TO_SERVER = auto()
    TO_BROWSER = auto()


Disturbance = Callable[[Direction, str], Awaitable[Sequence[str]]]
"""What a test does to each text frame: the frames that go on in its place, after whatever delay."""


class Sockets:
    """All WebSockets of an edge, and what a test does to them: faults befall what a disturbance lets through."""

    def __init__(self, limits: Limits, injector: Injector | None = None) -> None:
        self.limits = limits
        self.injector = injector or Injector()
        self.disturbance: Disturbance | None = None
        self._transports: set[asyncio.Transport] = set()

    async def relay(
        self, request: web.Request, to: Behaviour, session: ClientSession, told: Mapping[str, str]
    ) -> web.StreamResponse:
        """Connects to the origin before it answers the browser, so that a refusal of the origin's is the answer.

        ``told`` are CloudFront's own headers.
        """
        try:
            origin = await _connect(request, to, session, told)
        except WSServerHandshakeError as refusal:
            return _refusal(refusal.status)
        # aiohttp takes the limit as the first length that is too long.
        longest = self.limits.frame_bytes + 1
        browser = web.WebSocketResponse(protocols=(SUBPROTOCOL,), compress=False, max_msg_size=longest)
        try:
            await browser.prepare(request)
        except ConnectionError:
            # It has gone away meanwhile, and nobody is left to answer.
            await origin.close()
            return _refusal(HTTPStatus.BAD_GATEWAY)
        transport = request.transport
        if transport is not None:
            self._transports.add(transport)
            await _Link(browser, origin, self, cut=transport.abort).run()
            self._transports.discard(transport)
        return browser

    def cut(self) -> None:
        """Breaks every connection as a lost network does: no close frame, no goodbye."""
        for transport in self._transports:
            transport.abort()


class _Link:
    """One connection with its two ends."""

    def __init__(
        self,
        browser: web.WebSocketResponse,
        origin: ClientWebSocketResponse,
        sockets: Sockets,
        *,
        cut: Callable[[], None],
    ) -> None:
        self._browser = browser
        self._origin = origin
        self._sockets = sockets
        self._connection_id = uuid.uuid4().hex[:16]
        self._idle = asyncio.timeout(sockets.limits.idle_seconds)
        ends = {Direction.TO_SERVER: origin.send_str, Direction.TO_BROWSER: browser.send_str}
        number = sockets.injector.turn("connection").ordinal
        self._lanes = {
            direction: Lane(sockets.injector, f"connection {number} {direction.name}", send=send, cut=cut)
            for direction, send in ends.items()
        }

    async def run(self) -> None:
        """Until one end closes or a limit is reached; then both ends are closed with the same code."""
        try:
            code = await self._until_ended()
        finally:
            await self._origin.close()
        await self._browser.close(code=_sendable(code))

    async def _until_ended(self) -> int:
        pumps = [asyncio.create_task(self._to_server()), asyncio.create_task(self._to_browser())]
        try:
            async with asyncio.timeout(self._sockets.limits.connection_seconds), self._idle:
                done, _ = await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
                return done.pop().result()
        except TimeoutError:
            return ON_TIME
        except ConnectionError:
            return WSCloseCode.ABNORMAL_CLOSURE
        finally:
            for pump in pumps:
                pump.cancel()
            for lane in self._lanes.values():
                lane.close()

    async def _to_server(self) -> int:
        async for message in self._browser:
            if message.type is WSMsgType.BINARY:
                return ON_BINARY
            if message.type is WSMsgType.TEXT:
                await self._pass_on(Direction.TO_SERVER, message.data)
        return self._browser.close_code or WSCloseCode.ABNORMAL_CLOSURE

    async def _to_browser(self) -> int:
        async for message in self._origin:
            if message.type is WSMsgType.TEXT:
                await self._pass_on(Direction.TO_BROWSER, self._as_api_gateway_says(message.data))
        return self._origin.close_code or WSCloseCode.ABNORMAL_CLOSURE

    async def _pass_on(self, direction: Direction, frame: str) -> None:
        self._idle.reschedule(asyncio.get_running_loop().time() + self._sockets.limits.idle_seconds)
        disturbance = self._sockets.disturbance
        for passed in await disturbance(direction, frame) if disturbance else (frame,):
            await self._lanes[direction].pass_on(passed)

    def _as_api_gateway_says(self, frame: str) -> str:
        """MiniStack sends the bare error of a function that failed. What a function answers is a JSON object."""
        try:
            if isinstance(json.loads(frame), dict):
                return frame
        except ValueError:
            pass
        return json.dumps(
            {
                "message": "Internal server error",
                "connectionId": self._connection_id,
                "requestId": uuid.uuid4().hex[:16],
            }
        )


async def _connect(
    request: web.Request, to: Behaviour, session: ClientSession, told: Mapping[str, str]
) -> ClientWebSocketResponse:
    headers = to.forwarding.forwarded(from_viewer(request.headers))
    headers.update(told)
    headers.update(to.origin_headers)
    address = URL(f"{to.origin_url}{request.raw_path}", encoded=True)
    return await session.ws_connect(address, headers=headers, max_msg_size=0)


def _refusal(status: int) -> web.Response:
    return web.json_response({"message": HTTPStatus(status).phrase}, status=status)


def _sendable(code: int) -> int:
    """RFC 6455, section 7.4.1: the codes for "none" and "abnormal" never go over the wire."""
    return {1005: 1000, 1006: 1001}.get(code, code)
