"""Tables as Markdown."""

from collections.abc import Iterator, Sequence


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines; the first column is text, the others are figures. Raises ``ValueError`` for a row of another length."""
    if any(len(row) != len(heads) for row in rows):
        raise ValueError(f"expected {len(heads)} cells in each row, got {[len(row) for row in rows]}")
    for row in (heads, ["---", *["---:"] * (len(heads) - 1)], *rows):
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
