"""A visitor as docs/protocol.md describes one: a key, its proofs, and a connection that speaks ``tresen.v1``."""

import base64
import json
import secrets
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from cli.smoke.points import Missed
from cli.smoke.target import ANSWER_SECONDS, Target
from lambdas.protocol.limits import PROOF_PREFIX, SUBPROTOCOL

Frame = dict[str, Any]


class VisitorKey:
    """A fresh identity."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        numbers = self._private.public_key().public_numbers()
        self._jwk = {"kty": "EC", "crv": "P-256", "x": _base64url(numbers.x), "y": _base64url(numbers.y)}

    def proof(self, url: str, *, age: int = 0) -> str:
        """The subprotocol that carries a proof for the chat at ``url``, made ``age`` seconds ago."""
        claims = {
            "jti": secrets.token_urlsafe(24),
            "htm": "GET",
            "htu": f"{url}/ws",
            "iat": int(time.time()) - age,
        }
        header = {"typ": "dpop+jwt", "jwk": self._jwk}
        return PROOF_PREFIX + jwt.encode(claims, self._private, algorithm="ES256", headers=header)


class Connection:
    """One open WebSocket. Events that come while an answer is awaited are kept."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self._events: list[Frame] = []

    async def ask(self, command: str, **fields: Any) -> Frame:
        """The answer to a command. Raises ``Missed``."""
        command_id = secrets.token_hex(8)
        await self.socket.send_json({"type": command, "command_id": command_id, **fields})
        while (frame := await self._receive(f"no answer to {command}")).get("command_id") != command_id:
            self._events.append(frame)
        return frame

    async def event(self, kind: str) -> Frame:
        """The next event of that type. Raises ``Missed``."""
        while True:
            frame = self._events.pop(0) if self._events else await self._receive(f"no event {kind}")
            if frame.get("type") == kind:
                return frame

    async def close_code(self) -> int | None:
        """How the server closes the connection, after whatever it still says. Raises ``Missed``."""
        while True:
            try:
                message = await self.socket.receive(timeout=ANSWER_SECONDS)
            except TimeoutError:
                raise Missed("it was not closed") from None
            if message.type not in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}:
                return self.socket.close_code

    async def _receive(self, otherwise: str) -> Frame:
        try:
            message = await self.socket.receive(timeout=ANSWER_SECONDS)
        except TimeoutError:
            raise Missed(otherwise) from None
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise Missed(f"{otherwise}: closed with {self.socket.close_code}")
        frame: Frame = json.loads(message.data)
        return frame


@asynccontextmanager
async def connected(target: Target, key: VisitorKey) -> AsyncIterator[Connection]:
    """Raises ``aiohttp.WSServerHandshakeError`` when the handshake is refused."""
    protocols = (SUBPROTOCOL, key.proof(target.url))
    async with target.http.ws_connect(f"{target.url}/ws", protocols=protocols, origin=target.origin) as socket:
        yield Connection(socket)


async def handshake(
    target: Target, protocols: Iterable[str], *, origin: str | None = None, address: str | None = None
) -> int:
    """101 when it is accepted, else the status of the refusal."""
    try:
        async with target.http.ws_connect(
            address or f"{target.url}/ws", protocols=tuple(protocols), origin=origin or target.origin
        ):
            return 101
    except aiohttp.WSServerHandshakeError as refusal:
        return refusal.status


def _base64url(coordinate: int) -> str:
    return base64.urlsafe_b64encode(coordinate.to_bytes(32, "big")).rstrip(b"=").decode()
