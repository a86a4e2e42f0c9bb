"""No point about the WebSocket holds by itself."""

import asyncio

import pytest
from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from cli.smoke.points import Outcome, Point, result_of
from cli.smoke.socket import POINTS
from cli.smoke.target import target_at


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.smoke.visitor.ANSWER_SECONDS", 0.1)


async def lets_everybody_in(request: web.Request) -> web.WebSocketResponse:
    """And never says anything."""
    socket = web.WebSocketResponse(max_msg_size=0)
    await socket.prepare(request)
    async for message in socket:
        if message.type is WSMsgType.CLOSE:
            break
    return socket


async def lets_nobody_in(_: web.Request) -> web.Response:
    return web.Response(status=500)


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.check.__name__)
@pytest.mark.parametrize("server", [lets_everybody_in, lets_nobody_in])
def test_a_server_that_is_not_in_order_is_found(point: Point, server: object) -> None:
    async def outcome() -> Outcome:
        application = web.Application()
        application.router.add_get("/ws", server)  # type: ignore[arg-type]
        async with TestServer(application) as running:
            url = str(running.make_url("")).rstrip("/")
            async with target_at(url=url, origin="https://www.example.com", outputs={}) as target:
                return (await result_of(point, target)).outcome

    assert asyncio.run(outcome()) is Outcome.FAILED
