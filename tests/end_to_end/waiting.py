"""Waiting for what comes by itself, however fast or slow the machine is."""

import time
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Frame, Page, Request

T = TypeVar("T")

STEP_MILLISECONDS = 100

_unanswered: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()


def until(page: Page, is_so: Callable[[], T], seconds: float = 30) -> T:
    """What ``is_so`` gives, once there is something; the page and its events go on meanwhile."""
    over = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < over, f"it did not come to that, but to {found}"
        page.wait_for_timeout(STEP_MILLISECONDS)
    return found


def watch(context: BrowserContext) -> None:
    """From now on it is known of each new page what it waits for."""
    context.on("page", _watch_page)


def until_quiet(page: Page, seconds: float = 0.5) -> None:
    """Until the page has asked for nothing for so long, and all that it asked for is answered.

    Playwright's "networkidle" is another thing: it comes once for each document, and whoever waits for it after that
    waits for nothing. Nor does this wait for what the page does without asking anybody.
    """
    unanswered, since = _unanswered[page], time.monotonic()

    def is_quiet() -> bool:
        nonlocal since
        if unanswered:
            since = time.monotonic()
        return time.monotonic() >= since + seconds

    def begin_anew(_: Request) -> None:
        nonlocal since
        since = time.monotonic()

    page.on("request", begin_anew)
    until(page, is_quiet, seconds=60)
    page.remove_listener("request", begin_anew)


def _watch_page(page: Page) -> None:
    _unanswered[page] = unanswered = set[Request]()

    def forget(frame: Frame) -> None:
        # Whatever the document before was waiting for may never be told.
        if frame == page.main_frame:
            unanswered.clear()

    page.on("request", lambda request: unanswered.add(request))
    page.on("response", lambda response: unanswered.discard(response.request))
    page.on("requestfailed", lambda request: unanswered.discard(request))
    page.on("framenavigated", forget)
