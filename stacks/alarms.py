"""The alarms. Each says in its description what it means."""

from collections.abc import Sequence
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.function import Function
from stacks.metrics import LOGGED_ERRORS, PERIOD, Metrics

SLOW: Final = 0.8
"""Of its time-out: a function that takes so long is about to be cut off."""

FAILED_POSTS: Final = 10

WAITING_SECONDS: Final = 60 * 60
"""An event that waits for longer waits for Matomo, which has been away for more than a moment."""


class Alarms(Construct):
    """``topic`` gets them all. A number that is missing is mostly none: it is there only when something happened."""

    def __init__(self, scope: Construct, construct_id: str, *, topic: sns.ITopic) -> None:
        super().__init__(scope, construct_id)
        self._action = actions.SnsAction(topic)
        self.all: list[cloudwatch.IAlarm] = []

    def on_function(self, function: Function) -> None:
        name, watched, period = function.node.id, function.function, Duration.minutes(PERIOD)
        self._add(f"{name}Errors", watched.metric_errors(period=period), 1, "A call ended without an answer.")
        self._add(f"{name}Throttles", watched.metric_throttles(period=period), 1, "A call met a limit of concurrency.")
        self._add(
            f"{name}Duration",
            watched.metric_duration(period=period, statistic="Maximum"),
            function.timeout_seconds * 1000 * SLOW,
            f"A call took more than {SLOW:.0%} of the time after which it is cut off.",
        )

    def on_logged_errors(self, functions: Sequence[Function], metrics: Metrics) -> None:
        """Our functions answer whatever happens, so what Lambda counts as errors is not all of them."""
        for function in functions:
            logs.MetricFilter(
                function,
                "Errors",
                log_group=function.logs,
                filter_pattern=logs.FilterPattern.string_value("$.level", "=", "ERROR"),
                metric_namespace=metrics.namespace,
                metric_name=LOGGED_ERRORS,
            )
        self._add(LOGGED_ERRORS, metrics.logged_errors(), 1, "A function logged an error of our own.")

    def on_socket_api(self, api: apigateway.WebSocketApi) -> None:
        """https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html"""
        for name, says in (
            ("IntegrationError", "The WebSocket API got an error from a function."),
            ("ExecutionError", "The WebSocket API could not call a function."),
        ):
            metric = api.metric(name, statistic="Sum", period=Duration.minutes(PERIOD))
            self._add(f"Socket{name}", metric, 1, says)

    def on_http_api(self, api: apigateway.HttpApi) -> None:
        metric = api.metric_server_error(statistic="Sum", period=Duration.minutes(PERIOD))
        self._add("HttpServerError", metric, 1, "The HTTP API answered 5xx.")

    def on_delivery(self, metrics: Metrics) -> None:
        self._add(
            "PostsFailed", metrics.of_chat("PostsFailed"), FAILED_POSTS, "Messages were stored but not delivered."
        )

    def on_events(self, *, waiting: sqs.IQueue, dead: sqs.IQueue) -> None:
        """One alarm however long it lasts, since it begins only once: where nothing is measured, nothing has changed.

        The age leaves out what was received three times and is still there, so it speaks of those that came after it.

        SQS measures nothing of a queue that nobody has used for six hours:
        https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
        """
        period = Duration.minutes(PERIOD)
        unchanged = cloudwatch.TreatMissingData.IGNORE
        age = waiting.metric_approximate_age_of_oldest_message(statistic="Maximum", period=period)
        letters = dead.metric_approximate_number_of_messages_visible(statistic="Maximum", period=period)
        self._add("EventsWaiting", age, WAITING_SECONDS, "Events have waited for Matomo for an hour.", unchanged)
        self._add("EventsDead", letters, 1, "Events lie among the dead letters: Matomo does not take them.", unchanged)

    def _add(
        self,
        construct_id: str,
        metric: cloudwatch.IMetric,
        at: float,
        says: str,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            construct_id,
            metric=metric,
            threshold=at,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=missing,
            alarm_description=says,
        )
        alarm.add_alarm_action(self._action)
        self.all.append(alarm)
