"""Who a visitor is: a token of the site's server reaches the desk as confirmed, what a page says as unchecked.

Nothing of it is kept in the browser, logged, or in an address, and no token counts that should not.
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import BrowserContext, Page, expect

from local.assembly import Template
from local.stack import LocalStack
from tests.end_to_end.pages import SECONDS, Console
from tests.end_to_end.states import LONG, Parts
from tests.end_to_end.stores import Stores
from tests.end_to_end.test_script_interface import NOTE, told, wait_until_told
from tests.end_to_end.waiting import until

KEY = ec.generate_private_key(ec.SECP256R1())
ROSE = {"sub": "K-1042-confirmed", "name": "Rose Confirmed", "email": "rose.confirmed@example.com"}
PAGE_SAYS = {"plan": "unchecked-plan", "cart": "unchecked <b>cart</b>"}

KEPT = """async () => {
  const settled = (request) =>
    new Promise((resolve) => request.addEventListener("success", () => resolve(request.result)));
  const kept = [document.cookie, { ...localStorage }, { ...sessionStorage }, location.href];
  for (const { name } of await indexedDB.databases()) {
    const database = await settled(indexedDB.open(name));
    for (const store of database.objectStoreNames)
      kept.push([store, await settled(database.transaction(store).objectStore(store).getAll())]);
    database.close();
  }
  return JSON.stringify(kept);
}"""


def with_key(_: str, template: Template) -> Template:
    """As with ``identify_key`` in the settings."""
    public = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for resource in template["Resources"].values():
        variables = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
        if "SITES" in variables:
            sites = json.loads(variables["SITES"])
            sites["shop"]["identify_key"] = public.decode()
            variables["SITES"] = json.dumps(sites)
    return template


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    with LocalStack(change=with_key) as stack:
        yield stack


@pytest.fixture
def sign(chat: str) -> Callable[..., str]:
    """As in ``docs/identify.md``, but for what is given."""

    def make(*, key: ec.EllipticCurvePrivateKey = KEY, **claims: Any) -> str:
        now = int(time.time())
        return jwt.encode({"aud": chat, **ROSE, "iat": now, "exp": now + 300, **claims}, key, algorithm="ES256")

    return make


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], shop: str) -> Callable[[], Parts]:
    """A page of another browser each time."""

    def make() -> Parts:
        context = new_context()
        context.add_init_script(f"({NOTE})()")
        parts = Parts(context.new_page())
        parts.page.goto(f"{shop}/?lang=en")
        expect(parts.launcher).to_be_visible(timeout=LONG)
        return parts

    return make


def begin(parts: Parts) -> None:
    """Until the conversation is there: the first one of a run waits for functions that start cold."""
    parts.open()
    parts.say("visitor-01")
    expect(parts.log.locator(".note").first).to_be_visible(timeout=LONG)


def identify(page: Page, token: str) -> None:
    page.evaluate("token => tresen.identify(token)", token)


def refused(page: Page, token: str) -> str:
    """The code that the page is told."""
    before = len(told(page, "identified"))
    identify(page, token)
    (answer,) = until(page, lambda: told(page, "identified")[before:], LONG / SECONDS)
    assert answer["accepted"] is False
    return str(answer["code"])


def leave(parts: Parts) -> None:
    """So that the next test's conversation is the only one that waits."""
    parts.end.click()
    expect(parts.end).to_be_hidden(timeout=LONG)


@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
def test_the_desk_sees_what_is_confirmed_and_what_is_not(
    visit: Callable[[], Parts], sign: Callable[..., str], desk: Console, stack: LocalStack
) -> None:
    parts, token = visit(), sign()
    page = parts.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers}"))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    # Before there is a panel, a key or a conversation: it waits for one.
    identify(page, token)
    page.evaluate("attributes => tresen.setAttributes(attributes)", PAGE_SAYS)
    begin(parts)
    wait_until_told(page, "identified", accepted=True)
    desk.take_only_waiting()
    about = desk.page.get_by_role("region", name="About the visitor")
    confirmed = about.locator(".about-who")
    expect(confirmed).to_contain_text("Confirmed by the website", timeout=LONG)
    for fact in ROSE.values():
        expect(confirmed).to_contain_text(fact)
    page_says = about.locator(".about-page")
    expect(page_says).to_contain_text("not checked")
    page_says.locator("summary").click()
    for fact in PAGE_SAYS.values():
        # As text, whatever it looks like.
        expect(page_says).to_contain_text(fact)
        expect(confirmed).not_to_contain_text(fact)
    # The visitor hears that it is known who writes.
    expect(parts.log).to_contain_text("This website has told us who you are.", timeout=LONG)
    page.wait_for_timeout(1500)
    kept = page.evaluate(KEPT)
    parts_of_token = token.split(".")
    assert not [part for part in parts_of_token if part in kept or part in " ".join((*asked, *said))]
    for fact in (*ROSE.values(), *PAGE_SAYS.values()):
        assert fact not in " ".join((*asked, *said))
    events = str(page.evaluate("window.told"))
    assert not [fact for fact in (*ROSE.values(), *PAGE_SAYS.values(), *parts_of_token) if fact in events]
    leave(parts)
    stores = Stores(stack)
    written = str(stores.beside()) + str([row for row in stores.rows() if row["pk"]["S"].startswith("token#")])
    assert not [fact for fact in (*ROSE.values(), *PAGE_SAYS.values()) if fact in written]
    everything = written + str(stores.rows())
    assert not [part for part in parts_of_token if part in everything]


def test_a_token_that_does_not_count_is_refused_with_its_code(
    visit: Callable[[], Parts], sign: Callable[..., str], desk: Console, chat: str
) -> None:
    parts = visit()
    page = parts.page
    begin(parts)
    now = int(time.time())
    other = ec.generate_private_key(ec.SECP256R1())
    unsigned = jwt.encode({"aud": chat, **ROSE, "iat": now, "exp": now + 300}, "", algorithm="none")
    assert refused(page, sign(iat=now - 400, exp=now - 100)) == "token_expired"
    assert refused(page, sign(key=other)) == "token_refused"
    assert refused(page, sign(aud="https://chat.elsewhere.example")) == "token_refused"
    assert refused(page, sign(exp=now + 86_400)) == "token_refused"
    forged = ".".join((*sign(sub="K-1").split(".")[:2], sign(sub="K-2").split(".")[2]))
    assert refused(page, forged) == "token_refused"
    # It has no signature at all, so the page's developer is told at once, and nobody is asked.
    warned: list[str] = []
    page.on("console", lambda message: warned.append(message.text) if message.type == "warning" else None)
    identify(page, unsigned)
    until(page, lambda: warned)
    assert [text.startswith("tresen.identify: ") for text in warned] == [True]
    desk.take_only_waiting()
    expect(desk.log).to_contain_text("visitor-01", timeout=LONG)
    expect(desk.page.get_by_role("region", name="About the visitor")).to_have_count(0)
    leave(parts)


def test_a_token_counts_in_the_browser_that_showed_it_first(
    visit: Callable[[], Parts], sign: Callable[..., str]
) -> None:
    first, thief, token = visit(), visit(), sign()
    for parts in (first, thief):
        begin(parts)
    identify(first.page, token)
    wait_until_told(first.page, "identified", accepted=True)
    assert refused(thief.page, token) == "token_refused"
    # After a reload it is the same browser.
    first.page.reload()
    identify(first.page, token)
    first.open()
    wait_until_told(first.page, "identified", accepted=True)
    for parts in (first, thief):
        leave(parts)


def test_who_signs_out_is_not_known_to_the_next_one(
    visit: Callable[[], Parts], sign: Callable[..., str], desk: Console
) -> None:
    parts = visit()
    page = parts.page
    other = Parts(page.context.new_page())
    other.page.goto(page.url)
    identify(page, sign())
    page.evaluate("attributes => tresen.setAttributes(attributes)", PAGE_SAYS)
    begin(parts)
    wait_until_told(page, "identified", accepted=True)
    # Open in another tab, where the page says who it is, too.
    identify(other.page, sign())
    other.open()
    expect(other.log).to_contain_text("visitor-01", timeout=LONG)
    leave(parts)
    page.evaluate("tresen.reset()")
    for each in (parts, other):
        expect(each.dialog).not_to_contain_text("visitor-01", timeout=LONG)
    other.say("visitor-02")
    desk.take_only_waiting()
    expect(desk.log).to_contain_text("visitor-02", timeout=LONG)
    other.page.wait_for_timeout(1000)
    expect(desk.page.get_by_role("region", name="About the visitor")).to_have_count(0)
    leave(other)
