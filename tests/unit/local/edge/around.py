"""An edge between a server that stands for MiniStack and a client that stands for a browser."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, TCPConnector, web
from aiohttp.test_utils import TestServer
from yarl import URL

from local.demo.pages import SHOP
from local.deploy import clients
from local.edge.distribution import Behaviour, Distribution, Forwarding
from local.edge.hosts import Chat, Demo, Host, SignIn
from local.edge.limits import Limits
from local.edge.server import Doors, Edge
from local.edge.socket import Sockets
from local.edge.viewers import Viewers

_SCENARIO_SECONDS = 30
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Browser:
    """Talks to the edge on its loopback address and names the host that it wants."""

    session: ClientSession
    port: int
    sockets: Sockets
    viewers: Viewers
    edge: Edge

    async def get(self, host: str, path: str = "/", *, method: str = "GET", **options: Any) -> ClientResponse:
        headers = {"Host": f"{host}:{self.port}", **options.pop("headers", {})}
        answer = await self.session.request(
            method,
            URL(f"http://127.0.0.1:{self.port}{path}", encoded=True),
            headers=headers,
            allow_redirects=False,
            **options,
        )
        await answer.read()
        return answer

    async def socket(self, *protocols: str, **headers: str) -> ClientWebSocketResponse:
        return await self.session.ws_connect(
            f"http://127.0.0.1:{self.port}/ws",
            headers={"Host": f"chat.localhost:{self.port}", **headers},
            protocols=protocols,
        )


def around(origin: Handler, scenario: Callable[[Browser], Awaitable[None]], limits: Limits | None = None) -> None:
    """Runs ``scenario`` with an edge before ``origin``."""
    asyncio.run(_around(origin, scenario, limits or Limits()))


async def _around(origin: Handler, scenario: Callable[[Browser], Awaitable[None]], limits: Limits) -> None:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", origin)
    async with TestServer(application) as server, ClientSession(connector=TCPConnector(limit=0)) as session:
        ministack = str(server.make_url("")).rstrip("/")
        sockets, viewers, doors = Sockets(limits), Viewers(), Doors(0)
        cognito = clients(url=ministack, region="eu-central-1").cognito
        hosts: dict[str, Host] = {
            "chat.localhost": Chat(_distribution(ministack), ministack=ministack, sockets=sockets, viewers=viewers),
            "login.localhost": SignIn(ministack=ministack, cognito=cognito),
            "shop.localhost": Demo(
                SHOP,
                {
                    "chat": "http://chat.localhost:1",
                    "chat_socket": "ws://chat.localhost:1",
                    "start": "http://localhost:1",
                    "site": "shop",
                },
            ),
        }
        edge = Edge(doors, hosts)
        edge.start()
        try:
            async with asyncio.timeout(_SCENARIO_SECONDS):
                await scenario(Browser(session, doors.port, sockets, viewers, edge))
        finally:
            edge.call(sockets.cut)
            await asyncio.to_thread(edge.stop)
            doors.close()


def _distribution(ministack: str) -> Distribution:
    """What comes to ``/api/events`` is told where from."""
    told = frozenset({"origin", "cloudfront-viewer-address", "cloudfront-viewer-country"})
    every = Behaviour(
        pattern=re.compile(".*"),
        encodings=("br", "gzip"),
        origin_url=f"{ministack}/stage",
        origin_headers={"x-edge": "secret"},
        forwarding=Forwarding(behaviour="allExcept", names=frozenset({"host"})),
    )
    events = replace(every, pattern=re.compile("/api/events"), forwarding=Forwarding(behaviour="whitelist", names=told))
    return Distribution(domain_name="d1.cloudfront.net", behaviours=(events, every))
