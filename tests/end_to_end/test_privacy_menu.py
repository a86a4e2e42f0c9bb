"""The widget's menu in real browsers: what a visitor can switch off, see, take along and delete, online and offline."""

import base64
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from playwright.sync_api import BrowserContext, Download, Locator, Page, Request, expect

from local.stack import LocalStack
from tests.end_to_end import clients
from tests.end_to_end.around import dynamodb
from tests.end_to_end.axe import expect_accessible, until_still
from tests.end_to_end.pages import SECONDS
from tests.end_to_end.test_before_the_click import NOTHING, STORED
from tests.end_to_end.waiting import until, until_quiet
from tests.promises.promise import promise

ContextMaker = Callable[..., BrowserContext]

LONG = 40 * SECONDS
PRIVACY = re.compile(r"/api/privacy/")


class Menu:
    """The panel on a shop's page in one language, with its menu."""

    def __init__(self, page: Page, words: dict[str, str]) -> None:
        self.page = page
        self.words = words
        self.asked: list[str] = []
        page.on("request", self._note)
        self.dialog = page.get_by_role("dialog")
        self.log = self.dialog.get_by_role("log")
        self.field = self.dialog.get_by_role("textbox", name=words["message"])
        self.dots = self.dialog.get_by_role("button", name=words["menu"], exact=True)

    def _note(self, request: Request) -> None:
        if PRIVACY.search(request.url):
            self.asked.append(request.url)

    def open(self) -> None:
        self.page.get_by_role("button", name=re.compile(r"^Chat\b")).click()
        expect(self.dots).to_be_visible(timeout=LONG)

    def write(self, text: str) -> None:
        """And waits until it has arrived, and all that the page loads is there."""
        self.field.fill(text)
        self.field.press("Enter")
        message = self.log.get_by_role("listitem").filter(has_text=text)
        expect(message).to_contain_text(self.words["sent"], timeout=LONG)
        until_quiet(self.page)

    def end(self) -> None:
        """Leaves nobody waiting for the agents of other tests."""
        self.dialog.get_by_role("button", name=re.compile("^(End conversation|Gespräch beenden)$")).click()
        expect(self.log).to_contain_text(re.compile("You ended|Sie haben"), timeout=LONG)

    def choose(self, what: str) -> None:
        self.dots.click()
        self.page.get_by_role("menuitem", name=self.words[what]).click()
        expect(self.dialog.get_by_role("heading", name=self.words[what])).to_be_focused(timeout=LONG)

    def load_rights(self) -> None:
        """What deletes comes when it is chosen for the first time, and works without a connection from then on."""
        self.choose("erase")
        expect(self.dialog.get_by_role("button", name=self.words["all"], exact=True)).to_be_visible(timeout=LONG)
        self.back()

    def back(self) -> None:
        self.dialog.get_by_role("button", name=self.words["back"]).click()
        expect(self.dots).to_be_focused()

    def press(self, what: str) -> None:
        self.dialog.get_by_role("button", name=self.words[what], exact=True).click()

    def says(self, what: str) -> None:
        expect(self.dialog).to_contain_text(self.words[what], timeout=LONG)

    def link(self, what: str) -> Locator:
        return self.dialog.get_by_role("link", name=self.words[what])

    def expect_nothing_kept(self) -> None:
        """That it is removed is asked for when it is said; another reader of the same may be at it."""
        until_quiet(self.page)
        until(self.page, lambda: self.page.evaluate(STORED) == NOTHING)

    def save(self, what: str) -> Download:
        expect(self.link(what)).to_be_visible(timeout=LONG)
        with self.page.expect_download() as download:
            self.link(what).click()
        return download.value


ENGLISH = {
    "menu": "Menu",
    "message": "Your message",
    "sent": "Sent",
    "back": "Back to the chat",
    "settings": "Settings",
    "analysis": "Usage analysis",
    "off": "Switched off.",
    "stored": "What is stored",
    "entries": "Entries of your conversation: 2",
    "key": "Key by which we recognise you: 1",
    "unreachable": "The server cannot be reached right now.",
    "nothing": "On the serverNothing.In this browserNothing.",
    "download": "Download my data",
    "html": "For reading (HTML)",
    "json": "For programs (JSON)",
    "ready": "Your data is ready.",
    "partly": "Here is what lies in this browser",
    "erase": "Delete my data",
    "all": "Delete everything",
    "forget": "Forget this browser",
    "forget_all": "Delete on the server, too",
    "forget_here": "Only forget it here",
    "yes": "Delete for good",
    "here": "Everything in this browser has been deleted.",
    "later": "as soon as there is a connection",
    "done": "Everything on the server has been deleted, too.",
    "forgotten": "This browser has forgotten everything.",
    "receipt": "Save receipt",
    "news": "Your data has now been deleted on the server, too.",
    "erased": "Your data has been deleted. Write again to begin anew.",
    "waiting": "is waiting for someone",
}
GERMAN = ENGLISH | {
    "menu": "Menü",
    "message": "Ihre Nachricht",
    "sent": "Gesendet",
    "back": "Zurück zum Chat",
    "settings": "Einstellungen",
    "analysis": "Nutzungsanalyse",
    "off": "Ausgeschaltet.",
    "stored": "Was gespeichert ist",
    "entries": "Einträge Ihres Gesprächs: 2",
    "key": "Schlüssel, an dem wir Sie wiedererkennen: 1",
    "download": "Meine Daten herunterladen",
    "html": "Zum Lesen (HTML)",
    "json": "Für Programme (JSON)",
    "ready": "Ihre Daten liegen bereit.",
    "erase": "Meine Daten löschen",
    "all": "Alles löschen",
    "forget": "Diesen Browser vergessen",
    "forget_all": "Auch auf dem Server löschen",
    "yes": "Endgültig löschen",
    "here": "In diesem Browser ist alles gelöscht.",
    "done": "Auch auf dem Server ist alles gelöscht.",
    "receipt": "Beleg speichern",
}
LANGUAGES = {"en": ENGLISH, "de": GERMAN}


@pytest.fixture
def make_menu(new_context: ContextMaker, shop: str) -> Callable[..., Menu]:
    def make(context: BrowserContext | None = None, language: str = "en", **options: object) -> Menu:
        page = (context or new_context(**options)).new_page()
        page.goto(f"{shop}/?lang={language}")
        return Menu(page, LANGUAGES[language])

    return make


@pytest.fixture
def menu(make_menu: Callable[..., Menu]) -> Menu:
    return make_menu()


@pytest.fixture
def texts_stored(stack: LocalStack) -> Callable[[str], bool]:
    """Whether a text is anywhere in the tables."""

    def is_stored(text: str) -> bool:
        client = dynamodb(stack)
        tables = client.list_tables()["TableNames"]
        return any(text in json.dumps(client.scan(TableName=name)["Items"], default=str) for name in tables)

    return is_stored


def claims_of(stack: LocalStack, jws: str) -> dict[str, Any]:
    """Of a receipt, after its signature was verified with the key that everybody can have."""

    async def read() -> dict[str, Any]:
        address = f"{stack.addresses.chat}/api/privacy/receipt-key"
        async with clients.http_session(raise_for_status=True) as session, session.get(address) as answer:
            keys: dict[str, Any] = await answer.json()
            return keys

    header, claims, signature = jws.split(".")
    kid = json.loads(decoded(header))["kid"]
    (jwk,) = (key for key in clients.run(read())["keys"] if key["kid"] == kid)
    public = Ed25519PublicKey.from_public_bytes(decoded(jwk["x"]))
    public.verify(decoded(signature), f"{header}.{claims}".encode())
    assert json.loads(decoded(header))["typ"] == "tresen-receipt+jwt"
    found: dict[str, Any] = json.loads(decoded(claims))
    return found


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def text_of(download: Download) -> str:
    return download.path().read_text(encoding="utf-8")


@promise("P4", "a visitor deletes in the widget, on the server and in the browser, and gets a signed receipt")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visitor_sees_takes_along_and_deletes_all_of_it(
    stack: LocalStack, make_menu: Callable[..., Menu], texts_stored: Callable[[str], bool], language: str
) -> None:
    menu = make_menu(language=language)
    menu.open()
    mark = f"marker-{language}-4711"
    menu.write(mark)

    menu.choose("stored")
    menu.says("entries")
    menu.says("key")
    expect_accessible(menu.page, "tresen-widget")
    menu.back()

    menu.choose("download")
    menu.says("ready")
    data = json.loads(text_of(menu.save("json")))
    assert [entry["text"] for entry in data["server"]["entries"] if entry["kind"] == "message"] == [mark]
    readable = text_of(menu.save("html"))
    assert mark in readable
    assert f'lang="{language}"' in readable
    expect_accessible(menu.page, "tresen-widget")
    menu.back()

    assert texts_stored(mark)
    menu.choose("erase")
    menu.press("all")
    expect_accessible(menu.page, "tresen-widget")
    menu.press("yes")
    menu.says("here")
    menu.says("done")
    claims = claims_of(stack, text_of(menu.save("receipt")).strip())
    assert claims["by"] == "visitor"
    assert sum(claims["erased"].values()) >= 2
    assert mark not in json.dumps(claims)
    expect_accessible(menu.page, "tresen-widget")
    assert not texts_stored(mark)
    menu.expect_nothing_kept()

    # Whoever writes again is somebody else, to whom nothing of it is shown.
    menu.back()
    menu.write("begun anew")
    expect(menu.log).not_to_contain_text(mark)
    menu.end()


def test_to_look_leaves_nothing_and_asks_nobody(menu: Menu) -> None:
    menu.open()
    for what in ("settings", "stored", "download", "erase", "forget"):
        menu.choose(what)
        menu.back()
    menu.choose("stored")
    menu.says("nothing")
    menu.expect_nothing_kept()
    assert menu.asked == []


@promise("P7", "a switch in the widget's menu under Settings, kept in the browser alone")
@promise("P9", "a switch of the same kind")
def test_objections_are_kept_and_hold_in_all_tabs(make_menu: Callable[..., Menu], new_context: ContextMaker) -> None:
    context = new_context()
    first, second = make_menu(context), make_menu(context)
    for menu in (first, second):
        menu.open()
        menu.choose("settings")
        expect(menu.dialog.get_by_role("switch")).to_have_count(2)
    analysis = [menu.dialog.get_by_role("switch", name="Usage analysis") for menu in (first, second)]
    expect(analysis[0]).to_be_checked()
    analysis[0].focus()
    first.page.keyboard.press("Space")
    first.says("off")
    expect(analysis[1]).not_to_be_checked()
    expect(second.dialog.get_by_role("switch", name="Error reports")).to_be_checked()
    expect_accessible(first.page, "tresen-widget")
    first.page.reload()
    first.open()
    first.choose("settings")
    expect(analysis[0]).not_to_be_checked()
    assert first.page.evaluate("localStorage.getItem('tresen.objections')") == '{"analysis":true}'
    assert first.asked == []


def test_by_keyboard_alone(menu: Menu) -> None:
    menu.open()
    press = menu.page.keyboard.press
    menu.dots.focus()
    press("Enter")
    expect(menu.page.get_by_role("menuitem").first).to_be_focused(timeout=LONG)
    expect(menu.dots).to_have_attribute("aria-expanded", "true")
    expect_accessible(menu.page, "tresen-widget")
    press("Escape")
    expect(menu.dots).to_be_focused()
    expect(menu.dialog).to_be_visible()
    press("Space")
    press("End")
    expect(menu.page.get_by_role("menuitem", name="Forget this browser")).to_be_focused()
    press("ArrowDown")
    press("ArrowUp")
    press("ArrowUp")
    press("Enter")
    expect(menu.dialog.get_by_role("heading", name="Delete my data")).to_be_focused()
    expect(menu.dialog.get_by_role("button", name="Delete everything")).to_be_visible(timeout=LONG)
    press("Tab")
    expect(menu.dialog.get_by_role("button", name="Close chat")).to_be_focused()
    press("Tab")
    press("Enter")
    expect(menu.dialog.get_by_text("This cannot be undone.")).to_be_focused()
    press("Tab")
    press("Tab")
    press("Enter")
    expect(menu.dialog.get_by_role("button", name="Delete everything")).to_be_focused()
    press("Escape")
    expect(menu.dots).to_be_focused()
    press("Escape")
    expect(menu.dialog).to_be_hidden()


def test_offline_the_copy_and_the_list_are_of_this_browser_and_then_complete(menu: Menu) -> None:
    menu.open()
    menu.write("said before")
    menu.load_rights()
    menu.page.context.set_offline(True)
    menu.choose("stored")
    menu.says("unreachable")
    menu.says("key")
    menu.back()
    menu.choose("download")
    menu.says("partly")
    assert json.loads(text_of(menu.save("json"))).get("server") is None
    menu.page.context.set_offline(False)
    menu.says("ready")
    assert "said before" in text_of(menu.save("json"))
    menu.back()
    menu.end()


def test_deleting_offline_is_done_here_at_once_and_on_the_server_at_the_next_connection(
    stack: LocalStack, menu: Menu, texts_stored: Callable[[str], bool]
) -> None:
    menu.open()
    menu.write("marker-offline-4711")
    menu.load_rights()
    menu.page.context.set_offline(True)
    menu.choose("erase")
    menu.press("all")
    menu.press("yes")
    menu.says("here")
    menu.says("later")
    menu.back()
    expect(menu.log).not_to_contain_text("marker-offline-4711")
    assert texts_stored("marker-offline-4711")
    menu.page.context.set_offline(False)
    menu.says("news")
    assert not texts_stored("marker-offline-4711")
    menu.choose("erase")
    assert claims_of(stack, text_of(menu.save("receipt")).strip())["by"] == "visitor"
    menu.expect_nothing_kept()


def test_a_deletion_that_the_page_did_not_live_to_see_waits_for_the_next_click(
    menu: Menu, texts_stored: Callable[[str], bool]
) -> None:
    menu.open()
    menu.write("marker-closed-4711")
    menu.load_rights()
    menu.page.context.set_offline(True)
    menu.choose("erase")
    menu.press("all")
    menu.press("yes")
    menu.says("later")
    # It is asked for as soon as there is a network, and the page must not live to see that.
    menu.page.route(PRIVACY, lambda route: route.abort())
    menu.asked.clear()
    menu.page.context.set_offline(False)
    until(menu.page, lambda: menu.asked)
    until_quiet(menu.page)
    menu.asked.clear()
    menu.page.reload()
    menu.page.unroute(PRIVACY)
    until_quiet(menu.page)
    assert menu.asked == []
    menu.open()
    menu.says("news")
    assert not texts_stored("marker-closed-4711")


def test_other_tabs_drop_it_at_once(
    make_menu: Callable[..., Menu], new_context: ContextMaker, texts_stored: Callable[[str], bool]
) -> None:
    context = new_context()
    first, second = make_menu(context), make_menu(context)
    first.open()
    first.write("marker-tabs-4711")
    second.open()
    expect(second.log).to_contain_text("marker-tabs-4711", timeout=LONG)
    first.choose("erase")
    first.press("all")
    first.press("yes")
    expect(second.log).not_to_contain_text("marker-tabs-4711", timeout=LONG)
    first.says("done")
    # The second one begins anew, with the key that both share from now on.
    second.write("second begins")
    first.back()
    expect(second.log).not_to_contain_text("marker-tabs-4711")
    assert not texts_stored("marker-tabs-4711")
    second.end()


@pytest.mark.parametrize("everywhere", [True, False])
def test_forgetting_this_browser_leaves_nothing_in_it(
    menu: Menu, texts_stored: Callable[[str], bool], *, everywhere: bool
) -> None:
    mark = f"marker-forget-{everywhere}"
    menu.open()
    menu.write(mark)
    menu.end()
    menu.choose("settings")
    menu.dialog.get_by_role("switch", name="Error reports").click()
    menu.back()
    menu.choose("forget")
    menu.press("forget_all" if everywhere else "forget_here")
    menu.press("yes")
    menu.says("done" if everywhere else "forgotten")
    if everywhere:
        expect(menu.link("receipt")).to_be_visible(timeout=LONG)
    menu.expect_nothing_kept()
    assert texts_stored(mark) is not everywhere
    menu.page.reload()
    menu.open()
    # By then it is known what there is to show.
    menu.write("begun anew")
    expect(menu.log).not_to_contain_text(mark)
    menu.end()


def test_what_a_supervisor_deletes_is_gone_from_the_visitors_page(
    stack: LocalStack, menu: Menu, tokens: dict[str, str]
) -> None:
    menu.open()
    menu.write("marker-supervisor-4711")
    conversation_id = conversation_of(stack)

    async def erase() -> int:
        body = {"erasure_id": "0123456789abcdef0123", "conversation_id": conversation_id}
        headers = {"Authorization": f"Bearer {tokens['supervisor']}", "Origin": stack.addresses.chat}
        address = f"{stack.addresses.chat}/api/privacy/erasures"
        async with clients.http_session() as session, session.post(address, json=body, headers=headers) as answer:
            return answer.status

    assert clients.run(erase()) == 200
    menu.says("erased")
    expect(menu.log).not_to_contain_text("marker-supervisor-4711")
    menu.write("begun anew")
    menu.end()


def conversation_of(stack: LocalStack) -> str:
    """The one in which the supervisor's marker was said."""
    client = dynamodb(stack)
    for name in client.list_tables()["TableNames"]:
        for item in client.scan(TableName=name)["Items"]:
            if item.get("text", {}).get("S") == "marker-supervisor-4711":
                return item["pk"]["S"].removeprefix("conversation#")
    raise AssertionError("it was not stored")


def test_who_opens_the_menu_with_the_mouse_sees_what_arrow_keys_go_on_from(menu: Menu) -> None:
    menu.open()
    menu.dots.click()
    items = menu.page.get_by_role("menuitem")
    for at in (0, 1):
        expect(items.nth(at)).to_be_focused(timeout=LONG)
        marked = [item.evaluate("it => getComputedStyle(it).backgroundColor") for item in items.all()]
        assert marked.count(marked[at]) == 1
        menu.page.keyboard.press("ArrowDown")


@pytest.mark.parametrize("height", [568, 256])  # the second is a desktop's at 400 %
def test_on_a_small_screen_nothing_is_cut_off(make_menu: Callable[..., Menu], height: int) -> None:
    menu = make_menu(language="de", viewport={"width": 320, "height": height}, color_scheme="dark")
    menu.open()
    menu.dots.click()
    until_still(menu.page)
    whole = menu.page.get_by_role("menu").bounding_box()
    assert whole is not None
    assert whole["y"] + whole["height"] <= height
    for item in menu.page.get_by_role("menuitem").all():
        box = item.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert box["height"] >= 24
    menu.page.get_by_role("menuitem", name="Diesen Browser vergessen").click()
    expect(menu.dialog.get_by_role("heading")).to_be_focused(timeout=LONG)
    assert menu.page.evaluate("document.documentElement.scrollWidth") <= 320
    expect_accessible(menu.page, "tresen-widget")
