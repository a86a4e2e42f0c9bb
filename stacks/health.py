"""Whether the deployment answers, and which release it is."""

from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from stacks.function import Base, Function


class Health(Construct):
    """``GET /api/health``."""

    def __init__(self, scope: Construct, construct_id: str, *, base: Base, api: apigateway.HttpApi) -> None:
        super().__init__(scope, construct_id)
        function = Function(self, "Health", base=base, handler="lambdas.health.handler.handler", environment={})
        api.add_routes(
            path="/api/health",
            methods=[apigateway.HttpMethod.GET],
            integration=HttpLambdaIntegration("Health", function.function),
        )
