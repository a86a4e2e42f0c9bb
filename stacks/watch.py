"""Whether all is well, and who is told when it is not. This module only wires."""

from collections.abc import Sequence

from aws_cdk import aws_apigatewayv2 as apigateway
from constructs import Construct

from stacks.alarm_topic import AlarmTopic
from stacks.alarms import Alarms
from stacks.analytics import Analytics
from stacks.budget import Budget
from stacks.dashboard import add_dashboard
from stacks.function import TIMEOUT_SECONDS, Function
from stacks.metrics import Metrics
from stacks.settings import Watch as WatchSettings


class Watch(Construct):
    """Without ``settings`` there is a topic that nobody is subscribed to yet, and no budget.

    ``functions`` are all, and ``tunnel`` the one of them to which errors are reported; ``analytics`` is ``None`` where
    nothing is analysed.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        functions: Sequence[Function],
        tunnel: Function,
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
        alarms.on_errors(functions)
        alarms.on_throttles()
        alarms.on_long_calls([it for it in functions if it.timeout_seconds != TIMEOUT_SECONDS])
        alarms.on_slow_answers(socket_api, http_api)
        alarms.on_logged_errors(functions, metrics)
        alarms.on_socket_api(socket_api)
        alarms.on_http_api(http_api)
        alarms.on_delivery(metrics)
        alarms.on_error_reports(tunnel, metrics)
        alarms.on_retention(metrics)
        if analytics:
            alarms.on_events(waiting=analytics.events, dead=analytics.dead_events)
        add_dashboard(self, alarms, metrics, functions, socket_api, http_api, analytics)
        if settings:
            Budget(self, "Budget", monthly_usd=settings.monthly_budget_usd, email=settings.email)
