"""What is said over the WebSocket: the handshake, API Gateway's own rules, and one conversation."""

import secrets

from cli.smoke.points import Point, expect
from cli.smoke.target import Target
from cli.smoke.visitor import Connection, Frame, VisitorKey, connected, handshake
from lambdas.protocol.limits import FRAME_BYTES, PROOF_PREFIX, SUBPROTOCOL

_TEXT = "Smoke test of this deployment. It closes itself."


async def subprotocol_is_answered(target: Target) -> None:
    async with connected(target, VisitorKey()) as connection:
        expect(connection.socket.protocol == SUBPROTOCOL, connection.socket.protocol)


async def identity_comes_along(target: Target) -> None:
    async with connected(target, VisitorKey()) as connection:
        answer = await connection.ask("open")
        expect(answer["type"] == "opened" and answer["conversation"] is None, _kind(answer))


async def nothing_offered_is_unauthorised(target: Target) -> None:
    status = await handshake(target, ())
    expect(status == 401, f"status {status}")


async def bad_proofs_are_refused(target: Target) -> None:
    key = VisitorKey()
    proof = key.proof(target.url)
    bad = {
        "that is old": key.proof(target.url, age=3600),
        "for another name": key.proof("https://chat.invalid"),
        "with another's signature": ".".join((*proof.split(".")[:-1], key.proof(target.url).split(".")[-1])),
        "that is none": f"{PROOF_PREFIX}abc",
    }
    for name, each in bad.items():
        status = await handshake(target, (SUBPROTOCOL, each))
        expect(status == 403, f"status {status} for a proof {name}")


async def proofs_are_good_once(target: Target) -> None:
    offered = (SUBPROTOCOL, VisitorKey().proof(target.url))
    statuses = [await handshake(target, offered) for _ in range(2)]
    expect(statuses == [101, 403], f"status {statuses[0]}, then {statuses[1]}")


async def strangers_are_refused(target: Target) -> None:
    offered = (SUBPROTOCOL, VisitorKey().proof(target.url))
    status = await handshake(target, offered, origin="https://stranger.invalid")
    expect(status == 403, f"status {status}")


async def nonsense_is_answered(target: Target) -> None:
    async with connected(target, VisitorKey()) as connection:
        await connection.socket.send_str("nonsense")
        refused = await connection.event("command_refused")
        expect(refused["code"] == "not_json", refused["code"])
        await connection.ask("open")


async def pings_are_answered(target: Target) -> None:
    async with connected(target, VisitorKey()) as connection:
        await connection.socket.send_str('{"type":"ping"}')
        await connection.event("ponged")


async def presence_is_for_agents(target: Target) -> None:
    """Also shows that a frame's type leads to its route, and the route's answer back."""
    async with connected(target, VisitorKey()) as connection:
        answer = await connection.ask("renew_presence", presence="available")
        expect(answer.get("code") == "not_allowed", _kind(answer))


async def long_frames_are_closed(target: Target) -> None:
    async with connected(target, VisitorKey()) as connection:
        await connection.socket.send_str("x" * (FRAME_BYTES + 1))
        code = await connection.close_code()
        expect(code == 1009, f"close code {code}")


async def binary_frames_are_closed(target: Target) -> None:
    async with connected(target, VisitorKey()) as connection:
        await connection.socket.send_bytes(b"\x00")
        code = await connection.close_code()
        expect(code == 1003, f"close code {code}")


async def a_conversation_works(target: Target) -> None:
    """In two tabs of one visitor, who closes it again: agents see it come and go."""
    key = VisitorKey()
    async with connected(target, key) as first, connected(target, key) as second:
        started = await first.ask("start", locale="en")
        expect(started["type"] == "opened", _kind(started))
        try:
            await _talk(first, second, started["entries"][-1]["seq"])
        finally:
            closed = await first.ask("close")
        expect(closed["type"] == "opened" and closed["conversation"]["state"] == "closed", _kind(closed))


async def _talk(first: Connection, second: Connection, cursor: int) -> None:
    await second.ask("open")
    message_id = secrets.token_hex(8)
    command: Frame = {"cursor": cursor, "messages": [{"client_message_id": message_id, "text": _TEXT}]}
    acknowledged = await first.ask("send_messages", **command)
    expect(acknowledged["type"] == "messages_acknowledged", _kind(acknowledged))
    added = await second.event("entries_added")
    ids = [entry.get("client_message_id") for entry in added["entries"]]
    expect(ids == [message_id], "another entry in the second tab")
    again = await first.ask("send_messages", **command)
    same = again.get("acknowledged") == acknowledged["acknowledged"]
    expect(same, "a second entry for a message that was sent again")


def _kind(frame: Frame) -> str:
    return " ".join(str(frame[name]) for name in ("type", "code") if name in frame)


POINTS = (
    Point(
        says="$connect answers with the subprotocol, so that browsers keep the connection",
        check=subprotocol_is_answered,
    ),
    Point(
        says="a command is answered on its connection, and knows whom the authorizer let in",
        check=identity_comes_along,
    ),
    Point(says="a handshake that offers nothing is refused with 401", check=nothing_offered_is_unauthorised),
    Point(
        says="a proof that is old, altered, for another name or none is refused with 403", check=bad_proofs_are_refused
    ),
    Point(says="a proof is good for one connection", check=proofs_are_good_once),
    Point(says="a page that is no site's is refused with 403", check=strangers_are_refused),
    Point(says="nonsense is answered with an error, and the connection stays", check=nonsense_is_answered),
    Point(says="a ping is answered by API Gateway itself", check=pings_are_answered),
    Point(says="presence has a route of its own, and is for agents only", check=presence_is_for_agents),
    Point(says="a frame over 32 KB closes the connection with 1009", check=long_frames_are_closed),
    Point(says="a binary frame closes the connection with 1003", check=binary_frames_are_closed),
    Point(
        says="a visitor starts a conversation, writes, sees it once in another tab, and closes it",
        check=a_conversation_works,
    ),
)
