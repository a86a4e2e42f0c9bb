"""The WebSocket stage and its routes."""

import json
from typing import get_args

from msgspec import Struct

from lambdas.protocol.commands import AnyCommand, Ping, RenewPresence
from lambdas.protocol.events import Ponged, encode_event
from tests.stacks.template import Properties, Template


def routes(service: Template) -> dict[str, Properties]:
    return {route["RouteKey"]: route for route in service.of("AWS::ApiGatewayV2::Route").values()}


def test_every_route_leads_to_its_function(service: Template) -> None:
    targets = {}
    for key, route in routes(service).items():
        integration = service.resources[route["Target"]["Fn::Join"][1][1]["Ref"]]["Properties"]
        uri = service.text(integration["IntegrationUri"])
        targets[key] = uri.split("functions/")[-1].split("/")[0] or integration["IntegrationType"]
    assert targets == {
        "$connect": "<ChatConnectionsFunction.Arn>",
        "$disconnect": "<ChatConnectionsFunction.Arn>",
        "$default": "<ChatMessagesFunction.Arn>",
        "renew_presence": "<ChatPresenceFunction.Arn>",
        "ping": "MOCK",
        "GET /api/health": "<HealthFunction.Arn>",
        "GET /api/contact/form": "<ContactFunction.Arn>",
        "POST /api/contact/requests": "<ContactFunction.Arn>",
        "GET /contact/{site}": "<ContactFunction.Arn>",
        "POST /contact/{site}": "<ContactFunction.Arn>",
        "POST /api/contact/search": "<ContactInboxFunction.Arn>",
        "POST /api/contact/changes": "<ContactInboxFunction.Arn>",
        "POST /api/privacy/stored": "<PrivacyFunction.Arn>",
        "POST /api/privacy/export": "<PrivacyFunction.Arn>",
        "POST /api/privacy/erasures": "<PrivacyFunction.Arn>",
        "GET /api/privacy/receipt-key": "<PrivacyFunction.Arn>",
        "POST /api/errors": "<ErrorReportsTunnelFunction.Arn>",
        "POST /api/errors/search": "<ErrorReportsFaultsFunction.Arn>",
        "POST /api/errors/fault": "<ErrorReportsFaultsFunction.Arn>",
        "POST /api/errors/resolve": "<ErrorReportsFaultsFunction.Arn>",
    }


def test_nobody_connects_without_the_authorizer(service: Template) -> None:
    """The other routes need none: frames come over connections that were let in."""
    authorizer = service.only("AWS::ApiGatewayV2::Authorizer")
    assert authorizer["AuthorizerType"] == "REQUEST"
    assert authorizer["IdentitySource"] == ["route.request.header.Sec-WebSocket-Protocol"]
    assert "<ChatAuthorizerFunction.Arn>" in service.text(authorizer["AuthorizerUri"])
    connect = routes(service)["$connect"]
    assert connect["AuthorizationType"] == "CUSTOM"
    assert connect["AuthorizerId"]["Ref"] in service.of("AWS::ApiGatewayV2::Authorizer")


def test_the_answer_to_a_frame_goes_back_on_its_connection(service: Template) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html"""
    answered = {}
    for response in service.of("AWS::ApiGatewayV2::RouteResponse").values():
        route = service.resources[response["RouteId"]["Ref"]]["Properties"]
        answered[route["RouteKey"]] = (response["RouteResponseKey"], route["RouteResponseSelectionExpression"])
    assert answered == dict.fromkeys(("$default", "renew_presence", "ping"), ("$default", "$default"))


def test_a_frame_goes_to_the_route_that_its_type_names(service: Template) -> None:
    """And to ``$default`` when there is none, or no type: those that have a route are the ones named above.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
    """
    (api,) = (it for it in service.of("AWS::ApiGatewayV2::Api").values() if it["ProtocolType"] == "WEBSOCKET")
    assert api["RouteSelectionExpression"] == "$request.body.type"
    assert tags(RenewPresence) | tags(Ping) == set(routes(service)) & tags(*get_args(AnyCommand))


def tags(*commands: type[Struct]) -> set[str]:
    return {str(command.__struct_config__.tag) for command in commands}


def test_a_ping_is_answered_without_a_function(service: Template) -> None:
    """Nothing comes back unless the integration has a response, too.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html
    """
    target = routes(service)["ping"]["Target"]["Fn::Join"][1][1]["Ref"]
    integration = service.resources[target]["Properties"]
    assert integration["IntegrationType"] == "MOCK"
    assert integration["TemplateSelectionExpression"] == "\\$default"
    assert json.loads(integration["RequestTemplates"]["$default"]) == {"statusCode": 200}
    response = service.only("AWS::ApiGatewayV2::IntegrationResponse")
    assert response["IntegrationId"] == {"Ref": target}
    assert response["ApiId"] == integration["ApiId"]
    assert (response["IntegrationResponseKey"], response["TemplateSelectionExpression"]) == ("$default", "\\$default")
    assert response["ResponseTemplates"] == {"$default": encode_event(Ponged()).decode()}


def test_the_stage_is_called_like_the_path_at_the_edge(service: Template) -> None:
    names = {stage["StageName"] for stage in service.of("AWS::ApiGatewayV2::Stage").values()}
    assert names == {"ws", "$default"}


def test_no_stage_logs_what_passes_through_it(service: Template) -> None:
    """Data trace writes whole frames into a log, execution logs the handshake with its token."""
    for stage in service.of("AWS::ApiGatewayV2::Stage").values():
        assert "AccessLogSettings" not in stage
        for settings in (stage["DefaultRouteSettings"], *stage["RouteSettings"].values()):
            assert settings.get("DataTraceEnabled", False) is False
            assert settings.get("LoggingLevel", "OFF") == "OFF"
