"""Waiting for what comes by itself, however fast or slow the machine is."""

import time
from collections.abc import Callable, Mapping
from typing import TypeVar
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Error, Frame, Page, Request

T = TypeVar("T")

STEP_MILLISECONDS = 100

_questions: "WeakKeyDictionary[Page, _Questions]" = WeakKeyDictionary()


def until(page: Page, is_so: Callable[[], T], seconds: float = 30) -> T:
    """What ``is_so`` gives, once there is something; the page and its events go on meanwhile."""
    over = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < over, f"it did not come to that, but to {found}"
        page.wait_for_timeout(STEP_MILLISECONDS)
    return found


def eventually(read: Callable[[], T], is_so: Callable[[T], bool] = bool, seconds: float = 90) -> T:
    """What is read once it is so, where no page has to go on meanwhile."""
    over = time.monotonic() + seconds
    while not is_so(found := read()):
        assert time.monotonic() < over, f"it did not come to that: {found}"
        time.sleep(0.3)
    return found


def until_still(number: Callable[[], int], seconds: float = 5) -> None:
    """Waits until it has not changed for so long."""
    seen, since = number(), time.monotonic()
    while time.monotonic() < since + seconds:
        time.sleep(0.2)
        if number() != seen:
            seen, since = number(), time.monotonic()


def watch(context: BrowserContext) -> None:
    """From now on it is known of each new page what it waits for."""
    context.on("page", _watch_page)


def until_quiet(page: Page, seconds: float = 0.5) -> None:
    """Until the page has asked for nothing for so long, and all that it asked for has come whole or failed.

    Playwright's "networkidle" is another thing: it comes once for each document, and whoever waits for it after that
    waits for nothing. Nor does this wait for what goes over a socket, for a timer of the page's, or for a stream of
    events to end.
    """
    questions = _questions[page]
    steps, quiet, seen = round(seconds * 1000 / STEP_MILLISECONDS), 0, questions.number

    def is_quiet() -> bool:
        nonlocal quiet, seen
        is_at_rest = _answers(page) and not questions.unanswered and questions.number == seen
        quiet, seen = quiet + 1 if is_at_rest else 0, questions.number
        # The first look is not a step yet.
        return quiet > steps

    until(page, is_quiet, seconds=60)


def _answers(page: Page) -> bool:
    """Whether the page's own scripts get their turn. One that is stalled asks for nothing either, but is not quiet: so
    a step takes as long as it takes the page.
    """
    try:
        page.evaluate("0")
    except Error:
        # It goes to another document right now.
        if page.is_closed():
            raise
        return False
    return True


def _has_no_end(headers: Mapping[str, str]) -> bool:
    """Firefox tells of sockets as well, and not of how one ends that is closed before it is open."""
    return headers.get("sec-fetch-mode") == "websocket" or headers.get("accept") == "text/event-stream"


class _Questions:
    """What a page has asked for; ``unanswered`` are those of which not all has come."""

    def __init__(self) -> None:
        self.number = 0
        self.unanswered: set[Request] = set()
        self._of_document_before: set[Request] = set()

    def ask(self, request: Request) -> None:
        if _has_no_end(request.headers):
            return
        self.number += 1
        if request.is_navigation_request() and request.frame.parent_frame is None:
            self._of_document_before = set(self.unanswered)
        self.unanswered.add(request)

    def end(self, request: Request) -> None:
        self.unanswered.discard(request)

    def navigate(self, frame: Frame) -> None:
        """What a document waits for when it goes may never be told. To push a state is no navigation like that."""
        if frame.parent_frame is None:
            self.unanswered -= self._of_document_before
            self._of_document_before.clear()


def _watch_page(page: Page) -> None:
    _questions[page] = questions = _Questions()
    page.on("request", questions.ask)
    page.on("requestfinished", questions.end)
    page.on("requestfailed", questions.end)
    page.on("framenavigated", questions.navigate)
