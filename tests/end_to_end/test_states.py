"""Each state of the widget in each language: nothing for axe to find, nothing cut off, and a tree that we know."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from local.stack import LocalStack
from tests.end_to_end.axe import found_by_axe
from tests.end_to_end.fitting import what_does_not_fit
from tests.end_to_end.pages import Console
from tests.end_to_end.states import LANGUAGES, Walk
from tests.end_to_end.trees import FOLDER, difference


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_wrong_with_any_state(
    new_context: Callable[..., BrowserContext],
    stack: LocalStack,
    desk: Console,
    in_pseudo: Callable[[BrowserContext], None],
    pytestconfig: pytest.Config,
    code: str,
) -> None:
    # What moves is measured when it has come to rest.
    context = new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    language = LANGUAGES[code]
    if language.right_to_left:
        in_pseudo(context)
    page = context.new_page()
    # Each text of the pseudo-language is made alone, so that a short one is in no longer one.
    without = ("label-content-name-mismatch",) if language.right_to_left else ()
    walk = Walk(page, stack, desk, language)
    seen, wrong = [], []
    for state in walk.states():
        seen.append(state)
        found = [difference(state, page, write=pytestconfig.getoption("write_trees"))] if code == "en" else []
        found += [*in_both_themes(page, without), *what_does_not_fit(page)]
        wrong += [f"{state}: {problem}" for problem in found if problem]
        if (rtl := is_right_to_left(page)) is not None and rtl != language.right_to_left:
            wrong.append(f"{state}: right to left is {rtl}")
    assert wrong == [], "\n".join(wrong)
    if code == "en":
        assert {path.stem for path in FOLDER.iterdir()} == set(seen)


def in_both_themes(page: Page, without: tuple[str, ...]) -> list[str]:
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {problem}" for problem in found_by_axe(page, "tresen-widget", without)]
    page.emulate_media(color_scheme="light")
    return found


def is_right_to_left(page: Page) -> bool | None:
    """What is in the panel, if it is shown: the panel itself stands on the side that the page reads to."""
    dialog = page.get_by_role("dialog")
    return (
        dialog.locator(".header").evaluate("it => getComputedStyle(it).direction === 'rtl'")
        if dialog.is_visible()
        else None
    )
