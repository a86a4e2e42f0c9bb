"""What a command leaves behind: the same for persons and for machines."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

Say = Callable[[str], None]
"""Shows one line of progress."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``data`` is what ``--json`` prints; ``text`` is the same for a person. ``status`` is the exit status.

    ``rich`` is the same once more, for a terminal; without it a terminal gets the text.
    """

    data: object
    text: str
    status: int = 0
    rich: "RenderableType | None" = None


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def rich_table(rows: Sequence[tuple[str, ...]], *, whole: Collection[str] = (), below: str = "") -> "RenderableType":
    """The same for a terminal, whose width it takes; the first row is the head. No markup is taken out of cells.

    ``whole`` are the heads of columns that others give way to, as a cell of theirs is what one asks for next.
    ``below`` is what there is to say of the whole.
    """
    from rich import box
    from rich.console import Group
    from rich.table import Column, Table
    from rich.text import Text

    head, *body = rows
    columns = (Column(name, no_wrap=name in whole) for name in head)
    made = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in body:
        made.add_row(*map(Text, row))
    return Group(made, Text(below.strip("\n"))) if below else made
