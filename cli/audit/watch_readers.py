"""The same for what calls functions, waits for them and raises alarms: each can be switched off by hand."""

from collections.abc import Mapping
from typing import Any, Final

from cli.audit.account import Account, Physical
from cli.inventory.templates import Properties

LONGEST_EVENT_AGE_SECONDS: Final = 6 * 60 * 60
"""Lambda's own: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html"""


def read_rule(account: Account, it: Physical, _: Properties) -> Properties:
    """A rule of the account's own bus, whose physical id is its name."""
    client = account.client("events", it.region)
    found = account.ask(it.logical_id, client, "describe_rule", Name=it.id)
    return {"State": found.get("State", "DISABLED"), "ScheduleExpression": found.get("ScheduleExpression")}


def read_alarm(account: Account, it: Physical, _: Properties) -> Properties:
    client = account.client("cloudwatch", it.region)
    found = account.ask(it.logical_id, client, "describe_alarms", AlarmNames=[it.id]).get("MetricAlarms", [])
    said: Mapping[str, Any] = found[0] if found else {"ActionsEnabled": False}
    return {name: said.get(name) for name in ("ActionsEnabled", "AlarmActions", "Threshold", "TreatMissingData")}


def read_invoke_config(account: Account, it: Physical, template: Properties) -> Properties:
    """Of its function: for how long an event waits there, and where it goes when it is not taken."""
    function = account.ids.get((it.stack, template["FunctionName"].get("Ref", "")), "")
    client = account.client("lambda", it.region)
    configs = account.pages(
        it.logical_id,
        client,
        "list_function_event_invoke_configs",
        "FunctionEventInvokeConfigs",
        FunctionName=function,
    )
    ages = [config.get("MaximumEventAgeInSeconds", LONGEST_EVENT_AGE_SECONDS) for config in configs]
    return {"MaximumEventAgeInSeconds": max(ages, default=LONGEST_EVENT_AGE_SECONDS)}
