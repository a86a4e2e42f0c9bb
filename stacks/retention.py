"""The sweep that deletes what has expired, whatever DynamoDB's time to live has done by then.

Of what somebody wrote it may see nothing, only where a row lies, of which kind it is, and until when:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

from collections.abc import Sequence
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from stacks.function import Base, Function

SWEPT_EVERY: Final = Duration.hours(1)
SWEEP: Final = {"sweep": "hourly"}
SWEEP_SECONDS: Final = 300

OF_A_ROW: Final = ("pk", "sk", "expires_at")
OF_A_CLAIM: Final = ("pk", "expires_at")
KIND: Final = "kind"
"""Tells a tombstone in a conversation from an entry, and is never what anybody wrote."""

_Conditions = dict[str, dict[str, Sequence[str]]]


class Retention(Construct):
    """``rules`` is the JSON of what is kept for how long, and ``partitions`` what keys of the chat's table begin with.

    ``claims`` is ``None`` where nothing is analysed.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        base: Base,
        rules: str,
        partitions: Sequence[str],
        chat: dynamodb.ITable,
        claims: dynamodb.ITable | None,
        errors: dynamodb.ITable,
    ) -> None:
        super().__init__(scope, construct_id)
        self.function = Function(
            self,
            "Retention",
            base=base,
            handler="lambdas.retention.handler.handler",
            environment={"RULES": rules, "ERRORS_TABLE": errors.table_name},
            timeout_seconds=SWEEP_SECONDS,
        )
        self._allow_chat(chat.table_arn, partitions)
        if claims:
            self._allow_claims(claims.table_arn)
        self._allow_errors(errors.table_arn)
        events.Rule(
            self,
            "Schedule",
            schedule=events.Schedule.rate(SWEPT_EVERY),
            targets=[targets.LambdaFunction(self.function.function, event=events.RuleTargetInput.from_object(SWEEP))],
        )

    def _allow_chat(self, arn: str, partitions: Sequence[str]) -> None:
        self.function.allow("dynamodb:Scan", on=[arn], conditions=_seeing(*OF_A_ROW, KIND))
        self.function.allow(
            "dynamodb:DeleteItem", "dynamodb:UpdateItem", on=[arn], conditions=_at(*partitions) | _blind(*OF_A_ROW)
        )

    def _allow_claims(self, arn: str) -> None:
        self.function.allow("dynamodb:Scan", on=[arn], conditions=_seeing(*OF_A_CLAIM))
        self.function.allow("dynamodb:DeleteItem", "dynamodb:UpdateItem", on=[arn], conditions=_blind(*OF_A_CLAIM))

    def _allow_errors(self, arn: str) -> None:
        self.function.allow("dynamodb:Query", on=[arn], conditions=_at("day#*") | _seeing(*OF_A_ROW))
        self.function.allow("dynamodb:DeleteItem", on=[arn], conditions=_at("day#*") | _blind(*OF_A_ROW))
        # Where it goes on.
        self.function.allow("dynamodb:GetItem", "dynamodb:PutItem", on=[arn], conditions=_at("sweep#*"))


def _at(*partitions: str) -> _Conditions:
    return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [*partitions]}}


def _seeing(*attributes: str) -> _Conditions:
    """These are asked for by name. Who asks for none gets all, and is told no by ``Select``."""
    return {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": [*attributes]},
        "StringEquals": {"dynamodb:Select": ["SPECIFIC_ATTRIBUTES"]},
    }


def _blind(*attributes: str) -> _Conditions:
    """Nothing else is changed or asked about, and what was there does not come back in the answer."""
    return {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": [*attributes]},
        "StringEqualsIfExists": {"dynamodb:ReturnValues": ["NONE"]},
    }
