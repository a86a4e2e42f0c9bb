"""Each task by keyboard alone, and the order in which the focus goes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.end_to_end.pages import Console
from tests.end_to_end.states import LONG, Parts
from tests.end_to_end.waiting import until

pytestmark = pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)

FOCUSED = """() => {
  let it = document.activeElement;
  while (it?.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
  if (!it || !(it.getRootNode() instanceof ShadowRoot)) return "page";
  const labelled = it.getAttribute("aria-labelledby");
  const name = it.ariaLabel || (labelled && it.getRootNode().getElementById(labelled)?.textContent)
    || it.labels?.[0]?.textContent || it.title || it.textContent;
  return name.trim().replace(/\\s+/g, " ");
}"""


@pytest.fixture
def parts(new_context: Callable[..., BrowserContext], shop: str) -> Parts:
    page = new_context().new_page()
    page.goto(f"{shop}/?lang=en")
    return Parts(page)


def focused(page: Page) -> str:
    """What has the focus, by its name; everything outside of the widget is the page."""
    found: str = page.evaluate(FOCUSED)
    return found


def tab_to(page: Page, name: str, key: str = "Tab") -> list[str]:
    """What is passed until there."""
    passed = []
    for _ in range(40):
        page.keyboard.press(key)
        passed.append(focused(page))
        if passed[-1].startswith(name):
            return passed
    raise AssertionError(f"{name} is not reached, but {passed}")


def open_by_keyboard(parts: Parts) -> None:
    page = parts.page
    expect(parts.launcher).to_be_visible()
    tab_to(page, "Chat")
    page.keyboard.press("Enter")
    expect(parts.field).to_be_focused(timeout=LONG)


def test_the_focus_goes_through_the_panel_and_on_to_the_page(parts: Parts) -> None:
    page = parts.page
    open_by_keyboard(parts)
    order = ["Send", "page"]
    for name in order:
        page.keyboard.press("Tab")
        assert focused(page) == name
    # Backwards it ends where it began: the header comes before the conversation, that before the field.
    back = tab_to(page, "Menu", "Shift+Tab")
    # Nobody is here in this run, so the contact form is offered.
    # From behind the page's last element Firefox goes on as from there, and Chromium to it.
    assert [name for name in back if name != "Send"] == [
        "Your message",
        "Use the contact form",
        "Conversation",
        "Close chat",
        "Menu",
    ]


def test_a_conversation(parts: Parts, desk: Console) -> None:
    page = parts.page
    open_by_keyboard(parts)
    page.keyboard.type("visitor-01")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("visitor-02")
    page.keyboard.press("Enter")
    expect(parts.log).to_contain_text("visitor-02", timeout=LONG)
    expect(parts.field).to_be_focused()
    desk.take_only_waiting()
    desk.write("agent-01")
    expect(parts.log).to_contain_text("agent-01", timeout=LONG)
    tab_to(page, "End conversation", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(parts.log).to_contain_text("You ended the conversation.", timeout=LONG)
    # The button that had the focus is gone.
    expect(parts.field).to_be_focused()
    page.keyboard.press("Escape")
    expect(parts.dialog).to_be_hidden()
    expect(parts.launcher).to_be_focused()
    page.keyboard.press("Space")
    expect(parts.field).to_be_focused()


def test_the_menu_and_settings(parts: Parts) -> None:
    page = parts.page
    open_by_keyboard(parts)
    tab_to(page, "Menu", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(parts.items.first).to_be_focused(timeout=LONG)
    page.keyboard.press("End")
    expect(parts.items.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(parts.items.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(parts.dots).to_be_focused()
    expect(parts.dialog).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(parts.heading).to_have_text("Settings", timeout=LONG)
    expect(parts.heading).to_be_focused()
    tab_to(page, "Error reports")
    page.keyboard.press("Space")
    expect(parts.dialog.get_by_role("switch").last).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(parts.dots).to_be_focused()
    page.keyboard.press("Escape")
    expect(parts.dialog).to_be_hidden()
    expect(parts.launcher).to_be_focused()


def test_the_contact_form(parts: Parts) -> None:
    page = parts.page
    open_by_keyboard(parts)
    tab_to(page, "Menu", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(parts.items.first).to_be_focused(timeout=LONG)
    page.keyboard.press("Enter")
    expect(parts.dialog.locator(".view textarea")).to_be_visible(timeout=LONG)
    order = tab_to(page, "Send")
    assert [name.partition(" (")[0] for name in order][-5:] == [
        "Name",
        "E-mail address",
        "Subject",
        "Your message",
        "Send",
    ]
    page.keyboard.press("Enter")
    # The first one that is wrong.
    expect(parts.dialog.locator(".view input[type=email]")).to_be_focused()
    page.keyboard.type("ada@example.com")
    tab_to(page, "Your message")
    page.keyboard.type("May I have a catalogue?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    thanks = parts.dialog.get_by_role("heading", name="Thank you")
    expect(thanks).to_be_visible(timeout=LONG)
    until(page, lambda: focused(page) != "page")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(parts.launcher).to_be_focused()
