"""How the use of the widget is analysed: what collects events, where they wait, and what brings them to Matomo."""

from typing import Final, cast

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from stacks.function import Base, Function
from stacks.passing_table import passing_table
from stacks.settings import Analytics as AnalyticsSettings

BATCHES_PER_SECOND: Final = 20
"""By the widget, which sends what was done in one batch. What is too much is not counted, and nobody misses it."""

FORWARD_SECONDS: Final = 60
WINDOW_SECONDS: Final = 30
"""How long a message waits for others, so that Matomo is asked less often."""

HIDDEN_SECONDS: Final = 6 * FORWARD_SECONDS + WINDOW_SECONDS
"""For so long nobody else gets a message that a function has.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
"""

MESSAGES_AT_ONCE: Final = 10
FUNCTIONS_AT_ONCE: Final = 2
"""The least that Lambda offers, and what the smallest Matomo can bear."""

LOOKED_EVERY: Final = Duration.minutes(5)
DEAD_DAYS: Final = 14
"""The longest that SQS keeps anything, so that there is time to look."""

MOST_DELIVERIES: Final = 100
"""A message that could be sent is not delivered so often: while Matomo is away the queue is not read."""


AWAY: Final = "matomo"
"""The key of the row that says so in the table of claims."""


class Analytics(Construct):
    """``matomo_sites`` is the JSON that says by origin which of Matomo's websites it is.

    ``edge_secret`` is the ARN of what ``stacks.edge_secret`` makes. ``routes`` are the routes with their rates. While
    events wait nothing holds them for longer than ``settings.waiting_days``: so long the queue keeps them.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        base: Base,
        api: apigateway.HttpApi,
        edge_secret: str,
        matomo_sites: str,
        settings: AnalyticsSettings,
        requests_per_second: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self.dead_events = _queue(self, "DeadEvents", days=DEAD_DAYS)
        self.events = _queue(
            self,
            "Events",
            days=settings.waiting_days,
            hidden=Duration.seconds(HIDDEN_SECONDS),
            dead_letters=sqs.DeadLetterQueue(queue=self.dead_events, max_receive_count=MOST_DELIVERIES),
        )
        # Which events have been sent: numbers, for as long as one of their copies can still come. What a restored claim
        # would be about has been sent, or is gone.
        self.claims = passing_table(self, "Claims", sort_key=False)
        self.matomo_token = _matomo_token(self)
        collect = self._collect(base, edge_secret, matomo_sites, settings.waiting_days)
        forward = self._forward(base, settings)
        self.functions = (collect, forward)
        self.mapping = self._read_by(forward)
        self._look_after(forward)
        (route,) = api.add_routes(
            path="/api/events",
            methods=[apigateway.HttpMethod.POST],
            integration=HttpLambdaIntegration("Collect", collect.function),
        )
        self.routes: dict[Construct, int] = {route: min(BATCHES_PER_SECOND, requests_per_second)}

    def _collect(self, base: Base, edge_secret: str, matomo_sites: str, waiting_days: int) -> Function:
        function = Function(
            self,
            "Collect",
            base=base,
            handler="lambdas.analytics.collect_handler.handler",
            environment={
                "EDGE_SECRET": edge_secret,
                "MATOMO_SITES": matomo_sites,
                "QUEUE_URL": self.events.queue_url,
                "WAITING_DAYS": str(waiting_days),
            },
        )
        function.allow("secretsmanager:GetSecretValue", on=[edge_secret])
        function.allow("sqs:SendMessage", on=[self.events.queue_arn])
        return function

    def _forward(self, base: Base, settings: AnalyticsSettings) -> Function:
        function = Function(
            self,
            "Forward",
            base=base,
            handler="lambdas.analytics.forward_handler.handler",
            environment={
                "MATOMO_URL": settings.matomo_url,
                "MATOMO_TOKEN_SECRET": self.matomo_token,
                "CLAIMS_TABLE": self.claims.table_name,
                "DEAD_LETTERS": self.dead_events.queue_url,
            },
            timeout_seconds=FORWARD_SECONDS,
        )
        function.allow("secretsmanager:GetSecretValue", on=[self.matomo_token])
        function.allow("dynamodb:UpdateItem", on=[self.claims.table_arn])
        # Of claims it reads and deletes none: only the note that Matomo is away.
        function.allow(
            "dynamodb:GetItem",
            "dynamodb:DeleteItem",
            on=[self.claims.table_arn],
            conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [AWAY]}},
        )
        function.allow("sqs:SendMessage", on=[self.dead_events.queue_arn])
        # Lambda reads the queue by the function's role.
        function.allow("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", on=[self.events.queue_arn])
        return function

    def _read_by(self, forward: Function) -> lambda_.EventSourceMapping:
        return lambda_.EventSourceMapping(
            self,
            "Mapping",
            target=forward.function,
            event_source_arn=self.events.queue_arn,
            batch_size=MESSAGES_AT_ONCE,
            max_batching_window=Duration.seconds(WINDOW_SECONDS),
            max_concurrency=FUNCTIONS_AT_ONCE,
            report_batch_item_failures=True,
        )

    def _look_after(self, forward: Function) -> None:
        """The function stops the reading of the queue when Matomo is away, and starts it again.

        Told by the rule and not by its environment, as what it is about is made after the function.
        """
        forward.allow_once_there("lambda:UpdateEventSourceMapping", on=[self.mapping.event_source_mapping_arn])
        told = events.RuleTargetInput.from_object({"mapping": self.mapping.event_source_mapping_id})
        events.Rule(
            self,
            "Schedule",
            schedule=events.Schedule.rate(LOOKED_EVERY),
            targets=[targets.LambdaFunction(forward.function, event=told)],
        )


def _queue(
    scope: Construct,
    construct_id: str,
    *,
    days: int,
    hidden: Duration | None = None,
    dead_letters: sqs.DeadLetterQueue | None = None,
) -> sqs.Queue:
    return sqs.Queue(
        scope,
        construct_id,
        retention_period=Duration.days(days),
        visibility_timeout=hidden,
        dead_letter_queue=dead_letters,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
    )


def _matomo_token(scope: Construct) -> str:
    """Its ARN. CloudFormation makes something that is no token; ``python -m cli analytics token`` puts one there.

    A change here would make CloudFormation write a new value over it.
    """
    secret = secretsmanager.Secret(
        scope,
        "MatomoToken",
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template="{}",  # noqa: S106 - what CloudFormation puts a random value into
            generate_string_key="not_a_token",
            exclude_punctuation=True,
        ),
    )
    return cast(secretsmanager.CfnSecret, secret.node.default_child).attr_id
