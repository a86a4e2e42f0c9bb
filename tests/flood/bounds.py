"""How much a deployment lets through in an hour, read from its templates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.assembly import Stack
from tests.billing.use import Use
from tests.flood.attacks import REQUEST

HOUR = 3600

ACCOUNT_CONCURRENCY = 1000
"""Lambda's default quota for an account and region.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """``actions`` an hour at each door, burst included; ``function_time`` if all functions ran without a pause.

    ``requests_of_an_address`` is the firewall's rule for five minutes, ``None`` without one.
    """

    actions: Mapping[str, int]
    function_time: Use
    requests_of_an_address: int | None


def bounds(stacks: Sequence[Stack]) -> Bounds:
    resources = [resource for stack in stacks for resource in stack.template["Resources"].values()]
    functions = [each for each in _properties(resources, "AWS::Lambda::Function") if _is_ours(each)]
    return Bounds(
        actions=dict(_actions(resources)),
        function_time=_function_time(functions),
        requests_of_an_address=next(_address_limits(resources), None),
    )


def _actions(resources: Sequence[Any]) -> Iterator[tuple[str, int]]:
    for stage in _properties(resources, "AWS::ApiGatewayV2::Stage"):
        if stage["StageName"] == "$default":
            yield REQUEST, _in_an_hour(stage["DefaultRouteSettings"])
        for route, settings in stage["RouteSettings"].items():
            yield route, _in_an_hour(settings)


def _in_an_hour(settings: Mapping[str, int]) -> int:
    return settings["ThrottlingRateLimit"] * HOUR + settings["ThrottlingBurstLimit"]


def _is_ours(function: Mapping[str, Any]) -> bool:
    return "RELEASE" in function.get("Environment", {}).get("Variables", {})


def _function_time(functions: Sequence[Mapping[str, Any]]) -> Use:
    """All that reserved concurrency, or else the account's, lets run at a time, for the whole of the hour."""
    memory = [function["MemorySize"] / 1024 for function in functions]
    at_once = [function.get("ReservedConcurrentExecutions", ACCOUNT_CONCURRENCY) for function in functions]
    return Use(gb_seconds=min(sum(at_once), ACCOUNT_CONCURRENCY) * max(memory) * HOUR)


def _address_limits(resources: Sequence[Any]) -> Iterator[int]:
    for acl in _properties(resources, "AWS::WAFv2::WebACL"):
        for rule in acl["Rules"]:
            if "RateBasedStatement" in rule["Statement"]:
                yield rule["Statement"]["RateBasedStatement"]["Limit"]


def _properties(resources: Sequence[Any], kind: str) -> Iterator[Any]:
    return (resource["Properties"] for resource in resources if resource["Type"] == kind)
