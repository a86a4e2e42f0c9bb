"""Clients that speak the protocol without a browser: a visitor with a key, an agent with a token."""

import asyncio
import base64
import hashlib
import json
import re
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import aiohttp
import jwt
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver
from cryptography.hazmat.primitives.asymmetric import ec

Frame = dict[str, Any]
T = TypeVar("T")

ANSWER_SECONDS = 30


def in_thread(call: Callable[[], T]) -> T:
    """Calls what runs a loop of its own: the browser's tests keep one running in the main thread."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(call).result()


def run(work: Coroutine[Any, Any, T]) -> T:
    return in_thread(lambda: asyncio.run(work))


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class VisitorKey:
    """A visitor's identity and its proofs. ``claims`` and ``header`` override what an honest client would write."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def jwk(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        x, y = (base64url(value.to_bytes(32, "big")) for value in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    @property
    def visitor_id(self) -> str:
        canonical = json.dumps(self.jwk, separators=(",", ":"), sort_keys=True).encode()
        return base64url(hashlib.sha256(canonical).digest())

    def proof(self, url: str, *, header: Frame | None = None, **claims: Any) -> str:
        honest = {"jti": secrets.token_urlsafe(24), "htm": "GET", "htu": f"{url}/ws", "iat": int(time.time())}
        headers = {"typ": "dpop+jwt", "jwk": self.jwk, **(header or {})}
        return jwt.encode({**honest, **claims}, self.private, algorithm="ES256", headers=headers)


@dataclass
class Client:
    """One open connection. Events that come unasked are kept in ``events``."""

    socket: aiohttp.ClientWebSocketResponse
    events: list[Frame] = field(default_factory=list)
    counter: int = 0

    async def receive(self) -> Frame:
        """The next frame. Raises ``TimeoutError``, or ``ConnectionError`` when the server closed."""
        message = await self.socket.receive(timeout=ANSWER_SECONDS)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(f"closed with {self.socket.close_code}")
        frame: Frame = json.loads(message.data)
        return frame

    async def ask(self, type: str, **fields: Any) -> Frame:  # noqa: A002 - the protocol's own word
        """The answer to a command."""
        self.counter += 1
        command_id = f"c{self.counter}"
        await self.socket.send_json({"type": type, "command_id": command_id, **fields})
        while (frame := await self.receive()).get("command_id") != command_id:
            self.events.append(frame)
        return frame

    async def event(self, type: str) -> Frame:  # noqa: A002 - the protocol's own word
        """The next event of that type, from those kept or from the socket."""
        while True:
            for kept in self.events:
                if kept["type"] == type:
                    self.events.remove(kept)
                    return kept
            self.events.append(await self.receive())

    async def send(self, text: str, cursor: int, **fields: Any) -> Frame:
        """The answer to one message; ``seq`` and ``at`` of it stand beside what the answer holds."""
        message = {"client_message_id": fields.pop("client_message_id", None) or secrets.token_hex(8), "text": text}
        answer = await self.ask("send_messages", cursor=cursor, messages=[message], **fields)
        return {**answer, **answer["acknowledged"][0]} if "acknowledged" in answer else answer

    async def entry(self) -> Frame:
        """The next entry that comes unasked."""
        event = await self.event("entries_added")
        entry: Frame = event["entries"].pop(0)
        if event["entries"]:
            self.events.insert(0, event)
        return entry


class Loopback(ThreadedResolver):
    """Names under ``localhost`` are this machine (RFC 6761, section 6.3); not every system's resolver knows."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return await super().resolve("127.0.0.1" if host.endswith(".localhost") else host, port, family)


def http_session(*, raise_for_status: bool = False, headers: Mapping[str, str] | None = None) -> aiohttp.ClientSession:
    """``headers`` go with each request."""
    connector = aiohttp.TCPConnector(resolver=Loopback())
    return aiohttp.ClientSession(connector=connector, raise_for_status=raise_for_status, headers=headers)


@asynccontextmanager
async def connection(
    url: str, origin: str, *protocols: str, headers: Mapping[str, str] | None = None
) -> AsyncIterator[Client]:
    """Raises ``aiohttp.WSServerHandshakeError`` when the handshake is refused."""
    async with (
        http_session(headers=headers) as session,
        session.ws_connect(f"{url}/ws", protocols=protocols, origin=origin) as socket,
    ):
        yield Client(socket)


@asynccontextmanager
async def visitor(url: str, origin: str, key: VisitorKey) -> AsyncIterator[Client]:
    async with connection(url, origin, "tresen.v1", f"proof.{key.proof(url)}") as client:
        yield client


@asynccontextmanager
async def agent(url: str, token: str) -> AsyncIterator[Client]:
    async with connection(url, url, "tresen.v1", f"token.{token}") as client:
        yield client


async def access_token(login: str, client_id: str, callback: str, username: str, password: str) -> str:
    """Signs an agent in as a browser does: login page, code, PKCE."""
    verifier = secrets.token_urlsafe(48)
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": callback,
        "scope": "openid",
        "state": secrets.token_urlsafe(8),
        "code_challenge": base64url(hashlib.sha256(verifier.encode()).digest()),
        "code_challenge_method": "S256",
    }
    async with http_session(raise_for_status=True) as session:
        page = await session.get(f"{login}/oauth2/authorize", params=query)
        form = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', await page.text()))
        form |= {"redirect_uri": callback, "username": username, "password": password}
        answer = await session.post(f"{login}/login", data=form, allow_redirects=False)
        code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
        grant = {
            "grant_type": "authorization_code",
            "client_id": client_id,
            "redirect_uri": callback,
            "code": code,
            "code_verifier": verifier,
        }
        tokens = await (await session.post(f"{login}/oauth2/token", data=grant)).json()
    return str(tokens["access_token"])
