"""Templates that break what is promised of error reports: P8."""

from collections.abc import Callable
from typing import Any

from tests.documents.deployments import Bodies
from tests.documents.mutations import (
    CHAT_ARN,
    LAMBDA,
    TABLE,
    Mutation,
    dropping,
    granting,
    properties,
    putting,
    telling,
)
from tests.documents.retention_breaks import ERRORS, SWEEP
from tests.documents.usage_breaks import arn_of

TUNNEL = "service/ErrorReportsTunnelFunction"
ALARM = "AWS::CloudWatch::Alarm"
ROUTE = "AWS::ApiGatewayV2::Route"


def of_a_sweep(action: str, table: str) -> Callable[[Bodies], None]:
    """The sweep may not do it to the table any more."""

    def apply(bodies: Bodies) -> None:
        policy = properties(bodies, "service", "RetentionRole", "AWS::IAM::Policy")["PolicyDocument"]
        policy["Statement"] = [it for it in policy["Statement"] if not (action in it["Action"] and table in str(it))]

    return apply


def alarming(name: str, **values: Any) -> Callable[[Bodies], None]:
    return putting("service", f"WatchAlarms{name}", ALARM, **values)


def calling(beginning: str) -> Callable[[Bodies], None]:
    """Health may call another function than the tunnel."""

    def apply(bodies: Bodies) -> None:
        arn = arn_of(beginning, bodies, LAMBDA)
        granting("HealthRole", Action="lambda:InvokeFunction", Resource=arn)(bodies)

    return apply


def route_of(path: str) -> str:
    return f"HttpApiPOST{path.replace('/', '')}"


REPORT_BREAKS = {
    "P8: no route for error reports": Mutation(
        "P8",
        "reports-missing",
        "the route POST /api/errors",
        putting("service", route_of("/api/errors"), ROUTE, RouteKey="POST /api/error"),
    ),
    "P8: nobody reads error reports": Mutation(
        "P8",
        "reports-missing",
        "the route POST /api/errors/search",
        putting("service", route_of("/api/errors/search"), ROUTE, RouteKey="POST /api/errors/list"),
    ),
    "P8: error reports of those alone who are known": Mutation(
        "P8",
        "reports-joined",
        f"service/{route_of('/api/errors')}",
        putting("service", route_of("/api/errors"), ROUTE, AuthorizationType="JWT"),
    ),
    "P8: a tunnel that is switched off": Mutation(
        "P8",
        "switched-off",
        TUNNEL,
        putting("service", "ErrorReportsTunnelFunction", LAMBDA, ReservedConcurrentExecutions=0),
    ),
    "P8: a sweep that is switched off": Mutation(
        "P8", "switched-off", SWEEP, putting("service", "RetentionFunction", LAMBDA, ReservedConcurrentExecutions=0)
    ),
    "P8: a tunnel that reads conversations": Mutation(
        "P8",
        "reports-joined",
        TUNNEL,
        granting("ErrorReportsTunnelRole", Action="dynamodb:Query", Resource=CHAT_ARN),
    ),
    "P8: a tunnel that sends mail": Mutation(
        "P8",
        "reports-joined",
        TUNNEL,
        granting("ErrorReportsTunnelRole", Action="ses:SendEmail", Resource="arn:aws:ses:eu-central-1:x:identity/x"),
    ),
    "P8: a tunnel that is told by whom somebody is known": Mutation(
        "P8", "reports-joined", TUNNEL, telling("ErrorReportsTunnelFunction", AGENT_KEYS_URL="https://keys.example.net")
    ),
    "P8: a backup of error reports": Mutation(
        "P8",
        "reports-backup",
        ERRORS,
        putting(
            "service",
            "ErrorReportsErrors",
            TABLE,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 1},
        ),
    ),
    "P8: error reports to another place": Mutation(
        "P8",
        "error-reports",
        TUNNEL,
        telling("ErrorReportsTunnelFunction", SENTRY_DSN="https://key@other.example.com/2"),
    ),
    "P8: error reports past the tunnel": Mutation(
        "P8",
        "error-reports",
        "service/HealthFunction",
        telling("HealthFunction", SENTRY_DSN="https://key@sentry.example.com/1"),
    ),
    "P8: no alarm on old error reports": Mutation(
        "P8", "error-alarm", "the alarms", alarming("ErrorsOld", Threshold=40 * 24 * 60 * 60)
    ),
    "P8: an alarm on old error reports that nobody hears": Mutation(
        "P8", "error-alarm", "the alarms", dropping("service", "WatchAlarmsErrorsOld", ALARM, "AlarmActions")
    ),
    "P8: an alarm on old error reports that is off": Mutation(
        "P8", "error-alarm", "the alarms", alarming("ErrorsOld", ActionsEnabled=False)
    ),
    "P8: a sweep that nobody misses": Mutation(
        "P8", "error-alarm", "the alarms", alarming("SweepMissing", TreatMissingData="notBreaching")
    ),
    "P8: a sweep that may not look for error reports": Mutation(
        "P8", "sweep-grant", SWEEP, of_a_sweep("dynamodb:Query", "ErrorReportsErrors")
    ),
    "P8: a sweep that may not delete error reports": Mutation(
        "P8", "sweep-grant", SWEEP, of_a_sweep("dynamodb:DeleteItem", "ErrorReportsErrors")
    ),
    "P4: a sweep that may not delete": Mutation("P4", "sweep-grant", SWEEP, of_a_sweep("dynamodb:DeleteItem", "Chat")),
    "P10: a function that may call another": Mutation(
        "P10", "undeclared-destination", "service/HealthFunction", calling("RetentionFunction")
    ),
    "P8: a log that outlives error reports": Mutation(
        "P4",
        "log-retention",
        "service/ErrorReportsTunnelLogs",
        putting("service", "ErrorReportsTunnelLogs", "AWS::Logs::LogGroup", RetentionInDays=30),
    ),
}

REPORTS_WITH_OTHER_SETTINGS = {
    "P8: reports passed on to where nobody set it": (
        "P8",
        "error-reports",
        TUNNEL,
        "errors.sentry_dsn",
        "https://key@other.example.com/2",
    ),
}
"""Templates that pass on reports otherwise than the settings say: what the audit has to find, and the setting."""
