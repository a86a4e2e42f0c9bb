"""DynamoDB's update expressions, as far as this house writes them: ``SET`` and ``ADD``.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
"""

import re
from collections.abc import Mapping
from typing import Any, Final

_CLAUSES: Final = re.compile(r"(SET|ADD) (.*?)(?= (?:SET|ADD) |\Z)")
_SET: Final = re.compile(r"(#\w+) = (?:if_not_exists\(\1, (:\w+)\)|(:\w+))(?:, |\Z)")
_ADD: Final = re.compile(r"(#\w+) (:\w+)(?:, |\Z)")


def updated(
    row: Mapping[str, Any], expression: str, names: Mapping[str, str], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The row as it is afterwards."""
    after = dict(row)
    clauses = _CLAUSES.findall(expression)
    assert " ".join(f"{kind} {text}" for kind, text in clauses) == expression
    for kind, text in clauses:
        pattern = _SET if kind == "SET" else _ADD
        assert not pattern.sub("", text), f"not understood: {text}"
        for found in pattern.finditer(text):
            name = names[found[1]]
            if kind == "ADD":
                after[name] = _added(row.get(name), values[found[2]])
            elif found[3] or name not in row:
                after[name] = values[found[2] or found[3]]
    return after


def _added(before: Any, value: Any) -> Any:
    """A number to a number, elements to a set; to nothing as if it were zero, or empty."""
    ((kind, more),) = value.items()
    if kind == "N":
        return {"N": str(int(before["N"] if before else 0) + int(more))}
    return {kind: sorted({*(before[kind] if before else ()), *more})}
