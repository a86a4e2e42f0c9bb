"""No message is lost, doubled or out of order, in real browsers: networks that go, tabs that die, sockets that end."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, WebSocket, expect
from playwright.sync_api import Error as PlaywrightError

from local.edge.limits import Limits
from local.edge.socket import Direction, Disturbance
from local.stack import LocalStack
from tests.end_to_end.around import stored_texts
from tests.end_to_end.pages import SECONDS, Console, Widget, expect_said, said, wait_until_kept
from tests.end_to_end.waiting import until
from tests.promises.promise import promise

ContextMaker = Callable[..., BrowserContext]

LONG = 90 * SECONDS
UNNOTICED_MS = 1_950
"""A little less than ``AWAY_MS`` of the visitor's talk: nothing is said of a shorter gap."""

NO_DATABASES = "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };"

NOTE_STATUS = """status => {
  window.told = [];
  new MutationObserver(() => status.textContent && window.told.push(status.textContent))
    .observe(status, { childList: true });
}"""

NOTE_GAPS = """(() => {
  const gaps = [];
  let newest, since;
  window.gaps = () => (since === undefined ? gaps : [...gaps, performance.now() - since]);
  window.WebSocket = new Proxy(WebSocket, {
    construct(kind, values) {
      const socket = Reflect.construct(kind, values);
      const ends = () => newest === socket && (since ??= performance.now());
      newest = socket;
      socket.addEventListener("close", ends);
      socket.close = (...values) => {
        ends();
        kind.prototype.close.apply(socket, values);
      };
      socket.addEventListener("open", () => {
        if (since !== undefined) gaps.push(performance.now() - since);
        since = undefined;
      });
      return socket;
    },
  });
})()"""


@pytest.fixture
def disturb(stack: LocalStack) -> Iterator[Callable[[Disturbance | None], None]]:
    """Disturbs all frames until it is called again or the test ends."""
    yield stack.disturb
    stack.disturb(None)


@pytest.fixture
def short_lived() -> Iterator[LocalStack]:
    """A run in which the two hours of a connection are six seconds."""
    with LocalStack(limits=Limits(connection_seconds=6)) as stack:
        yield stack


def begin(widget: Widget, console: Console) -> None:
    """A conversation in which each has said something."""
    widget.open()
    widget.write("visitor-00")
    console.take_only_waiting()
    console.write("agent-00")
    expect_said(widget.log, ["visitor-00", "agent-00"])


def cut_off(stack: LocalStack, widget: Widget) -> None:
    """The network goes: what is open breaks, and nothing new can be opened."""
    widget.page.context.set_offline(True)
    stack.cut()


def expect_waiting(widget: Widget) -> None:
    expect(widget.log.get_by_text("Sending …").last).to_be_visible(timeout=LONG)


def expect_arrived(side: Widget | Console) -> None:
    """All that was written there is with the server."""
    unsent = side.page.get_by_text(re.compile("^(Sending|Being sent)"))
    expect(unsent).to_have_count(0, timeout=LONG)


def test_the_network_goes_and_comes_back_while_somebody_types(
    stack: LocalStack, shop_page: Page, console: Console
) -> None:
    widget = Widget(shop_page)
    begin(widget, console)
    talk = ["visitor-00", "agent-00"]
    away = widget.dialog.get_by_text("No connection.")
    for number in (1, 2, 3):
        cut_off(stack, widget)
        unsent = [f"visitor-{number}{digit}" for digit in range(3)]
        for text in unsent:
            widget.type(text)
        expect_waiting(widget)
        expect(away).to_be_visible(timeout=LONG)
        console.type(f"agent-{number}0")
        # The agent's page was cut off, too, and who is back first speaks first.
        expect(console.log).to_contain_text(f"agent-{number}0", timeout=LONG)
        widget.field.fill("half a thought")
        shop_page.context.set_offline(False)
        # What the other side said meanwhile was there first.
        talk += [f"agent-{number}0", *unsent]
        for log in (console.log, widget.log):
            expect_said(log, talk)
        expect(away).to_be_hidden()
        expect(widget.field).to_have_value("half a thought")
    expect_arrived(widget)
    widget.field.fill("")
    widget.end()


def test_what_is_written_before_all_of_the_chat_could_be_loaded_stays_in_the_field(
    shop_page: Page, console: Console
) -> None:
    widget = Widget(shop_page)
    widget.open()
    shop_page.context.set_offline(True)
    widget.type("visitor-01")
    unreachable = widget.dialog.get_by_text("The chat cannot be reached right now.")
    expect(unreachable).to_be_visible(timeout=LONG)
    expect(widget.field).to_have_value("visitor-01")
    shop_page.context.set_offline(False)
    expect(unreachable).to_be_hidden(timeout=LONG)
    widget.field.press("Enter")
    console.take_only_waiting()
    for log in (widget.log, console.log):
        expect_said(log, ["visitor-01"])
    widget.end()


@promise("P2", "what was not sent yet is kept in the browser, and is there again in the next tab")
def test_an_unsent_message_survives_the_crash_of_its_tab(
    stack: LocalStack, shop_page: Page, console: Console, disturb: Callable[[Disturbance | None], None]
) -> None:
    widget = Widget(shop_page)
    begin(widget, console)
    context, address = shop_page.context, shop_page.url
    cut_off(stack, widget)
    widget.type("visitor-01")
    expect_waiting(widget)
    wait_until_kept(shop_page)
    with pytest.raises(PlaywrightError, match="crash"):
        shop_page.goto("chrome://crash")
    shop_page.close()

    # In the next tab it is there before the server has said anything.
    disturb(nothing_arrives)
    context.set_offline(False)
    again = Widget(context.new_page())
    again.page.goto(address)
    again.open()
    expect(again.log).to_contain_text("visitor-01", timeout=LONG)
    expect_waiting(again)
    disturb(None)
    stack.cut()
    expect(again.log).to_contain_text("agent-00", timeout=LONG)
    expect_arrived(again)
    for log in (again.log, console.log):
        expect_said(log, ["visitor-00", "agent-00", "visitor-01"])
    again.end()


async def nothing_arrives(direction: Direction, frame: str) -> Sequence[str]:
    return () if direction is Direction.TO_SERVER else (frame,)


def ends_with(log: Locator, text: str) -> bool:
    return said(log)[-1:] == [text]


def test_two_hundred_messages_under_twenty_cuts_arrive_once_and_in_order(
    stack: LocalStack, shop_page: Page, console: Console
) -> None:
    """More of them are the agent's, as a visitor may write one every two seconds in the long run."""
    widget = Widget(shop_page)
    begin(widget, console)
    chance = random.Random(4)  # noqa: S311 - chance of a test, the same each time
    visitors = [f"visitor-{number:03}" for number in range(1, 61)]
    agents = [f"agent-{number:03}" for number in range(1, 141)]
    for cut in range(20):
        for text in visitors[cut * 3 : cut * 3 + 3]:
            widget.type(text)
        for text in agents[cut * 7 : cut * 7 + 7]:
            console.type(text)
        shop_page.wait_for_timeout(chance.randrange(3 * SECONDS))
        stack.cut()

    for log in (widget.log, console.log):
        for last in (visitors[-1], agents[-1]):
            expect(log).to_contain_text(last, timeout=180 * SECONDS)
    expect_arrived(widget)
    expect_arrived(console)
    stored = stored_texts(stack, visitors[-1])
    assert [text for text in stored if text.startswith("visitor")] == ["visitor-00", *visitors]
    assert [text for text in stored if text.startswith("agent")] == ["agent-00", *agents]
    for side in (widget, console):
        until(side.page, partial(ends_with, side.log, stored[-1]))
        shown = said(side.log)
        # Of a long conversation the end is drawn.
        assert len(shown) > 150
        assert shown == stored[-len(shown) :]
    widget.end()


class Tab:
    """A page of the shop with the sockets that it has open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.widget = Widget(page)
        self._sockets: list[WebSocket] = []
        page.on("websocket", lambda socket: self._sockets.append(socket))

    @property
    def all_sockets(self) -> int:
        return len(self._sockets)

    @property
    def open_sockets(self) -> int:
        return sum(not socket.is_closed() for socket in self._sockets)


def test_two_tabs_of_a_visitor_are_in_step_and_share_a_socket(shop_page: Page, console: Console) -> None:
    first, second = Tab(shop_page), Tab(shop_page.context.new_page())
    second.page.goto(shop_page.url)
    begin(first.widget, console)
    second.widget.open()
    talk = ["visitor-00", "agent-00"]
    expect_said(second.widget.log, talk)
    for number, tab in ((1, first), (2, second), (3, second), (4, first)):
        tab.widget.type(f"visitor-{number:02}")
        talk.append(f"visitor-{number:02}")
        for log in (first.widget.log, second.widget.log, console.log):
            expect_said(log, talk)
    console.write("agent-01")
    talk.append("agent-01")
    for log in (first.widget.log, second.widget.log):
        expect_said(log, talk)
    until(second.page, lambda: (first.open_sockets, second.open_sockets) == (1, 0))

    # The tab that has the socket goes, with a message of the other's on its way.
    second.widget.type("visitor-05")
    first.page.close()
    second.widget.type("visitor-06")
    console.write("agent-02")
    for side in (second.widget, console):
        for text in ("visitor-05", "visitor-06", "agent-02"):
            expect(side.log).to_contain_text(text, timeout=LONG)
        # What is unsent stands last, wherever it comes in the end.
        expect_arrived(side)
    expect_said(console.log, said(second.widget.log))
    assert sorted(said(second.widget.log)) == sorted([*talk, "visitor-05", "visitor-06", "agent-02"])
    until(second.page, lambda: second.open_sockets == 1)
    second.widget.end()


def test_a_conversation_outlives_its_connections(short_lived: LocalStack, new_context: ContextMaker) -> None:
    tab = Tab(new_context().new_page())
    tab.page.add_init_script(NOTE_GAPS)
    tab.page.goto(f"{short_lived.addresses.shop}/")
    console = Console(new_context().new_page())
    console.sign_in(short_lived.addresses.console, short_lived.agents[0])
    begin(tab.widget, console)
    tab.page.locator(".panel > .status").evaluate(NOTE_STATUS)
    talk = ["visitor-00", "agent-00"]
    for number in range(1, 13):
        for side, text in ((tab.widget, f"visitor-{number:02}"), (console, f"agent-{number:02}")):
            side.type(text)
            talk.append(text)
            for log in (tab.widget.log, console.log):
                expect_said(log, talk)
        tab.page.wait_for_timeout(2 * SECONDS)
    assert tab.all_sockets >= 4
    told, gaps = tab.page.evaluate("[window.told, window.gaps()]")
    assert len(told) <= sum(gap > UNNOTICED_MS for gap in gaps), (told, gaps)
    tab.widget.end()


def test_a_browser_that_refuses_its_databases_is_served_all_the_same(
    stack: LocalStack, new_context: ContextMaker, shop: str, console: Console
) -> None:
    context = new_context()
    context.add_init_script(NO_DATABASES)
    widget = Widget(context.new_page())
    widget.page.goto(f"{shop}/")
    begin(widget, console)
    cut_off(stack, widget)
    widget.type("visitor-01")
    expect_waiting(widget)
    context.set_offline(False)
    widget.type("visitor-02")
    for log in (widget.log, console.log):
        expect_said(log, ["visitor-00", "agent-00", "visitor-01", "visitor-02"])
    widget.end()
