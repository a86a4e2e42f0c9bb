"""Whether the deployment answers, and which release it is."""

from typing import Final

from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from stacks.function import Base, Function

PER_SECOND: Final = 5
"""It is for whoever watches the deployment, not for visitors."""


class Health(Construct):
    """``GET /api/health``. ``routes`` are its routes with their rates."""

    def __init__(
        self, scope: Construct, construct_id: str, *, base: Base, api: apigateway.HttpApi, edge_secret: str
    ) -> None:
        super().__init__(scope, construct_id)
        environment = {"EDGE_SECRET": edge_secret}
        function = Function(
            self, "Health", base=base, handler="lambdas.health.handler.handler", environment=environment
        )
        function.allow("secretsmanager:GetSecretValue", on=[edge_secret])
        self.function = function
        routes = api.add_routes(
            path="/api/health",
            methods=[apigateway.HttpMethod.GET],
            integration=HttpLambdaIntegration("Health", function.function),
        )
        self.routes: dict[Construct, int] = dict.fromkeys(routes, PER_SECOND)
