"""Who comes back sees the conversation at once, before anything is asked of the server, and then all of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.end_to_end.pages import Console, said
from tests.end_to_end.states import LONG, Parts
from tests.end_to_end.waiting import until
from tests.promises.promise import promise

pytestmark = pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)

# Sockets that never open, until they are let go: then they break, and the next ones are real.
HELD_BACK = """(() => {
  const waiting = new Set();
  let held = true;
  window.WebSocket = new Proxy(WebSocket, {
    construct(kind, values) {
      if (!held) return Reflect.construct(kind, values);
      const end = (it) => {
        it.readyState = 3;
        it.dispatchEvent(new CloseEvent("close", { code: 1006 }));
      };
      const socket = Object.assign(new EventTarget(), { readyState: 0, send() {}, close: () => end(socket), end });
      waiting.add(socket);
      return socket;
    },
  });
  window.asked = () => waiting.size;
  window.letGo = () => {
    held = false;
    for (const it of waiting) it.end(it);
  };
})()"""

# As a text; empty where nothing is.
KEPT = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === "tresen")) return "";
  const settled = (request) =>
    new Promise((resolve) => request.addEventListener("success", () => resolve(request.result)));
  const database = await settled(indexedDB.open("tresen"));
  const is = database.objectStoreNames.contains("history");
  const kept = is ? await settled(database.transaction("history").objectStore("history").getAll()) : [];
  database.close();
  return kept.length ? JSON.stringify(kept) : "";
}"""


def zone_of_noon() -> str:
    """One where it is about noon, so that no midnight comes between what is said and what is read."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


def met(context: BrowserContext, shop: str, desk: Console) -> Parts:
    """A visitor who has talked with somebody."""
    parts = Parts(context.new_page())
    parts.page.goto(f"{shop}/?lang=en")
    parts.open()
    parts.say("visitor-01")
    desk.take_only_waiting()
    desk.write("agent-01")
    expect(parts.log).to_contain_text("agent-01", timeout=LONG)
    wait_until_kept(parts.page, "agent-01")
    return parts


@promise("P2", "the conversation is kept in the browser and shown at once when the visitor comes back")
def test_it_is_there_with_the_network_held_back_and_then_completed(
    new_context: Callable[..., BrowserContext], shop: str, desk: Console
) -> None:
    context = new_context()
    first = met(context, shop, desk)
    first.page.close()
    desk.write("agent-02")
    parts = Parts(context.new_page())
    parts.page.add_init_script(HELD_BACK)
    parts.page.goto(f"{shop}/?lang=en")
    parts.open()
    for text in ("visitor-01", "agent-01"):
        expect(parts.log).to_contain_text(text, timeout=LONG)
    expect(parts.log).not_to_contain_text("agent-02")
    parts.page.wait_for_function("asked() > 0")
    parts.page.evaluate("letGo()")
    expect(parts.log).to_contain_text("agent-02", timeout=LONG)
    assert said(parts.log) == ["visitor-01", "agent-01", "agent-02"]
    parts.end.click()
    expect(parts.end).to_be_hidden(timeout=LONG)


def test_the_next_day_it_stands_under_yesterday_and_can_be_saved(
    new_context: Callable[..., BrowserContext], shop: str, desk: Console
) -> None:
    context = new_context(timezone_id=zone_of_noon())
    first = met(context, shop, desk)
    expect(first.log).to_contain_text("Today")
    first.end.click()
    expect(first.end).to_be_hidden(timeout=LONG)
    wait_until_kept(first.page, '"closed"')
    first.page.close()
    parts = Parts(context.new_page())
    parts.page.add_init_script(HELD_BACK)
    parts.page.clock.set_system_time(datetime.now(UTC) + timedelta(days=1))
    parts.page.goto(f"{shop}/?lang=en")
    parts.open()
    expect(parts.log).to_contain_text("Yesterday", timeout=LONG)
    expect(parts.log).not_to_contain_text("Today")
    parts.choose("transcript")
    link = parts.dialog.locator(".view a")
    expect(link).to_be_visible(timeout=LONG)
    saved: str = link.evaluate("it => fetch(it.href).then((answer) => answer.text())")
    assert saved.index("visitor-01") < saved.index("agent-01")


@promise("P4", "what was deleted does not come back out of a browser's own history, in no tab and at no later visit")
def test_what_was_erased_in_another_tab_never_comes_back(
    new_context: Callable[..., BrowserContext], shop: str, desk: Console
) -> None:
    context = new_context()
    first = met(context, shop, desk)
    second = Parts(context.new_page())
    second.page.goto(f"{shop}/?lang=en")
    second.open()
    expect(second.log).to_contain_text("agent-01", timeout=LONG)
    first.choose("erase")
    first.dialog.get_by_role("button", name="Delete everything").click()
    first.dialog.get_by_role("button", name="Delete for good").click()
    expect(second.log).not_to_contain_text("visitor-01", timeout=LONG)
    expect(first.dialog).to_contain_text("Everything on the server has been deleted, too.", timeout=LONG)
    second.page.wait_for_timeout(1500)
    for page in (first.page, second.page):
        page.close()
    third = Parts(context.new_page())
    third.page.goto(f"{shop}/?lang=en")
    third.open()
    # It is known that nothing was said before.
    expect(third.dialog.locator(".welcome")).to_be_visible(timeout=LONG)
    expect(third.dialog).not_to_contain_text("visitor-01")


@promise(
    "P2",
    "conversation and contact times are kept from the moment the visitor acts, and forgotten with the browser's key",
)
def test_forgetting_takes_it_along(new_context: Callable[..., BrowserContext], shop: str, desk: Console) -> None:
    parts = met(new_context(), shop, desk)
    parts.end.click()
    expect(parts.end).to_be_hidden(timeout=LONG)
    wait_until_kept(parts.page, '"closed"')
    contacts = parts.page.evaluate("JSON.parse(localStorage['tresen.contacts'])")
    assert [(it["kind"], sorted(it)) for it in contacts] == [("conversation", ["first", "kind", "last"])]
    parts.page.evaluate("tresen.reset()")
    until(parts.page, lambda: not parts.page.evaluate(KEPT) and not parts.page.evaluate("localStorage.length"))
    # Nothing that was on its way into the store comes after it.
    parts.page.wait_for_timeout(1500)
    assert parts.page.evaluate(KEPT) == ""
    assert parts.page.evaluate("Object.keys(localStorage)") == []


def wait_until_kept(page: Page, part: str) -> None:
    """It is written a moment after it is shown."""
    until(page, lambda: part in page.evaluate(KEPT))
