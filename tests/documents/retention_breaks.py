"""Templates in which what has expired stays, or is read by what should only delete it."""

from collections.abc import Callable
from typing import Any

from tests.documents.deployments import Bodies
from tests.documents.mutations import Mutation, adding, granting, properties, putting

SWEEP = "service/RetentionFunction"
ERRORS = "service/ErrorReportsErrors"
TABLE = "AWS::DynamoDB::Table"
CHAT = {"Fn::GetAtt": ["Chat26DEB33F", "Arn"]}
SEEN = {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "sk", "expires_at"]}}
SELECTED = {"StringEquals": {"dynamodb:Select": ["SPECIFIC_ATTRIBUTES"]}}


def without(operator: str, action: str) -> Callable[[Bodies], None]:
    """The sweep's statement for the action has one condition less."""

    def apply(bodies: Bodies) -> None:
        policy = properties(bodies, "service", "RetentionRole", "AWS::IAM::Policy")["PolicyDocument"]
        of_action = [it for it in policy["Statement"] if action in it["Action"] and operator in it.get("Condition", {})]
        del of_action[0]["Condition"][operator]

    return apply


def sweeping(condition: dict[str, Any], action: str = "dynamodb:Scan") -> Callable[[Bodies], None]:
    return granting("RetentionRole", Action=action, Resource=CHAT, Condition=condition)


def removing(bodies: Bodies) -> None:
    for name in [name for name in bodies["service"]["Resources"] if name.startswith("RetentionFunction")]:
        bodies["service"]["Resources"][name]["Properties"]["Handler"] = "lambdas.other.handler"


RETENTION_BREAKS = {
    "P4: no sweep": Mutation("P4", "sweep", "the functions", removing),
    "P4: a sweep that reads everything": Mutation("P4", "sweep-reads", SWEEP, sweeping({})),
    "P4: a sweep that reads texts": Mutation(
        "P4",
        "sweep-reads",
        SWEEP,
        sweeping({"ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "sk", "text"]}, **SELECTED}),
    ),
    "P4: a sweep that may ask for all attributes": Mutation("P4", "sweep-reads", SWEEP, sweeping(SEEN)),
    "P4: a sweep that is limited by nothing but how it asks": Mutation("P4", "sweep-reads", SWEEP, sweeping(SELECTED)),
    "P4: a sweep that gets back what it deletes": Mutation(
        "P4", "sweep-reads", SWEEP, without("StringEqualsIfExists", "dynamodb:DeleteItem")
    ),
    "P4: a sweep that reads error reports": Mutation(
        "P4", "sweep-reads", SWEEP, without("ForAllValues:StringEquals", "dynamodb:Query")
    ),
    "P4: a sweep that takes single rows": Mutation(
        "P4", "sweep-reads", SWEEP, sweeping({**SEEN, **SELECTED}, "dynamodb:GetItem")
    ),
    "P8: no hourly sweep": Mutation(
        "P8",
        "sweep-schedule",
        SWEEP,
        putting("service", "RetentionSchedule", "AWS::Events::Rule", ScheduleExpression="rate(1 day)"),
    ),
    "P8: error reports that can be restored": Mutation(
        "P8",
        "error-retention",
        ERRORS,
        putting(
            "service",
            "ErrorReportsErrors",
            TABLE,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 1},
        ),
    ),
    "P8: error reports that do not expire": Mutation(
        "P8",
        "error-retention",
        ERRORS,
        putting("service", "ErrorReportsErrors", TABLE, TimeToLiveSpecification={"Enabled": False}),
    ),
    "P8: error reports that wait for a day": Mutation(
        "P8",
        "error-retention",
        ERRORS,
        putting(
            "service", "ErrorReportsTunnel", "AWS::Lambda::EventInvokeConfig", MaximumEventAgeInSeconds=24 * 60 * 60
        ),
    ),
    "P6: a sweep of claims and more": Mutation(
        "P6",
        "usage-joined",
        SWEEP,
        granting(
            "RetentionRole",
            Action="dynamodb:DeleteItem",
            Resource=[{"Fn::GetAtt": ["AnalyticsClaims26DEB33F", "Arn"]}, CHAT],
        ),
    ),
    "P10: a schedule of somebody else's": Mutation(
        "P10",
        "undeclared-destination",
        "service/Nightly",
        adding(
            "service",
            "Nightly",
            "AWS::Events::Rule",
            ScheduleExpression="rate(1 hour)",
            Targets=[{"Arn": {"Fn::GetAtt": ["HealthFunction5D4F0D91", "Arn"]}, "Id": "x"}],
        ),
    ),
}
