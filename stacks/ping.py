"""The route that keeps a visitor's connection from idling, without a function behind it.

API Gateway makes the answer itself. It sends it only when both the integration and the route have a response:
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html
"""

from typing import Final, cast

from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk.aws_apigatewayv2_integrations import WebSocketMockIntegration
from constructs import Construct

# A dollar sign that begins no variable is escaped, so this names the template under ``$default``:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
_THE_DEFAULT: Final = "\\$default"


class Ping(Construct):
    """``route`` answers ``ping`` with ``ponged``, whatever else the frame holds."""

    def __init__(self, scope: Construct, construct_id: str, *, api: apigateway.WebSocketApi) -> None:
        super().__init__(scope, construct_id)
        # What a MOCK integration is asked says what it answers:
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
        integration = WebSocketMockIntegration(
            "Ping", request_templates={"$default": '{"statusCode":200}'}, template_selection_expression=_THE_DEFAULT
        )
        self.route = api.add_route("ping", integration=integration, return_response=True)
        made = cast(apigateway.WebSocketIntegration, self.route.node.find_child("Ping"))
        apigateway.CfnIntegrationResponse(
            self,
            "Answer",
            api_id=api.api_id,
            integration_id=made.integration_id,
            integration_response_key="$default",
            response_templates={"$default": '{"type":"ponged"}'},
            template_selection_expression=_THE_DEFAULT,
        )
