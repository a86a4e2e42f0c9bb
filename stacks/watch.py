"""Whether all is well, and who is told when it is not. This module only wires."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from stacks.alarm_topic import AlarmTopic
from stacks.alarms import Alarms
from stacks.analytics import Analytics
from stacks.budget import Budget
from stacks.function import Function
from stacks.metrics import PERIOD, Metrics
from stacks.settings import Watch as WatchSettings


class Watch(Construct):
    """Without ``settings`` there is a topic that nobody is subscribed to yet, and no budget.

    ``functions`` are all; ``analytics`` is ``None`` where nothing is analysed.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        functions: Sequence[Function],
        socket_api: apigateway.WebSocketApi,
        http_api: apigateway.HttpApi,
        analytics: Analytics | None,
        metrics_namespace: str,
        settings: WatchSettings | None,
    ) -> None:
        super().__init__(scope, construct_id)
        metrics = Metrics(metrics_namespace)
        self.topic = AlarmTopic(self, "Topic", email=settings.email if settings else None).topic
        alarms = Alarms(self, "Alarms", topic=self.topic)
        for function in functions:
            alarms.on_function(function)
        alarms.on_logged_errors(functions, metrics)
        alarms.on_socket_api(socket_api)
        alarms.on_http_api(http_api)
        alarms.on_delivery(metrics)
        if analytics:
            alarms.on_events(waiting=analytics.events, dead=analytics.dead_events)
        _dashboard(self, alarms, metrics, functions, socket_api, analytics)
        if settings:
            Budget(self, "Budget", monthly_usd=settings.monthly_budget_usd, email=settings.email)


def _dashboard(
    scope: Construct,
    alarms: Alarms,
    metrics: Metrics,
    functions: Sequence[Function],
    socket_api: apigateway.WebSocketApi,
    analytics: Analytics | None,
) -> None:
    """What happens in the chat above, what it does to the machinery below."""
    period = Duration.minutes(PERIOD)
    conversations = ("ConversationsStarted", "ConversationsTaken", "ConversationsClosed", "ConversationsReopened")
    posts = ("PostsDelivered", "PostsGone", "PostsFailed")
    dashboard = cloudwatch.Dashboard(scope, "Dashboard")
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
    dashboard.add_widgets(
        _graph("Calls", [it.function.metric_invocations(period=period, label=it.node.id) for it in functions]),
        _graph("Errors", [it.function.metric_errors(period=period, label=it.node.id) for it in functions]),
        _graph(
            "Slowest calls (ms)",
            [it.function.metric_duration(period=period, statistic="Maximum", label=it.node.id) for it in functions],
        ),
    )


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
