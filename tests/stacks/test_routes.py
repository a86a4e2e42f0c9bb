"""The HTTP API has the routes that the protocol's table has, each only where its part is deployed."""

from lambdas.protocol.routes import ROUTES
from tests.stacks.template import Template


def routes_of(service: Template) -> set[str]:
    """``<method> <path>``; the socket's routes have no method."""
    keys = {route["RouteKey"] for route in service.of("AWS::ApiGatewayV2::Route").values()}
    return {key for key in keys if " " in key}


def test_without_an_optional_part_its_routes_are_not_there(service: Template) -> None:
    assert routes_of(service) == {route.key for route in ROUTES if route.only_with is None}


def test_with_everything_that_is_optional_all_are_there(own_name_templates: dict[str, Template]) -> None:
    assert routes_of(own_name_templates["service"]) == {route.key for route in ROUTES}
