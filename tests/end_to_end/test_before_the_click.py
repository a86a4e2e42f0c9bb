"""Promise P1: until the visitor clicks, the page makes two static requests to the chat's name, and nothing else."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from local.stack import LocalStack
from tests.end_to_end.demo import DEMO_PAGES
from tests.end_to_end.pages import LONG, Widget
from tests.end_to_end.remains import count_from_the_start, counted
from tests.end_to_end.states import Parts
from tests.end_to_end.waiting import until, until_quiet
from tests.promises.promise import promise

STORED = """async () => ({
  cookies: document.cookie,
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).map((it) => it.name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""

NOTHING = {"cookies": "", "local": 0, "session": 0, "databases": [], "caches": [], "workers": 0}


@promise("P1", "until a visitor clicks a page makes two static requests, and nothing is stored or opened")
@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
@pytest.mark.parametrize("name", ["plain", "app", "strict", "hostile", "links", "snippet"])
def test_nothing_is_stored_asked_or_opened_before_the_click(
    new_context: Callable[..., BrowserContext], stack: LocalStack, name: str
) -> None:
    context = new_context()
    count_from_the_start(context)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(DEMO_PAGES[name].address(stack.addresses))
    expect(Parts(page).launcher).to_be_visible()
    page.mouse.move(200, 200)
    page.mouse.wheel(0, 400)
    until_quiet(page)

    chat, shop = (urlsplit(address).netloc for address in (stack.addresses.chat, stack.addresses.shop))
    assert {urlsplit(url).netloc for url in requests if not url.startswith("data:")} <= {chat, shop}
    # The snippet is a part of the page, and does not even ask who is there.
    static = [] if name == "snippet" else ["/loader.js", f"/availability/{shop}.json"]
    assert [urlsplit(url).path for url in requests if urlsplit(url).netloc == chat] == static
    assert counted(page)["sockets"] == 0
    assert context.cookies() == []
    assert page.evaluate(STORED) == NOTHING


def test_the_test_of_what_is_stored_asked_and_opened_would_see_it(
    new_context: Callable[..., BrowserContext], stack: LocalStack
) -> None:
    """The panel is loaded at the click; a moment later what counts its use comes, which keeps nothing; the first letter
    brings a key and a socket."""
    context = new_context()
    count_from_the_start(context)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{stack.addresses.shop}/?lang=en")
    widget = Widget(page)
    with page.expect_response("**/assets/analysis-*.js"):
        widget.open()
    expect(widget.dialog).to_contain_text("Hello!")
    until_quiet(page)
    assert parts(requests) == ["panel", "conversation", "analysis"]
    assert page.evaluate(STORED) == NOTHING
    widget.write("visitor-01")
    until(page, lambda: counted(page)["sockets"] == 1, seconds=90)
    assert set(parts(requests)) == {"panel", "conversation", "analysis"}
    assert page.evaluate(STORED) != NOTHING
    assert context.cookies() == []
    widget.end()


def parts(requests: list[str]) -> list[str]:
    """The parts of the widget among the requests, without the hashes in their names."""
    paths = [urlsplit(url).path for url in requests]
    return [path.removeprefix("/assets/").partition("-")[0] for path in paths if path.startswith("/assets/")]


@promise("P2", "the key's private half can not be exported, so it stays in that browser")
def test_the_proof_is_in_no_address_and_the_key_can_not_be_exported(shop_page: Page) -> None:
    addresses: list[str] = []
    shop_page.on("websocket", lambda socket: addresses.append(socket.url))
    widget = Widget(shop_page)
    widget.open()
    widget.write("visitor-01")
    expect(widget.log).to_contain_text("waiting for someone", timeout=LONG)
    # On a busy machine it may take a second one.
    assert {urlsplit(address)[2:] for address in addresses} == {("/ws", "", "")}
    kept = shop_page.evaluate(
        """() => new Promise((resolve, reject) => {
          const open = indexedDB.open("tresen");
          open.onerror = () => reject(open.error);
          open.onsuccess = () => {
            const all = open.result.transaction("keys").objectStore("keys").getAll();
            all.onsuccess = () => resolve(all.result.map((pair) => pair.privateKey.extractable));
          };
        })"""
    )
    assert kept == [False]
    widget.end()
