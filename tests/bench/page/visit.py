"""One visit to a page with a chat, in a browser profile of its own, on a processor that is a quarter as fast."""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Error, Page

from tests.bench.page.npm import ROOT
from tests.bench.page.widgets import Widget

_SLOWER: Final = 4
_SETTLED_MS: Final = 2_500
"""For the launcher, and for what comes late: who looked meanwhile would be a part of what is measured."""
_WAIT_MS: Final = 120_000
"""On a machine with something else to do, 2 MB of script take their time."""

_STORED: Final = """async () => {
  const databases = await indexedDB.databases();
  const caches_ = "caches" in self ? await caches.keys() : [];
  return localStorage.length + sessionStorage.length + databases.length + caches_.length;
}"""
_AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_FINDINGS: Final = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => [id, nodes.length]);
}"""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """``opened_ms`` is from the click to the frame that shows the panel. ``third`` counts what was asked of other
    hosts."""

    requests: int
    kilobytes: float
    script_ms: float
    stored: int
    third: int
    opened_ms: float | None
    opened_requests: int
    opened_kilobytes: float


def visit(browser: Browser, widget: Widget, address: str) -> Visit:
    """Raises ``playwright.sync_api.Error`` if the chat does not come."""
    context = browser.new_context(locale="en-GB")
    try:
        # Nobody else is asked; that somebody would have been is counted.
        context.route(re.compile(r"^https?://(?![a-z0-9]*\.localhost:)"), lambda route: route.abort())
        page = context.new_page()
        page.set_default_timeout(_WAIT_MS)
        session = _throttled(page)
        wire = _Wire(session, address)
        page.goto(address)
        _settle(page, widget)
        before = wire.taken()
        script_ms = _script_ms(session)
        stored = len(context.cookies()) + _stored(page)
        third = len(wire.third)
        opened_ms = _open(page, widget) if widget.open else None
        page.wait_for_timeout(_SETTLED_MS)
        after = wire.taken()
        return Visit(
            requests=before[0],
            kilobytes=before[1],
            script_ms=script_ms,
            stored=stored,
            third=third,
            opened_ms=opened_ms,
            opened_requests=after[0],
            opened_kilobytes=after[1],
        )
    finally:
        context.close()


def findings(browser: Browser, widget: Widget, address: str) -> tuple[list[str], list[str]]:
    """What axe finds on the page before the click and after it, each with the number of its places."""
    context = browser.new_context(locale="en-GB")
    try:
        context.route(re.compile(r"^https?://(?![a-z0-9]*\.localhost:)"), lambda route: route.abort())
        page = context.new_page()
        page.set_default_timeout(_WAIT_MS)
        page.goto(address)
        _settle(page, widget)
        before = _found(page)
        if widget.open:
            _open(page, widget)
            page.wait_for_timeout(_SETTLED_MS)
        return before, _found(page) if widget.open else before
    finally:
        context.close()


class _Wire:
    """What goes over it, but for the page itself."""

    def __init__(self, session: CDPSession, address: str) -> None:
        self.third: set[str] = set()
        self._page = address
        self._sent: dict[str, float] = {}
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)
        session.send("Network.enable")

    def taken(self) -> tuple[int, float]:
        """Requests and kilobytes so far."""
        return len(self._sent), sum(self._sent.values()) / 1000

    def _asked(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        host = urlsplit(url).hostname or ""
        if not url.startswith("http") or url == self._page:
            return
        self._sent.setdefault(event["requestId"], 0)
        if not host.endswith(".localhost"):
            self.third.add(url)

    def _came(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._sent:
            self._sent[event["requestId"]] = event["encodedDataLength"]


def _throttled(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    return session


def _settle(page: Page, widget: Widget) -> None:
    for _ in range(_WAIT_MS // _SETTLED_MS):
        page.wait_for_timeout(_SETTLED_MS)
        if page.evaluate(widget.ready):
            return
    raise Error(f"no launcher within {_WAIT_MS} ms")


def _open(page: Page, widget: Widget) -> float:
    return float(
        page.evaluate(
            f"""async () => {{
  const open = {widget.open}, shown = {widget.shown}, began = performance.now();
  open();
  while (!shown()) {{
    if (performance.now() - began > {_WAIT_MS}) throw new Error("not shown");
    await new Promise(requestAnimationFrame);
  }}
  return performance.now() - began;
}}"""
        )
    )


def _script_ms(session: CDPSession) -> float:
    found = {it["name"]: it["value"] for it in session.send("Performance.getMetrics")["metrics"]}
    return float(found["ScriptDuration"]) * 1000


def _stored(page: Page) -> int:
    return sum(_in_frame(frame.evaluate, _STORED) or 0 for frame in page.frames)


def _found(page: Page) -> list[str]:
    source = _AXE.read_text(encoding="utf-8")
    for frame in page.frames:
        _in_frame(frame.evaluate, source)
    return [f"{rule} ({places})" for rule, places in page.evaluate(_FINDINGS)]


def _in_frame(evaluate: Any, script: str) -> Any:
    """A frame whose page was not to be had runs nothing."""
    try:
        return evaluate(script)
    except Error:
        return None
