"""Something of the browser's is missing for a moment, so that the code that needs it breaks where it uses it."""

from typing import Any

from playwright.sync_api import Page, Request

from tests.end_to_end.error_client import ERRORS
from tests.end_to_end.pages import SECONDS
from tests.end_to_end.sentry_page import STEPS, items_of
from tests.end_to_end.waiting import STEP_MILLISECONDS

_ONCE = """([path, name]) => {
  const owner = path.split(".").reduce((it, each) => it[each], window);
  const whole = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, {
    configurable: true,
    get() {
      Object.defineProperty(owner, name, whole);
      return undefined;
    },
  });
}"""


def breaks_once(page: Page, owner: str, name: str) -> None:
    """The next one who reads that property of the page's finds nothing there; whoever comes later finds it whole."""
    page.evaluate(_ONCE, [owner, name])


class Reporting:
    """What a page reports from now on, in the order in which it does; also what does not arrive.

    ``statuses`` are those of the answers, ``None`` where there was none.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.requests: list[Request] = []
        self.statuses: list[int | None] = []
        self._over_are: list[Request] = []
        page.on("request", self._sent)
        page.on("response", lambda response: self._over(response.request, response.status))
        page.on("requestfailed", lambda request: self._over(request, None))

    def _sent(self, request: Request) -> None:
        if request.url.endswith(ERRORS):
            self.requests.append(request)

    def _over(self, request: Request, status: int | None) -> None:
        # One that was answered may fail once more, when its page goes before the answer was read.
        if request.url.endswith(ERRORS) and request not in self._over_are:
            self._over_are.append(request)
            self.statuses.append(status)

    def events(self) -> list[dict[str, Any]]:
        return [payload for request in self.requests for _, payload in items_of(request)]

    def until(self, number: int) -> list[dict[str, Any]]:
        """Once so many were sent, and answered; those that could not be are waited for, too."""
        for _ in range(STEPS):
            if len(self.statuses) >= number:
                return self.events()
            self._page.wait_for_timeout(STEP_MILLISECONDS)
        raise AssertionError(f"{len(self.requests)} of {number} reports were sent, {len(self.statuses)} answered")

    def stays_at(self, number: int, seconds: float = 3) -> bool:
        """Whether it is so many that were sent, and for so long no more."""
        self._page.wait_for_timeout(seconds * SECONDS)
        return len(self.requests) == number
