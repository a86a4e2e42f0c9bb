"""The reasons as people read them: printed, and as a table in ``docs/security.md``.

``python -m stacks.checks.page`` writes the table; ``--check`` only compares.
"""

import sys
import textwrap
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from stacks.checks.acknowledgements import Acknowledgement, read_acknowledgements
from stacks.checks.findings import Finding

PAGE: Final = Path(__file__).parents[2] / "docs" / "security.md"
BEGIN: Final = "<!-- written by python -m stacks.checks.page -->\n"
END: Final = "<!-- end -->\n"


def as_text(acknowledgements: Sequence[Acknowledgement], findings: Collection[Finding]) -> str:
    """Each reason with the number of places that need it."""
    return "\n".join(
        f"{reason.asks} ({', '.join(reason.rules)}; {_places(reason, findings)})\n"
        + textwrap.fill(reason.reason, width=116, initial_indent="    ", subsequent_indent="    ")
        for reason in acknowledgements
    )


def as_table(acknowledgements: Sequence[Acknowledgement]) -> str:
    rows = ["| asked for | by | where | why not |", "| --- | --- | --- | --- |"]
    rows += [
        f"| {reason.asks} | {_code(reason.rules)} | {_where(reason)} | {' '.join(reason.reason.split())} |"
        for reason in acknowledgements
    ]
    return "\n".join(rows) + "\n"


def with_table(page: str, table: str) -> str:
    """The page with the table between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table}{END}{after}"


def _places(reason: Acknowledgement, findings: Collection[Finding]) -> str:
    count = len({finding.resource for finding in findings if reason.covers(finding)})
    return f"{count} resource{'' if count == 1 else 's'}"


def _where(reason: Acknowledgement) -> str:
    return _code(reason.on) + (f" with the settings {', '.join(reason.settings)}" if reason.settings else "")


def _code(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def main(arguments: list[str]) -> int:
    """The exit status: 1 when ``--check`` finds the page stale."""
    page = PAGE.read_text(encoding="utf-8")
    written = with_table(page, as_table(read_acknowledgements()))
    if arguments != ["--check"]:
        PAGE.write_text(written, encoding="utf-8")
        return 0
    if page == written:
        return 0
    print(f"{PAGE.name} is stale: run python -m stacks.checks.page", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
