"""How much each stage and each route lets through.

https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-protect.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
"""

from pathlib import Path
from typing import Any

import pytest

from tests.stacks.conftest import EXAMPLE, analysed, synthesized
from tests.stacks.template import Template

Rates = dict[str, tuple[int, int]]


def stages(service: Template) -> dict[str, dict[str, Any]]:
    return {stage["StageName"]: stage for stage in service.of("AWS::ApiGatewayV2::Stage").values()}


def rates(stage: dict[str, Any]) -> Rates:
    """A second's rate and the burst of each route, and of all others under ``default``."""
    settings = {"default": stage["DefaultRouteSettings"], **stage["RouteSettings"]}
    return {route: (it["ThrottlingRateLimit"], it["ThrottlingBurstLimit"]) for route, it in settings.items()}


def test_a_bill_has_a_limit_though_the_operator_sets_none(service: Template) -> None:
    assert {name: rates(stage) for name, stage in stages(service).items()} == {
        "ws": {
            "default": (100, 200),
            "$connect": (20, 40),
            "$disconnect": (100, 200),
            "$default": (100, 200),
            "renew_presence": (100, 200),
            "ping": (100, 200),
        },
        "$default": {
            "default": (50, 100),
            "GET /api/health": (5, 10),
            "GET /api/contact/form": (50, 100),
            "POST /api/contact/requests": (10, 20),
            "GET /contact/{site}": (10, 20),
            "POST /contact/{site}": (3, 6),
            "POST /api/contact/search": (50, 100),
            "POST /api/contact/changes": (50, 100),
            "POST /api/privacy/stored": (5, 10),
            "POST /api/privacy/export": (20, 40),
            "POST /api/privacy/erasures": (5, 10),
            "GET /api/privacy/receipt-key": (5, 10),
            "POST /api/errors": (20, 40),
            "POST /api/errors/search": (5, 10),
            "POST /api/errors/fault": (5, 10),
            "POST /api/errors/resolve": (5, 10),
        },
    }


def test_an_operator_can_let_more_through(own_name_templates: dict[str, Template]) -> None:
    assert {name: rates(stage) for name, stage in stages(own_name_templates["service"]).items()} == {
        "ws": {
            "default": (300, 600),
            "$connect": (30, 60),
            "$disconnect": (300, 600),
            "$default": (300, 600),
            "renew_presence": (300, 600),
            "ping": (300, 600),
        },
        "$default": {
            "default": (60, 120),
            "GET /api/health": (5, 10),
            "GET /api/contact/form": (60, 120),
            "POST /api/contact/requests": (10, 20),
            "GET /contact/{site}": (10, 20),
            "POST /contact/{site}": (3, 6),
            "POST /api/contact/search": (60, 120),
            "POST /api/contact/changes": (60, 120),
            "POST /api/privacy/stored": (5, 10),
            "POST /api/privacy/export": (20, 40),
            "POST /api/privacy/erasures": (5, 10),
            "GET /api/privacy/receipt-key": (5, 10),
            "POST /api/errors": (20, 40),
            "POST /api/errors/search": (5, 10),
            "POST /api/errors/fault": (5, 10),
            "POST /api/errors/resolve": (5, 10),
            "POST /api/events": (20, 40),
        },
    }


def test_less_for_all_is_less_for_events_too(tmp_path: Path) -> None:
    fewer = analysed(EXAMPLE) + "[limits]\nrequests_per_second = 8\n"
    assert rates(stages(synthesized(fewer, tmp_path)["service"])["$default"])["POST /api/events"] == (8, 16)


@pytest.mark.parametrize("stage_name", ["ws", "$default"])
def test_every_route_has_a_rate_of_its_own_and_is_there_before_it(analysed_service: Template, stage_name: str) -> None:
    """A stage that names a route which is not there is refused: "Unable to find Route by key"."""
    service = analysed_service
    logical_id, stage = next(
        (name, it)
        for name, it in service.resources.items()
        if it["Type"] == "AWS::ApiGatewayV2::Stage" and it["Properties"]["StageName"] == stage_name
    )
    routes = {
        name: it["RouteKey"]
        for name, it in service.of("AWS::ApiGatewayV2::Route").items()
        if it["ApiId"] == stage["Properties"]["ApiId"]
    }
    assert set(stage["Properties"]["RouteSettings"]) == set(routes.values()), logical_id
    assert set(routes) <= set(stage["DependsOn"])
