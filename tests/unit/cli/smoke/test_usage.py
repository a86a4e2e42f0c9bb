"""Each fault on the way of usage events is found by the point that is about it."""

from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web

from cli.smoke.points import Outcome, Result
from cli.smoke.usage import POINTS
from tests.unit.cli.smoke.chats import SHOP, results_of

ORDER: dict[str, Any] = {"deployed": True, "passed on": {"Sec-GPC", "DNT", "Origin"}, "queued": 0}


def chat(world: Mapping[str, Any]) -> web.Application:
    async def events(request: web.Request) -> web.Response:
        if not world["deployed"]:
            return web.json_response({"message": "Not Found"}, status=404)
        headers = {name: request.headers.get(name) for name in world["passed on"]}
        if "1" in (headers.get("Sec-GPC"), headers.get("DNT")):
            return web.json_response({"queued": world["queued"]})
        if headers.get("Origin", SHOP) != SHOP:
            return web.json_response({"code": "not_allowed"}, status=403)
        return web.json_response({"code": "not_json"}, status=400)

    application = web.Application()
    application.router.add_post("/api/events", events)
    return application


def results(world: Mapping[str, Any]) -> dict[str, Result]:
    return results_of(POINTS, chat(world))


def test_a_deployment_in_order_misses_no_point() -> None:
    assert {it.outcome for it in results(ORDER).values()} == {Outcome.OK}


def test_where_nothing_is_analysed_nothing_is_looked_at() -> None:
    assert {it.outcome for it in results(ORDER | {"deployed": False}).values()} == {Outcome.SKIPPED}


@pytest.mark.parametrize(
    ("fault", "point"),
    [
        ({"passed on": {"DNT", "Origin"}}, "objections_are_heard"),
        ({"passed on": {"Sec-GPC", "Origin"}}, "objections_are_heard"),
        ({"queued": 1}, "objections_are_heard"),
        ({"passed on": {"Sec-GPC", "DNT"}}, "others_may_not_send_events"),
    ],
)
def test_a_fault_is_found_by_the_point_that_is_about_it(fault: dict[str, Any], point: str) -> None:
    found = results(ORDER | fault)
    assert [name for name, it in found.items() if it.outcome is Outcome.FAILED] == [point]
