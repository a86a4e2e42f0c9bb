"""Whom a resource's own policy lets in."""

from collections.abc import Mapping
from typing import Any, Final

from cli.inventory.grants import as_list
from cli.inventory.templates import Templates

_ACCOUNT: Final = "arn:aws:iam::<AWS::AccountId>:root"
_WHOSE: Final = frozenset({"aws:sourcearn", "aws:sourceaccount"})


def lets_others_in(statement: Mapping[str, Any], templates: Templates) -> bool:
    """Whether it allows more than this account, and services of AWS that act for a resource of it."""
    if statement.get("Effect") != "Allow":
        return False
    principal = statement.get("Principal")
    if isinstance(principal, Mapping) and set(principal) == {"Service"}:
        conditions = statement.get("Condition", {}).values()
        return not any(key.lower() in _WHOSE for condition in conditions for key in condition)
    if isinstance(principal, Mapping) and set(principal) == {"AWS"}:
        return any(templates.text(name) != _ACCOUNT for name in as_list(principal["AWS"]))
    return True


def says_statements(policy: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A policy with a single statement may say it without a list."""
    return as_list(policy.get("Statement", []))
