"""The edge's listening sockets and its event loop, which runs in a thread of its own."""

import asyncio
import socket
import threading
from collections.abc import Callable, Mapping

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web
from yarl import URL

from local.addresses import LOOPBACK
from local.edge.hosts import Host, not_found

# API Gateway takes bodies of up to 10 MB:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
_BODY_BYTES = 10 * 1024 * 1024


class PortInUse(Exception):
    """Another program listens on the port; the text is one line for a person."""


class Doors:
    """The edge's port on the loopback interfaces, taken at once; who knocks early waits until there is an answer."""

    def __init__(self, port: int) -> None:
        """Port 0 takes a free one. Raises ``PortInUse``."""
        try:
            self.sockets = [_bound(socket.AF_INET, LOOPBACK, port)]
            self.port: int = self.sockets[0].getsockname()[1]
            if _has_ipv6_loopback():
                self.sockets.append(_bound(socket.AF_INET6, "::1", self.port))
        except OSError as error:
            raise PortInUse(f"port {port} is in use; choose another: make run PORT={port + 1}") from error

    def close(self) -> None:
        for door in self.sockets:
            door.close()


class Edge:
    """Answers for each host name in ``hosts``, and with 404 for any other. No access log: it would hold addresses."""

    def __init__(self, doors: Doors, hosts: Mapping[str, Host]) -> None:
        self._doors = doors
        self._hosts = hosts
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        self.call(self._stopping.set)
        self._thread.join()
        self._loop.close()

    def call(self, function: Callable[[], object]) -> None:
        """Calls ``function`` in the edge's thread, soon."""
        self._loop.call_soon_threadsafe(function)

    async def _serve(self) -> None:
        application = web.Application(client_max_size=_BODY_BYTES)
        application.router.add_route("*", r"/{path:[\s\S]*}", self._answer)
        runner = web.AppRunner(application, access_log=None, auto_decompress=False, shutdown_timeout=0.5)
        # A WebSocket holds its connection for as long as it is open.
        unlimited = TCPConnector(limit=0)
        async with ClientSession(
            connector=unlimited, cookie_jar=DummyCookieJar(), auto_decompress=False
        ) as self._session:
            await runner.setup()
            for door in self._doors.sockets:
                await web.SockSite(runner, door).start()
            self._ready.set()
            await self._stopping.wait()
            await self._end(runner)
        await _turns()

    async def _end(self, runner: web.AppRunner) -> None:
        """Nothing is open then: neither what was accepted a moment ago nor what somebody has yet to read."""
        for door in self._doors.sockets:
            self._loop.remove_reader(door)
        # A server that is closed before an accepted connection has its handler leaves that one open for good.
        await _turns()
        transports = [handler.transport for handler in runner.server.connections] if runner.server else []
        await runner.cleanup()
        for transport in transports:
            if transport is not None:
                transport.abort()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        host = self._hosts.get(_host_name(request, self._doors.port) or "")
        return await host.answer(request, self._session) if host else not_found()


async def _turns() -> None:
    """Those in which an accepted connection gets its handler; in the first, what was closed is closed."""
    for _ in range(3):
        await asyncio.sleep(0)


def _host_name(request: web.Request, port: int) -> str | None:
    try:
        asked = URL.build(scheme="http", authority=request.headers.get("Host", ""))
    except ValueError:
        return None
    return asked.host if asked.port == port else None


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.bind((address, port))
        door.listen()
    except OSError:
        door.close()
        raise
    return door


def _has_ipv6_loopback() -> bool:
    """Chromium takes ``*.localhost`` to ``::1`` first where there is one."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True
