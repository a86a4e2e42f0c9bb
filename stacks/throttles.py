"""How much the APIs let through, for all callers together. What is more is answered by API Gateway, with a bare 429.

Each route names its own rate, since the settings of a route replace those of its stage as a whole.
https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-protect.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
"""

from typing import Any, Final, cast

from aws_cdk import aws_apigatewayv2 as apigateway
from constructs import Construct

BURST_SECONDS: Final = 2
"""How many seconds' worth may come at once: a page that is opened again connects again."""

SILENT: Final = {"DataTraceEnabled": False, "LoggingLevel": "OFF"}
"""No execution log and no data trace: they would hold what a visitor writes and is known by. WebSocket APIs only."""


def throttle(stage: apigateway.IStage, *, per_second: int, routes: dict[Construct, int]) -> None:
    """``per_second`` is for a route that is not among ``routes``, which have rates of their own."""
    cfn_stage = cast(apigateway.CfnStage, stage.node.default_child)
    is_socket = isinstance(stage, apigateway.WebSocketStage)
    cfn_stage.add_property_override("DefaultRouteSettings", _settings(per_second, is_socket=is_socket))
    settings = {}
    for route, rate in routes.items():
        cfn_route = cast(apigateway.CfnRoute, route.node.default_child)
        settings[cfn_route.route_key] = _settings(rate, is_socket=is_socket)
        # A stage with settings for a route that is not there yet is refused.
        cfn_stage.add_resource_dependency(cfn_route)
    cfn_stage.route_settings = settings


def _settings(per_second: int, *, is_socket: bool) -> dict[str, Any]:
    rate = {"ThrottlingRateLimit": per_second, "ThrottlingBurstLimit": per_second * BURST_SECONDS}
    return (SILENT if is_socket else {}) | rate
