"""Error reports: the table that keeps them, the function that takes them, and the one that tells of them."""

from collections.abc import Mapping
from typing import Final

import msgspec
from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from stacks.function import Base, Function
from stacks.passing_table import passing_table

REPORTS_PER_SECOND: Final = 20
"""By browsers. The function has a limit of its own below, which says so in the words of Sentry's clients."""

READS_PER_SECOND: Final = 5
"""Of each route by which operator and supervisors read: they are few."""

READ: Final = ("search", "fault", "resolve")

QUEUED_FOR: Final = Duration.hours(1)
RETRIES: Final = 1
"""What other functions report waits in Lambda's own queue for so long at the most, which is one more copy of it.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
"""


class ErrorReports(Construct):
    """``tunnel`` is the function to which all others report; ``dsn`` is what Sentry's clients are given.

    ``edge_secret`` is the ARN of what ``stacks.edge_secret`` makes; ``origins`` is of which site each page is.
    ``sentry_dsn`` is where the operator wants reports to be passed on to. ``routes`` are the routes with their rates.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        base: Base,
        api: apigateway.HttpApi,
        public_url: str,
        edge_secret: str,
        origins: Mapping[str, str],
        sentry_dsn: str | None,
        requests_per_second: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self.table = passing_table(self, "Errors", sort_key=True)
        self.dsn = f"https://tresen@{public_url.removeprefix('https://')}/1"
        self.tunnel = self._tunnel(base, public_url, edge_secret, origins, sentry_dsn)
        (route,) = api.add_routes(
            path="/api/errors",
            methods=[apigateway.HttpMethod.POST],
            integration=HttpLambdaIntegration("Tunnel", self.tunnel.function),
        )
        self.routes: dict[Construct, int] = {route: min(REPORTS_PER_SECOND, requests_per_second)}

    def _tunnel(
        self, base: Base, public_url: str, edge_secret: str, origins: Mapping[str, str], sentry_dsn: str | None
    ) -> Function:
        function = Function(
            self,
            "Tunnel",
            base=base,
            handler="lambdas.errors.tunnel_handler.handler",
            environment={
                "EDGE_SECRET": edge_secret,
                "ERRORS_TABLE": self.table.table_name,
                "ERRORS_DSN": self.dsn,
                # The console is a page of the chat's own, and of no site.
                "ERROR_ORIGINS": msgspec.json.encode({**origins, public_url: ""}).decode(),
                **({"SENTRY_DSN": sentry_dsn} if sentry_dsn else {}),
            },
        )
        function.function.configure_async_invoke(max_event_age=QUEUED_FOR, retry_attempts=RETRIES)
        function.allow("secretsmanager:GetSecretValue", on=[edge_secret])
        self._allow(function, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
        return function

    def add_reading(
        self, *, base: Base, api: apigateway.HttpApi, chat: dynamodb.ITable, identity: Mapping[str, str]
    ) -> Function:
        """The function that operator and supervisors ask, which reports its own errors as all others do.

        ``identity`` is what a function is told that has to know who somebody is, by the table ``chat``.
        """
        function = Function(
            self,
            "Faults",
            base=base,
            handler="lambdas.errors.faults_handler.handler",
            environment={**identity, "ERRORS_TABLE": self.table.table_name},
        )
        function.allow("secretsmanager:GetSecretValue", on=[identity["EDGE_SECRET"]])
        # Of the chat it may only note that a proof has been used.
        function.allow(
            "dynamodb:PutItem",
            on=[chat.table_arn],
            conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["proof#*"]}},
        )
        self._allow(function, "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:DeleteItem")
        integration = HttpLambdaIntegration("Faults", function.function)
        for name in READ:
            (route,) = api.add_routes(
                path=f"/api/errors/{name}", methods=[apigateway.HttpMethod.POST], integration=integration
            )
            self.routes[route] = READS_PER_SECOND
        return function

    def _allow(self, function: Function, *actions: str) -> None:
        """On reports alone: where the sweep has got to is none of their business."""
        function.allow(
            *actions,
            on=[self.table.table_arn],
            conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["day#*"]}},
        )
