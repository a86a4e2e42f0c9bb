"""What there is to watch: AWS's own numbers, and those that our functions write into their logs."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

PERIOD: Final = 5
"""Minutes."""

SWEEPS: Final = Duration.hours(1)
"""From one sweep to the next."""

CHAT: Final = "messages"
"""The function that counts what happens in conversations: the dimension ``service`` of our own metrics."""

CONTACT: Final = "contact"
"""The one that counts contact requests."""

COLLECT: Final = "collect"
FORWARD: Final = "forward"
"""The ones that count what is analysed, on its way in and out."""

TUNNEL: Final = "tunnel"
RETENTION: Final = "retention"
"""The one that counts error reports, and the one that counts what it has swept."""

LOGGED_ERRORS: Final = "LoggedErrors"


class Metrics:
    """``namespace`` is this deployment's own. ``lambdas.aws.metrics`` says what is counted there."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def of_chat(self, name: str) -> cloudwatch.Metric:
        return self._sum(name, {"service": CHAT})

    def of_contact(self, name: str) -> cloudwatch.Metric:
        return self._sum(name, {"service": CONTACT})

    def of_collect(self, name: str) -> cloudwatch.Metric:
        return self._sum(name, {"service": COLLECT})

    def of_forward(self, name: str) -> cloudwatch.Metric:
        return self._sum(name, {"service": FORWARD})

    def of_tunnel(self, name: str) -> cloudwatch.Metric:
        return self._sum(name, {"service": TUNNEL})

    def of_retention(self, name: str) -> cloudwatch.Metric:
        return self._sum(name, {"service": RETENTION})

    def oldest_error(self) -> cloudwatch.Metric:
        """Seconds, told once in each sweep."""
        return self.of_retention("OldestErrorSeconds").with_(statistic="Maximum", period=SWEEPS)

    def logged_errors(self) -> cloudwatch.Metric:
        return self._sum(LOGGED_ERRORS, None)

    def _sum(self, name: str, dimensions: dict[str, str] | None) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=self.namespace,
            metric_name=name,
            dimensions_map=dimensions,
            statistic="Sum",
            period=Duration.minutes(PERIOD),
        )
