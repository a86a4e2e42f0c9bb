"""Each fault on the way of error reports is found by the point that is about it."""

from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web

from cli.smoke.points import Outcome, Result
from cli.smoke.reports import POINTS
from lambdas.errors.envelopes import read_envelope
from tests.unit.cli.smoke.chats import SHOP, results_of

ORDER: dict[str, Any] = {
    "passed on": {"Origin", "Content-Encoding"},
    "exposed": "retry-after,x-sentry-rate-limits",
    "dsn": "https://tresen@chat.example.com/1",
    "signed in": False,
}


def chat(world: Mapping[str, Any]) -> web.Application:
    async def errors(request: web.Request) -> web.Response:
        headers = {name: request.headers.get(name) for name in world["passed on"]}
        body = await request.read()
        status, code = 200, ""
        if headers.get("Content-Encoding"):
            status, code = 415, "encoded"
        elif headers.get("Origin", SHOP) != SHOP:
            status, code = 403, "not_allowed"
        elif read_envelope(body).dsn not in (world["dsn"], None):
            status, code = 403, "wrong_dsn"
        return web.json_response({"code": code}, status=status, headers=exposing(world))

    async def search(_: web.Request) -> web.Response:
        status = 200 if world["signed in"] else 401
        return web.json_response({"code": "not_signed_in"}, status=status)

    # The header says what the body is not.
    application = web.Application(handler_args={"auto_decompress": False})
    application.router.add_post("/api/errors", errors)
    application.router.add_post("/api/errors/search", search)
    return application


def exposing(world: Mapping[str, Any]) -> dict[str, str]:
    return {"Access-Control-Expose-Headers": world["exposed"]} if world["exposed"] else {}


def results(world: Mapping[str, Any]) -> dict[str, Result]:
    return results_of(POINTS, chat(world))


def test_a_deployment_in_order_misses_no_point() -> None:
    assert {name: it.detail for name, it in results(ORDER).items() if it.outcome is not Outcome.OK} == {}


@pytest.mark.parametrize(
    ("fault", "point"),
    [
        ({"dsn": "https://smoke@stranger.invalid/1"}, "envelopes_of_others_are_refused"),
        ({"passed on": {"Origin"}}, "encoded_envelopes_are_refused"),
        ({"passed on": {"Content-Encoding"}}, "others_may_not_report"),
        ({"exposed": "retry-after"}, "pages_may_read_rate_limits"),
        ({"exposed": ""}, "pages_may_read_rate_limits"),
        ({"signed in": True}, "reports_are_for_people_who_sign_in"),
    ],
)
def test_a_fault_is_found_by_the_point_that_is_about_it(fault: dict[str, Any], point: str) -> None:
    found = results(ORDER | fault)
    assert [name for name, it in found.items() if it.outcome is Outcome.FAILED] == [point]
