"""What raises an alarm, whom it reaches, and what is shown."""

import json
from typing import Any

import pytest

from lambdas.aws.metrics import Count
from tests.stacks.template import Properties, Template

OURS = ["Authorizer", "Connections", "Messages", "Presence", "Contact", "Inbox", "Health", "Privacy"]


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
        *(f"{name}{kind}" for name in OURS for kind in ("Errors", "Throttles", "Duration")),
        "LoggedErrors",
        "SocketIntegrationError",
        "SocketExecutionError",
        "HttpServerError",
        "PostsFailed",
    }


def test_there_are_alarms_on_what_is_analysed_only_where_something_is(
    service: Template, analysed_service: Template
) -> None:
    assert set(alarms(analysed_service)) - set(alarms(service)) == {
        *(f"{name}{kind}" for name in ANALYSING for kind in ("Errors", "Throttles", "Duration")),
        "EventsWaiting",
        "EventsDead",
    }


def test_a_function_is_told_of_before_it_is_cut_off(analysed_service: Template) -> None:
    timeouts = {
        it["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]: it["Timeout"]
        for it in functions_of(analysed_service)
    }
    assert timeouts.pop("forward") == 60
    assert set(timeouts.values()) == {10}
    for name in (*OURS, *ANALYSING):
        alarm = alarms(analysed_service)[f"{name}Duration"]
        assert (alarm["Statistic"], alarm["Threshold"]) == ("Maximum", (60 if name == "Forward" else 10) * 1000 * 0.8)


def functions_of(service: Template) -> list[Properties]:
    return list(service.functions().values())


def test_the_alarms_of_functions_are_each_about_one(service: Template) -> None:
    for kind in ("Errors", "Throttles", "Duration"):
        seen = [watched(alarms(service)[f"{name}{kind}"]) for name in OURS]
        assert {(namespace, metric) for namespace, metric, _ in seen} == {("AWS/Lambda", kind)}
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
        }


def test_the_names_of_the_apis_metrics_are_the_documented_ones(service: Template) -> None:
    """Dimension ``ApiId`` alone: one stage each.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
    """
    found = {
        name: watched(alarms(service)[name])
        for name in ("SocketIntegrationError", "SocketExecutionError", "HttpServerError")
    }
    assert found == {
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
    [("templates", {*Count} - USAGE, OURS), ("own_name_templates", {*Count}, [*OURS, *ANALYSING])],
    ids=["plain", "all"],
)
def test_the_dashboard_shows_every_count_and_every_function(
    request: pytest.FixtureRequest, stacks: str, counts: set[Count], functions: list[str]
) -> None:
    body = shown(request.getfixturevalue(stacks)["service"])
    namespaces = {metric[0] for metric in body if metric[0].startswith("Tresen")}
    assert namespaces == {"Tresen/tresen"}
    assert {metric[1] for metric in body if metric[0] in namespaces} == {str(count) for count in counts}
    assert len([metric for metric in body if metric[0] == "AWS/Lambda"]) == len(functions) * 3


def test_what_is_shown_and_alarmed_on_is_what_the_functions_write(analysed_service: Template) -> None:
    service = analysed_service
    messages = service.environment("lambdas.chat.messages.handler")
    own = (messages["POWERTOOLS_METRICS_NAMESPACE"], {"service": messages["POWERTOOLS_SERVICE_NAME"]})
    namespace, metric, dimensions = watched(alarms(service)["PostsFailed"])
    assert (namespace, dimensions) == own
    assert metric == Count.POSTS_FAILED
    writers = {
        **dict.fromkeys((Count.CONTACT_REQUESTS_STORED, Count.CONTACT_REQUESTS_REFUSED), "contact.form_handler"),
        **dict.fromkeys((Count.EVENTS_QUEUED, Count.EVENTS_REFUSED), "analytics.collect_handler"),
        **dict.fromkeys(USAGE - {Count.EVENTS_QUEUED, Count.EVENTS_REFUSED}, "analytics.forward_handler"),
    }
    for each in shown(service):
        if each[0] == namespace:
            writer = writers.get(Count(each[1]), "chat.messages")
            told = service.environment(f"lambdas.{writer}.handler")
            assert each[2:4] == ["service", told["POWERTOOLS_SERVICE_NAME"]]


def test_outcomes_that_nobody_can_know_are_a_number_of_all_that_is_shown(analysed_service: Template) -> None:
    (number,) = (it["properties"] for it in widgets(analysed_service) if it["properties"].get("view") == "singleValue")
    assert [metric[1] for metric in number["metrics"]] == [Count.EVENTS_UNKNOWN]
    assert number["setPeriodToTimeRange"] is True


def test_the_dashboard_is_one_of_the_three_that_cost_nothing(analysed_service: Template) -> None:
    """Up to 50 metrics each: https://aws.amazon.com/cloudwatch/pricing/"""
    assert len(shown(analysed_service)) <= 50


def shown(service: Template) -> list[list[Any]]:
    """The metrics on the dashboard, as ``[namespace, metric, dimension, value, …]``."""
    return [metric for widget in widgets(service) for metric in widget["properties"].get("metrics", [])]


def widgets(service: Template) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(service.text(service.only("AWS::CloudWatch::Dashboard")["DashboardBody"]))[
        "widgets"
    ]
    return found
