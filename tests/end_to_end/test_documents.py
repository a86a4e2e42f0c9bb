"""The documents as pages in a real browser: accessible, in light and dark, and on a narrow screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cli.documents.facts import Facts
from cli.documents.notice import notice
from cli.documents.page import page
from cli.documents.record import record
from cli.documents.record_text import as_markdown
from cli.documents.wording import LANGUAGES
from tests.documents.deployments import inventory, settings_text
from tests.end_to_end.axe import expect_accessible


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Notice and record of the largest deployment in both languages, as files that an operator would open."""
    directory = tmp_path_factory.mktemp("documents")
    taken = inventory(settings_text("everything"))
    made = {f"notice.{language}": (notice(Facts(taken, "shop", language)), language) for language in LANGUAGES}
    made |= {f"record.{language}": (as_markdown(record(taken, language)), language) for language in LANGUAGES}
    for name, (markdown, language) in made.items():
        (directory / f"{name}.html").write_text(page(markdown, language), encoding="utf-8")
    return sorted(directory.iterdir())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_documents_are_accessible(browser: Browser, documents: list[Path], scheme: str) -> None:
    with browser.new_context(color_scheme="dark" if scheme == "dark" else "light") as context:
        shown = context.new_page()
        for document in documents:
            shown.goto(document.as_uri())
            expect_accessible(shown)


def test_a_narrow_screen_scrolls_tables_and_never_the_page(browser: Browser, documents: list[Path]) -> None:
    with browser.new_context(viewport={"width": 320, "height": 640}) as context:
        shown = context.new_page()
        for document in documents:
            shown.goto(document.as_uri())
            assert shown.evaluate("document.documentElement.scrollWidth") <= 320
