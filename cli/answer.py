"""What a command leaves behind: the same for persons and for machines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Say = Callable[[str], None]
"""Shows one line of progress."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``data`` is what ``--json`` prints; ``text`` is the same for a person. ``status`` is the exit status."""

    data: object
    text: str
    status: int = 0


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
