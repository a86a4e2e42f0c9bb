"""The sweep: how often, for how long, and that it is told of every table with rows of somebody's."""

import json

import pytest

from lambdas.retention.handler import MARGIN_SECONDS
from stacks.alarms import SLOW
from stacks.retention import SWEEP_SECONDS
from tests.stacks.template import Template

SWEEP = "lambdas.retention.handler.handler"


@pytest.fixture(params=["templates", "own_name_templates"])
def every_stack(request: pytest.FixtureRequest) -> dict[str, Template]:
    found: dict[str, Template] = request.getfixturevalue(request.param)
    return found


def test_it_is_called_every_hour_by_nothing_but_its_schedule(every_stack: dict[str, Template]) -> None:
    service = every_stack["service"]
    rules = service.of("AWS::Events::Rule").items()
    (rule,) = (it for name, it in rules if service.text({"Ref": name}) == "<RetentionSchedule>")
    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(1 hour)", "ENABLED")
    (target,) = rule["Targets"]
    assert service.text(target["Arn"]) == "<RetentionFunction.Arn>"
    assert json.loads(target["Input"]) == {"sweep": "hourly"}
    permissions = [
        it
        for it in service.of("AWS::Lambda::Permission").values()
        if service.text(it["FunctionName"]) == "<RetentionFunction.Arn>"
    ]
    assert [it["Principal"] for it in permissions] == ["events.amazonaws.com"]


def test_it_has_time_for_a_big_table_and_ends_before_the_next(every_stack: dict[str, Template]) -> None:
    assert every_stack["service"].functions()[SWEEP]["Timeout"] == 300


def test_one_that_takes_all_the_time_that_it_may_raises_no_alarm() -> None:
    assert SWEEP_SECONDS - MARGIN_SECONDS < SLOW * SWEEP_SECONDS


def test_it_is_told_of_every_table_there_is(every_stack: dict[str, Template]) -> None:
    """So a table that comes to it later can not be forgotten."""
    service = every_stack["service"]
    told = service.environment(SWEEP)
    rules = json.loads(service.text(told["RULES"]))
    swept = {service.text(told["ERRORS_TABLE"]), *(it["table"] for it in rules.values())}
    tables = {
        template.text({"Ref": name})
        for template in every_stack.values()
        for name in template.of("AWS::DynamoDB::Table")
    }
    assert swept == tables


def test_every_part_of_a_table_that_it_has_rules_for_is_one_it_may_delete_from(
    every_stack: dict[str, Template],
) -> None:
    service = every_stack["service"]
    rules = json.loads(service.text(service.environment(SWEEP)["RULES"]))["chat"]["rules"]
    (condition,) = (
        resource.partition(" if ")[2]
        for action, resource in service.grants(service.functions()[SWEEP])
        if action == "dynamodb:DeleteItem" and resource.startswith("<Chat.Arn>")
    )
    granted = json.loads(condition)["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert set(granted) == {rule["pk"] for rule in rules}


def test_no_other_function_reads_a_table_as_a_whole(every_stack: dict[str, Template]) -> None:
    service = every_stack["service"]
    scanning = {
        handler
        for handler, function in service.functions().items()
        if "dynamodb:Scan" in {action for action, _ in service.grants(function)}
    }
    assert scanning == {SWEEP}


def test_of_what_it_scans_it_sees_where_and_until_when_and_of_which_kind(every_stack: dict[str, Template]) -> None:
    service = every_stack["service"]
    for action, resource in service.grants(service.functions()[SWEEP]):
        table, _, condition = resource.partition(" if ")
        if action in {"dynamodb:Scan", "dynamodb:Query"}:
            conditions = json.loads(condition)
            assert set(conditions["ForAllValues:StringEquals"]["dynamodb:Attributes"]) <= {
                "pk",
                "sk",
                "expires_at",
                "kind",
            }
            # Not "if it exists": who names no attributes is not asked about them, and would be given all.
            assert conditions["StringEquals"] == {"dynamodb:Select": ["SPECIFIC_ATTRIBUTES"]}, table
