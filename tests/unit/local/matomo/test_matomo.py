"""The local Matomo as a function, a browser and a test meet it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from lambdas.analytics.matomo import Matomo as ClientOfMatomo
from lambdas.analytics.outcomes import Away, Refused, Standing, Taken
from lambdas.analytics.records import TrackingRequest
from local.matomo.matomo import Matomo

EVENT = TrackingRequest(
    idsite=1,
    url="http://shop.localhost/",
    cid="0123456789abcdef",
    cip="203.0.0.0",
    cdt=1_700_000_000,
    ua="Chrome/125.0",
    lang="de-DE",
    res="1920x1080",
    e_c="Tresen",
    e_a="widget_opened",
    rec=1,
    apiv=1,
    ca=1,
    bots=1,
)
VALUES = {"start": "http://localhost:1", "shop": "http://shop.localhost:1", "analytics": "listening"}

Client = TestClient[web.Request, web.Application]
Scenario = Callable[[Matomo, Client], Awaitable[None]]


def run(scenario: Scenario) -> None:
    asyncio.run(_run(scenario))


async def _run(scenario: Scenario) -> None:
    matomo = Matomo()
    matomo.values = VALUES

    async def answer(request: web.Request) -> web.StreamResponse:
        return await matomo.answer(request, session)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    async with ClientSession() as session, TestClient(TestServer(application)) as client, asyncio.timeout(30):
        await scenario(matomo, client)


def functions_client(client: Client) -> ClientOfMatomo:
    return ClientOfMatomo(f"http://127.0.0.1:{client.port}/")


def of(event: TrackingRequest, **differing: Any) -> TrackingRequest:
    return TrackingRequest(**{name: getattr(event, name) for name in event.__struct_fields__} | differing)


def test_what_a_function_sends_is_stored_in_its_order() -> None:
    async def scenario(matomo: Matomo, client: Client) -> None:
        events = [EVENT, of(EVENT, e_a="messages_sent", e_v=3)]
        taken = await asyncio.to_thread(functions_client(client).track, events, matomo.token)
        assert taken == Taken(stored=2)
        assert [(it["e_a"], it.get("e_v")) for it in matomo.requests] == [("widget_opened", None), ("messages_sent", 3)]

    run(scenario)


def test_a_function_is_told_whether_its_token_is_right() -> None:
    async def scenario(matomo: Matomo, client: Client) -> None:
        ask = functions_client(client).dry_run
        assert await asyncio.to_thread(ask, 1, matomo.token) is Standing.WELL
        assert await asyncio.to_thread(ask, 1, "0" * 32) is Standing.TOKEN_REFUSED
        assert matomo.requests == []

    run(scenario)


def test_a_test_says_what_it_fails_on() -> None:
    async def scenario(matomo: Matomo, client: Client) -> None:
        matomo.poisoned = lambda told: told["e_a"] == "widget_opened"
        track = functions_client(client).track
        assert await asyncio.to_thread(track, [of(EVENT, e_a="call_ended"), EVENT], matomo.token) == Refused()
        assert matomo.requests == []

    run(scenario)


def test_one_that_is_away_takes_nothing_and_is_back_as_it_was() -> None:
    async def scenario(matomo: Matomo, client: Client) -> None:
        matomo.away = True
        track = functions_client(client).track
        assert await asyncio.to_thread(track, [EVENT], matomo.token) == Away(Standing.BUSY)
        matomo.away = False
        assert await asyncio.to_thread(track, [EVENT], matomo.token) == Taken(stored=1)
        assert len(matomo.requests) == 1

    run(scenario)


def test_all_that_came_is_there_to_be_searched_and_shown_nowhere() -> None:
    async def scenario(matomo: Matomo, client: Client) -> None:
        matomo.away = True
        await client.post("/matomo.php?a=b", data="secret", headers={"X-Told": "c"})
        (asked,) = matomo.asked
        assert (asked.method, asked.path, asked.headers["X-Told"], asked.body) == (
            "POST",
            "/matomo.php?a=b",
            "c",
            b"secret",
        )
        assert "secret" not in repr(asked)

    run(scenario)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/matomo.php", 400),
        ("POST", "/index.php", 400),
        ("GET", "/matomo.php", 404),
        ("GET", "/start.css", 404),
        ("PUT", "/matomo.php", 404),
        ("GET", "/", 200),
        ("GET", "/matomo.css", 200),
        ("GET", "/matomo.js", 200),
    ],
)
def test_it_has_a_page_and_takes_bulks(method: str, path: str, status: int) -> None:
    async def scenario(_: Matomo, client: Client) -> None:
        assert (await client.request(method, path, data=None if method == "GET" else "{}")).status == status

    run(scenario)


@pytest.mark.parametrize("analytics", ["listening", "elsewhere", "off"])
def test_the_page_says_why_there_is_nothing_to_see(analytics: str) -> None:
    async def scenario(matomo: Matomo, client: Client) -> None:
        matomo.values = VALUES | {"analytics": analytics}
        text = await (await client.get("/")).text()
        assert f'<main class="{analytics}">' in text
        assert f'<p class="{analytics}"><strong>' in text
        assert matomo.token not in text

    run(scenario)


async def event_of(stream: ClientResponse) -> tuple[str, dict[str, Any]]:
    """The id and the data of the next server-sent event."""
    lines = [(await stream.content.readline()).decode().rstrip("\n") for _ in range(3)]
    assert lines[2] == ""
    return lines[0].removeprefix("id: "), json.loads(lines[1].removeprefix("data: "))


def test_the_page_follows_what_comes_and_goes_on_where_it_was() -> None:
    async def scenario(matomo: Matomo, client: Client) -> None:
        track = functions_client(client).track
        await asyncio.to_thread(track, [EVENT], matomo.token)
        async with client.get("/arrivals") as stream:
            assert stream.content_type == "text/event-stream"
            first, told = await event_of(stream)
            assert (told["parameters"]["e_a"], told["stored"]) == ("widget_opened", True)
            await asyncio.to_thread(track, [of(EVENT, e_a="call_started")], "0" * 32)
            _, told = await event_of(stream)
            assert (told["parameters"]["e_a"], told["stored"]) == ("call_started", False)
        async with client.get("/arrivals", headers={"Last-Event-ID": first}) as stream:
            assert (await event_of(stream))[1]["number"] == 2
        for other in ("another-1", "1", "x"):
            async with client.get("/arrivals", headers={"Last-Event-ID": other}) as stream:
                assert (await event_of(stream))[1]["number"] == 1

    run(scenario)


def test_at_the_end_a_page_that_follows_is_let_go() -> None:
    async def scenario(matomo: Matomo, client: Client) -> None:
        async with client.get("/arrivals") as stream:
            matomo.end()
            assert await stream.content.read() == b""

    run(scenario)
