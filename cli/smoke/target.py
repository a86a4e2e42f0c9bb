"""The deployment that is looked at, and how to ask it."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver
from multidict import CIMultiDictProxy

ANSWER_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer as it came over the wire, not decompressed."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Target:
    """``url`` is the chat's public name and ``origin`` a page of a site. ``outputs`` are empty without the account."""

    url: str
    origin: str
    http: aiohttp.ClientSession
    outputs: Mapping[str, str]

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https://")

    async def get(self, path: str, *, method: str = "GET", follow: bool = False, **headers: str) -> Reply:
        """``path`` below the public name, or a whole address. ``_`` in the names of ``headers`` stands for ``-``."""
        return await self._ask(method, path, headers, None, follow=follow)

    async def post(self, path: str, body: str, **headers: str) -> Reply:
        """With ``body`` as it is, whatever ``headers`` say of it."""
        return await self._ask("POST", path, headers, body.encode())

    async def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, *, follow: bool = False
    ) -> Reply:
        address = path if "://" in path else f"{self.url}{path}"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.request(method, address, headers=sent, data=body, allow_redirects=follow) as answer:
            return Reply(status=answer.status, headers=answer.headers, body=await answer.read())


class _Loopback(ThreadedResolver):
    """Names under ``localhost`` are this machine (RFC 6761, section 6.3); not every system's resolver knows."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return await super().resolve("127.0.0.1" if host.endswith(".localhost") else host, port, family)


@asynccontextmanager
async def target_at(**where: Any) -> AsyncIterator[Target]:
    """``where`` are the fields of ``Target`` but ``http``."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=_Loopback()),
        timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
        headers={"Accept-Encoding": "identity"},
        auto_decompress=False,
    ) as http:
        yield Target(http=http, **where)
