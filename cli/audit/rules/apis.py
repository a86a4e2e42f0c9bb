"""P3: what passes through the APIs is shown to nobody else and noted nowhere."""

from collections.abc import Iterator
from typing import Final

from cli.audit.findings import Finding, Rule
from cli.inventory.inventory import Inventory
from cli.inventory.templates import Resource
from stacks.settings import origins_of


def only_the_sites_may_ask(inventory: Inventory) -> Iterator[Finding]:
    allowed = set(origins_of(inventory.settings))
    for api in inventory.templates.of("AWS::ApiGatewayV2::Api"):
        cors = api.properties.get("CorsConfiguration", {})
        others = sorted(set(cors.get("AllowOrigins", [])) - allowed)
        if others:
            yield _finding("api-cors", api, "the origins of the sites alone", ", ".join(others))
        if cors.get("AllowCredentials"):
            yield _finding("api-cors", api, "no cookies of other sites", "credentials allowed")


def nothing_that_passes_is_logged(inventory: Inventory) -> Iterator[Finding]:
    """Execution logs and data trace hold frames and headers; access logs hold addresses."""
    for stage in inventory.templates.of("AWS::ApiGatewayV2::Stage"):
        routes = [stage.properties.get("DefaultRouteSettings", {}), *stage.properties.get("RouteSettings", {}).values()]
        if any(route.get("LoggingLevel", "OFF") != "OFF" for route in routes):
            yield _finding("api-log", stage, "execution logs off", "execution logs on")
        if any(route.get("DataTraceEnabled") for route in routes):
            yield _finding("api-log", stage, "data trace off", "data trace on: whole messages in a log")
        if stage.properties.get("AccessLogSettings", {}).get("DestinationArn"):
            yield _finding("api-log", stage, "no access log", "an access log")


def whoever_connects_is_known(inventory: Inventory) -> Iterator[Finding]:
    for route in inventory.templates.of("AWS::ApiGatewayV2::Route"):
        is_checked = route.properties.get("AuthorizationType") == "CUSTOM" and route.properties.get("AuthorizerId")
        if route.properties.get("RouteKey") == "$connect" and not is_checked:
            got = str(route.properties.get("AuthorizationType", "NONE"))
            yield _finding("api-authorizer", route, "the authorizer before $connect", f"authorization {got}")


API_RULES: Final[tuple[Rule, ...]] = (only_the_sites_may_ask, nothing_that_passes_is_logged, whoever_connects_is_known)


def _finding(rule: str, resource: Resource, expected: str, got: str) -> Finding:
    return Finding(
        promise="P3",
        rule=rule,
        where=resource.name,
        expected=expected,
        got=got,
    )
