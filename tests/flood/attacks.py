"""What an attacker can do who has a browser's means: keys of its own, and no token of an agent."""

import json
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import aiohttp

from lambdas.chat import items
from lambdas.chat.delivery import CONNECTIONS_EACH
from lambdas.chat.records import StoredEntry
from lambdas.chat.store import TAIL_ITEMS
from lambdas.protocol.entries import Message, Party
from lambdas.protocol.limits import FRAME_BYTES, MESSAGES_AT_ONCE, TEXT_CHARACTERS
from local.stack import LocalStack
from tests.billing.use import CALL, Use
from tests.end_to_end import clients
from tests.end_to_end.around import dynamodb
from tests.end_to_end.clients import Client, Frame, VisitorKey

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import WriteRequestTypeDef

CONNECT, FRAME, PRESENCE, PING = "$connect", "$default", "renew_presence", "ping"
HEALTH, REQUEST, EDGE = "GET /api/health", "/api", "edge"
"""The routes, each with a throttle of its own, and what the edge answers alone."""

_CONNECTION_MINUTES = 120
"""API Gateway ends a connection then, or after ten idle minutes, which is the client's choice."""
_BATCH = 25
_LONGEST_TEXT = "\N{GRINNING FACE}" * TEXT_CHARACTERS
_LONGEST_BATCH = ("\N{GRINNING FACE}" * ((FRAME_BYTES - 2048) // MESSAGES_AT_ONCE // 4),) * MESSAGES_AT_ONCE

_REFUSED = CALL + Use(frames=1, edge_requests=1)
"""The authorizer was called. Whether API Gateway bills a handshake as a message is not known, so it counts as one."""

_ACCEPTED = _REFUSED + CALL * 2 + Use(minutes=_CONNECTION_MINUTES)
"""And the functions of ``$connect`` and, in the end, ``$disconnect``."""


class Broke(Exception):
    """An answer that says that the server failed."""


@dataclass(frozen=True, kw_only=True)
class Target:
    chat: str
    shop: str
    agent_token: str
    dynamodb: "DynamoDBClient"
    table: str

    @classmethod
    def of(cls, stack: LocalStack, agent_token: str) -> Self:
        """``agent_token`` is one of an agent of the site's first group or a supervisor."""
        return cls(
            chat=stack.addresses.chat,
            shop=stack.addresses.shop,
            agent_token=agent_token,
            dynamodb=dynamodb(stack),
            table=stack.outputs["ChatTable"],
        )


Act = Callable[[], Awaitable[Use]]
"""One action. Gives what of it is billed and can be seen by the client alone."""


@dataclass(frozen=True)
class Attack:
    """``begin`` prepares, and gives the action that is repeated at ``door``."""

    name: str
    door: str
    begin: Callable[[Target], AbstractAsyncContextManager[Act]]


async def _handshake(target: Target, proof: str) -> Use:
    try:
        async with clients.connection(target.chat, target.shop, "tresen.v1", f"proof.{proof}"):
            return _ACCEPTED
    except aiohttp.WSServerHandshakeError as refusal:
        check(refusal.status)
        return _REFUSED


def check(status: int) -> None:
    if status >= 500:
        raise Broke(f"answered with {status}")


@asynccontextmanager
async def _garbage(target: Target) -> AsyncIterator[Act]:
    async def act() -> Use:
        return await _handshake(target, secrets.token_urlsafe(900))

    yield act


@asynccontextmanager
async def _replayed(target: Target) -> AsyncIterator[Act]:
    proof = VisitorKey().proof(target.chat)
    await _handshake(target, proof)

    async def act() -> Use:
        return await _handshake(target, proof)

    yield act


@asynccontextmanager
async def _fresh_key(target: Target) -> AsyncIterator[Act]:
    async def act() -> Use:
        return await _handshake(target, VisitorKey().proof(target.chat))

    yield act


def _sending(frame: str) -> Callable[[Target], AbstractAsyncContextManager[Act]]:
    @asynccontextmanager
    async def begin(target: Target) -> AsyncIterator[Act]:
        async with clients.visitor(target.chat, target.shop, VisitorKey()) as client:

            async def act() -> Use:
                await client.socket.send_str(frame)
                await client.receive()
                return Use()

            yield act

    return begin


@asynccontextmanager
async def _started(target: Target, *, connections: int = 1) -> AsyncIterator[tuple[Client, Frame]]:
    """A visitor with a conversation, open on so many connections; the last one, and its answer to ``start``."""
    key = VisitorKey()
    async with AsyncExitStack() as stack:
        for _ in range(connections):
            client = await stack.enter_async_context(clients.visitor(target.chat, target.shop, key))
            answer = await client.ask("start", locale="en")
        yield client, answer


def _talking(*texts: str, again: bool = False) -> Callable[[Target], AbstractAsyncContextManager[Act]]:
    """Into a conversation with as many other connections as it may have; beyond its pace a command is refused.

    ``again`` is the same messages each time: they are not stored again, but delivered.
    """

    @asynccontextmanager
    async def begin(target: Target) -> AsyncIterator[Act]:
        async with _started(target, connections=CONNECTIONS_EACH) as (client, _):
            messages = _messages(texts)

            async def act() -> Use:
                await _say(client, messages if again else _messages(texts))
                return Use()

            yield act

    return begin


def _messages(texts: Sequence[str]) -> list[Frame]:
    return [{"client_message_id": secrets.token_hex(8), "text": text} for text in texts]


async def _say(client: Client, messages: list[Frame]) -> None:
    """In UTF-8 and without escapes, as an attacker would who wants to fit most into a frame."""
    command = {"type": "send_messages", "command_id": "say", "cursor": 1, "messages": messages}
    await client.socket.send_str(json.dumps(command, ensure_ascii=False))
    while (await client.receive()).get("command_id") != "say":
        pass


@asynccontextmanager
async def _too_fast(target: Target) -> AsyncIterator[Act]:
    async with _started(target) as (client, _):
        while (await client.send("hello", cursor=1))["type"] != "command_refused":
            pass

        async def act() -> Use:
            await client.send("hello", cursor=1)
            return Use()

        yield act


@asynccontextmanager
async def _typing(target: Target) -> AsyncIterator[Act]:
    async with (
        _started(target) as (client, started),
        clients.agent(target.chat, target.agent_token) as agent,
    ):
        await agent.ask("take", conversation_id=started["conversation"]["conversation_id"])

        async def act() -> Use:
            await client.socket.send_json({"type": "announce_typing", "command_id": "typing"})
            await agent.event("typing_announced")
            return Use()

        yield act


@asynccontextmanager
async def _marking(target: Target) -> AsyncIterator[Act]:
    """Each mark higher than the one before, and made up."""
    async with (
        _started(target) as (client, started),
        clients.agent(target.chat, target.agent_token) as agent,
    ):
        await agent.ask("take", conversation_id=started["conversation"]["conversation_id"])
        seen = 1

        async def act() -> Use:
            nonlocal seen
            seen += 1
            await client.socket.send_json({"type": "mark_entries", "command_id": "m", "delivered": 0, "seen": seen})
            await agent.event("entries_marked")
            return Use()

        yield act


@asynccontextmanager
async def _flapping(target: Target) -> AsyncIterator[Act]:
    """Each turn is written to log, state and index, and told to every agent who keeps lists: one here."""
    async with clients.agent(target.chat, target.agent_token) as agent, _started(target) as (client, _):
        await agent.ask("list_conversations")
        turn = 0

        async def act() -> Use:
            nonlocal turn
            turn += 1
            await (client.ask("close") if turn % 2 else client.ask("start", locale="en"))
            return Use()

        yield act


def _reading(command: str, **fields: object) -> Callable[[Target], AbstractAsyncContextManager[Act]]:
    """In the longest log that one read takes, of the longest messages: at a visitor's pace made in some minutes."""

    @asynccontextmanager
    async def begin(target: Target) -> AsyncIterator[Act]:
        async with _started(target) as (client, started):
            _lengthen(target, started["conversation"]["conversation_id"])

            async def act() -> Use:
                await client.ask(command, **fields)
                return Use()

            yield act

    return begin


def _sending_from(cursor: int) -> Callable[[Target], AbstractAsyncContextManager[Act]]:
    return _reading("send_messages", cursor=cursor, messages=[{"client_message_id": "one", "text": "hello"}])


def _lengthen(target: Target, conversation_id: str) -> None:
    rows = [items.entry_item(conversation_id, _longest(seq)) for seq in range(2, TAIL_ITEMS + 2)]
    for first in range(0, len(rows), _BATCH):
        puts: Sequence[WriteRequestTypeDef] = [{"PutRequest": {"Item": row}} for row in rows[first : first + _BATCH]]
        target.dynamodb.batch_write_item(RequestItems={target.table: puts})


def _longest(seq: int) -> StoredEntry:
    now = int(time.time())
    # Not older than the second in which the log began.
    said = Message(
        seq=seq, at=(now + 1) * 1000, author=Party.VISITOR, client_message_id=f"m{seq}", text=_LONGEST_TEXT, seen=1
    )
    return StoredEntry(entry=said, expires_at=now + 3600)


_API = {"/api/health": CALL + Use(requests=1), "/api/nothing": Use(requests=1)}


def _asking(path: str) -> Callable[[Target], AbstractAsyncContextManager[Act]]:
    @asynccontextmanager
    async def begin(target: Target) -> AsyncIterator[Act]:
        async with clients.http_session() as session:

            async def act() -> Use:
                async with session.get(target.chat + path, headers={"Accept-Encoding": "br"}) as answer:
                    check(answer.status)
                    size = int(answer.headers.get("Content-Length", "0"))
                return _API.get(path, Use()) + Use(edge_requests=1, edge_bytes=size)

            yield act

    return begin


_PRESENCE_FRAME = '{"type":"renew_presence","command_id":"c","presence":"available"}'

ATTACKS = (
    Attack("handshake with garbage", CONNECT, _garbage),
    Attack("handshake with a used proof", CONNECT, _replayed),
    Attack("connection with a fresh key, held two hours", CONNECT, _fresh_key),
    Attack("frame that is not JSON", FRAME, _sending("{")),
    Attack("longest frame, no command", FRAME, _sending(json.dumps({"type": "x" * (FRAME_BYTES - 12)}))),
    Attack("short message to ten connections", FRAME, _talking("hello")),
    Attack("longest message to ten connections", FRAME, _talking(_LONGEST_TEXT)),
    Attack("longest batch to ten connections", FRAME, _talking(*_LONGEST_BATCH)),
    Attack("longest batch sent again, to ten connections", FRAME, _talking(*_LONGEST_BATCH, again=True)),
    Attack("message beyond the pace", FRAME, _too_fast),
    Attack("mark, higher each time", FRAME, _marking),
    Attack("typing", FRAME, _typing),
    Attack("close and start again, one agent told", FRAME, _flapping),
    Attack("open, long log", FRAME, _reading("open")),
    Attack("history, long log", FRAME, _reading("read_history", before=TAIL_ITEMS)),
    Attack("history beyond the end, long log", FRAME, _reading("read_history", before=10**11)),
    Attack("message from the first entry, long log", FRAME, _sending_from(1)),
    Attack("message from beyond the end, long log", FRAME, _sending_from(10**11)),
    Attack("presence of a visitor", PRESENCE, _sending(_PRESENCE_FRAME)),
    Attack("ping", PING, _sending('{"type":"ping"}')),
    Attack("GET /api/health", HEALTH, _asking("/api/health")),
    Attack("unknown path of /api", REQUEST, _asking("/api/nothing")),
    Attack("GET /loader.js", EDGE, _asking("/loader.js")),
)
