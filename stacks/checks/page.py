"""The reasons as people read them: printed, and as a table in ``docs/security.md``.

``python -m stacks.checks.page`` writes the table; ``--check`` only compares.
"""

import sys
import textwrap
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Final

from stacks.checks.acknowledgements import Acknowledgement, read_acknowledgements
from stacks.checks.findings import Finding
from stacks.generated import with_part, write_or_check

PAGE: Final = Path(__file__).parents[2] / "docs" / "security.md"
BEGIN: Final = "<!-- written by python -m stacks.checks.page -->"
END: Final = "<!-- end -->"


def as_text(acknowledgements: Sequence[Acknowledgement], findings: Collection[Finding]) -> str:
    """Each reason with the number of places that need it."""
    return "\n".join(
        f"{reason.asks} ({', '.join(reason.rules)}; {_places(reason, findings)})\n"
        + textwrap.fill(reason.reason, width=116, initial_indent="    ", subsequent_indent="    ")
        for reason in acknowledgements
    )


def as_table(acknowledgements: Sequence[Acknowledgement]) -> list[str]:
    rows = ["| asked for | by | where | why not |", "| --- | --- | --- | --- |"]
    rows += [
        f"| {reason.asks} | {_code(reason.rules)} | {_where(reason)} | {' '.join(reason.reason.split())} |"
        for reason in acknowledgements
    ]
    return rows


def with_table(page: str, lines: Iterable[str]) -> str:
    """The page with the table between its two marks. Raises ``ValueError`` when a mark is missing."""
    return with_part(page, lines, begin=BEGIN, end=END, name=PAGE.name)


def _places(reason: Acknowledgement, findings: Collection[Finding]) -> str:
    count = len({finding.resource for finding in findings if reason.covers(finding)})
    return f"{count} resource{'' if count == 1 else 's'}"


def _where(reason: Acknowledgement) -> str:
    return _code(reason.on) + (f" with the settings {', '.join(reason.settings)}" if reason.settings else "")


def _code(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def main(arguments: list[str]) -> int:
    """The exit status: 1 when ``--check`` finds the page stale."""
    written = with_table(PAGE.read_text(encoding="utf-8"), as_table(read_acknowledgements()))
    return write_or_check(PAGE, written, module="stacks.checks.page", arguments=arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
