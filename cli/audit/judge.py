"""All rules over one inventory."""

from collections.abc import Iterable

from cli.audit.findings import Finding, Rule
from cli.audit.rules import RULES
from cli.inventory.inventory import Inventory


def judge(inventory: Inventory, rules: Iterable[Rule] = RULES) -> tuple[Finding, ...]:
    """What breaks a promise, by the promises' numbers."""
    return in_order(finding for rule in rules for finding in rule(inventory))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, by the promises' numbers."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda it: (int(it.promise.removeprefix("P")), it.rule, it.where)))
