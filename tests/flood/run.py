"""The two parts of a flood: each attack alone, to see what it costs, and all at once, to see who is still served."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from tests.billing.use import Use
from tests.flood.attacks import Attack, Target
from tests.flood.honest import talk
from tests.flood.meter import Meter

AT_ONCE = 6
"""Attacks side by side: MiniStack starts a process for every call that finds none free."""

_SETTLE_SECONDS = 2.0


@dataclass(frozen=True)
class Measured:
    """``use`` of one action, on average."""

    attack: Attack
    use: Use


async def measure(target: Target, meter: Meter, attack: Attack, times: int) -> Measured:
    async with attack.begin(target) as act:
        before = await _settled(meter)
        for _ in range(times):
            meter.count(await act())
        used = await _settled(meter) - before
    return Measured(attack, used * (1 / times))


async def flood(target: Target, attacks: Iterable[Attack], *, times: int, pairs: int, messages: int) -> None:
    """Every attack so many times, ``AT_ONCE`` of them side by side, while honest pairs talk.

    Raises ``Broke`` or ``AssertionError`` when the server fails, or a pair is not served.
    """
    room = asyncio.Semaphore(AT_ONCE)
    honest = (talk(target, messages) for _ in range(pairs))
    await asyncio.gather(*honest, *(_repeat(target, attack, times, room) for attack in attacks))


async def _repeat(target: Target, attack: Attack, times: int, room: asyncio.Semaphore) -> None:
    async with room, attack.begin(target) as act:
        for _ in range(times):
            await act()


async def _settled(meter: Meter) -> Use:
    """What was used once nothing is under way: functions hear of a closed connection late."""
    before, now = None, meter.read()
    while now != before:
        await asyncio.sleep(_SETTLE_SECONDS)
        before, now = now, meter.read()
    return now
