"""A visitor who is analysed, and what is told of it."""

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from local.faults.calls import Answer, Call
from local.stack import LocalStack
from tests.end_to_end.pages import SECONDS, Widget
from tests.end_to_end.traffic import EVENTS
from tests.end_to_end.usage_client import post_events
from tests.end_to_end.waiting import until_quiet

ContextMaker = Callable[..., BrowserContext]
Told = Sequence[tuple[str, object]]

ADDRESS = "198.51.100.77"
LONG = 90 * SECONDS


class Wire:
    """What has reached Matomo and the queue since this was made."""

    def __init__(self, stack: LocalStack) -> None:
        self._stack = stack
        self._before = len(stack.matomo.requests)
        self.queued = 0
        stack.watch(self._count)

    def _count(self, call: Call, _: Answer) -> None:
        self.queued += (call.service, call.operation) == ("AmazonSQS", "SendMessage")

    @property
    def requests(self) -> list[Any]:
        """All but that the connection was slow to come, which is a busy machine's own affair."""
        new = self._stack.matomo.requests[self._before :]
        return [it for it in new if (it["e_a"], it.get("e_n")) != ("error_shown", "away")]

    @property
    def events(self) -> Told:
        """What was done, in the order in which it was, with what there is to say of it."""
        in_time = sorted(self.requests, key=lambda it: it["cdt"])
        return [(it["e_a"], it.get("e_n", it.get("e_v"))) for it in in_time]

    def until(self, number: int, seconds: float = 90) -> list[Any]:
        """Waits for so many, and a moment longer for what should not be there."""
        over = time.monotonic() + seconds
        while len(self.requests) < number and time.monotonic() < over:
            time.sleep(0.1)
        time.sleep(1)
        return self.requests

    def expect_nothing(self) -> None:
        """Nothing was told so far: what is told now, without a browser, arrives alone."""
        self.expect_only(0, queued=0)

    def expect_only(self, number: int, queued: int | None = None) -> None:
        """So many have arrived; what is told now, after them, is the only one that comes then."""
        last = {"type": "messages_sent", "age": 0, "count": LAST}
        assert post_events(self._stack, [last]) == (202, {"queued": 1})
        counts = [it.get("e_v") for it in self.until(number + 1)]
        assert (len(counts), counts.count(LAST)) == (number + 1, 1)
        assert queued is None or self.queued == queued + 1


LAST = 641
"""A number of messages that no visitor of the tests sends."""

SETTLED_MS = 2_500
"""More than ``SETTLE_MS`` of the panel."""


class Visitor(Widget):
    """On a page of the shop, with an eye on what the browser asks for."""

    def __init__(self, page: Page, shop: str, path: str = "/") -> None:
        super().__init__(page)
        self.asked: list[str] = []
        page.on("request", self._note)
        page.goto(f"{shop}{path}")

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    @property
    def of_analysis(self) -> list[str]:
        return [url for url in self.asked if re.search(rf"{EVENTS}|/assets/(analysis|asking)", url)]

    def open(self) -> None:
        self.launcher.click()
        expect(self.dialog.get_by_role("button", name="Menu", exact=True)).to_be_visible(timeout=LONG)

    def settings(self) -> None:
        self.dialog.get_by_role("button", name="Menu", exact=True).click()
        self.page.get_by_role("menuitem", name="Settings").click()

    def switch(self, name: str) -> Locator:
        return self.dialog.get_by_role("switch", name=name)

    def back(self) -> None:
        self.dialog.get_by_role("button", name="Back to the chat").click()

    def stay(self) -> None:
        """Until what the panel loads by itself, a moment after it was opened, is there."""
        self.page.wait_for_timeout(SETTLED_MS)
        until_quiet(self.page)

    def leave(self) -> None:
        """For another page, as a click on a link does; who has opened the panel has been there for a moment."""
        if self.dialog.is_visible():
            self.stay()
        until_quiet(self.page)
        self.page.goto("about:blank")
