"""The demo shop's pages: whatever a page is like, a visitor can do the same on it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from local.stack import LocalStack
from tests.end_to_end.demo import DEMO_PAGES, DemoPage, violations, watch_policy
from tests.end_to_end.pages import Console
from tests.end_to_end.states import LONG, Parts

# In Firefox those on which a browser could differ: the others are the plain one, where most tests are in both of them.
IN_FIREFOX = ("app", "strict", "hostile", "placed")
BROWSERS_OF_PAGES = [
    *(("chromium", name) for name in DEMO_PAGES),
    *(("firefox", name) for name in IN_FIREFOX),
]

# What a page that means no good would notice, see hostile.js.
UNTOUCHED = """() => {
  const { received, errors, defined } = window.hostile ?? { received: [], errors: [], defined: [] };
  return { received, errors, defined, name: window.name, message: typeof window.onmessage };
}"""


@pytest.mark.parametrize(("browser", "name"), BROWSERS_OF_PAGES, indirect=["browser"])
def test_on_every_page_a_visitor_can_do_the_same(
    new_context: Callable[..., BrowserContext], stack: LocalStack, desk: Console, name: str
) -> None:
    demo = DEMO_PAGES[name]
    context = new_context()
    watch_policy(context)
    page = context.new_page()
    page.goto(demo.address(stack.addresses))
    before = page.evaluate(UNTOUCHED)
    parts = Parts(page)
    if not demo.placed:
        parts.launcher.click()
    expect(parts.dots).to_be_visible(timeout=LONG)
    talk(parts, desk)
    move_on(page, parts)
    write_a_form(parts)
    use_settings(parts)
    close_and_open(parts, demo)
    parts.end.click()
    expect(parts.end).to_be_hidden(timeout=LONG)
    assert page.evaluate(UNTOUCHED) == before
    assert violations(page) == []
    page.evaluate("tresen.destroy()")
    expect(parts.host).to_have_count(0)
    assert page.evaluate("'tresen' in window") is False


def talk(parts: Parts, desk: Console) -> None:
    parts.say("visitor-01")
    desk.take_only_waiting()
    desk.write("agent-01")
    expect(parts.log).to_contain_text("agent-01", timeout=LONG)


def move_on(page: Page, parts: Parts) -> None:
    """Within a page that never reloads: the conversation is still there, and open."""
    for section in page.locator(".sections a").all():
        section.click()
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        expect(parts.dialog).to_be_visible()
        expect(parts.log).to_contain_text("agent-01")


def write_a_form(parts: Parts) -> None:
    parts.choose("form")
    message = parts.dialog.locator(".view textarea")
    expect(message).to_be_visible(timeout=LONG)
    parts.dialog.locator(".view input[type=email]").fill("ada@example.com")
    message.fill("May I have a catalogue?")
    parts.buttons().last.click()
    expect(message).to_be_hidden(timeout=LONG)
    parts.back()


def use_settings(parts: Parts) -> None:
    parts.choose("settings")
    errors = parts.dialog.get_by_role("switch").last
    expect(errors).to_be_checked(timeout=LONG)
    errors.click()
    expect(errors).not_to_be_checked()
    parts.back()


def close_and_open(parts: Parts, demo: DemoPage) -> None:
    page = parts.page
    if demo.placed:
        page.keyboard.press("Escape")
        expect(parts.dialog).to_be_visible()
        return
    parts.close()
    expect(parts.launcher).to_be_focused()
    page.evaluate("tresen.open()")
    expect(parts.log).to_contain_text("agent-01")
    page.evaluate("tresen.close()")
    expect(parts.dialog).to_be_hidden()
    page.evaluate("tresen.toggle()")
    expect(parts.dialog).to_be_visible()


@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
def test_links_and_buttons_of_the_page_open_the_chat_and_get_the_focus_back(
    new_context: Callable[..., BrowserContext], shop: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{shop}/links?lang=en")
    parts = Parts(page)
    opener = page.locator("button[data-tresen-open=chat]")
    expect(parts.launcher).to_be_visible()
    opener.click()
    expect(parts.field).to_be_focused()
    page.keyboard.press("Escape")
    expect(parts.dialog).to_be_hidden()
    expect(opener).to_be_focused()
    page.locator("a[data-tresen-open=form]").click()
    expect(parts.dialog.locator(".view textarea")).to_be_visible(timeout=LONG)
    assert page.url == f"{shop}/links?lang=en"


def test_an_address_opens_the_chat_and_names_language_and_form(
    new_context: Callable[..., BrowserContext], shop: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{shop}/?lang=en&tresen-open=form&tresen-locale=de")
    parts = Parts(page)
    expect(parts.heading).to_have_text("Kontaktformular", timeout=LONG)
    expect(parts.dialog).to_have_attribute("lang", "de")


def test_a_card_of_a_group_reaches_that_group(
    new_context: Callable[..., BrowserContext], stack: LocalStack, agents: dict[str, object]
) -> None:
    page = new_context().new_page()
    page.goto(f"{stack.addresses.chat}/card/shop/sales?tresen-locale=en")
    parts = Parts(page)
    expect(parts.dots).to_be_visible(timeout=LONG)
    assert page.evaluate("tresen.state().group") == "sales"
    desk = Console(new_context().new_page())
    desk.sign_in(stack.addresses.console, agents["sales"])  # type: ignore[arg-type]
    parts.say("visitor-01")
    desk.take_only_waiting()
    desk.write("agent-01")
    expect(parts.log).to_contain_text("agent-01", timeout=LONG)
    parts.end.click()
