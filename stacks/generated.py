"""Files that are generated, or a part of which is: a command writes each, and with ``--check`` it only compares."""

import sys
from collections.abc import Iterable
from pathlib import Path


def with_part(page: str, lines: Iterable[str], *, begin: str, end: str, name: str) -> str:
    """The page with these lines between its two marks. Raises ``ValueError`` when a mark is missing."""
    before, opening, rest = page.partition(begin)
    _, closing, after = rest.partition(end)
    if not opening or not closing:
        raise ValueError(f"{name}: expected {begin} and {end}")
    return "\n".join([f"{before}{opening}", *lines, f"{end}{after}"])


def write_or_check(path: Path, text: str, *, module: str, arguments: list[str]) -> int:
    """The exit status: 1 when ``--check`` finds the file stale. ``module`` is the one that writes it."""
    if arguments != ["--check"]:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path.name} is stale: run python -m {module}", file=sys.stderr)
    return 1
