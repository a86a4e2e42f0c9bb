"""What docs/security.md and docs/platform-rules.md claim is held by tests that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
NAMED = re.compile(r"`([\w/.-]+\.(?:py|tsx?))::([^`]+)`")
LINK = re.compile(r"\]\(([^)]+)\)")
PAGES = ("docs/security.md", "docs/platform-rules.md")


def claims(page: str) -> Iterator[list[str]]:
    """The cells of each row of the page's tables whose last column says what holds the others."""
    inside = False
    for line in (ROOT / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[-1] == "held by":
            inside = True
        elif inside and not set(line) <= set("|- "):
            yield cells


def is_there(path: str, name: str) -> bool:
    source = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).is_file() else ""
    if path.endswith(".py"):
        return re.search(rf"^ *(async )?def {re.escape(name)}\(", source, re.MULTILINE) is not None
    return f'"{name}"' in source


@pytest.mark.parametrize("page", PAGES)
def test_every_named_test_exists(page: str) -> None:
    named = NAMED.findall((ROOT / page).read_text(encoding="utf-8"))
    assert named
    assert [f"{path}::{name}" for path, name in named if not is_there(path, name)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_claim_names_a_test(page: str) -> None:
    found = list(claims(page))
    assert found
    assert [cells[0] for cells in found if not NAMED.search(cells[-1])] == []


def test_every_rule_of_the_platform_names_its_page() -> None:
    for rule, page, _ in claims("docs/platform-rules.md"):
        (address,) = LINK.findall(page)
        assert address.startswith("https://docs.aws.amazon.com/"), rule


def test_a_test_that_is_not_there_is_noticed() -> None:
    assert is_there("tests/unit/stacks/checks/test_named_tests.py", "is_there")
    assert not is_there("tests/unit/stacks/checks/test_named_tests.py", "test_that_nobody_wrote")
    assert not is_there("tests/no_such_file.py", "is_there")
