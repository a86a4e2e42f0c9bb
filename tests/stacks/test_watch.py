"""What raises an alarm, whom it reaches, and what is shown."""

import json
from typing import Any

import pytest

from lambdas.aws.metrics import Count, Gauge
from tests.stacks.template import Properties, Template

OURS = [
    *("Authorizer", "Connections", "Messages", "Presence", "Contact", "Inbox", "Health", "Privacy"),
    *("Tunnel", "Faults", "Retention"),
]
TIMEOUTS = {"Forward": 60, "Retention": 300}
"""Of all others it is ten seconds."""


ANALYSING = ["Collect", "Forward"]
USAGE = {count for count in Count if count.startswith("Events")}


def alarms(service: Template) -> dict[str, Properties]:
    """By construct: the name without the path to all of them."""
    found = service.of("AWS::CloudWatch::Alarm").items()
    return {name.removeprefix("WatchAlarms")[:-8]: alarm for name, alarm in found}


def watched(alarm: Properties) -> tuple[str, str, dict[str, Any]]:
    """Namespace, metric and dimensions."""
    metric = alarm["Metrics"][0]["MetricStat"]["Metric"] if "Metrics" in alarm else alarm
    dimensions = {it["Name"]: it["Value"] for it in metric.get("Dimensions", [])}
    return metric["Namespace"], metric["MetricName"], dimensions


def test_there_is_an_alarm_for_all_that_should_never_happen(service: Template) -> None:
    assert set(alarms(service)) == {
        *(f"{name}Errors" for name in OURS),
        "LoggedErrors",
        "Throttles",
        "SocketSlow",
        "HttpSlow",
        "RetentionDuration",
        "SocketIntegrationError",
        "SocketExecutionError",
        "HttpServerError",
        "PostsFailed",
        "ManyErrors",
        "ReportsDropped",
        "ErrorsOld",
        "RowsUnknown",
        "SweepMissing",
    }


def test_there_are_alarms_on_what_is_analysed_only_where_something_is(
    service: Template, analysed_service: Template
) -> None:
    assert set(alarms(analysed_service)) - set(alarms(service)) == {
        *(f"{name}Errors" for name in ANALYSING),
        "ForwardDuration",
        "EventsWaiting",
        "EventsDead",
    }


def test_a_function_is_told_of_before_it_is_cut_off(analysed_service: Template) -> None:
    timeouts = {
        it["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]: it["Timeout"]
        for it in functions_of(analysed_service)
    }
    assert {name: timeouts.pop(name.lower()) for name in TIMEOUTS} == TIMEOUTS
    assert set(timeouts.values()) == {10}
    for name, seconds in {
        **{f"{name}Duration": it for name, it in TIMEOUTS.items()},
        "SocketSlow": 10,
        "HttpSlow": 10,
    }.items():
        alarm = alarms(analysed_service)[name]
        assert (alarm["Statistic"], alarm["Threshold"]) == ("Maximum", seconds * 1000 * 0.8)


def functions_of(service: Template) -> list[Properties]:
    return list(service.functions().values())


def test_the_alarms_of_functions_are_each_about_one(service: Template) -> None:
    seen = [watched(alarms(service)[f"{name}Errors"]) for name in OURS]
    assert {(namespace, metric) for namespace, metric, _ in seen} == {("AWS/Lambda", "Errors")}
    functions = {service.text(dimensions["FunctionName"]) for _, _, dimensions in seen}
    assert functions == {
        "<ChatAuthorizerFunction>",
        "<ChatConnectionsFunction>",
        "<ChatMessagesFunction>",
        "<ChatPresenceFunction>",
        "<ContactFunction>",
        "<ContactInboxFunction>",
        "<HealthFunction>",
        "<PrivacyFunction>",
        "<ErrorReportsTunnelFunction>",
        "<ErrorReportsFaultsFunction>",
        "<RetentionFunction>",
    }
    namespace, metric, dimensions = watched(alarms(service)["RetentionDuration"])
    assert (namespace, metric) == ("AWS/Lambda", "Duration")
    assert service.text(dimensions["FunctionName"]) == "<RetentionFunction>"


def test_one_alarm_tells_that_any_function_meets_a_limit_of_the_account(service: Template) -> None:
    """Without a dimension it is all of the account in that region.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    """
    assert watched(alarms(service)["Throttles"]) == ("AWS/Lambda", "Throttles", {})


def test_every_function_of_ten_seconds_answers_one_of_the_apis(analysed_service: Template) -> None:
    """So the alarms on slow answers are about all of them, but the authorizer, of which API Gateway tells no time."""
    found = analysed_service.of("AWS::Lambda::Function").items()
    short = {name for name, it in found if it["Handler"].startswith("lambdas.") and it["Timeout"] == 10}
    uris = json.dumps([it["IntegrationUri"] for it in analysed_service.of("AWS::ApiGatewayV2::Integration").values()])
    assert {name[:-8] for name in short if f'"{name}"' not in uris} == {"ChatAuthorizerFunction"}


def test_the_names_of_the_apis_metrics_are_the_documented_ones(service: Template) -> None:
    """Dimension ``ApiId`` alone: one stage each.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
    """
    found = {
        name: watched(alarms(service)[name])
        for name in ("SocketIntegrationError", "SocketExecutionError", "HttpServerError", "SocketSlow", "HttpSlow")
    }
    assert found == {
        "SocketSlow": ("AWS/ApiGateway", "IntegrationLatency", {"ApiId": {"Ref": api(service, "WEBSOCKET")}}),
        "HttpSlow": ("AWS/ApiGateway", "IntegrationLatency", {"ApiId": {"Ref": api(service, "HTTP")}}),
        "SocketIntegrationError": ("AWS/ApiGateway", "IntegrationError", {"ApiId": {"Ref": api(service, "WEBSOCKET")}}),
        "SocketExecutionError": ("AWS/ApiGateway", "ExecutionError", {"ApiId": {"Ref": api(service, "WEBSOCKET")}}),
        "HttpServerError": ("AWS/ApiGateway", "5xx", {"ApiId": {"Ref": api(service, "HTTP")}}),
    }


def api(service: Template, protocol: str) -> str:
    (name,) = (name for name, it in service.of("AWS::ApiGatewayV2::Api").items() if it["ProtocolType"] == protocol)
    return name


def test_every_error_in_every_log_counts(analysed_service: Template) -> None:
    service = analysed_service
    filters = service.of("AWS::Logs::MetricFilter").values()
    logs = {it["LoggingConfig"]["LogGroup"]["Ref"] for it in service.functions().values()}
    assert {it["LogGroupName"]["Ref"] for it in filters} == logs
    assert {it["FilterPattern"] for it in filters} == {'{ $.level = "ERROR" }'}
    (transformation,) = {json.dumps(it["MetricTransformations"]) for it in filters}
    (metric,) = json.loads(transformation)
    assert watched(alarms(service)["LoggedErrors"]) == (metric["MetricNamespace"], metric["MetricName"], {})


def test_silence_is_no_alarm(analysed_service: Template) -> None:
    found = {name: it["TreatMissingData"] for name, it in alarms(analysed_service).items()}
    assert {found.pop("EventsWaiting"), found.pop("EventsDead")} == {"ignore"}
    # A sweep has something to say every hour.
    assert found.pop("SweepMissing") == "breaching"
    assert set(found.values()) == {"notBreaching"}


def test_what_waits_for_an_hour_and_any_dead_letter_is_told_of_once(analysed_service: Template) -> None:
    """SQS stops measuring a queue that nobody uses, which must neither end the alarm nor begin it anew."""
    of_waiting, of_dead = alarms(analysed_service)["EventsWaiting"], alarms(analysed_service)["EventsDead"]
    namespace, metric, dimensions = watched(of_waiting)
    assert (namespace, metric) == ("AWS/SQS", "ApproximateAgeOfOldestMessage")
    assert analysed_service.text(dimensions["QueueName"]) == "<AnalyticsEvents.QueueName>"
    assert (of_waiting["Threshold"], of_waiting["Statistic"]) == (3600, "Maximum")
    namespace, metric, dimensions = watched(of_dead)
    assert (namespace, metric) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert analysed_service.text(dimensions["QueueName"]) == "<AnalyticsDeadEvents.QueueName>"
    assert (of_dead["Threshold"], of_dead["Statistic"]) == (1, "Maximum")


def test_every_alarm_says_what_it_means_on_the_one_topic(analysed_service: Template) -> None:
    service = analysed_service
    (topic,) = service.of("AWS::SNS::Topic")
    for alarm in alarms(service).values():
        assert alarm["AlarmActions"] == [{"Ref": topic}]
        assert alarm["AlarmDescription"].endswith(".")
    assert service.body["Outputs"]["AlarmTopic"]["Value"] == {"Ref": topic}


def test_alarms_can_pass_through_the_encrypted_topic_and_nobody_else_can(service: Template) -> None:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"""
    key = service.only("AWS::KMS::Key")
    allowed = [it for it in key["KeyPolicy"]["Statement"] if "Service" in it["Principal"]]
    publishing = [
        it for it in service.only("AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"] if it["Effect"] == "Allow"
    ]
    assert [it["Action"] for it in (*allowed, *publishing)] == [["kms:Decrypt", "kms:GenerateDataKey"], "sns:Publish"]
    for statement in (*allowed, *publishing):
        assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert key["EnableKeyRotation"] is True


def test_nobody_is_written_to_unless_the_operator_says_whom(service: Template) -> None:
    assert not service.of("AWS::SNS::Subscription")
    assert not service.of("AWS::Budgets::Budget")


def test_the_operator_gets_the_alarms_and_hears_of_the_bill_in_time(own_name_templates: dict[str, Template]) -> None:
    service = own_name_templates["service"]
    subscription = service.only("AWS::SNS::Subscription")
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "operations@example.com")
    budget = service.only("AWS::Budgets::Budget")
    assert budget["Budget"] == {
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": 80, "Unit": "USD"},
    }
    told = [it["Notification"] for it in budget["NotificationsWithSubscribers"]]
    assert [(it["NotificationType"], it["Threshold"]) for it in told] == [("ACTUAL", 80), ("FORECASTED", 100)]
    to = [it["Subscribers"] for it in budget["NotificationsWithSubscribers"]]
    assert to == [[{"SubscriptionType": "EMAIL", "Address": "operations@example.com"}]] * 2


@pytest.mark.parametrize(
    ("stacks", "counts", "functions"),
    [
        ("templates", {*Count, *Gauge} - USAGE, OURS),
        ("own_name_templates", {*Count, *Gauge}, [*OURS, *ANALYSING]),
    ],
    ids=["plain", "all"],
)
def test_the_dashboard_shows_every_count_and_every_function(
    request: pytest.FixtureRequest, stacks: str, counts: set[Count | Gauge], functions: list[str]
) -> None:
    body = shown(request.getfixturevalue(stacks)["service"])
    namespaces = {metric[0] for metric in body if metric[0].startswith("Tresen")}
    assert namespaces == {"Tresen/tresen"}
    assert {metric[1] for metric in body if metric[0] in namespaces} == {str(count) for count in counts}
    of_functions = [metric[1] for metric in body if metric[0] == "AWS/Lambda"]
    assert of_functions == ["Errors"] * len(functions)


def test_what_is_shown_and_alarmed_on_is_what_the_functions_write(analysed_service: Template) -> None:
    service = analysed_service
    messages = service.environment("lambdas.chat.messages.handler")
    own = (messages["POWERTOOLS_METRICS_NAMESPACE"], {"service": messages["POWERTOOLS_SERVICE_NAME"]})
    namespace, metric, dimensions = watched(alarms(service)["PostsFailed"])
    assert (namespace, dimensions) == own
    assert metric == Count.POSTS_FAILED
    writers: dict[str, str] = {
        **dict.fromkeys((Count.CONTACT_REQUESTS_STORED, Count.CONTACT_REQUESTS_REFUSED), "contact.form_handler"),
        **dict.fromkeys((Count.EVENTS_QUEUED, Count.EVENTS_REFUSED), "analytics.collect_handler"),
        **dict.fromkeys(USAGE - {Count.EVENTS_QUEUED, Count.EVENTS_REFUSED}, "analytics.forward_handler"),
        **dict.fromkeys((it for it in Count if it.startswith("Errors")), "errors.tunnel_handler"),
        **dict.fromkeys((it for it in Count if it.startswith(("Rows", "Retention"))), "retention.handler"),
        Gauge.OLDEST_ERROR_SECONDS: "retention.handler",
    }
    for each in shown(service):
        if each[0] == namespace:
            writer = writers.get(each[1], "chat.messages")
            told = service.environment(f"lambdas.{writer}.handler")
            assert each[2:4] == ["service", told["POWERTOOLS_SERVICE_NAME"]]


def test_outcomes_that_nobody_can_know_are_a_number_of_all_that_is_shown(analysed_service: Template) -> None:
    every = [widget for widgets in widgets_of(analysed_service).values() for widget in widgets]
    (number,) = (it["properties"] for it in every if it["properties"].get("view") == "singleValue")
    assert [metric[1] for metric in number["metrics"]] == [Count.EVENTS_UNKNOWN]
    assert number["setPeriodToTimeRange"] is True


def test_the_dashboard_is_one_that_costs_nothing(analysed_service: Template) -> None:
    """Up to 50 metrics: https://aws.amazon.com/cloudwatch/pricing/"""
    found = {name: len(metrics_of(widgets)) for name, widgets in widgets_of(analysed_service).items()}
    assert set(found) == {"<WatchDashboard>"}
    assert found["<WatchDashboard>"] <= 50


def test_an_error_that_many_visitors_meet_is_told_of_within_five_minutes(analysed_service: Template) -> None:
    alarm = alarms(analysed_service)["ManyErrors"]
    assert watched(alarm) == ("Tresen/tresen", Count.ERRORS_TAKEN, {"service": "tunnel"})
    assert (alarm["Statistic"], alarm["Period"], alarm["EvaluationPeriods"]) == ("Sum", 300, 1)
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanOrEqualToThreshold", 50)


def test_a_report_of_a_function_that_lambda_drops_is_told_of(analysed_service: Template) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"""
    alarm = alarms(analysed_service)["ReportsDropped"]
    namespace, metric, dimensions = watched(alarm)
    assert (namespace, metric, alarm["Statistic"]) == ("AWS/Lambda", "AsyncEventsDropped", "Sum")
    assert analysed_service.text(dimensions["FunctionName"]) == "<ErrorReportsTunnelFunction>"
    assert alarm["Threshold"] == 1


def test_an_error_older_than_28_days_is_told_of_two_days_before_30(analysed_service: Template) -> None:
    alarm = alarms(analysed_service)["ErrorsOld"]
    assert watched(alarm) == ("Tresen/tresen", Gauge.OLDEST_ERROR_SECONDS, {"service": "retention"})
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Maximum", 28 * 24 * 60 * 60)
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (3600, 1)


def test_three_hours_without_a_sweep_that_went_well_are_told_of(analysed_service: Template) -> None:
    alarm = alarms(analysed_service)["SweepMissing"]
    assert watched(alarm) == ("Tresen/tresen", Count.RETENTION_SWEPT, {"service": "retention"})
    assert (alarm["Statistic"], alarm["Period"], alarm["EvaluationPeriods"]) == ("Sum", 3600, 3)
    # All of them: one sweep that is late by minutes falls into the next hour.
    assert alarm.get("DatapointsToAlarm", 3) == 3
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)


def test_a_kind_of_row_that_no_rule_knows_is_told_of(analysed_service: Template) -> None:
    alarm = alarms(analysed_service)["RowsUnknown"]
    assert watched(alarm) == ("Tresen/tresen", Count.ROWS_UNKNOWN, {"service": "retention"})
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 1)


def shown(service: Template) -> list[list[Any]]:
    """The metrics on the dashboard, as ``[namespace, metric, dimension, value, …]``."""
    return [metric for widgets in widgets_of(service).values() for metric in metrics_of(widgets)]


def metrics_of(widgets: list[dict[str, Any]]) -> list[list[Any]]:
    return [metric for widget in widgets for metric in widget["properties"].get("metrics", [])]


def widgets_of(service: Template) -> dict[str, list[dict[str, Any]]]:
    """By dashboard."""
    return {
        service.text({"Ref": name}): json.loads(service.text(it["DashboardBody"]))["widgets"]
        for name, it in service.of("AWS::CloudWatch::Dashboard").items()
    }
