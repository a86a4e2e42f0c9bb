"""What is counted, for dashboards and alarms.

A count is a line in the function's log, in CloudWatch's embedded metric format: it costs no call to AWS. Nothing but
the function's name divides it, so no id can get into a metric.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import os
from collections import Counter
from enum import StrEnum
from functools import cache
from typing import Final

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE: Final = "Tresen"
"""Of a function that was not told its own."""


class Count(StrEnum):
    """The dashboard shows them by these names."""

    CONVERSATIONS_STARTED = "ConversationsStarted"
    CONVERSATIONS_TAKEN = "ConversationsTaken"
    CONVERSATIONS_CLOSED = "ConversationsClosed"
    CONVERSATIONS_REOPENED = "ConversationsReopened"
    MESSAGES_SENT = "MessagesSent"
    POSTS_DELIVERED = "PostsDelivered"
    POSTS_GONE = "PostsGone"
    POSTS_FAILED = "PostsFailed"
    CONTACT_REQUESTS_STORED = "ContactRequestsStored"
    CONTACT_REQUESTS_REFUSED = "ContactRequestsRefused"
    EVENTS_QUEUED = "EventsQueued"
    EVENTS_REFUSED = "EventsRefused"
    """Batches that were refused, whatever was in them."""
    EVENTS_FORWARDED = "EventsForwarded"
    """Matomo said that it has stored them."""
    EVENTS_UNKNOWN = "EventsUnknown"
    """They were sent, and it can not be known whether Matomo has stored them."""
    EVENTS_POISONED = "EventsPoisoned"
    """Matomo does not take them; they are among the dead letters."""
    EVENTS_EXPIRED = "EventsExpired"
    """They waited for longer than they may, and were dropped."""
    ERRORS_TAKEN = "ErrorsTaken"
    """Reports of errors, each once as far as is known, whether they were written or count for others."""
    ERRORS_REFUSED = "ErrorsRefused"
    """Envelopes that were refused, whatever was in them."""
    ERRORS_LIMITED = "ErrorsLimited"
    """Envelopes that came faster than they are taken."""
    ERRORS_FORWARDED = "ErrorsForwarded"
    """The operator's Sentry said that it has them."""
    ERRORS_NOT_FORWARDED = "ErrorsNotForwarded"
    """It did not, or they were not sent since it had asked for less."""
    RETENTION_SWEPT = "RetentionSwept"
    """The hourly sweep did all that it had to."""
    ROWS_SWEPT = "RowsSwept"
    """Rows that had expired and were still there."""
    ROWS_SHORTENED = "RowsShortened"
    """Rows that would have lived for longer than the settings say."""
    ROWS_UNKNOWN = "RowsUnknown"
    """Rows of a kind for which there is no rule."""


class Gauge(StrEnum):
    """What is measured, in seconds."""

    OLDEST_ERROR_SECONDS = "OldestErrorSeconds"
    """The age of the oldest error report."""


class Counts:
    """What was counted while one event was handled."""

    def __init__(self) -> None:
        self._counted: Counter[Count] = Counter()
        self._measured: dict[Gauge, int] = {}

    def add(self, count: Count, number: int = 1) -> None:
        """None of it is not told: a metric is paid for by the hours in which it is written."""
        if number:
            self._counted[count] += number

    def set(self, gauge: Gauge, seconds: int) -> None:
        self._measured[gauge] = seconds

    def write(self) -> None:
        """One line for all of it, or none for nothing; then begin anew."""
        counted, self._counted = self._counted, Counter()
        measured, self._measured = self._measured, {}
        if not (counted or measured):
            return
        for gauge, seconds in measured.items():
            _metrics().add_metric(gauge, MetricUnit.Seconds, seconds)
        for count, number in counted.items():
            _metrics().add_metric(count, MetricUnit.Count, number)
        _metrics().flush_metrics()


@cache
def counts() -> Counts:
    """The one of this process, which handles one event at a time."""
    return Counts()


@cache
def _metrics() -> Metrics:
    return Metrics(namespace=os.environ.get("POWERTOOLS_METRICS_NAMESPACE", NAMESPACE))
