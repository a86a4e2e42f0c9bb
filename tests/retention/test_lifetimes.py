"""Nothing exists for longer than is promised, whatever is set, and a template that keeps longer is found."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.inventory.templates import templates_of
from lambdas.errors.items import KEPT_SECONDS
from tests.documents.deployments import Bodies, bodies_of, changed, settings_of, settings_text
from tests.promises.promise import promise
from tests.retention.lifetimes import DAY, error_seconds, properties_of, violations

EVERYTHING = settings_text("everything")
TABLE, LOGS, LAMBDA = "AWS::DynamoDB::Table", "AWS::Logs::LogGroup", "AWS::Lambda::Function"
INVOKED = "AWS::Lambda::EventInvokeConfig"


def found(text: str, bodies: Bodies | None = None) -> list[str]:
    return violations(settings_of(text), templates_of(bodies or bodies_of(text)))


@promise("P8", "a report is gone from every copy in less than 30 days")
@pytest.mark.parametrize("name", ["smallest", "everything"])
def test_nothing_is_kept_for_longer_than_promised(name: str) -> None:
    assert found(settings_text(name)) == []


def test_a_report_is_gone_29_days_and_an_hour_after_it_came() -> None:
    """27 days, two that time to live may take if nothing sweeps, and an hour in the queue of a function's report."""
    assert error_seconds(templates_of(bodies_of(EVERYTHING))) == 29 * DAY + 60 * 60


@settings(max_examples=4)
@given(
    st.fixed_dictionaries(
        {
            "conversation_days": st.integers(1, 3650),
            "contact_days": st.integers(1, 3650),
            "audit_days": st.integers(1, 3650),
            "log_days": st.sampled_from([1, 3, 5, 7, 14]),
            "recovery_days": st.integers(0, 35),
        }
    ),
    st.integers(1, 14),
    st.booleans(),
)
def test_that_is_so_whatever_is_set(retention: dict[str, int], waiting_days: int, access_logs: bool) -> None:
    def change(table: dict[str, Any]) -> None:
        table["retention"] = retention
        table["analytics"]["waiting_days"] = waiting_days
        table["edge"]["access_logs"] = access_logs

    assert found(changed(EVERYTHING, change)) == []


def put(stack: str, beginning: str, kind: str, **values: Any) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        properties_of(bodies[stack], beginning, kind).update(values)

    return apply


def take(stack: str, beginning: str, kind: str, name: str) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        del properties_of(bodies[stack], beginning, kind)[name]

    return apply


def add(kind: str, **values: Any) -> Callable[[Bodies], None]:
    def apply(bodies: Bodies) -> None:
        bodies["service"]["Resources"]["Another"] = {"Type": kind, "Properties": values}

    return apply


def recovery(days: int | None) -> dict[str, Any]:
    window = {} if days is None else {"RecoveryPeriodInDays": days}
    return {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, **window}}


ERRORS = "service/ErrorReportsErrors"
BREAKS: dict[str, tuple[str, Callable[[Bodies], None]]] = {
    "errors can be restored for a day": (ERRORS, put("service", "ErrorReportsErrors", TABLE, **recovery(1))),
    "errors can be restored for 35 days": (ERRORS, put("service", "ErrorReportsErrors", TABLE, **recovery(35))),
    "errors can be restored for as long as DynamoDB likes": (
        ERRORS,
        put("service", "ErrorReportsErrors", TABLE, **recovery(None)),
    ),
    "errors have no time to live": (
        ERRORS,
        put("service", "ErrorReportsErrors", TABLE, TimeToLiveSpecification={"Enabled": False}),
    ),
    "errors live by another attribute": (
        ERRORS,
        put(
            "service",
            "ErrorReportsErrors",
            TABLE,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": "ends_at"},
        ),
    ),
    "errors are streamed": (
        ERRORS,
        put("service", "ErrorReportsErrors", TABLE, StreamSpecification={"StreamViewType": "NEW_IMAGE"}),
    ),
    "reports of functions wait for a day": (
        ERRORS,
        put("service", "ErrorReportsTunnel", INVOKED, MaximumEventAgeInSeconds=DAY),
    ),
    "reports that can not be taken go to a queue": (
        ERRORS,
        put("service", "ErrorReportsTunnel", INVOKED, DestinationConfig={"OnFailure": {"Destination": "arn:x"}}),
    ),
    "or to one of dead letters": (
        ERRORS,
        put("service", "ErrorReportsTunnelFunction", LAMBDA, DeadLetterConfig={"TargetArn": "arn:x"}),
    ),
    "a queue of 14 days": ("service/Another", add("AWS::SQS::Queue", MessageRetentionPeriod=14 * DAY)),
    "a bucket": ("service/Another", add("AWS::S3::Bucket")),
    "another table": ("service/Another", add(TABLE)),
    "a plan of backups": ("service/Another", add("AWS::Backup::BackupPlan")),
    "a log of 30 days": ("service/HealthLogs", put("service", "HealthLogs", LOGS, RetentionInDays=30)),
    "a log without an end": ("service/HealthLogs", take("service", "HealthLogs", LOGS, "RetentionInDays")),
    "a function with Lambda's own log": (
        "service/HealthFunction",
        take("service", "HealthFunction", LAMBDA, "LoggingConfig"),
    ),
    "the chat has no time to live": ("data/Chat", take("data", "Chat", TABLE, "TimeToLiveSpecification")),
    "events wait for longer": (
        "service/AnalyticsEvents",
        put("service", "AnalyticsEvents", "AWS::SQS::Queue", MessageRetentionPeriod=14 * DAY),
    ),
    "access logs without an end": (
        "service/AccessLogsBucket",
        take("service", "AccessLogsBucket", "AWS::S3::Bucket", "LifecycleConfiguration"),
    ),
    "the sweep lets conversations live for longer": (
        "data/Chat",
        lambda bodies: rewrite_rules(bodies, '"seconds":7776000', '"seconds":7776001'),
    ),
}


def rewrite_rules(bodies: Bodies, before: str, after: str) -> None:
    told = properties_of(bodies["service"], "RetentionFunction", LAMBDA)["Environment"]["Variables"]
    parts = told["RULES"]["Fn::Join"][1]
    assert any(before in part for part in parts if isinstance(part, str))
    told["RULES"]["Fn::Join"][1] = [it.replace(before, after) if isinstance(it, str) else it for it in parts]


@pytest.mark.parametrize("name", BREAKS)
def test_a_deployment_that_keeps_longer_is_found(name: str) -> None:
    where, apply = BREAKS[name]
    bodies = bodies_of(EVERYTHING)
    apply(bodies)
    lines = found(EVERYTHING, bodies)
    assert [line for line in lines if line.startswith(f"{where}:")], lines


def test_a_chat_that_can_be_restored_for_longer_than_is_set_is_found() -> None:
    """With the same templates, since what is shown is made of them."""
    text = changed(EVERYTHING, lambda table: table["retention"].update(recovery_days=7))
    assert [line for line in found(text, bodies_of(EVERYTHING)) if line.endswith("for longer than is set")]


def test_a_report_that_is_kept_for_28_days_is_kept_for_too_long() -> None:
    bodies = bodies_of(EVERYTHING)
    for kept_seconds, is_found in ((KEPT_SECONDS, False), (KEPT_SECONDS + DAY, True)):
        lines = violations(settings_of(EVERYTHING), templates_of(bodies), kept_seconds=kept_seconds)
        assert bool(lines) == is_found
