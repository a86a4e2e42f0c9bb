"""``window.tresen`` in real browsers: its calls and its events, and what is called before the script is there."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.end_to_end.pages import SECONDS, Console
from tests.end_to_end.states import LONG, Parts
from tests.end_to_end.waiting import until, until_quiet

TYPES = (
    *("availability", "opened", "closed", "unread", "message", "conversation", "contact"),
    *("identified", "consent", "destroyed"),
)
NOTE = f"""() => {{
  window.told = [];
  for (const type of {list(TYPES)})
    document.addEventListener(`tresen:${{type}}`, ({{ detail }}) => window.told.push([type, detail]));
}}"""


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    context = new_context()
    context.add_init_script(f"({NOTE})()")
    return context


@pytest.fixture
def page(context: BrowserContext, shop: str) -> Page:
    page = context.new_page()
    page.goto(f"{shop}/?lang=en")
    expect(Parts(page).launcher).to_be_visible()
    return page


def told(page: Page, kind: str) -> list[dict[str, Any]]:
    found: list[tuple[str, dict[str, Any]]] = page.evaluate("window.told")
    return [detail for type_, detail in found if type_ == kind]


def wait_until_told(page: Page, kind: str, **detail: object) -> None:
    try:
        until(page, lambda: any(detail.items() <= each.items() for each in told(page, kind)), LONG / SECONDS)
    except AssertionError as error:
        raise AssertionError(f"expected {kind} {detail}, got {page.evaluate('window.told')}") from error


@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
def test_calls_before_the_script_has_loaded_are_done_in_their_order(context: BrowserContext, shop: str) -> None:
    context.add_init_script(
        """window.tresen ??= [];
        window.opened = 0;
        tresen.push(["setLocale", "de"]);
        tresen.push(["on", "opened", () => { window.opened += 1; }]);
        tresen.push(["prefill", { message: "Woher kommt der Tee?", email: "ada@example.com" }]);
        tresen.push(["open", "form"]);"""
    )
    page = context.new_page()
    page.goto(f"{shop}/?lang=en")
    parts = Parts(page)
    expect(parts.heading).to_have_text("Kontaktformular", timeout=LONG)
    expect(parts.dialog.locator(".view input[type=email]")).to_have_value("ada@example.com", timeout=LONG)
    parts.back()
    expect(parts.field).to_have_value("Woher kommt der Tee?")
    page.wait_for_function("window.opened === 1")


def test_opening_and_closing(page: Page) -> None:
    parts = Parts(page)
    assert page.evaluate("tresen.version") == 1
    assert page.evaluate("tresen.state()")["isOpen"] is False
    page.evaluate("tresen.open()")
    expect(parts.dialog).to_be_visible(timeout=LONG)
    wait_until_told(page, "opened")
    assert page.evaluate("tresen.state()")["isOpen"] is True
    page.evaluate("tresen.toggle()")
    expect(parts.dialog).to_be_hidden()
    wait_until_told(page, "closed")
    page.evaluate("tresen.toggle()")
    expect(parts.dialog).to_be_visible()
    page.evaluate("tresen.close()")
    page.evaluate("tresen.openContactForm()")
    expect(parts.dialog.locator(".view textarea")).to_be_visible(timeout=LONG)
    page.evaluate("tresen.open('chat')")
    expect(parts.field).to_be_visible()
    page.evaluate("tresen.hide()")
    expect(parts.launcher).to_be_hidden()
    expect(parts.dialog).to_be_hidden()
    assert page.evaluate("tresen.state()")["isHidden"] is True
    page.evaluate("tresen.open()")
    expect(parts.dialog).to_be_visible()
    page.evaluate("tresen.show()")
    expect(parts.launcher).to_be_visible()


@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
def test_events_tell_what_happens_and_never_what_was_written(page: Page, desk: Console) -> None:
    parts = Parts(page)
    parts.open()
    parts.say("visitor-01")
    wait_until_told(page, "conversation", state="waiting")
    desk.take_only_waiting()
    wait_until_told(page, "conversation", state="taken")
    wait_until_told(page, "message", author="visitor")
    parts.close()
    desk.write("agent-01")
    wait_until_told(page, "message", author="agent")
    wait_until_told(page, "unread", unread=1)
    assert page.evaluate("tresen.state()")["unread"] == 1
    parts.open()
    wait_until_told(page, "unread", unread=0)
    page.evaluate("tresen.openContactForm()")
    parts.dialog.locator(".view input[type=email]").fill("ada@example.com")
    parts.dialog.locator(".view textarea").fill("May I have a catalogue?")
    parts.buttons().last.click()
    (contact,) = until(page, lambda: told(page, "contact"), LONG / SECONDS)
    assert set(contact) == {"id"}
    page.evaluate("tresen.consent('denied')")
    wait_until_told(page, "consent", answer="denied")
    page.evaluate("tresen.endConversation()")
    wait_until_told(page, "conversation", state="closed")
    everything = str(page.evaluate("window.told"))
    for said in ("visitor-01", "agent-01", "catalogue", "ada@"):
        assert said not in everything
    page.evaluate("tresen.destroy()")
    wait_until_told(page, "destroyed")


def test_another_language_in_the_middle_of_a_conversation(page: Page, desk: Console) -> None:
    parts = Parts(page)
    parts.open()
    parts.say("visitor-01")
    desk.take_only_waiting()
    desk.write("agent-01")
    expect(parts.log).to_contain_text("agent-01", timeout=LONG)
    parts.field.fill("half a thought")
    page.evaluate("tresen.setLocale('de')")
    expect(page.get_by_role("textbox", name="Ihre Nachricht")).to_have_value("half a thought", timeout=LONG)
    expect(parts.dialog).to_have_count(1)
    expect(parts.log).to_contain_text("agent-01", timeout=LONG)
    assert page.evaluate("tresen.state()")["locale"] == "de"
    desk.write("agent-02")
    expect(parts.log).to_contain_text("agent-02", timeout=LONG)
    parts.say("visitor-02")
    expect(desk.log).to_contain_text("visitor-02", timeout=LONG)
    # One that there is not changes nothing.
    page.evaluate("tresen.setLocale('xx')")
    until_quiet(page)
    expect(page.get_by_role("textbox", name="Ihre Nachricht")).to_be_visible()
    page.evaluate("tresen.endConversation()")
    expect(parts.end).to_be_hidden(timeout=LONG)


def test_theme_and_group(page: Page) -> None:
    parts = Parts(page)
    parts.open()

    def background() -> str:
        found: str = parts.dialog.evaluate("it => getComputedStyle(it).backgroundColor")
        return found

    light = background()
    page.evaluate("tresen.setTheme('dark')")
    until(page, lambda: background() != light)
    dark = background()
    page.evaluate("tresen.setTheme('auto')")
    until(page, lambda: background() == light)
    page.emulate_media(color_scheme="dark")
    until(page, lambda: background() == dark)
    page.evaluate("tresen.setGroup('sales')")
    assert page.evaluate("tresen.state()")["group"] == "sales"


def test_the_group_of_a_new_conversation_is_the_pages(page: Page, console: Console) -> None:
    parts = Parts(page)
    page.evaluate("tresen.setGroup('sales')")
    parts.open()
    parts.say("visitor-01")
    expect(parts.log.locator(".note")).to_have_count(1, timeout=LONG)
    page.wait_for_timeout(1000)
    # This agent is of the other group.
    expect(console.listed("Waiting")).to_have_count(0)
    parts.end.click()
    expect(parts.end).to_be_hidden(timeout=LONG)


def test_wrong_calls_say_in_the_console_what_to_do_and_throw_nothing(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "warning" else None)
    Parts(page).open()
    page.evaluate(
        """() => {
          tresen.setTheme("purple");
          tresen.identify("personal@example.com");
          tresen.setAttributes({ "Not A Name": "x" });
          tresen.consent("maybe");
          tresen.on("nothing", () => {});
          tresen.dance();
        }"""
    )
    until(page, lambda: len(said) >= 6)
    assert len(said) == 6
    assert all(line.startswith("tresen.") for line in said)
    assert "personal@" not in " ".join(said)
