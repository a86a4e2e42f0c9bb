import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from aiohttp import WSMsgType, web

from local.edge.socket import Direction
from local.faults.chance import Injector
from local.faults.config import Fault, Faults
from local.faults.frames import HELD_SECONDS, LONGEST_DELAY_SECONDS, Lane
from tests.unit.local.edge.around import Browser, around

Sleep = Callable[[float], Coroutine[Any, Any, None]]


class Line:
    """A lane and what came out at its other end."""

    def __init__(self, faults: Faults, stream: str = "connection 1 TO_SERVER") -> None:
        self.injector = Injector(faults)
        self.arrived: list[str] = []
        self.cuts = 0
        self.lane = Lane(self.injector, stream, send=self._arrive, cut=self._cut)

    async def pass_on(self, *frames: str) -> list[str]:
        for frame in frames:
            await self.lane.pass_on(frame)
        return self.arrived

    async def _arrive(self, frame: str) -> None:
        self.arrived.append(frame)

    def _cut(self) -> None:
        self.cuts += 1


def passed(faults: Faults, *frames: str) -> list[str]:
    return asyncio.run(Line(faults).pass_on(*frames))


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, without waiting."""
    seconds: list[float] = []

    async def sleep(delay: float) -> None:
        seconds.append(delay)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return seconds


def test_without_faults_frames_go_on_as_they_came() -> None:
    assert passed(Faults(), "a", "b", "b") == ["a", "b", "b"]


def test_a_duplicate_comes_right_after_its_frame() -> None:
    assert passed(Faults(duplicate=1), "a", "b") == ["a", "a", "b", "b"]


def test_a_truncated_frame_is_no_json() -> None:
    frame = json.dumps({"type": "open", "command_id": "c1"})
    (half,) = passed(Faults(truncate=1), frame)
    assert frame.startswith(half)
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(half)


def test_every_second_frame_overtakes_the_one_before() -> None:
    assert passed(Faults(reorder=1), "a", "b", "c", "d") == ["b", "a", "d", "c"]


def test_a_frame_that_nobody_overtakes_is_only_late() -> None:
    async def scenario() -> None:
        line = Line(Faults(reorder=1))
        assert await line.pass_on("a") == []
        await asyncio.sleep(HELD_SECONDS * 1.5)
        assert line.arrived == ["a"]
        assert line.injector.done == {}

    asyncio.run(scenario())


def test_what_is_held_is_lost_with_its_connection() -> None:
    async def scenario() -> list[str]:
        line = Line(Faults(reorder=1))
        await line.pass_on("a")
        line.lane.close()
        await asyncio.sleep(HELD_SECONDS * 1.5)
        return line.arrived

    assert asyncio.run(scenario()) == []


def test_a_delay_keeps_the_order_and_has_a_limit(slept: list[float]) -> None:
    frames = [str(number) for number in range(100)]
    assert passed(Faults(delay=1), *frames) == frames
    assert len(set(slept)) == len(frames)
    assert 0 <= min(slept) < max(slept) < LONGEST_DELAY_SECONDS


def test_a_cut_loses_the_frame_and_breaks_the_connection() -> None:
    line = Line(Faults(cut=1))
    assert asyncio.run(line.pass_on("a")) == []
    assert (line.cuts, line.injector.done) == (1, {Fault.CUT: 1})


def test_what_was_done_is_counted_by_kind() -> None:
    line = Line(Faults(duplicate=1, truncate=1, reorder=1))
    assert asyncio.run(line.pass_on("abcd", "efgh")) == ["ef", "ef", "ab", "ab"]
    assert line.injector.done == {Fault.DUPLICATE: 2, Fault.TRUNCATE: 2, Fault.REORDER: 1}


MIXED = {"duplicate": 0.2, "truncate": 0.2, "reorder": 0.3, "delay": 0.3}


def test_the_same_seed_and_frames_give_the_same(slept: list[float]) -> None:
    frames = [f"frame {number}" for number in range(200)]
    first = passed(Faults(seed=7, **MIXED), *frames)
    waited = slept.copy()
    assert passed(Faults(seed=7, **MIXED), *frames) == first != frames
    assert slept == waited * 2
    assert passed(Faults(seed=8, **MIXED), *frames) != first


async def echo(request: web.Request) -> web.StreamResponse:
    answer = web.WebSocketResponse()
    await answer.prepare(request)
    async for message in answer:
        await answer.send_json({"said": message.data})
    return answer


def test_frames_of_both_directions_are_befallen() -> None:
    async def scenario(browser: Browser) -> None:
        browser.sockets.injector.use(Faults(duplicate=1))
        socket = await browser.socket()
        await socket.send_str("moin")
        assert [(await socket.receive_json())["said"] for _ in range(4)] == ["moin"] * 4
        assert browser.sockets.injector.done == {Fault.DUPLICATE: 3}

    around(echo, scenario)


def test_a_cut_ends_the_connection_without_a_close_frame() -> None:
    async def scenario(browser: Browser) -> None:
        browser.sockets.injector.use(Faults(cut=1))
        socket = await browser.socket()
        await socket.send_str("moin")
        assert (await socket.receive()).type in {WSMsgType.CLOSED, WSMsgType.ERROR}
        assert socket.close_code == 1006

    around(echo, scenario)


def test_each_connection_and_direction_has_a_sequence_of_its_own() -> None:
    streams: set[str] = set()

    async def scenario(browser: Browser) -> None:
        for _ in range(2):
            socket = await browser.socket()
            await socket.send_str("moin")
            await socket.receive()
        streams.update(browser.sockets.injector._dealt)

    around(echo, scenario)
    lanes = {f"connection {number} {direction.name}" for number in (1, 2) for direction in Direction}
    assert streams == {"connection", *lanes}


def test_faults_end_when_they_are_told_to() -> None:
    async def scenario(browser: Browser) -> None:
        browser.sockets.injector.use(Faults(duplicate=1))
        socket = await browser.socket()
        browser.sockets.injector.use(Faults())
        await socket.send_str("moin")
        await socket.send_str("tschüss")
        assert [(await socket.receive_json())["said"] for _ in range(2)] == ["moin", "tschüss"]

    around(echo, scenario)
