"""The part ``page``, without a network and a browser; tests/end_to_end has a visit to ours."""

import re
from pathlib import Path

import pytest

from stacks.errors import NotReady
from tests.bench.page.markdown import markdown
from tests.bench.page.npm import run
from tests.bench.page.widgets import WIDGETS

VERSIONED = re.compile(r"(@[a-z0-9.-]+/)?[a-z0-9-]+@\d+\.\d+\.\d+")


def test_everything_is_taken_in_a_version_that_is_named() -> None:
    packages = [package for it in WIDGETS for package in (it.package, *it.needs) if package]
    assert len([it for it in WIDGETS if it.package]) >= 3
    assert [it for it in packages if not VERSIONED.fullmatch(it)] == []


def test_a_table_has_its_figures_on_the_right() -> None:
    assert list(markdown(("name", "kB"), [["a|b", "3"]])) == ["| name | kB |", "| --- | ---: |", r"| a\|b | 3 |"]


def test_a_row_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 2 cells in each row, got \\[1\\]"):
        list(markdown(("name", "kB"), [["a"]]))


def test_what_can_not_be_had_says_why(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="expected it to succeed, got: oh"):
        run(tmp_path, "sh", "-c", "echo oh >&2; exit 3")
