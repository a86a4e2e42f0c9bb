"""What an audit found, for the officer: as Markdown, as a page, or as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from cli.audit.findings import Finding
from cli.documents.page import page
from cli.errors import Failed, WrongUse

SUFFIXES: Final = (".md", ".html", ".json")


@dataclass(frozen=True, kw_only=True)
class Audit:
    """``looked_at`` are templates, or an account; ``resources`` is how many were looked at."""

    deployment: str
    looked_at: str
    resources: int
    rules: int
    findings: Sequence[Finding]


def check_path(path: Path) -> None:
    """Before anything is done. Raises ``WrongUse``."""
    if path.suffix not in SUFFIXES:
        raise WrongUse(f"{path}: expected a file name that ends in {', '.join(SUFFIXES)}")


def write_report(audit: Audit, path: Path) -> None:
    """In the form that the file's name ends in. Raises ``Failed``."""
    try:
        path.write_text(_text(audit, path.suffix), encoding="utf-8")
    except OSError as error:
        raise Failed(f"{path}: {error.strerror}") from error


def as_data(audit: Audit) -> dict[str, object]:
    return asdict(audit) | {"findings": [asdict(finding) for finding in audit.findings]}


def summary(audit: Audit) -> str:
    found = len(audit.findings)
    result = "no promise is broken" if not found else f"{found} finding{'' if found == 1 else 's'}"
    return f"{result} ({audit.looked_at}: {audit.resources} resources, {audit.rules} rules)"


def as_markdown(audit: Audit) -> str:
    lines = [f"# Audit of {audit.deployment}", summary(audit)]
    if audit.findings:
        rows = ["| promise | what | where | expected | found | what to do |", "| --- | --- | --- | --- | --- | --- |"]
        rows += [
            f"| {it.promise} | {it.rule} | `{it.where}` | {_cell(it.expected)} | {_cell(it.got)} | {_cell(it.remedy)} |"
            for it in audit.findings
        ]
        lines.append("\n".join(rows))
    return "\n\n".join(lines) + "\n"


def _text(audit: Audit, suffix: str) -> str:
    if suffix == ".json":
        return json.dumps(as_data(audit), indent=2, ensure_ascii=False) + "\n"
    markdown = as_markdown(audit)
    return page(markdown, "en") if suffix == ".html" else markdown


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "\\<")
