"""Bad input over a real connection: one error frame with a code, and the connection stays."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end import clients
from tests.end_to_end.clients import VisitorKey

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "frames.json").read_text()
)
SENDABLE = [vector for vector in VECTORS["refused"] if vector["code"] != "frame_too_long"]
"""Without those that API Gateway closes the connection for, see below."""


def test_every_refused_frame_gets_its_code_and_the_connection_stays(chat: str, shop: str) -> None:
    async def scenario() -> None:
        async with clients.visitor(chat, shop, VisitorKey()) as client:
            for vector in SENDABLE:
                await client.socket.send_str(vector["frame"])
                answer = await client.receive()
                assert (answer["type"], answer["code"]) == ("command_refused", vector["code"]), vector
            assert (await client.ask("open"))["type"] == "opened"

    clients.run(scenario())


@pytest.mark.parametrize(("frame", "code"), [(b"\x00\x01", 1003), ("x" * (32 * 1024 + 1), 1009)])
def test_binary_and_oversize_frames_are_closed_by_api_gateway(
    chat: str, shop: str, frame: bytes | str, code: int
) -> None:
    async def scenario() -> int | None:
        async with clients.visitor(chat, shop, VisitorKey()) as client:
            if isinstance(frame, bytes):
                await client.socket.send_bytes(frame)
            else:
                await client.socket.send_str(frame)
            with pytest.raises(ConnectionError):
                await client.receive()
            return client.socket.close_code

    assert clients.run(scenario()) == code


def test_a_sender_who_is_too_fast_is_told_when_to_go_on(chat: str, shop: str) -> None:
    answers: list[dict[str, Any]] = []

    def refusals() -> list[dict[str, Any]]:
        return [answer for answer in answers if answer["type"] == "command_refused"]

    async def scenario() -> None:
        async with clients.visitor(chat, shop, VisitorKey()) as client:
            opened = await client.ask("start", locale="en", group="sales")
            cursor = opened["entries"][-1]["seq"]
            # How soon that is too fast depends on how fast the machine is.
            while len(refusals()) < 10 and len(answers) < 200:
                answers.append(await client.send(f"message {len(answers)}", cursor))

    clients.run(scenario())
    refused = refusals()
    assert refused
    assert {answer["code"] for answer in refused} == {"too_fast"}
    assert all(answer["retry_after_ms"] > 0 for answer in refused)
    stored = [answer["seq"] for answer in answers if answer["type"] == "messages_acknowledged"]
    assert stored == list(range(2, 2 + len(stored)))
