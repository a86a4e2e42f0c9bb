"""A client that never gives up: it connects anew and sends again until each of its messages is acknowledged."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import dataclass, field

import aiohttp

from tests.end_to_end.clients import Client, Frame

PATIENCE_SECONDS = 5.0
"""How long it waits for an answer before it asks again: longer than a function takes to start on a busy machine."""

_PAUSE_SECONDS = 0.1
_LOST = (ConnectionError, TimeoutError, aiohttp.ClientError)
_AGAIN = {"busy", "failed", "not_json", "too_fast"}


Shown = tuple[str, str]
"""Author and text of an entry; its kind, if it is no message."""


def shown(entry: Frame) -> Shown:
    return entry["author"], entry["text"] if entry["kind"] == "message" else entry["kind"]


class Unknown(Exception):
    """API Gateway's own frame: what became of the command is not known."""


class RobustClient(Client):
    """Drops what is no frame of the protocol."""

    async def receive(self) -> Frame:
        while True:
            try:
                frame = await super().receive()
            except ValueError:
                continue
            if "type" in frame:
                return frame
            raise Unknown


@dataclass
class Speaker:
    """One party on one connection at a time. ``names`` says which conversation it means in each command.

    ``shown`` is what it has got to see, by ``seq``; it never asks for what it has.
    """

    party: str
    connect: Callable[[], AbstractAsyncContextManager[Client]]
    names: Frame
    shown: dict[int, Shown] = field(default_factory=dict)
    _connection: AsyncExitStack = field(default_factory=AsyncExitStack)
    _client: Client | None = None

    @property
    def cursor(self) -> int:
        """The newest entry up to which none is missing."""
        newest = 0
        while newest + 1 in self.shown:
            newest += 1
        return newest

    async def say(self, texts: Sequence[str]) -> None:
        """Returns when they are acknowledged; what was left out of an answer is sent again, in order."""
        said = [{"client_message_id": secrets.token_hex(8), "text": text} for text in texts]
        cursor = self.cursor
        while said:
            # The place that is named first is part of the command, as an outbox would keep it.
            answer = await self._insisting("send_messages", cursor=cursor, messages=said)
            stored = {each["client_message_id"]: each["seq"] for each in answer["acknowledged"]}
            for message in said[: len(stored)]:
                self._show(stored[message["client_message_id"]], (self.party, message["text"]))
            said = said[len(stored) :]
            if not answer["complete"]:
                await self.catch_up()

    async def catch_up(self) -> None:
        """Asks for what it misses."""
        await self._insisting("open", cursor=self.cursor)

    async def hang_up(self) -> None:
        self._client = None
        with suppress(*_LOST):
            await self._connection.aclose()

    async def _insisting(self, command: str, **fields: object) -> Frame:
        """Asks again under the same ``command_id``, so that an answer that comes late counts, too."""
        asked = {"type": command, "command_id": secrets.token_hex(8), **self.names, **fields}
        while True:
            answer = await self._answer(asked)
            if answer and answer["type"] != "command_refused":
                return answer
            if answer:
                assert answer["code"] in _AGAIN, answer
            await asyncio.sleep(((answer or {}).get("retry_after_ms") or 0) / 1000 or _PAUSE_SECONDS)

    async def _answer(self, asked: Frame) -> Frame | None:
        """The answer, ``None`` if there is none for now."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._asked(self._client or await self._connected(), asked)
        except (*_LOST, Unknown) as error:
            # An answer that is late or unknown says nothing against the connection.
            if not (self._client and isinstance(error, (TimeoutError, Unknown))):
                await self.hang_up()
            return None

    async def _connected(self) -> Client:
        self._connection = AsyncExitStack()
        opened = await self._connection.enter_async_context(self.connect())
        client = RobustClient(opened.socket)
        await self._asked(client, {"type": "open", "command_id": "hello", "cursor": self.cursor, **self.names})
        self._client = client
        return client

    async def _asked(self, client: Client, asked: Frame) -> Frame:
        await client.socket.send_json(asked)
        while True:
            frame = await client.receive()
            for entry in (*frame.get("entries", ()), *frame.get("missed", ())):
                self._show(entry["seq"], shown(entry))
            if frame.get("command_id") == asked["command_id"]:
                return frame

    def _show(self, seq: int, entry: Shown) -> None:
        """What was shown once never changes its place."""
        assert self.shown.setdefault(seq, entry) == entry
