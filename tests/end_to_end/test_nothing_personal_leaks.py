"""What people write is where it is declared to be and nowhere else; after an erasure it is nowhere."""

import re
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from cli.__main__ import main
from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import LocalStack
from tests.end_to_end import clients, contact_client
from tests.end_to_end.clients import Frame, VisitorKey
from tests.end_to_end.pages import SECONDS, Widget
from tests.end_to_end.stores import Stores
from tests.end_to_end.traffic import Traffic
from tests.end_to_end.waiting import eventually, until, until_quiet
from tests.promises.markers import Markers
from tests.promises.promise import promise
from tests.promises.words import Words

ContextMaker = Callable[..., BrowserContext]

DECLARED = {"conversation", "contact"}
"""Rows that may hold what somebody wrote."""
NAMES_A_KEY = {"conversation", "contact", "proof", "erased"}
"""Rows whose key is somebody's."""
LONG = 60 * SECONDS

ASKED_FOR = re.compile(
    r"GET /(loader\.js|availability/[a-z0-9.:]+\.json|assets/[a-z]+(-[a-z]{2})?-[0-9A-Za-z]{8}\.js)"
    r"|GET /api/contact/form|POST /api/contact/requests|POST /api/privacy/(stored|export|erasures)|GET /ws"
    r"|POST /api/events"
)
"""All that the widget may ask the chat for."""

TOLD = {
    "widget_opened",
    "conversation_started",
    "messages_sent",
    "messages_received",
    "contact_form_sent",
    "setting_changed",
    "error_shown",
}
"""All that the widget tells of how it is used."""

EXPECTED = {"widget_opened", "conversation_started", "messages_sent", "contact_form_sent"}
"""What it tells of who writes and sends the form."""

BATCH_SECONDS = 15
"""So long the widget waits for more to tell."""


@pytest.fixture
def stores(stack: LocalStack) -> Stores:
    return Stores(stack)


@pytest.fixture
def _account(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.ministack_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)


def told(traffic: Traffic) -> set[str]:
    """The kinds of events."""
    return {event["type"] for batch in traffic.batches() for event in batch["events"]}


def kinds_with(stores: Stores, markers: Markers) -> set[str]:
    """Of the rows that hold one of them."""
    return {str(row["pk"]["S"]).partition("#")[0] for row in stores.rows() if markers.found_in(row)}


def until_logged(stack: LocalStack, stores: Stores) -> None:
    """MiniStack waits some milliseconds for what a call prints; what comes later goes to the log with the next call."""

    def is_logged() -> bool:
        clients.run(one_more_call())
        return any("ContactRequestsStored" in line for line in stores.beside()["logs"])

    async def one_more_call() -> None:
        async with clients.http_session() as session:
            await contact_client.read_form(session, stack.addresses.chat, stack.addresses.shop)

    eventually(is_logged)


def assert_nowhere_else(stores: Stores, markers: Markers, *more: object) -> None:
    beside = stores.beside()
    assert any("ContactRequestsStored" in line for line in beside["logs"]), "the functions' logs are among it"
    for what, kept in {**beside, "more": more}.items():
        assert (what, markers.found_in(kept)) == (what, set())


@promise(
    "P3", "what is written is in rows of conversations and contact requests, and in nothing else that is kept or logged"
)
@promise("P4", "after an erasure what was written is in no table, bucket, queue, log, metric or e-mail")
def test_a_supervisor_erases_a_visitor_everywhere(
    stack: LocalStack, stores: Stores, chat: str, shop: str, tokens: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    words, key = Words(), VisitorKey()
    clients.run(lives(chat, shop, tokens["sales"], key, words))
    assert kinds_with(stores, words.markers()) == DECLARED
    until_logged(stack, stores)
    assert_nowhere_else(stores, words.markers(visitor=key.visitor_id), capfd.readouterr())

    asked = {"erasure_id": secrets.token_hex(16), "conversation_id": f"{stack.site}.{key.visitor_id}"}
    assert as_agent(chat, tokens["sales"], asked) == (403, {"code": "not_allowed"})
    status, done = as_agent(chat, tokens["supervisor"], asked)
    assert status == 200
    assert done["receipt"]
    assert kinds_with(stores, words.markers()) == set()
    assert kinds_with(stores, words.markers(visitor=key.visitor_id)) <= NAMES_A_KEY - {"contact"}
    assert_nowhere_else(stores, words.markers(visitor=key.visitor_id), capfd.readouterr(), done)


@pytest.mark.usefixtures("_account")
@promise("P4", "an operator deletes on the command line, also what came by the plain page")
def test_the_operator_erases_what_came_by_the_plain_page(
    stack: LocalStack, stores: Stores, chat: str, capfd: pytest.CaptureFixture[str]
) -> None:
    words = Words()
    clients.run(by_the_plain_page(chat, words))
    assert kinds_with(stores, words.markers()) == {"contact"}
    until_logged(stack, stores)
    assert_nowhere_else(stores, words.markers(), capfd.readouterr())
    assert (
        clients.in_thread(lambda: main(["erase", "--site", stack.site, "--email", words.fields["email"], "--yes"])) == 0
    )
    assert words.markers().found_in(capfd.readouterr()) == set()
    assert kinds_with(stores, words.markers()) == set()
    assert_nowhere_else(stores, words.markers())


@promise("P4", "in the widget's menu a visitor deletes everything, on the server and in the browser")
def test_a_visitor_erases_everything_in_the_widget(
    new_context: ContextMaker, stack: LocalStack, stores: Stores, capfd: pytest.CaptureFixture[str]
) -> None:
    words, page = Words(), new_context().new_page()
    traffic, widget = Traffic(page), writes_and_fills_in(page, stack, words)
    assert kinds_with(stores, words.markers()) == DECLARED
    download(widget, words)
    proofs = traffic.proofs()
    assert len(proofs) >= 2
    until_logged(stack, stores)
    assert_nowhere_else(stores, words.markers(**proofs), capfd.readouterr())

    choose(widget, "Delete my data")
    widget.dialog.get_by_role("button", name="Delete everything").click()
    widget.dialog.get_by_role("button", name="Delete for good").click()
    expect(widget.dialog).to_contain_text("Everything on the server has been deleted, too.", timeout=LONG)
    markers = words.markers(**traffic.proofs())
    assert kinds_with(stores, markers) == set()
    assert_nowhere_else(stores, markers, capfd.readouterr())
    assert markers.found_in(page.evaluate(KEPT)) == set()


@promise("P5", "what is told of how the widget is used is of a closed list, and holds nothing that somebody wrote")
@promise("P6", "what is analysed goes to the chat's own name and to nobody else, without proof, cookie or referrer")
@promise("P8", "an error of the page's own is reported to nobody")
def test_a_page_with_the_open_widget_asks_for_nothing_unknown(new_context: ContextMaker, stack: LocalStack) -> None:
    words, context = Words(), new_context()
    page = context.new_page()
    traffic, widget = Traffic(page), writes_and_fills_in(page, stack, words)
    for name in ("Settings", "What is stored"):
        choose(widget, name)
    expect(widget.dialog).to_contain_text("Entries of your conversation", timeout=LONG)
    until(page, lambda: told(traffic) >= EXPECTED, seconds=LONG / SECONDS)
    until_quiet(page)
    before = len(traffic.requests)
    page.evaluate("dispatchEvent(new ErrorEvent('error', { message: 'broken', error: new Error('broken') }))")
    page.evaluate("void setTimeout(() => console.error('broken'), 0)")
    page.wait_for_timeout(2 * SECONDS)
    assert [request.url for request in traffic.requests[before:] if "/ws" not in request.url] == []
    chat, shop = (urlsplit(address).netloc for address in (stack.addresses.chat, stack.addresses.shop))
    assert {urlsplit(request.url).netloc for request in traffic.requests} <= {chat, shop}
    for request in traffic.of(chat):
        assert ASKED_FOR.fullmatch(f"{request.method} {urlsplit(request.url).path}"), request.url
        assert words.markers().found_in(request.url, request.headers) == set()
        if "/api/contact/requests" not in request.url:
            assert words.markers().found_in(request.post_data or "") == set()
    assert EXPECTED <= told(traffic) <= TOLD
    for sent in traffic.told():
        assert not {"authorization", "cookie", "referer"} & set(sent.all_headers())


@promise("P7", "the switch is in the widget's menu, holds on every later page, and tells nobody; what waits is dropped")
@promise("P9", "the switch is in the widget's menu, holds on every later page, and tells nobody")
def test_a_visitor_objects_in_the_menu(new_context: ContextMaker, stack: LocalStack) -> None:
    page = new_context().new_page()
    page.goto(f"{stack.addresses.shop}/?lang=en")
    traffic, widget = Traffic(page), Widget(page)
    with page.expect_response("**/assets/analysis-*.js", timeout=LONG):
        widget.open()
    choose(widget, "Settings")
    until_quiet(page)
    before = len(traffic.requests)
    for name in ("Usage analysis", "Error reports"):
        switch = widget.dialog.get_by_role("switch", name=name)
        expect(switch).to_be_checked()
        switch.click()
        expect(switch).not_to_be_checked()
    # That the widget was opened was yet to be told.
    page.wait_for_timeout((BATCH_SECONDS + 1) * SECONDS)
    assert traffic.requests[before:] == []
    assert page.evaluate("localStorage.getItem('tresen.objections')") == '{"analysis":true,"errors":true}'
    page.reload()
    widget.open()
    choose(widget, "Settings")
    for name in ("Usage analysis", "Error reports"):
        expect(widget.dialog.get_by_role("switch", name=name)).not_to_be_checked()
    until_quiet(page)
    page.goto("about:blank")
    assert traffic.told() == []
    # The first page had loaded it.
    assert sum("/analysis-" in request.url for request in traffic.requests) == 1


def writes_and_fills_in(page: Page, stack: LocalStack, words: Words) -> Widget:
    """The widget of a visitor who has written and sent the form."""
    page.goto(f"{stack.addresses.shop}/?lang=en")
    widget = Widget(page)
    widget.open()
    widget.write(words.said)
    expect(widget.log.get_by_role("listitem").filter(has_text=words.said)).to_contain_text("Sent", timeout=LONG)
    choose(widget, re.compile("contact form", re.IGNORECASE))
    for label, value in (("Name", "name"), ("E-mail", "email"), ("Your message", "message")):
        widget.dialog.get_by_role("textbox", name=re.compile(f"^{label}", re.IGNORECASE)).fill(words.fields[value])
    page.wait_for_timeout((contact_client.TOO_SOON_SECONDS + 0.5) * SECONDS)
    widget.dialog.get_by_role("button", name="Send", exact=True).click()
    expect(widget.dialog.get_by_role("heading", name=re.compile("^Thank you"))).to_be_visible(timeout=LONG)
    return widget


def choose(widget: Widget, name: str | re.Pattern[str]) -> None:
    """From the menu of the panel, from wherever the visitor is."""
    back = widget.dialog.get_by_role("button", name="Back to the chat")
    if back.is_visible():
        back.click()
    widget.dialog.get_by_role("button", name="Menu").click()
    widget.dialog.get_by_role("menuitem", name=name).click()


def download(widget: Widget, words: Words) -> None:
    """A copy of everything, which holds all that was written."""
    choose(widget, "Download my data")
    with widget.page.expect_download(timeout=LONG) as saved:
        widget.dialog.get_by_role("link", name="For programs (JSON)").click()
    copy = saved.value.path().read_text(encoding="utf-8")
    found = {found.name for found in words.markers().found_in(copy)}
    assert found == {*words.fields, "said", "tag"}


KEPT = """async () => {
  const settled = (request) => new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
  const kept = { ...localStorage, ...sessionStorage, cookies: document.cookie };
  for (const { name } of await indexedDB.databases()) {
    const database = await settled(indexedDB.open(name));
    for (const store of database.objectStoreNames)
      kept[store] = await settled(database.transaction(store).objectStore(store).getAll());
    database.close();
  }
  return JSON.stringify(kept);
}"""
"""All that the browser keeps for the page."""


async def lives(chat: str, shop: str, token: str, key: VisitorKey, words: Words) -> None:
    """A contact request, and a conversation with an agent."""
    await contact_client.submit(chat, shop, key, words.fields, group="sales")
    async with clients.visitor(chat, shop, key) as visitor, clients.agent(chat, token) as agent:
        started = await visitor.ask("start", locale="en", group="sales")
        cursor = started["entries"][-1]["seq"]
        await visitor.send(words.said, cursor)
        conversation_id = started["conversation"]["conversation_id"]
        taken = await agent.ask("take", conversation_id=conversation_id)
        await agent.send(words.answered, taken["entries"][-1]["seq"], conversation_id=conversation_id)


def as_agent(chat: str, token: str, body: Frame) -> tuple[int, Frame]:
    async def ask() -> tuple[int, Frame]:
        async with clients.http_session() as session:
            return await contact_client.post_as_agent(session, chat, "/api/privacy/erasures", token, body)

    return clients.run(ask())


async def by_the_plain_page(chat: str, words: Words) -> None:
    async with clients.http_session(raise_for_status=True) as session:
        sent = await contact_client.submit_by_page(session, f"{chat}/contact/shop?lang=de", words.fields)
        assert sent.status == 303
        assert words.markers().found_in(dict(sent.headers), await sent.text()) == set()
