"""A visitor and an agent who talk while others flood. They retry as widget and console do, and check what they get."""

import asyncio
import secrets
from collections.abc import Sequence

from tests.end_to_end import clients
from tests.end_to_end.clients import Client, Frame, VisitorKey
from tests.flood.attacks import Target


async def talk(target: Target, messages: int) -> None:
    """So many messages by each party, in turn. Raises ``AssertionError`` unless each arrives once and in order."""
    async with (
        clients.visitor(target.chat, target.shop, VisitorKey()) as visitor,
        clients.agent(target.chat, target.agent_token) as agent,
    ):
        started = await _insisting(visitor, "start", locale="en")
        conversation_id = started["conversation"]["conversation_id"]
        taken = await _insisting(agent, "take", conversation_id=conversation_id)
        said: list[str] = []
        heard: list[str] = []
        cursor = taken["entries"][-1]["seq"]
        for turn in range(2 * messages):
            speaker, listener = (visitor, agent) if turn % 2 == 0 else (agent, visitor)
            named = {} if speaker is visitor else {"conversation_id": conversation_id}
            said.append(f"message {turn}")
            cursor = await _say(speaker, said[-1], cursor, **named)
            heard.append(await _next_text(listener, cursor))
        assert heard == said
        for reader, named in ((visitor, {}), (agent, {"conversation_id": conversation_id})):
            opened = await _insisting(reader, "open", cursor=0, **named)
            assert _texts(opened["entries"]) == said


async def _say(speaker: Client, text: str, cursor: int, **named: str) -> int:
    """Its place in the log."""
    message = {"client_message_id": secrets.token_hex(8), "text": text}
    answer = await _insisting(speaker, "send_messages", cursor=cursor, messages=[message], **named)
    return int(answer["acknowledged"][0]["seq"])


async def _next_text(listener: Client, seq: int) -> str:
    """A message that was sent again may also come again, with the same number."""
    while (entry := await listener.entry())["seq"] < seq:
        pass
    assert entry["seq"] == seq
    return str(entry["text"])


async def _insisting(client: Client, command: str, **fields: object) -> Frame:
    """Asks again, after the time it is told, when the server is busy."""
    while (answer := await client.ask(command, **fields))["type"] == "command_refused":
        assert answer["code"] in {"busy", "too_fast"}, answer
        await asyncio.sleep((answer.get("retry_after_ms") or 100) / 1000)
    return answer


def _texts(entries: Sequence[Frame]) -> list[str]:
    return [entry["text"] for entry in entries if entry["kind"] == "message"]
