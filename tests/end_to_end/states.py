"""Each state that the widget can be in on a page, one after the other, against the real chat.

Found by role and by part, never by a word: the walk is the same in every language.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from lambdas.protocol.limits import TEXT_CHARACTERS
from local.stack import LocalStack
from tests.end_to_end import clients
from tests.end_to_end.pages import SECONDS, Console
from tests.end_to_end.waiting import until_quiet

LONG = 90 * SECONDS
AVAILABILITY = "**/availability/*.json"
PANEL = re.compile(r"/assets/panel-")
FORM_REQUESTS = "**/api/contact/requests"
ITEMS = ("form", "settings", "transcript", "stored", "download", "erase", "forget")
"""The menu's, from top to bottom."""

TALK = (
    ("visitor", "Good morning! 👋\nIs the Green Lighthouse still from the spring harvest?"),
    ("visitor", "This one: https://www.example.com/tea/green-lighthouse?size=100"),
    ("agent", "Good morning! Yes, it came in April, and there are two tins left."),
    ("agent", "🍵🍵"),
    ("visitor", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"),
    ("agent", "We put both aside for you, see www.example.com or write to tea@example.com."),
)


@dataclass(frozen=True)
class Language:
    """``query`` is what the shop's address says of it."""

    code: str
    query: str
    right_to_left: bool = False


ENGLISH = Language("en", "lang=en")
GERMAN = Language("de", "lang=de")
PSEUDO = Language("ar-XB", "lang=en&tresen-locale=ar-XB", right_to_left=True)
LANGUAGES = {language.code: language for language in (ENGLISH, GERMAN, PSEUDO)}


class Parts:
    """The widget's parts on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.host = page.locator("tresen-widget")
        self.launcher = self.host.locator("button").first
        self.dialog = page.get_by_role("dialog")
        self.log = self.dialog.get_by_role("log")
        self.field = self.dialog.locator(".composer textarea")
        self.heading = self.dialog.get_by_role("heading").first
        self.dots = self.dialog.locator("[aria-haspopup=menu]")
        self.items = self.dialog.get_by_role("menuitem")
        self.end = self.dialog.locator(".header .end")
        self.status = self.dialog.locator(".panel > .status, .status").first

    def open(self) -> None:
        self.launcher.click()
        expect(self.dots).to_be_visible(timeout=LONG)

    def close(self) -> None:
        self.dialog.locator(".header .close").click()
        expect(self.dialog).to_be_hidden()

    def say(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")
        expect(self.log).to_contain_text(text.splitlines()[0], timeout=LONG)

    def choose(self, item: str) -> None:
        self.dots.click()
        expect(self.items).to_have_count(len(ITEMS), timeout=LONG)
        self.items.nth(ITEMS.index(item)).click()

    def back(self) -> None:
        """From what covers the conversation."""
        self.dialog.locator(".header button:visible").first.click()
        expect(self.dots).to_be_visible()

    def buttons(self) -> Locator:
        """Of the view that covers the conversation."""
        return self.dialog.locator(".view button:visible")


class Walk:
    """``console`` is the desk of an agent who is signed in, and takes this visitor's conversation."""

    def __init__(self, page: Page, stack: LocalStack, console: Console, language: Language, path: str = "/") -> None:
        self.page = page
        self.stack = stack
        self.console = console
        self.language = language
        self.address = f"{stack.addresses.shop}{path}?{language.query}"
        self.parts = Parts(page)
        host = stack.addresses.shop.partition("//")[2]
        self._file = f"{stack.addresses.chat}/availability/{host}.json"

    def states(self) -> Iterator[str]:
        """Gives the name of each when it is reached; who takes it may look at it, but has to leave it as it is."""
        # How soon the real file knows that the agent is there depends on the machine.
        with self.availability("available"):
            yield from self.not_used()
            yield from self.talking()
            yield from self.menu()
            yield from self.form()
            yield from self.disturbed()
            yield from self.over()

    def not_used(self) -> Iterator[str]:
        for state in ("available", "busy", "offline"):
            with self.availability(state):
                self.page.goto(self.address)
                expect(self.parts.launcher).to_be_visible()
                yield f"closed-{state}"
                self.parts.open()
                yield f"empty-{state}"
        with self.availability("available", analysis="opt_in"):
            self.page.goto(self.address)
            self.parts.open()
            expect(self.parts.dialog.get_by_role("region")).to_be_visible(timeout=LONG)
            yield "asked"
        self.page.route(PANEL, lambda route: route.abort())
        self.page.goto(self.address)
        self.parts.launcher.click()
        expect(self.page.get_by_role("alert")).to_be_visible(timeout=LONG)
        yield "not-loaded"
        self.page.unroute(PANEL)

    def talking(self) -> Iterator[str]:
        parts, console = self.parts, self.console
        self.page.goto(self.address)
        parts.open()
        parts.say(TALK[0][1])
        expect(parts.log.locator(".note")).to_have_count(1, timeout=LONG)
        expect(parts.log.locator(".unsent")).to_have_count(0, timeout=LONG)
        yield "waiting"
        console.take_only_waiting()
        expect(parts.log.locator(".note")).to_have_count(2, timeout=LONG)
        yield "taken"
        console.field.press_sequentially("so ")
        expect(parts.dialog.locator(".typing")).to_be_visible(timeout=LONG)
        yield "typing"
        for author, text in TALK[1:]:
            if author == "visitor":
                parts.say(text)
                expect(console.log).to_contain_text(text[:20], timeout=LONG)
            else:
                console.type(text)
                expect(parts.log).to_contain_text(text[:20], timeout=LONG)
        yield "talk"
        parts.close()
        for number in (1, 2):
            console.type(f"Your tea is ready, counter {number}.")
            expect(console.log).to_contain_text(f"counter {number}", timeout=LONG)
        expect(parts.launcher).to_have_attribute("data-unread", re.compile("."), timeout=LONG)
        yield "unread"
        parts.open()
        parts.field.fill("tea " * (TEXT_CHARACTERS // 4 + 5))
        expect(parts.field).to_have_attribute("aria-invalid", "true")
        yield "too-long"
        parts.field.fill("")

    def menu(self) -> Iterator[str]:
        parts = self.parts
        parts.dots.click()
        expect(parts.items).to_have_count(len(ITEMS), timeout=LONG)
        yield "menu"
        self.page.keyboard.press("Escape")
        for item in ("settings", "stored", "download", "erase", "forget"):
            parts.choose(item)
            expect(parts.heading).to_be_focused(timeout=LONG)
            until_quiet(self.page)
            self.until_done()
            yield item
            if item == "erase":
                parts.buttons().first.click()
                yield "erase-sure"
            parts.back()

    def form(self) -> Iterator[str]:
        parts = self.parts
        parts.choose("form")
        message = parts.dialog.locator(".view textarea")
        expect(message).to_be_visible(timeout=LONG)
        yield "form"
        message.fill("")
        parts.buttons().last.click()
        expect(parts.dialog.locator(".view [aria-invalid=true]").first).to_be_visible()
        yield "form-wrong"
        self.page.route(FORM_REQUESTS, lambda route: route.abort())
        parts.dialog.locator(".view input[type=email]").fill("ada@example.com")
        message.fill("May I have a catalogue?")
        parts.buttons().last.click()
        expect(parts.dialog.locator(".bar button").first).to_be_visible(timeout=LONG)
        yield "form-waiting"
        self.page.unroute(FORM_REQUESTS)
        expect(message).to_be_hidden(timeout=LONG)
        yield "form-sent"
        parts.back()

    def disturbed(self) -> Iterator[str]:
        parts = self.parts
        self.page.context.set_offline(True)
        self.stack.cut()
        parts.field.fill("Is anybody still there?")
        parts.field.press("Enter")
        expect(parts.status).not_to_be_empty(timeout=LONG)
        yield "away"
        self.page.context.set_offline(False)
        expect(parts.status).to_be_empty(timeout=LONG)
        # Else the conversation could end before it is said.
        expect(parts.log.locator(".unsent")).to_have_count(0, timeout=LONG)

    def over(self) -> Iterator[str]:
        parts = self.parts
        parts.end.click()
        expect(parts.end).to_be_hidden(timeout=LONG)
        yield "ended"
        # What comes back is shown before the server has said anything.
        self.page.route("**/api/**", lambda route: route.abort())
        self.page.goto(self.address)
        parts.open()
        expect(parts.log).to_contain_text(TALK[2][1][:20], timeout=LONG)
        yield "returned"
        self.page.unroute("**/api/**")
        parts.choose("forget")
        parts.buttons().first.click()
        parts.buttons().first.click()
        # The server's receipt.
        expect(parts.dialog.locator(".view a")).to_be_visible(timeout=LONG)
        yield "erased"

    def until_done(self) -> None:
        """What is still being loaded or done says so, with these dots in every language."""
        expect(self.parts.dialog.locator(".view")).not_to_contain_text("…", timeout=LONG)

    @contextmanager
    def availability(self, state: str, **also: object) -> Iterator[None]:
        """As if the agents' presence were so."""
        with availability(self.page, self._file, lambda file: {**file, "groups": _all(file, state), **also}):
            yield


@contextmanager
def availability(page: Page, address: str, change: Callable[[dict[str, Any]], Mapping[str, Any]]) -> Iterator[None]:
    """The page is given another file than the one at the address."""

    async def read() -> dict[str, Any]:
        async with clients.http_session(raise_for_status=True) as session, session.get(address) as answer:
            found: dict[str, Any] = json.loads(await answer.text())
            return found

    file = change(clients.run(read()))

    def fulfil(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
        route.fulfill(body=json.dumps(file), headers=headers)

    page.route(AVAILABILITY, fulfil)
    yield
    page.unroute(AVAILABILITY, fulfil)


def _all(file: Mapping[str, Any], state: str) -> dict[str, Any]:
    return {group: {"state": state, "valid_until": int(time.time()) + 3600} for group in file["groups"]}
