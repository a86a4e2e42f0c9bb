import asyncio
import json
import logging
from collections.abc import Sequence

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError, web

from local.edge.limits import Limits
from local.edge.socket import Direction
from tests.unit.local.edge.around import Browser, around


async def echo(request: web.Request) -> web.StreamResponse:
    """A WebSocket that says what reached it; like MiniStack it chooses no subprotocol."""
    answer = web.WebSocketResponse()
    await answer.prepare(request)
    async for message in answer:
        await answer.send_json({"said": message.data, "path": request.path, "headers": dict(request.headers)})
    return answer


def refusing(status: int) -> object:
    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"message": "no"}, status=status)

    return refuse


def test_a_frame_goes_to_the_stage_and_its_answer_comes_back() -> None:
    async def scenario(browser: Browser) -> None:
        socket = await browser.socket("tresen.v1", "proof.x", Origin="http://shop.localhost", Cookie="a=b")
        await socket.send_str("moin")
        answer = await socket.receive_json()
        assert (answer["said"], answer["path"]) == ("moin", "/stage/ws")
        assert answer["headers"]["Origin"] == "http://shop.localhost"
        assert answer["headers"]["Sec-WebSocket-Protocol"].replace(" ", "") == "tresen.v1,proof.x"
        assert answer["headers"]["x-edge"] == "secret"
        assert answer["headers"]["X-Forwarded-For"] == "203.0.113.7"

    around(echo, scenario)


def test_many_open_ones_keep_nobody_waiting() -> None:
    async def scenario(browser: Browser) -> None:
        sockets = [await browser.socket("tresen.v1") for _ in range(101)]
        await sockets[-1].send_str("moin")
        assert (await sockets[-1].receive_json())["said"] == "moin"

    around(echo, scenario)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (("tresen.v1", "proof.x"), "tresen.v1"),
        (("proof.x", "tresen.v1"), "tresen.v1"),
        (("proof.x",), None),
        ((), None),
    ],
)
def test_the_subprotocol_is_chosen_only_if_offered(offered: tuple[str, ...], chosen: str | None) -> None:
    async def scenario(browser: Browser) -> None:
        assert (await browser.socket(*offered)).protocol == chosen

    around(echo, scenario)


def test_what_is_offered_reaches_no_log(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(browser: Browser) -> None:
        await browser.socket("proof.unheard-of")

    with caplog.at_level(logging.DEBUG):
        around(echo, scenario)
    assert "unheard-of" not in caplog.text


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_refusal_of_the_origin_is_the_answer(status: int) -> None:
    async def scenario(browser: Browser) -> None:
        with pytest.raises(WSServerHandshakeError) as refusal:
            await browser.socket("tresen.v1")
        assert refusal.value.status == status

    around(refusing(status), scenario)  # type: ignore[arg-type]


def test_a_frame_of_just_the_limit_passes() -> None:
    async def scenario(browser: Browser) -> None:
        socket = await browser.socket()
        await socket.send_str("a" * 32 * 1024)
        assert len((await socket.receive_json())["said"]) == 32 * 1024

    around(echo, scenario)


def test_a_longer_frame_closes_with_1009() -> None:
    async def scenario(browser: Browser) -> None:
        socket = await browser.socket()
        await socket.send_str("a" * (32 * 1024 + 1))
        assert (await socket.receive()).type is WSMsgType.CLOSE
        assert socket.close_code == 1009

    around(echo, scenario)


def test_the_limit_counts_bytes_not_characters() -> None:
    async def scenario(browser: Browser) -> None:
        socket = await browser.socket()
        await socket.send_str("ä" * (16 * 1024 + 1))
        await socket.receive()
        assert socket.close_code == 1009

    around(echo, scenario)


def test_a_binary_frame_closes_with_1003() -> None:
    async def scenario(browser: Browser) -> None:
        socket = await browser.socket()
        await socket.send_bytes(b"moin")
        await socket.receive()
        assert socket.close_code == 1003

    around(echo, scenario)


@pytest.mark.parametrize("limits", [Limits(idle_seconds=0.05), Limits(connection_seconds=0.05)])
def test_a_connection_that_is_idle_or_old_is_closed_with_1001(limits: Limits) -> None:
    async def scenario(browser: Browser) -> None:
        socket = await browser.socket()
        await socket.receive()
        assert socket.close_code == 1001

    around(echo, scenario, limits)


def test_the_close_code_of_the_origin_reaches_the_browser() -> None:
    async def closing(request: web.Request) -> web.StreamResponse:
        answer = web.WebSocketResponse()
        await answer.prepare(request)
        await answer.close(code=4001)
        return answer

    async def scenario(browser: Browser) -> None:
        socket = await browser.socket()
        await socket.receive()
        assert socket.close_code == 4001

    around(closing, scenario)


def test_the_origin_learns_that_the_browser_is_gone() -> None:
    gone = asyncio.Event()

    async def waiting(request: web.Request) -> web.StreamResponse:
        answer = await echo(request)
        gone.set()
        return answer

    async def scenario(browser: Browser) -> None:
        socket = await browser.socket()
        await socket.close()
        await gone.wait()

    around(waiting, scenario)


def test_the_bare_error_of_a_function_becomes_an_error_of_api_gateway() -> None:
    async def failing(request: web.Request) -> web.StreamResponse:
        answer = web.WebSocketResponse()
        await answer.prepare(request)
        await answer.send_str("name 'secret' is not defined")
        await answer.receive()
        return answer

    async def scenario(browser: Browser) -> None:
        frame = json.loads((await (await browser.socket()).receive()).data)
        assert frame["message"] == "Internal server error"
        assert set(frame) == {"message", "connectionId", "requestId"}

    around(failing, scenario)


def test_a_cut_connection_ends_without_a_close_frame() -> None:
    async def scenario(browser: Browser) -> None:
        socket = await browser.socket()
        browser.edge.call(browser.sockets.cut)
        assert (await socket.receive()).type in {WSMsgType.CLOSED, WSMsgType.ERROR}
        assert socket.close_code == 1006

    around(echo, scenario)


def test_a_disturbance_drops_and_repeats_frames() -> None:
    async def twice_to_the_server(direction: Direction, frame: str) -> Sequence[str]:
        if direction is Direction.TO_BROWSER:
            return [frame]
        return [] if frame == "drop me" else [frame, frame]

    async def scenario(browser: Browser) -> None:
        browser.sockets.disturbance = twice_to_the_server
        socket = await browser.socket()
        await socket.send_str("drop me")
        await socket.send_str("moin")
        assert [(await socket.receive_json())["said"] for _ in range(2)] == ["moin", "moin"]

    around(echo, scenario)
