"""What the documents tell an operator to type is there: commands of the Makefile and of the tool, and settings."""

import re
import shlex
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cli.parser import new_parser
from stacks.settings import Settings
from stacks.settings_file import parse_settings
from stacks.wrong_setting import WrongSetting

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SCHEMA = msgspec.json.schema(Settings)
CDK = {"bootstrap", "deploy", "diff", "destroy", "ls", "synth"}

FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")

Places = list[tuple[str, str]]
"""The page's name and what was found on it."""


def texts(page: Path) -> Iterator[str]:
    """What is set in type: the lines of blocks without a language, and code within the text."""
    text = page.read_text(encoding="utf-8")
    for block in FENCE.finditer(text):
        if not block[2]:
            yield from (line.strip() for line in block[3].splitlines())
    yield from INLINE.findall(FENCE.sub("", text))


def found(pattern: str) -> Places:
    matches = ((page.name, re.match(pattern, text)) for page in PAGES for text in texts(page))
    return sorted({(page, match[1]) for page, match in matches if match})


def blocks(language: str) -> Places:
    return [
        (page.name, block[3])
        for page in PAGES
        for block in FENCE.finditer(page.read_text(encoding="utf-8"))
        if block[2] == language
    ]


def member(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """The schema of ``name`` in that of a table; empty when the table can not have it."""
    for reference in (schema, *schema.get("anyOf", ())):
        if "$ref" in reference:
            schema = SCHEMA["$defs"][reference["$ref"].rpartition("/")[2]]
    found_schema: dict[str, Any] = schema.get("properties", {}).get(name) or schema.get("additionalProperties") or {}
    return found_schema


def settings() -> Places:
    """Code such as ``retention.recovery_days``, whose first part is a table of the settings."""
    named = found(r"([a-z_]+(?:\.[a-z_]+)+)$")
    return [(page, name) for page, name in named if member(SCHEMA, name.partition(".")[0]) and not is_file(name)]


def is_file(name: str) -> bool:
    return name.endswith((".py", ".md", ".ts", ".js"))


@pytest.mark.parametrize(("page", "target"), found(r"(?:[A-Z]+=\S+ )*make ([a-z]+)"))
def test_a_target_that_is_named_is_in_the_makefile(page: str, target: str) -> None:
    assert re.search(rf"^{target}:.*##", MAKEFILE, re.MULTILINE), page


@pytest.mark.parametrize(("page", "arguments"), found(r"(?:python -m cli |make agents ARGS=)(.+)"))
def test_what_is_said_to_the_tool_is_understood(page: str, arguments: str) -> None:
    words = shlex.split(arguments)
    parsed = new_parser().parse_args(
        ["agents", *shlex.split(words[0])] if len(words) == 1 and " " in words[0] else words
    )
    assert parsed.command, page


@pytest.mark.parametrize(("page", "command"), found(r"npx cdk ([a-z]+)"))
def test_the_cdk_is_asked_for_what_it_can_do(page: str, command: str) -> None:
    assert command in CDK, page


@pytest.mark.parametrize(("page", "name"), settings())
def test_a_setting_that_is_named_exists(page: str, name: str) -> None:
    schema = SCHEMA
    for part in name.split("."):
        schema = member(schema, part)
        assert schema, f"{page}: {name}"


@pytest.mark.parametrize(("page", "text"), blocks("toml"))
def test_an_example_of_settings_is_right(page: str, text: str) -> None:
    smallest = (ROOT / "tests/stacks/settings/smallest.toml").read_text(encoding="utf-8")
    try:
        parse_settings(f"{smallest}\n{textwrap.dedent(text)}")
    except WrongSetting as error:
        pytest.fail(f"{page}: {error}")


def test_the_pages_are_read_at_all() -> None:
    assert ("operations.md", "smoke") in found(r"make ([a-z]+)")
    assert ("operations.md", "retention.recovery_days") in settings()
    assert blocks("toml")


def test_every_target_explains_itself() -> None:
    targets = re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE)
    assert targets == re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE)
