"""Tables of figures, as text."""

from collections.abc import Iterator


class Table:
    """The first column is text, and its head says what the table shows."""

    def __init__(self, *heads: str) -> None:
        self._rows = [heads]

    def row(self, *cells: str) -> None:
        self._rows.append(cells)

    def lines(self) -> Iterator[str]:
        """Aligned, with an empty line in front."""
        widths = [max(len(row[column]) for row in self._rows) for column in range(len(self._rows[0]))]
        yield ""
        for first, *rest in self._rows:
            figures = "".join(f"  {cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True))
            yield f"{first:{widths[0]}}{figures}"
