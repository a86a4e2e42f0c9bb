"""The WebSocket stage and its routes."""

from tests.stacks.template import Properties, Template


def routes(service: Template) -> dict[str, Properties]:
    return {route["RouteKey"]: route for route in service.of("AWS::ApiGatewayV2::Route").values()}


def test_every_route_leads_to_its_function(service: Template) -> None:
    targets = {}
    for key, route in routes(service).items():
        integration = service.resources[route["Target"]["Fn::Join"][1][1]["Ref"]]["Properties"]
        targets[key] = service.text(integration["IntegrationUri"]).split("functions/")[-1].split("/")[0]
    assert targets == {
        "$connect": "<ChatConnectionsFunction.Arn>",
        "$disconnect": "<ChatConnectionsFunction.Arn>",
        "$default": "<ChatMessagesFunction.Arn>",
        "GET /api/health": "<HealthFunction.Arn>",
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
    response = service.only("AWS::ApiGatewayV2::RouteResponse")
    assert response["RouteResponseKey"] == "$default"
    (default,) = (name for name, it in service.of("AWS::ApiGatewayV2::Route").items() if it["RouteKey"] == "$default")
    assert response["RouteId"] == {"Ref": default}
    assert service.resources[default]["Properties"]["RouteResponseSelectionExpression"] == "$default"


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
