"""Documents as an operator gets them: from the command line, of a settings file."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Notice:
    """One site's notice in one language. ``promises`` are the numbers that its paragraphs carry."""

    site: str
    language: str
    promises: frozenset[str]
    markdown: str


def told(*arguments: str, settings: Path, templates: Path | None = None) -> Any:
    """What ``python -m cli`` answers as JSON. Without ``templates`` it makes its own."""
    command = [sys.executable, "-m", "cli", *arguments, "--json", "--settings", str(settings)]
    command += ["--templates", str(templates)] if templates else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def notices(settings: Path, templates: Path | None = None) -> list[Notice]:
    return [
        Notice(
            site=each["site"],
            language=each["language"],
            promises=frozenset(paragraph["promise"] for paragraph in each["paragraphs"]),
            markdown=each["markdown"],
        )
        for each in told("notice", settings=settings, templates=templates)
    ]
