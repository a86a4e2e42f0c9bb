"""After ``destroy`` nothing of the widget is left on the page, after "Forget this browser" nothing in the browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from local.stack import LocalStack
from tests.end_to_end.pages import Console
from tests.end_to_end.remains import count_from_the_start, counted, expect_as_before
from tests.end_to_end.states import LONG, Parts
from tests.end_to_end.test_before_the_click import NOTHING, STORED
from tests.end_to_end.waiting import until, until_quiet

pytestmark = pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)

LOADER = "**/loader.js"
PANEL = "**/assets/panel-*"


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    context = new_context()
    count_from_the_start(context)
    return context.new_page()


def without_widget(page: Page, address: str) -> dict[str, object]:
    """What the page has by itself."""
    page.route(LOADER, lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(address)
    until_quiet(page)
    found = counted(page)
    page.unroute(LOADER)
    return found


def expect_nothing_stored(page: Page) -> None:
    """Waits for what is deleted just now."""
    until(page, lambda: page.evaluate(STORED) == NOTHING, seconds=90)


def test_destroyed_before_anybody_used_it(page: Page, shop: str) -> None:
    before = without_widget(page, f"{shop}/")
    page.goto(f"{shop}/")
    expect(Parts(page).launcher).to_be_visible()
    assert counted(page) != before
    page.evaluate("tresen.destroy()")
    expect_as_before(page, before)
    assert page.evaluate(STORED) == NOTHING


def test_destroyed_while_it_is_still_loading(page: Page, shop: str) -> None:
    before = without_widget(page, f"{shop}/")
    held: list[Route] = []
    page.route(PANEL, lambda route: held.append(route))
    page.goto(f"{shop}/")
    parts = Parts(page)
    parts.launcher.click()
    until(page, lambda: held)
    page.evaluate("tresen.destroy()")
    # What is asked for after that is not kept waiting: the newest handler is the one that counts.
    page.route(PANEL, lambda route: route.continue_())
    for route in held:
        route.continue_()
    until_quiet(page)
    expect_as_before(page, before)
    assert page.evaluate(STORED) == NOTHING


def test_destroyed_in_the_middle_of_a_conversation(page: Page, shop: str, desk: Console) -> None:
    before = without_widget(page, f"{shop}/")
    page.goto(f"{shop}/")
    parts = Parts(page)
    use_all_of_it(parts, desk)
    now = until(page, lambda: (it := counted(page))["sockets"] == 1 and it)
    assert len(now["listeners"]) > len(before["listeners"])  # type: ignore[arg-type]
    page.evaluate("tresen.destroy()")
    expect_as_before(page, before)

    # What the visitor has kept is the visitor's, and a widget that is put on the page anew finds it.
    assert page.evaluate(STORED) != NOTHING
    page.add_script_tag(url=f"{shop.replace('shop.', 'chat.')}/loader.js")
    parts.open()
    expect(parts.log).to_contain_text("agent-01", timeout=LONG)
    parts.end.click()
    expect(parts.end).to_be_hidden(timeout=LONG)


def test_forgotten_and_destroyed(page: Page, shop: str, desk: Console) -> None:
    before = without_widget(page, f"{shop}/")
    page.goto(f"{shop}/")
    parts = Parts(page)
    use_all_of_it(parts, desk)
    parts.end.click()
    expect(parts.end).to_be_hidden(timeout=LONG)
    parts.choose("forget")
    parts.dialog.get_by_role("button", name="Only forget it here").click()
    parts.dialog.get_by_role("button", name="Delete for good").click()
    expect(parts.dialog).to_contain_text("This browser has forgotten everything.", timeout=LONG)
    expect_nothing_stored(page)
    page.evaluate("tresen.destroy()")
    expect_as_before(page, before)
    page.wait_for_timeout(1000)
    assert page.evaluate(STORED) == NOTHING


def test_reset_by_the_page_leaves_nothing_in_the_browser_either(page: Page, shop: str, desk: Console) -> None:
    page.goto(f"{shop}/")
    parts = Parts(page)
    parts.open()
    parts.say("visitor-01")
    desk.take_only_waiting()
    parts.end.click()
    expect(parts.end).to_be_hidden(timeout=LONG)
    page.reload()
    assert page.evaluate(STORED) != NOTHING
    page.evaluate("tresen.reset()")
    expect_nothing_stored(page)
    parts.open()
    until_quiet(page)
    expect(parts.log).not_to_contain_text("visitor-01")


def test_a_second_script_does_nothing(page: Page, shop: str, stack: LocalStack) -> None:
    page.goto(f"{shop}/")
    parts = Parts(page)
    parts.open()
    page.evaluate("window.before = tresen")
    page.add_script_tag(url=f"{stack.addresses.chat}/loader.js")
    expect(parts.host).to_have_count(1)
    assert page.evaluate("window.before === tresen") is True
    expect(parts.dialog).to_be_visible()


def use_all_of_it(parts: Parts, desk: Console) -> None:
    parts.open()
    parts.say("visitor-01")
    desk.take_only_waiting()
    desk.write("agent-01")
    expect(parts.log).to_contain_text("agent-01", timeout=LONG)
    for item in ("settings", "stored", "download", "form"):
        parts.choose(item)
        expect(parts.heading).to_be_focused(timeout=LONG)
        if item == "form":
            parts.dialog.locator(".view textarea").fill("May I have a catalogue?")
        parts.back()
