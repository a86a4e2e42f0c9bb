"""Each fault of the APIs and of the sign-in is found by the point that is about it."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from cli.smoke.apis import POINTS
from cli.smoke.points import Outcome, Result, result_of
from cli.smoke.target import target_at

SHOP = "https://www.example.com"
STRANGER = "https://stranger.invalid"
HTML = {"Content-Type": "text/html"}
ORDER: dict[str, Any] = {
    "health": {"status": "ok", "release": "1"},
    "headers": {"X-Content-Type-Options": "nosniff"},
    "allowed": {SHOP},
    "preflight": 204,
    "past the edge": 403,
    "sign-in": 200,
    "keys": [{"kty": "RSA", "kid": "one"}],
}


def chat(world: Mapping[str, Any]) -> web.Application:
    """The chat's public name, both APIs' own addresses below ``/direct``, sign-in page and keys in one."""

    def cors(request: web.Request) -> dict[str, str]:
        origin = request.headers.get("Origin", "")
        return {"Access-Control-Allow-Origin": origin} if origin in world["allowed"] else {}

    async def health(request: web.Request) -> web.Response:
        return web.json_response(world["health"], headers=world["headers"] | cors(request))

    async def preflight(request: web.Request) -> web.Response:
        return web.Response(status=world["preflight"], headers=cors(request))

    async def past_the_edge(_: web.Request) -> web.Response:
        return web.Response(status=world["past the edge"])

    async def config(request: web.Request) -> web.Response:
        return web.json_response({"sign_in_url": str(request.url.origin()), "client_id": "console"})

    async def sign_in(_: web.Request) -> web.Response:
        return web.Response(status=world["sign-in"], headers=HTML)

    async def keys(_: web.Request) -> web.Response:
        return web.json_response({"keys": world["keys"]})

    application = web.Application()
    application.router.add_get("/api/health", health)
    application.router.add_options("/api/health", preflight)
    application.router.add_get("/direct/{path:.*}", past_the_edge)
    application.router.add_get("/console/config.json", config)
    application.router.add_get("/oauth2/authorize", sign_in)
    application.router.add_get("/keys", keys)
    return application


def results(world: Mapping[str, Any], *, with_account: bool = True) -> dict[str, Result]:
    """By the names of the checks."""

    async def run() -> dict[str, Result]:
        async with TestServer(chat(world)) as server:
            url = str(server.make_url("")).rstrip("/")
            outputs = {
                "PublicUrl": url,
                "ConnectionsUrl": f"{url}/direct/socket-api/ws",
                "WebSocketApiId": "socket-api",
                "HttpApiId": "http-api",
                "AgentKeysUrl": f"{url}/keys",
            }
            async with target_at(url=url, origin=SHOP, outputs=outputs if with_account else {}) as target:
                return {point.check.__name__: await result_of(point, target) for point in POINTS}

    return asyncio.run(run())


def failed(world: Mapping[str, Any]) -> set[str]:
    return {name for name, result in results(world).items() if result.outcome is Outcome.FAILED}


def test_a_deployment_in_order_has_no_fault() -> None:
    assert failed(ORDER) == set()


@pytest.mark.parametrize(
    ("fault", "found_by"),
    [
        ({"health": {"status": "ok"}}, {"health_answers"}),
        ({"headers": {}}, {"health_answers"}),
        ({"allowed": {SHOP, STRANGER}}, {"api_knows_its_sites"}),
        ({"allowed": set()}, {"api_knows_its_sites", "preflight_needs_no_sign_in"}),
        ({"preflight": 403}, {"preflight_needs_no_sign_in"}),
        ({"past the edge": 200}, {"http_api_is_closed", "socket_api_is_closed"}),
        ({"sign-in": 500}, {"sign_in_page_answers"}),
        ({"keys": []}, {"signing_keys_are_published"}),
    ],
)
def test_each_fault_is_found(fault: dict[str, Any], found_by: set[str]) -> None:
    assert failed(ORDER | fault) == found_by


def test_what_needs_the_account_is_skipped_without_it() -> None:
    skipped = {name for name, result in results(ORDER, with_account=False).items() if result.outcome is Outcome.SKIPPED}
    assert skipped == {"http_api_is_closed", "socket_api_is_closed", "signing_keys_are_published"}
