"""The browser bundle is built when it has to be, and only then."""

import os
from pathlib import Path

import pytest

from app import own_node
from stacks.browser_bundle import browser_bundle
from stacks.errors import NotReady

BUILD = """
import { mkdirSync, writeFileSync } from "node:fs";
mkdirSync("widget_assets/dist/console", { recursive: true });
writeFileSync("widget_assets/dist/loader.js", "built");
writeFileSync("widget_assets/dist/console/index.html", "built");
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "widget_assets" / "src").mkdir(parents=True)
    (tmp_path / "widget_assets" / "src" / "loader.ts").touch()
    (tmp_path / "widget_assets" / "build.mjs").write_text(BUILD, encoding="utf-8")
    (tmp_path / "package-lock.json").touch()
    (tmp_path / "node_modules").mkdir()
    return tmp_path


def test_a_missing_bundle_is_built(root: Path) -> None:
    assert (browser_bundle(root, own_node()) / "loader.js").read_text(encoding="utf-8") == "built"


def test_a_bundle_that_is_up_to_date_is_taken_as_it_is(root: Path) -> None:
    dist = browser_bundle(root, own_node())
    assert browser_bundle(root, "no-such-node") == dist


def test_a_bundle_older_than_its_source_is_built_again(root: Path) -> None:
    loader = browser_bundle(root, own_node()) / "loader.js"
    loader.write_text("old", encoding="utf-8")
    os.utime(loader, (0, 0))
    browser_bundle(root, own_node())
    assert loader.read_text(encoding="utf-8") == "built"


def test_half_a_bundle_is_built_again(root: Path) -> None:
    page = browser_bundle(root, own_node()) / "console" / "index.html"
    page.unlink()
    browser_bundle(root, own_node())
    assert page.is_file()


def test_what_a_failing_build_wrote_is_not_taken_the_next_time(root: Path) -> None:
    (root / "widget_assets" / "build.mjs").write_text(f"{BUILD}\nprocess.exitCode = 1;", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(NotReady):
            browser_bundle(root, own_node())


def test_without_npm_packages_one_line_says_so(root: Path) -> None:
    (root / "node_modules").rmdir()
    with pytest.raises(NotReady) as caught:
        browser_bundle(root, own_node())
    assert str(caught.value) == (
        "widget_assets/dist: expected an up-to-date browser bundle, got none to use: run npm ci"
    )


def test_a_build_that_fails_is_told_in_one_line(root: Path) -> None:
    (root / "widget_assets" / "build.mjs").write_text("throw new Error('no\\nway')", encoding="utf-8")
    with pytest.raises(NotReady) as caught:
        browser_bundle(root, own_node())
    assert str(caught.value).startswith("widget_assets/build.mjs: expected a build, got: ")
    assert len(str(caught.value).splitlines()) == 1
