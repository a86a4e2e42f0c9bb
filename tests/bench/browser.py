"""What a long conversation takes of a browser: widget and console in Chromium.

The pages come from a local run. Behind their sockets are the functions on the table in memory: with the emulator's
table that would be most of what is measured.
"""

import base64
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from playwright.sync_api import (
    Browser,
    CDPSession,
    ElementHandle,
    Locator,
    Page,
    WebSocketRoute,
    expect,
    sync_playwright,
)

from lambdas.identity.people import Identity
from local.stack import LocalStack
from tests.bench.actions import talk
from tests.bench.chat import Chat, agent, running, visitor
from tests.bench.length import LONG, SHORT
from tests.bench.table import Table
from tests.end_to_end.around import token
from tests.end_to_end.browsers import CHROMIUM_ARGUMENTS
from tests.end_to_end.pages import SECONDS, Console, Widget

_TIMES: Final = 5
_TEN: Final = 10

_PAGE_BACK: Final = """log => new Promise((resolve) => {
  const earlier = log.getRootNode().querySelector(".earlier");
  if (!earlier || earlier.hidden) return resolve(false);
  const laidOut = () => resolve(log.getBoundingClientRect().height > 0);
  const changes = new MutationObserver(() => {
    changes.disconnect();
    setTimeout(laidOut);
  });
  changes.observe(log, { childList: true, subtree: true });
  earlier.click();
})"""
"""Whether there was a page. Within the browser, where looking for it from here would be most of its work."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody's page. ``open`` is a click that shows the conversation, once the page is loaded."""

    name: str
    page: Page
    log: Locator
    open: Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class State:
    """After a collection of the heap."""

    heap_mb: float
    nodes: float


@dataclass(frozen=True, kw_only=True)
class Opening:
    """``clock_ms`` from the click until the newest message is there; ``task_ms`` of it the page's thread worked."""

    clock_ms: float
    task_ms: float
    state: State


def browser() -> Iterator[str]:
    chromium = os.environ.get("CHROMIUM")
    if not chromium:
        yield "\nno Chromium in CHROMIUM, so nothing of browsers"
        return
    with LocalStack() as stack, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        # All of it, since what is printed meanwhile is the functions' log.
        lines = [line for entries in (SHORT[0], LONG) for line in _measured(started, stack, entries)]
        started.close()
    yield from lines


def _measured(browser: Browser, stack: LocalStack, entries: int) -> Iterator[str]:
    agent_id = _subject(token(stack, stack.agents[0]))
    with running() as chat:
        talk(chat, entries, agent_id)
        readers = (_visitor(browser, stack, chat), _agent(browser, stack, chat, agent_id))
        yield from _openings(readers, entries)
        if entries == LONG:
            for reader in readers:
                yield from _paging(reader)


def _subject(token: str) -> str:
    claims = token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"])


def _visitor(browser: Browser, stack: LocalStack, chat: Chat) -> Reader:
    page = browser.new_context(locale="en-GB").new_page()
    _serve(page, chat, visitor())
    page.goto(f"{stack.addresses.shop}/")
    widget = Widget(page)
    widget.open()
    # From now on the browser keeps a key, and opens the conversation by itself.
    widget.write("hello")
    return Reader(name="widget", page=page, log=widget.log, open=widget.launcher.click)


def _agent(browser: Browser, stack: LocalStack, chat: Chat, agent_id: str) -> Reader:
    page = browser.new_context(locale="en-GB").new_page()
    _serve(page, chat, agent(agent_id))
    console = Console(page)
    console.sign_in(stack.addresses.console, stack.agents[0])
    listed = console.listed("Your conversations").first.get_by_role("button").first
    return Reader(name="console", page=page, log=console.log, open=listed.click)


def _serve(page: Page, chat: Chat, identity: Identity) -> None:
    """Whoever opens a socket on the page is ``identity``: nobody asks for a proof."""

    def connected(socket: WebSocketRoute) -> None:
        seat = chat.connect(identity)

        def received(frame: str | bytes) -> None:
            answer = seat.sends_frame(str(frame))
            if answer:
                socket.send(answer)

        socket.on_message(received)

    page.route_web_socket("**/ws", connected)


def _openings(readers: Sequence[Reader], entries: int) -> Iterator[str]:
    table = Table(f"opening {entries:,} entries, of {_TIMES} times", "ms", "thread ms", "heap MB", "nodes")
    openings = [[_opened(reader) for reader in readers] for _ in range(_TIMES)]
    for reader, each in zip(readers, zip(*openings, strict=True), strict=True):
        clock, task = median(it.clock_ms for it in each), median(it.task_ms for it in each)
        heap, nodes = median(it.state.heap_mb for it in each), median(it.state.nodes for it in each)
        table.row(reader.name, f"{clock:.0f}", f"{task:.0f}", f"{heap:.1f}", f"{nodes:.0f}")
    yield from table.lines()


def _opened(reader: Reader) -> Opening:
    reader.page.reload()
    session = _session(reader.page)
    before, began = _metrics(session)["TaskDuration"], reader.page.evaluate("performance.now()")
    reader.open()
    expect(reader.log.get_by_text("hello")).to_be_visible(timeout=60 * SECONDS)
    took = reader.page.evaluate("performance.now()") - began
    worked = (_metrics(session)["TaskDuration"] - before) * 1000
    return Opening(clock_ms=took, task_ms=worked, state=_state(session))


def _paging(reader: Reader) -> Iterator[str]:
    """All the way back; the heap is looked at after ten pages and at the end, since a collection is work, too."""
    session, log = _session(reader.page), reader.log.element_handle(timeout=30 * SECONDS)
    first = _pages_back(session, log, _TEN)
    after_first = _state(session)
    rest = _pages_back(session, log, LONG)
    after_last = _state(session)
    table = Table(f"{reader.name}, {_TEN + len(rest)} pages back", "thread ms a page", "heap MB", "nodes")
    for part, pages, state in (("the first ten", first, after_first), ("the last ten", rest[-_TEN:], after_last)):
        table.row(part, f"{median(pages):.0f}", f"{state.heap_mb:.1f}", f"{state.nodes:.0f}")
    yield from table.lines()


def _pages_back(session: CDPSession, log: ElementHandle, most: int) -> list[float]:
    """What each page took of the thread, in milliseconds, until there is no earlier one."""
    took: list[float] = []
    before = _metrics(session)["TaskDuration"]
    while len(took) < most and log.evaluate(_PAGE_BACK):
        after = _metrics(session)["TaskDuration"]
        took.append((after - before) * 1000)
        before = after
    return took


def _state(session: CDPSession) -> State:
    session.send("HeapProfiler.collectGarbage")
    found = _metrics(session)
    return State(heap_mb=found["JSHeapUsedSize"] / 1e6, nodes=found["Nodes"])


def _metrics(session: CDPSession) -> dict[str, float]:
    return {it["name"]: it["value"] for it in session.send("Performance.getMetrics")["metrics"]}


def _session(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    return session
