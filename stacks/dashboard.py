"""What is shown of a deployment: numbers of the whole, and of nobody in particular."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from stacks.alarms import Alarms
from stacks.analytics import Analytics
from stacks.function import Function
from stacks.metrics import PERIOD, Metrics


def add_dashboard(
    scope: Construct,
    alarms: Alarms,
    metrics: Metrics,
    functions: Sequence[Function],
    socket_api: apigateway.WebSocketApi,
    http_api: apigateway.HttpApi,
    analytics: Analytics | None,
) -> None:
    """One, with at most the 50 numbers that cost nothing: https://aws.amazon.com/cloudwatch/pricing/

    The calls and times of each function are on the page that Lambda has of it.
    """
    dashboard = cloudwatch.Dashboard(scope, "Dashboard")
    conversations = ("ConversationsStarted", "ConversationsTaken", "ConversationsClosed", "ConversationsReopened")
    posts = ("PostsDelivered", "PostsGone", "PostsFailed")
    dashboard.add_widgets(cloudwatch.AlarmStatusWidget(title="Alarms", alarms=alarms.all, width=24))
    dashboard.add_widgets(
        _graph("Conversations", [metrics.of_chat(name) for name in conversations]),
        _graph("Messages", [metrics.of_chat("MessagesSent"), _connects(socket_api)]),
        _graph("Delivery", [metrics.of_chat(name) for name in posts]),
    )
    contact = ("ContactRequestsStored", "ContactRequestsRefused")
    dashboard.add_widgets(_graph("Contact requests", [metrics.of_contact(name) for name in contact]))
    if analytics:
        dashboard.add_widgets(*_usage(analytics, metrics))
    dashboard.add_widgets(*_errors(metrics))
    dashboard.add_widgets(*_machinery(functions, socket_api, http_api))


def _machinery(
    functions: Sequence[Function], socket_api: apigateway.WebSocketApi, http_api: apigateway.HttpApi
) -> list[cloudwatch.IWidget]:
    period = Duration.minutes(PERIOD)
    slowest = [
        api.metric("IntegrationLatency", statistic="Maximum", period=period, label=label)
        for label, api in (("WebSocket", socket_api), ("HTTP", http_api))
    ]
    return [
        _graph("Calls that failed", [it.function.metric_errors(period=period, label=it.node.id) for it in functions]),
        _graph("Slowest answers of a function (ms)", slowest),
    ]


def _errors(metrics: Metrics) -> list[cloudwatch.IWidget]:
    taken = ("ErrorsTaken", "ErrorsRefused", "ErrorsLimited", "ErrorsForwarded", "ErrorsNotForwarded")
    swept = ("RetentionSwept", "RowsSwept", "RowsShortened", "RowsUnknown")
    return [
        _graph("Error reports", [metrics.of_tunnel(name) for name in taken]),
        _graph("Sweeps", [metrics.of_retention(name) for name in swept]),
        _graph("Age of the oldest error report (s)", [metrics.oldest_error()]),
    ]


def _usage(analytics: Analytics, metrics: Metrics) -> list[cloudwatch.IWidget]:
    """What is analysed. Outcomes that nobody can know are few, so they are a number of the whole time that is shown."""
    period = Duration.minutes(PERIOD)
    collected = [metrics.of_collect(name) for name in ("EventsQueued", "EventsRefused")]
    forwarded = [metrics.of_forward(name) for name in ("EventsForwarded", "EventsPoisoned", "EventsExpired")]
    waiting = [
        analytics.events.metric_approximate_age_of_oldest_message(
            statistic="Maximum", period=period, label="Age of the oldest (s)"
        ),
        analytics.dead_events.metric_approximate_number_of_messages_visible(
            statistic="Maximum", period=period, label="Dead letters"
        ),
    ]
    return [
        _graph("Usage", [*collected, *forwarded]),
        _graph("Events that wait for Matomo", waiting),
        cloudwatch.SingleValueWidget(
            title="Events of which nobody knows whether Matomo has them",
            metrics=[metrics.of_forward("EventsUnknown")],
            set_period_to_time_range=True,
            width=8,
        ),
    ]


def _connects(api: apigateway.WebSocketApi) -> cloudwatch.Metric:
    return api.metric("ConnectCount", statistic="Sum", period=Duration.minutes(PERIOD), label="Connections opened")


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=metrics, width=8)
