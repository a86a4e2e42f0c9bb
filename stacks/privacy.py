"""What visitors may ask of their data: the function, its routes, and the schedule that ends what was interrupted."""

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from stacks.function import Base, Function

ROUTES: Final = {
    "POST /api/privacy/stored": 5,
    "POST /api/privacy/export": 20,
    "POST /api/privacy/erasures": 5,
    "GET /api/privacy/receipt-key": 5,
}
"""How often a second each may be used. A copy of a long conversation comes in many parts."""

RESUMED_EVERY: Final = Duration.hours(1)
RESUME: Final = {"resume": "erasures"}


class Privacy(Construct):
    """``identity`` is what a function is told that has to know who somebody is.

    ``connections`` are the ARNs of the socket API's ``@connections`` for posting and for ending one, ``receipt_secret``
    the ARN of the secret that receipts are signed by. ``routes`` are its routes with their rates.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        base: Base,
        api: apigateway.HttpApi,
        table: dynamodb.ITable,
        identity: Mapping[str, str],
        connections_url: str,
        connections: Sequence[str],
        receipt_secret: str,
        recovery_days: int,
        audit_days: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self._table = table
        self.function = Function(
            self,
            "Privacy",
            base=base,
            handler="lambdas.privacy.handler.handler",
            environment={
                **identity,
                "CONNECTIONS_URL": connections_url,
                "RECEIPT_SECRET": receipt_secret,
                "RECOVERY_DAYS": str(recovery_days),
                "AUDIT_DAYS": str(audit_days),
            },
        )
        self.function.allow("secretsmanager:GetSecretValue", on=[identity["EDGE_SECRET"], receipt_secret])
        self.function.allow("execute-api:ManageConnections", on=connections)
        self._allow_rows()
        self.routes = self._routes(api)
        events.Rule(
            self,
            "Resume",
            schedule=events.Schedule.rate(RESUMED_EVERY),
            targets=[targets.LambdaFunction(self.function.function, event=events.RuleTargetInput.from_object(RESUME))],
        )

    def _allow_rows(self) -> None:
        """What is a person's it may read and delete; whose erasure is open is the one list that it may see."""
        self._allow("dynamodb:Query", "conversation#*", "contact#*", "proof#*", "group#*")
        self._allow("dynamodb:GetItem", "erased#*")
        self._allow("dynamodb:PutItem", "erased#*", "audit#*", "conversation#*", "proof#*")
        self._allow("dynamodb:BatchWriteItem", "conversation#*", "contact#*", "proof#*")
        self._allow("dynamodb:Query", "erasure_open", index="/index/by_list")

    def _allow(self, action: str, *partitions: str, index: str = "") -> None:
        self.function.allow(
            action,
            on=[f"{self._table.table_arn}{index}"],
            conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [*partitions]}},
        )

    def _routes(self, api: apigateway.HttpApi) -> dict[Construct, int]:
        integration = HttpLambdaIntegration("Privacy", self.function.function)
        made: dict[Construct, int] = {}
        for key, rate in ROUTES.items():
            method, _, path = key.partition(" ")
            (route,) = api.add_routes(path=path, methods=[apigateway.HttpMethod[method]], integration=integration)
            made[route] = rate
        return made
