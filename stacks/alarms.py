"""The alarms. Each says in its description what it means.

An alarm costs by the month, whatever happens, and one on several metrics as much as several:
https://aws.amazon.com/cloudwatch/pricing/
"""

from collections.abc import Sequence
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.function import TIMEOUT_SECONDS, Function
from stacks.metrics import LOGGED_ERRORS, PERIOD, SWEEPS, Metrics

SLOW: Final = 0.8
"""Of its time-out: a function that takes so long is about to be cut off."""

FAILED_POSTS: Final = 10

WAITING_SECONDS: Final = 60 * 60
"""An event that waits for longer waits for Matomo, which has been away for more than a moment."""

MANY_ERRORS: Final = 50
"""In five minutes. A browser reports a few a minute at the most, so that is a fault that many visitors meet."""

OLD_SECONDS: Final = 28 * 24 * 60 * 60
"""An error is to be gone a day before, and a day is left to see why it is not before 30 have passed."""

SILENT_SWEEPS: Final = 3

_PERIOD: Final = Duration.minutes(PERIOD)


class Alarms(Construct):
    """``topic`` gets them all. A number that is missing is mostly none: it is there only when something happened."""

    def __init__(self, scope: Construct, construct_id: str, *, topic: sns.ITopic) -> None:
        super().__init__(scope, construct_id)
        self._action = actions.SnsAction(topic)
        self.all: list[cloudwatch.IAlarm] = []

    def on_errors(self, functions: Sequence[Function]) -> None:
        """The one number of each function that stands alone, since it says where to look."""
        for it in functions:
            self._add(
                f"{it.node.id}Errors", it.function.metric_errors(period=_PERIOD), 1, "A call ended without an answer."
            )

    def on_throttles(self) -> None:
        """One for all, as they share the account's limit; so it tells of others' functions in the account, too."""
        throttles = lambda_.Function.metric_all_throttles(period=_PERIOD)
        self._add("Throttles", throttles, 1, "A call of a function in this account met a limit of concurrency.")

    def on_long_calls(self, functions: Sequence[Function]) -> None:
        """Of those that do not answer an API, which has a number for all that do: ``on_slow_answers``."""
        for it in functions:
            self._add(
                f"{it.node.id}Duration",
                it.function.metric_duration(period=_PERIOD, statistic="Maximum"),
                it.timeout_seconds * 1000 * SLOW,
                f"A call took more than {SLOW:.0%} of the time after which it is cut off.",
            )

    def on_slow_answers(self, socket_api: apigateway.WebSocketApi, http_api: apigateway.HttpApi) -> None:
        """How long API Gateway waited for a function, which is cut off after ``TIMEOUT_SECONDS``."""
        at = TIMEOUT_SECONDS * 1000 * SLOW
        says = f"A function took more than {SLOW:.0%} of the time after which it is cut off."
        for name, api in (("SocketSlow", socket_api), ("HttpSlow", http_api)):
            self._add(name, api.metric("IntegrationLatency", statistic="Maximum", period=_PERIOD), at, says)

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
            metric = api.metric(name, statistic="Sum", period=_PERIOD)
            self._add(f"Socket{name}", metric, 1, says)

    def on_http_api(self, api: apigateway.HttpApi) -> None:
        metric = api.metric_server_error(statistic="Sum", period=_PERIOD)
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
        unchanged = cloudwatch.TreatMissingData.IGNORE
        age = waiting.metric_approximate_age_of_oldest_message(statistic="Maximum", period=_PERIOD)
        letters = dead.metric_approximate_number_of_messages_visible(statistic="Maximum", period=_PERIOD)
        self._add("EventsWaiting", age, WAITING_SECONDS, "Events have waited for Matomo for an hour.", unchanged)
        self._add("EventsDead", letters, 1, "Events lie among the dead letters: Matomo does not take them.", unchanged)

    def on_error_reports(self, tunnel: Function, metrics: Metrics) -> None:
        """What functions report waits in Lambda's own queue, which drops what it could not deliver in time.

        https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
        """
        dropped = tunnel.function.metric("AsyncEventsDropped", statistic="Sum", period=_PERIOD)
        self._add("ManyErrors", metrics.of_tunnel("ErrorsTaken"), MANY_ERRORS, "Many errors were reported at once.")
        self._add("ReportsDropped", dropped, 1, "Errors of functions were not kept; their logs have them.")

    def on_retention(self, metrics: Metrics) -> None:
        """Silence is the alarm here: a sweep says that it went well, and is missed when it does not.

        There is nothing to be heard before the first sweep, an hour after the first deployment.
        """
        swept = metrics.of_retention("RetentionSwept").with_(period=SWEEPS)
        breaching = cloudwatch.TreatMissingData.BREACHING
        self._add("ErrorsOld", metrics.oldest_error(), OLD_SECONDS, "An error report is older than 28 days.")
        self._add("RowsUnknown", metrics.of_retention("RowsUnknown"), 1, "The sweep met rows that no rule knows.")
        self._add(
            "SweepMissing",
            swept,
            1,
            f"No sweep went well in {SILENT_SWEEPS} hours, or the first is still to come.",
            breaching,
            below=True,
            periods=SILENT_SWEEPS,
        )

    def _add(
        self,
        construct_id: str,
        metric: cloudwatch.IMetric,
        at: float,
        says: str,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
        *,
        below: bool = False,
        periods: int = 1,
    ) -> None:
        operators = cloudwatch.ComparisonOperator
        alarm = cloudwatch.Alarm(
            self,
            construct_id,
            metric=metric,
            threshold=at,
            evaluation_periods=periods,
            comparison_operator=(
                operators.LESS_THAN_THRESHOLD if below else operators.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
            ),
            treat_missing_data=missing,
            alarm_description=says,
        )
        alarm.add_alarm_action(self._action)
        self.all.append(alarm)
