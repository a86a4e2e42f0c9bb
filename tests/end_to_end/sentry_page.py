"""A page of the shop's that reports its errors with Sentry's own SDK, ``@sentry/browser``, through our tunnel."""

import json
import subprocess
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request, Response, Route

from app import own_node
from local.stack import LocalStack
from tests.end_to_end.waiting import STEP_MILLISECONDS

ROOT: Final = Path(__file__).parents[2]
PATH: Final = "/with-sentry"
RELEASE: Final = "shop@4.7.1"

ANSWERED_WITHIN: Final = 60_000
"""Milliseconds, as the tunnel may have to be started, on a machine that is busy."""

STEPS: Final = ANSWERED_WITHIN // STEP_MILLISECONDS

_BUNDLE: Final = """
import { buildSync } from "esbuild";
const made = buildSync({
  stdin: { contents: 'export * from "@sentry/browser"', resolveDir: process.cwd() },
  bundle: true, write: false, format: "iife", globalName: "Sentry", target: "es2022",
});
process.stdout.write(made.outputFiles[0].text);
"""

_FORM: Final = """
  document.body.insertAdjacentHTML("beforeend", `
    <input name="street" aria-label="Street">
    <button id="pay" title="pay" aria-label="Pay for all of it">Pay</button>`);
"""

# The shop's own script, whose functions have names.
CART: Final = """function payWith(card) {
  return card.number.trim();
}
function checkout() {
  return payWith({});
}
function findTea(list) {
  return list.first.name;
}
function search() {
  return findTea([]);
}
"""


def sdk() -> str:
    """The SDK as one script, with the global ``Sentry``."""
    done = subprocess.run(  # noqa: S603
        [own_node(), "--input-type=module", "--eval", _BUNDLE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class SentryPage:
    """``asked`` are the requests to the tunnel."""

    def __init__(self, context: BrowserContext, stack: LocalStack, script: str) -> None:
        self._tunnel = f"{stack.addresses.chat}/api/errors"
        self._stack = stack
        self.page: Page = context.new_page()
        self.asked: list[Request] = []
        self.page.on("request", self._note)
        self._answered: list[Response] = []
        self.page.on("response", self._note_answer)
        scripts = {f"{PATH}/sdk.js": script, f"{PATH}/cart.js": CART}

        def answer(route: Route) -> None:
            route.fulfill(body=scripts[urlsplit(route.request.url).path], content_type="text/javascript; charset=utf-8")

        self.page.route(f"{stack.addresses.shop}{PATH}/*.js", answer)

    def _note(self, request: Request) -> None:
        if request.url.startswith(self._tunnel):
            self.asked.append(request)

    def _note_answer(self, response: Response) -> None:
        if response.url.startswith(self._tunnel):
            self._answered.append(response)

    def until_answered(self) -> list[int]:
        """The status of each answer, once there is one to all that was asked.

        The SDK asks with ``keepalive``, and a body of such an answer is never told to the one who watches.
        """
        for _ in range(STEPS):
            if len(self._answered) == len(self.asked):
                return [response.status for response in self._answered]
            self.page.wait_for_timeout(STEP_MILLISECONDS)
        raise AssertionError(f"{len(self._answered)} of {len(self.asked)} were answered")

    def open(self, query: str = "", **options: object) -> None:
        """Loads the page, and starts the SDK as its documentation says. It awaits that the session is told.

        The page itself has to come from this machine, or Chromium keeps it from asking it anything.
        https://developer.chrome.com/blog/local-network-access
        """
        shop = self._stack.addresses.shop
        self.page.goto(f"{shop}/{query}")
        for name in ("sdk", "cart"):
            self.page.add_script_tag(url=f"{shop}{PATH}/{name}.js")
        self.page.evaluate(_FORM)
        told = {"dsn": self._stack.outputs["ErrorsDsn"], "tunnel": self._tunnel, "release": RELEASE, **options}
        with self.page.expect_response(lambda answer: answer.url.startswith(self._tunnel), timeout=ANSWERED_WITHIN):
            self.page.evaluate("(options) => void Sentry.init(options)", told)

    def does(self, script: str, given: object = None) -> Any:
        """Within the page, with ``given`` as ``given``; what it throws is the page's to catch."""
        return self.page.evaluate(f"(given) => {{ {script} }}", given)

    def throws(self, call: str) -> None:
        """Calls it from a timer, so that nobody catches what it throws."""
        self.does(f"setTimeout(() => {call}, 0)")

    def sent(self, number: int = 1) -> list[dict[str, Any]]:
        """The errors that were sent, once there are so many, and they are answered."""
        for _ in range(STEPS):
            if len(self.events()) >= number:
                self.until_answered()
                return self.events()
            self.page.wait_for_timeout(STEP_MILLISECONDS)
        statuses = [response.status for response in self._answered]
        raise AssertionError(f"{len(self.events())} of {number} errors were sent, and answered {statuses}")

    def until_sent(self, kinds: Collection[str]) -> None:
        """Once so many items of these kinds are on their way."""
        for _ in range(STEPS):
            if not Counter(kinds) - Counter(self.kinds()):
                return
            self.page.wait_for_timeout(STEP_MILLISECONDS)
        raise AssertionError(f"expected {kinds}, got {self.kinds()}")

    def events(self) -> list[dict[str, Any]]:
        """What the SDK has sent of errors, as it has sent it."""
        items = [item for request in self.asked for item in items_of(request)]
        return [payload for header, payload in items if header["type"] == "event"]

    def kinds(self) -> list[str]:
        """Of all that was sent."""
        return [header["type"] for request in self.asked for header, _ in items_of(request)]


def items_of(request: Request) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Of the envelope that it brings: header and payload of each, all of JSON."""
    lines = [json.loads(line) for line in (request.post_data or "").splitlines()]
    return list(zip(lines[1::2], lines[2::2], strict=True))
