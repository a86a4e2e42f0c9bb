"""Who has objected to error reports sends none, not even those that wait; who has not sends them at the next visit."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from local.stack import LocalStack
from tests.end_to_end.breaking import Reporting, breaks_once
from tests.end_to_end.error_client import Reports
from tests.end_to_end.pages import SECONDS, Widget
from tests.end_to_end.waiting import until
from tests.promises.promise import promise

LONG = 40 * SECONDS
KEPT = "tresen.reports"

Tab = Callable[[], "Shopper"]


class Shopper:
    """One tab of the browser in which everything here happens."""

    def __init__(self, page: Page, shop: str) -> None:
        self.page = page
        self.shop = shop
        self.reporting = Reporting(page)
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        self.widget = Widget(page)
        self.visits()

    def visits(self) -> None:
        """The next page of the shop, with the chat open."""
        self.page.goto(f"{self.shop}/?lang=en")
        self.widget.open()

    def breaks(self) -> None:
        breaks_once(self.page, "String.prototype", "trim")
        self.widget.field.press("x")

    def switch(self) -> Locator:
        """That of error reports, in the settings."""
        self.choose("Settings")
        return self.widget.dialog.get_by_role("switch", name="Error reports")

    def objects(self) -> None:
        switch = self.switch()
        expect(switch).to_be_checked(timeout=LONG)
        switch.click()
        expect(switch).not_to_be_checked(timeout=LONG)
        self.back()

    def has_objected(self) -> bool:
        return bool(self.page.evaluate("localStorage['tresen.objections']") == '{"errors":true}')

    def choose(self, name: str) -> None:
        self.widget.dialog.get_by_role("button", name="Menu", exact=True).click()
        self.page.get_by_role("menuitem", name=name).click()
        expect(self.widget.dialog.get_by_role("heading", name=name)).to_be_focused(timeout=LONG)

    def back(self) -> None:
        self.widget.dialog.get_by_role("button", name="Back to the chat").click()

    def kept(self) -> list[dict[str, Any]]:
        """What waits in the browser."""
        found: list[dict[str, Any]] = json.loads(self.page.evaluate(f"localStorage['{KEPT}'] ?? '[]'"))
        return found

    def breaks_offline(self) -> dict[str, Any]:
        """What is kept of it for later."""
        tried = len(self.reporting.statuses)
        self.page.context.set_offline(True)
        self.breaks()
        sent = self.reporting.until(tried + 1)[-1]
        assert until(self.page, self.kept) == [sent]
        return sent


@pytest.fixture
def tab(browser: Browser, shop: str) -> Iterator[Tab]:
    """Opens tabs of one profile, whose pages may break."""
    context: BrowserContext = browser.new_context(locale="en-GB")
    yield lambda: Shopper(context.new_page(), shop)
    context.close()


@pytest.fixture
def reports(stack: LocalStack) -> Reports:
    return Reports(stack)


def is_counted(reports: Reports, event_id: str) -> bool:
    return any(event_id in row.get("ids", ()) for row in reports.rows("fault#"))


def test_what_could_not_be_sent_goes_at_the_next_visit_once_and_unchanged(reports: Reports, tab: Tab) -> None:
    shopper = tab()
    loads_the_reporter(shopper)
    kept = shopper.breaks_offline()
    shopper.page.context.set_offline(False)
    assert set(kept) == {"event_id", "timestamp", "platform", "release", "exception", "breadcrumbs"}
    assert set(shopper.page.evaluate("Object.keys(localStorage)")) == {KEPT}
    before = len(shopper.reporting.requests)
    shopper.page.goto(f"{shopper.shop}/?lang=en")
    expect(shopper.widget.launcher).to_be_visible(timeout=LONG)
    assert shopper.reporting.stays_at(before, 1), "nothing is sent before the click"
    shopper.widget.open()
    assert shopper.reporting.until(before + 1)[-1] == kept
    assert shopper.reporting.statuses[-1] == 200
    assert shopper.kept() == []
    assert is_counted(reports, kept["event_id"])
    shopper.visits()
    assert shopper.reporting.stays_at(before + 1)


def loads_the_reporter(shopper: Shopper) -> None:
    """As the first error of a page does: without it nothing could be kept offline.

    It is another one than those that follow, as equal ones are told once.
    """
    before = len(shopper.reporting.statuses)
    shopper.page.evaluate("window.WebSocket = { OPEN: 1 }")
    shopper.widget.type("visitor-01")
    shopper.reporting.until(before + 1)


@promise("P9", "after the switch nothing is sent, what waits included, in no tab and at no later visit")
def test_who_has_objected_sends_nothing_not_even_what_waits(reports: Reports, tab: Tab) -> None:
    first, second = tab(), tab()
    loads_the_reporter(first)
    second.breaks()
    second.reporting.until(1)
    first.choose("Settings")
    first.back()
    kept = first.breaks_offline()
    first.objects()
    assert first.kept() == []
    first.page.context.set_offline(False)
    # Chromium tells the other tab's process of it a moment later.
    for each in (first, second):
        until(each.page, each.has_objected)
    counts = [len(each.reporting.requests) for each in (first, second)]
    second.page.evaluate("window.WebSocket = { OPEN: 1 }")
    second.widget.type("visitor-02")
    for each, count in zip((first, second), counts, strict=True):
        assert each.reporting.stays_at(count)
        each.asked.clear()
        each.visits()
        each.breaks()
        assert each.reporting.stays_at(count)
        assert [url for url in each.asked if "/assets/reporting" in url] == []
        assert each.kept() == []
    assert not is_counted(reports, kept["event_id"])


@promise("P9", "the objection can be taken back as easily as it was made")
def test_an_objection_can_be_taken_back(reports: Reports, tab: Tab) -> None:
    shopper = tab()
    shopper.objects()
    shopper.breaks()
    assert shopper.reporting.stays_at(0)
    shopper.visits()
    switch = shopper.switch()
    expect(switch).not_to_be_checked(timeout=LONG)
    switch.click()
    expect(switch).to_be_checked(timeout=LONG)
    shopper.back()
    assert shopper.page.evaluate("localStorage.length") == 0
    shopper.breaks()
    assert is_counted(reports, shopper.reporting.until(1)[-1]["event_id"])


def test_forgetting_this_browser_forgets_what_waits(tab: Tab) -> None:
    shopper = tab()
    loads_the_reporter(shopper)
    shopper.choose("Forget this browser")
    shopper.back()
    shopper.breaks_offline()
    shopper.choose("What is stored")
    expect(shopper.widget.dialog).to_contain_text("Error reports that were not sent: 1", timeout=LONG)
    shopper.back()
    shopper.choose("Forget this browser")
    shopper.widget.dialog.get_by_role("button", name="Only forget it here").click()
    shopper.widget.dialog.get_by_role("button", name="Delete for good").click()
    expect(shopper.widget.dialog).to_contain_text("This browser has forgotten everything.", timeout=LONG)
    assert shopper.kept() == []
    before = len(shopper.reporting.requests)
    shopper.page.context.set_offline(False)
    shopper.visits()
    assert shopper.reporting.stays_at(before)
