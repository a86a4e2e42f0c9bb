"""Whether all is well, and who is told when it is not. This module only wires."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from stacks.alarm_topic import AlarmTopic
from stacks.alarms import Alarms
from stacks.budget import Budget
from stacks.function import Function
from stacks.metrics import PERIOD, Metrics
from stacks.settings import Watch as WatchSettings


class Watch(Construct):
    """Without ``settings`` there is a topic that nobody is subscribed to yet, and no budget."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        functions: Sequence[Function],
        socket_api: apigateway.WebSocketApi,
        http_api: apigateway.HttpApi,
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
        _dashboard(self, alarms, metrics, functions, socket_api)
        if settings:
            Budget(self, "Budget", monthly_usd=settings.monthly_budget_usd, email=settings.email)


def _dashboard(
    scope: Construct,
    alarms: Alarms,
    metrics: Metrics,
    functions: Sequence[Function],
    socket_api: apigateway.WebSocketApi,
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
    dashboard.add_widgets(
        _graph("Calls", [it.function.metric_invocations(period=period, label=it.node.id) for it in functions]),
        _graph("Errors", [it.function.metric_errors(period=period, label=it.node.id) for it in functions]),
        _graph(
            "Slowest calls (ms)",
            [it.function.metric_duration(period=period, statistic="Maximum", label=it.node.id) for it in functions],
        ),
    )


def _connects(api: apigateway.WebSocketApi) -> cloudwatch.Metric:
    return api.metric("ConnectCount", statistic="Sum", period=Duration.minutes(PERIOD), label="Connections opened")


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=metrics, width=8)
