"""P4 and P8: what has expired is deleted, by something that can not read it, and error reports are gone in time."""

from collections.abc import Iterator
from typing import Any, Final

from cli.audit.findings import DEPLOY_RELEASE, Finding, Rule
from cli.inventory.grants import Grant, as_list, grants_of
from cli.inventory.inventory import Inventory

RETENTION: Final = "lambdas.retention.handler.handler"
GONE_AFTER_DAYS: Final = 30
"""What P8 promises of error reports, from the moment on when they came."""

_SEEN: Final = frozenset({"pk", "sk", "expires_at", "kind"})
_READS: Final = frozenset({"dynamodb:Query", "dynamodb:Scan"})
_WRITES: Final = frozenset({"dynamodb:DeleteItem", "dynamodb:UpdateItem"})
_SWEPT: Final = (
    ("P4", "Chat", frozenset({"dynamodb:Scan", "dynamodb:DeleteItem", "dynamodb:UpdateItem"})),
    ("P8", "ErrorReportsErrors", frozenset({"dynamodb:Query", "dynamodb:DeleteItem"})),
)
_OWN: Final = frozenset({"sweep#*"})
"""Rows that tell how far it has come; those it may read and write as they are."""


def the_sweep_reads_nothing_that_somebody_wrote(inventory: Inventory) -> Iterator[Finding]:
    """It sees whole tables, so it may see of a row only where it lies, of which kind it is, and until when.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
    """
    function = inventory.templates.functions().get(RETENTION)
    if function is None:
        yield _finding("P4", "sweep", "the functions", RETENTION, "none")
        return
    for grant in grants_of(inventory.templates, function):
        if "dynamodb" in grant.services and not (_is_blind(grant) or _leading(grant) == _OWN):
            got = f"leave for {', '.join(grant.actions)} without these conditions"
            yield _finding("P4", "sweep-reads", function.name, "only keys, kinds and ends of rows", got)


def the_sweep_can_delete(inventory: Inventory) -> Iterator[Finding]:
    """Of both tables that hold what somebody wrote, and of reports it finds the days that are over."""
    function = inventory.templates.functions().get(RETENTION)
    if function is None:
        return
    grants = grants_of(inventory.templates, function)
    for promise, table, actions in _SWEPT:
        allowed = {action for grant in grants if f"<{table}.Arn>" in grant.resources for action in grant.actions}
        if missing := actions - allowed:
            got = f"no leave for {', '.join(sorted(missing))} on {table}"
            yield _finding(promise, "sweep-grant", function.name, "leave to find and to delete what has expired", got)


def error_reports_are_gone_in_time(inventory: Inventory) -> Iterator[Finding]:
    """They wait, they are kept, they are deleted late, and they can be restored: the sum is what counts."""
    kept, waiting = inventory.term("error_reports").total_minutes, inventory.term("error_queue").total_minutes
    if inventory.find("error_reports") is None:
        return
    if kept is None or waiting is None:
        yield _finding("P8", "error-retention", "service/ErrorReportsErrors", "an end", "none that can be found")
    elif kept + waiting >= GONE_AFTER_DAYS * 24 * 60:
        got = f"{-(-(kept + waiting) // (24 * 60))} days"
        yield _finding(
            "P8", "error-retention", "service/ErrorReportsErrors", f"less than {GONE_AFTER_DAYS} days in all", got
        )


SWEEP_RULES: Final[tuple[Rule, ...]] = (
    the_sweep_reads_nothing_that_somebody_wrote,
    the_sweep_can_delete,
    error_reports_are_gone_in_time,
)


def _is_blind(grant: Grant) -> bool:
    seen = _values(grant, "ForAllValues:StringEquals", "dynamodb:Attributes")
    if not seen or seen - _SEEN:
        return False
    if set(grant.actions) <= _READS:
        return _values(grant, "StringEquals", "dynamodb:Select") == {"SPECIFIC_ATTRIBUTES"}
    return set(grant.actions) <= _WRITES and _values(grant, "StringEqualsIfExists", "dynamodb:ReturnValues") == {"NONE"}


def _leading(grant: Grant) -> set[Any]:
    return _values(grant, "ForAllValues:StringLike", "dynamodb:LeadingKeys")


def _values(grant: Grant, operator: str, key: str) -> set[Any]:
    return set(as_list(grant.conditions.get(operator, {}).get(key, [])))


def _finding(promise: str, rule: str, where: str, expected: str, got: str) -> Finding:
    return Finding(promise=promise, rule=rule, where=where, expected=expected, got=got, remedy=DEPLOY_RELEASE)
