"""Finding and replacing a CloudFormation expression, also where CDK has merged it into a longer ``Fn::Join``."""

import json
from typing import Any

Expression = Any
"""A string, or a JSON object with one intrinsic function."""

# An intrinsic function inside flat text stands between two of these; no template has the character otherwise.
_MARK = "\0"


def flat(expression: Expression) -> str:
    """One text for all forms of an expression: joins are dissolved, other functions become marked JSON."""
    if isinstance(expression, str):
        return expression
    if _is_plain_join(expression):
        return "".join(flat(part) for part in expression["Fn::Join"][1])
    return f"{_MARK}{json.dumps(expression, sort_keys=True)}{_MARK}"


def unflat(text: str) -> Expression:
    """The expression of a flat text."""
    pieces = text.split(_MARK)
    parts = [json.loads(piece) if index % 2 else piece for index, piece in enumerate(pieces)]
    parts = [part for part in parts if part != ""]
    if len(parts) == 1:
        return parts[0]
    return {"Fn::Join": ["", parts]} if parts else ""


def replaced(value: Any, replacements: dict[str, str]) -> Any:
    """``value`` (any part of a template) with each flat text in ``replacements`` replaced by another."""
    if isinstance(value, str) or _is_plain_join(value):
        return _replaced_text(value, replacements)
    if isinstance(value, dict):
        return {key: replaced(inner, replacements) for key, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, replacements) for inner in value]
    return value


def _replaced_text(expression: Expression, replacements: dict[str, str]) -> Expression:
    before = after = flat(expression)
    for old, new in replacements.items():
        after = after.replace(old, new)
    return expression if before == after else unflat(after)


def _is_plain_join(value: Any) -> bool:
    return isinstance(value, dict) and list(value) == ["Fn::Join"] and value["Fn::Join"][0] == ""
