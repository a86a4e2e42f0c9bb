"""What befalls text frames on their way through the edge."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

from local.faults.chance import Injector, Turn
from local.faults.config import Fault

LONGEST_DELAY_SECONDS: Final = 0.15

HELD_SECONDS: Final = 0.1
"""How long a frame waits for the next one to overtake it."""


class Lane:
    """One direction of one connection.

    ``send`` passes a frame on, ``cut`` breaks the connection as a lost network does. A delay holds up what comes after
    it, too: only ``reorder`` changes the order.
    """

    def __init__(
        self, injector: Injector, stream: str, *, send: Callable[[str], Awaitable[None]], cut: Callable[[], None]
    ) -> None:
        self._injector = injector
        self._stream = stream
        self._send = send
        self._cut = cut
        self._held: list[str] = []
        self._timer: asyncio.Task[None] | None = None

    async def pass_on(self, frame: str) -> None:
        """Raises ``ConnectionError`` as ``send`` does."""
        turn = self._injector.turn(self._stream)
        if self._befalls(Fault.CUT, turn):
            self._cut()
            return
        if self._befalls(Fault.DELAY, turn):
            await asyncio.sleep(turn.share("seconds") * LONGEST_DELAY_SECONDS)
        if self._befalls(Fault.TRUNCATE, turn):
            frame = frame[: len(frame) // 2]
        frames = [frame, frame] if self._befalls(Fault.DUPLICATE, turn) else [frame]
        await self._in_order(frames, hold=turn.meets(Fault.REORDER))

    def close(self) -> None:
        """What is held is lost with the connection."""
        if self._timer:
            self._timer.cancel()

    def _befalls(self, fault: Fault, turn: Turn) -> bool:
        befalls = turn.meets(fault)
        if befalls:
            self._injector.did(fault)
        return befalls

    async def _in_order(self, frames: list[str], *, hold: bool) -> None:
        if self._held:
            self._injector.did(Fault.REORDER)
        elif hold:
            self._held = frames
            self._timer = asyncio.create_task(self._release_later())
            return
        await self._send_all(frames)
        await self._release()

    async def _release_later(self) -> None:
        await asyncio.sleep(HELD_SECONDS)
        # The connection's own end is noticed by those who read from it.
        with contextlib.suppress(ConnectionError):
            await self._release()

    async def _release(self) -> None:
        held, self._held = self._held, []
        await self._send_all(held)

    async def _send_all(self, frames: list[str]) -> None:
        for frame in frames:
            await self._send(frame)
