"""The contact form in the widget, in real browsers: sent once whatever breaks, in both languages, by keyboard alone."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from lambdas.contact.challenges import SOONEST_SECONDS
from local.stack import LocalStack
from tests.end_to_end import clients
from tests.end_to_end.around import dynamodb
from tests.end_to_end.axe import expect_accessible
from tests.end_to_end.contact_client import post_as_agent
from tests.end_to_end.pages import SECONDS
from tests.end_to_end.waiting import until, until_quiet
from tests.promises.promise import promise

ContextMaker = Callable[..., BrowserContext]

REQUESTS = "**/api/contact/requests"
LONG = 60 * SECONDS
SOONEST = (SOONEST_SECONDS + 0.5) * SECONDS
"""Whoever sends a form so long after it was read is not asked to wait."""

EMAIL = re.compile("^E-?Mail", re.IGNORECASE)
MESSAGE = re.compile(r"^(Your message|Ihre Nachricht) \(")
SEND = re.compile("^(Send|Absenden)$")
EDIT = re.compile("^(Edit|Bearbeiten)$")
THANKS = re.compile("^(Thank you|Vielen Dank)")
NOT_YET = re.compile("^(Not sent yet|Noch nicht gesendet)")
CHECK = re.compile("^(Please check|Bitte prüfen Sie)")

HOSTILE = """"><img src=x onerror="document.title='gotcha'"><script>document.title='gotcha'</script> {{7*7}} ${7*7}"""


class Form:
    """The contact form in the panel on a shop's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialog = page.get_by_role("dialog")
        self.email = self.dialog.get_by_role("textbox", name=EMAIL)
        self.message = self.dialog.get_by_role("textbox", name=MESSAGE)
        self.send = self.dialog.get_by_role("button", name=SEND)
        self.thanks = self.dialog.get_by_role("heading", name=THANKS)
        self.posts = 0
        page.on("request", self._count)

    def _count(self, request: object) -> None:
        self.posts += getattr(request, "method", "") == "POST" and "/api/contact/requests" in getattr(
            request, "url", ""
        )

    def open(self) -> None:
        self.page.get_by_role("button", name=re.compile(r"^Chat\b")).click()
        self.way_in().click()
        expect(self.message).to_be_visible(timeout=LONG)

    def way_in(self) -> Locator:
        """The offer while nobody is there, else the menu."""
        offer = self.dialog.get_by_role("button", name=re.compile("contact form|Kontaktformular", re.IGNORECASE))
        menu = self.dialog.get_by_role("button", name=re.compile("^Men[uü]"))
        expect(offer.or_(menu).first).to_be_visible(timeout=LONG)
        if not offer.is_visible():
            menu.click()
            return self.dialog.get_by_role("menuitem", name=re.compile("contact form|Kontaktformular", re.IGNORECASE))
        return offer

    def fill(self, message: str) -> None:
        self.email.fill("ada@example.com")
        self.message.fill(message)

    def wait_until_kept(self, message: str) -> None:
        until(self.page, lambda: self.page.evaluate(_KEPT, message))

    def expect_not_yet(self) -> None:
        expect(self.dialog.get_by_role("status").filter(has_text=NOT_YET)).to_be_visible(timeout=LONG)


_KEPT = """async message => {
  if (!(await indexedDB.databases()).some(({ name, version }) => name === "tresen" && version === 4)) return false;
  const settled = (request) =>
    new Promise((resolve) => request.addEventListener("success", () => resolve(request.result)));
  const database = await settled(indexedDB.open("tresen"));
  const drafts = await settled(database.transaction("drafts").objectStore("drafts").getAll());
  database.close();
  return drafts.some(({ values }) => values.message === message);
}"""


def stored(stack: LocalStack, message: str) -> list[dict[str, str]]:
    """The fields of each contact request that holds just this message."""
    pages = dynamodb(stack).get_paginator("scan").paginate(TableName=stack.outputs["ChatTable"])
    rows = [item for page in pages for item in page["Items"] if item["pk"]["S"].startswith("contact#")]
    filled = [{each["name"]: each["value"] for each in json.loads(row["fields"]["S"])} for row in rows]
    return [fields for fields in filled if fields.get("message") == message]


def shop_form(new_context: ContextMaker, stack: LocalStack, **options: object) -> Form:
    page = new_context(**options).new_page()
    page.goto(f"{stack.addresses.shop}/")
    form = Form(page)
    form.open()
    return form


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
def test_the_form_is_filled_in_and_sent_by_keyboard_alone(
    new_context: ContextMaker, stack: LocalStack, locale: str
) -> None:
    message = f"by keyboard in {locale}"
    page = new_context(locale=locale).new_page()
    page.goto(f"{stack.addresses.shop}/")
    form = Form(page)
    page.get_by_role("button", name=re.compile(r"^Chat\b")).focus()
    page.keyboard.press("Enter")
    _tab_to(page, form.way_in())
    page.keyboard.press("Enter")
    expect(form.message).to_be_visible(timeout=LONG)
    _tab_to(page, form.email)
    page.keyboard.type("ada@")
    page.keyboard.press("Enter")
    expect(form.email).to_be_focused()
    expect(form.dialog.get_by_role("status").filter(has_text=CHECK)).to_be_visible()
    page.keyboard.type("example.com")
    _tab_to(page, form.message)
    page.keyboard.type(message)
    _tab_to(page, form.send)
    page.keyboard.press("Enter")
    expect(form.thanks).to_be_focused(timeout=LONG)
    expect(form.dialog).to_contain_text(re.compile(r"\b20\d\d\b"))
    assert stored(stack, message) == [{"email": "ada@example.com", "message": message}]


def _tab_to(page: Page, target: Locator) -> None:
    """With Tab alone, as often as it takes; what can not be reached fails."""
    for _ in range(25):
        if target.evaluate("node => node.getRootNode().activeElement === node"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("can not be reached by keyboard")


def test_to_look_at_the_form_leaves_nothing_behind(new_context: ContextMaker, stack: LocalStack) -> None:
    form = shop_form(new_context, stack)
    until_quiet(form.page)
    assert form.page.evaluate("async () => (await indexedDB.databases()).length + localStorage.length") == 0
    assert form.page.context.cookies() == []


@promise("P3", "it is sent once, whatever breaks on the way")
def test_answers_that_are_lost_store_it_once(new_context: ContextMaker, stack: LocalStack) -> None:
    context = new_context()
    context.add_init_script(_LOSE_THREE)
    page = context.new_page()
    page.goto(f"{stack.addresses.shop}/")
    form = Form(page)
    form.open()
    form.fill("lost answers")
    form.page.wait_for_timeout(SOONEST)
    form.send.click()
    expect(form.thanks).to_be_visible(timeout=2 * LONG)
    assert page.evaluate("window.lost") == [201, 200, 200]
    assert form.posts == 4
    assert len(stored(stack, "lost answers")) == 1


# The network goes between the request and its answer.
_LOSE_THREE = """
  const real = window.fetch;
  window.lost = [];
  window.fetch = async (url, init) => {
    const answer = await real(url, init);
    if (!String(url).endsWith("/api/contact/requests") || window.lost.length === 3) return answer;
    window.lost.push(answer.status);
    throw new TypeError("cut");
  };
"""


def test_requests_that_do_not_arrive_are_sent_again(new_context: ContextMaker, stack: LocalStack) -> None:
    form = shop_form(new_context, stack)
    form.page.route(REQUESTS, lambda route: route.abort())
    form.fill("lost requests")
    form.send.click()
    form.expect_not_yet()
    until(form.page, lambda: form.posts >= 3)
    form.page.unroute(REQUESTS)
    expect(form.thanks).to_be_visible(timeout=2 * LONG)
    assert len(stored(stack, "lost requests")) == 1


def test_a_double_click_sends_it_once(new_context: ContextMaker, stack: LocalStack) -> None:
    form = shop_form(new_context, stack)
    form.fill("double click")
    form.page.wait_for_timeout(SOONEST)
    form.send.dblclick()
    expect(form.thanks).to_be_visible(timeout=LONG)
    assert form.posts == 1
    assert len(stored(stack, "double click")) == 1


@promise("P2", "what was filled in is kept in the browser until the server has confirmed it")
def test_a_draft_survives_a_reload(new_context: ContextMaker, stack: LocalStack) -> None:
    form = shop_form(new_context, stack)
    form.fill("half of a thought")
    form.wait_until_kept("half of a thought")
    form.page.reload()
    form.open()
    expect(form.message).to_have_value("half of a thought")
    expect(form.email).to_have_value("ada@example.com")
    assert stored(stack, "half of a thought") == []


def test_what_was_typed_in_the_chat_becomes_the_message(new_context: ContextMaker, stack: LocalStack) -> None:
    page = new_context().new_page()
    page.goto(f"{stack.addresses.shop}/")
    form = Form(page)
    page.get_by_role("button", name=re.compile(r"^Chat\b")).click()
    form.dialog.get_by_role("textbox", name="Your message").fill("typed while nobody was there")
    form.way_in().click()
    expect(form.message).to_have_value("typed while nobody was there", timeout=LONG)
    form.email.fill("ada@example.com")
    form.send.click()
    expect(form.thanks).to_be_focused(timeout=LONG)
    assert len(stored(stack, "typed while nobody was there")) == 1
    page.keyboard.press("Escape")
    expect(form.dialog.get_by_role("textbox", name="Your message")).to_have_value("")


def test_what_was_sent_off_goes_on_after_a_reload_as_soon_as_the_chat_is_opened(
    new_context: ContextMaker, stack: LocalStack
) -> None:
    form = shop_form(new_context, stack)
    form.fill("sent off before the reload")
    form.page.route(REQUESTS, lambda route: route.abort())
    form.send.click()
    form.expect_not_yet()
    # What is tried again meanwhile must not arrive before the page is gone.
    form.page.reload()
    posts = form.posts
    form.page.unroute(REQUESTS)
    form.page.wait_for_timeout(1 * SECONDS)
    until_quiet(form.page)
    assert form.posts == posts
    assert stored(stack, "sent off before the reload") == []
    form.page.get_by_role("button", name=re.compile(r"^Chat\b")).click()
    form.page.wait_for_function("() => !localStorage.getItem('tresen.contact')", timeout=LONG)
    assert len(stored(stack, "sent off before the reload")) == 1


def test_offline_it_is_kept_can_be_edited_and_goes_with_the_next_connection(
    new_context: ContextMaker, stack: LocalStack
) -> None:
    form = shop_form(new_context, stack)
    form.fill("written on a train")
    form.page.context.set_offline(True)
    form.send.click()
    form.expect_not_yet()
    expect(form.message).not_to_be_editable()
    form.dialog.get_by_role("button", name=EDIT).click()
    form.message.fill("written in a tunnel")
    form.send.click()
    form.expect_not_yet()
    form.page.context.set_offline(False)
    expect(form.thanks).to_be_visible(timeout=2 * LONG)
    assert stored(stack, "written on a train") == []
    assert len(stored(stack, "written in a tunnel")) == 1


def test_two_tabs_with_one_draft_send_it_once(new_context: ContextMaker, stack: LocalStack) -> None:
    form = shop_form(new_context, stack)
    form.fill("one draft in two tabs")
    form.wait_until_kept("one draft in two tabs")
    other = Form(form.page.context.new_page())
    other.page.goto(f"{stack.addresses.shop}/")
    other.open()
    expect(other.message).to_have_value("one draft in two tabs")
    for each in (form, other):
        each.send.click()
    for each in (form, other):
        expect(each.thanks).to_be_visible(timeout=2 * LONG)
    assert len(stored(stack, "one draft in two tabs")) == 1


def test_hostile_text_is_text_to_the_agents(
    new_context: ContextMaker, stack: LocalStack, agents: object, tokens: dict[str, str]
) -> None:
    form = shop_form(new_context, stack)
    form.fill(HOSTILE)
    form.send.click()
    expect(form.thanks).to_be_visible(timeout=LONG)
    assert form.page.title() != "gotcha"
    assert len(stored(stack, HOSTILE)) == 1

    async def search() -> tuple[int, clients.Frame]:
        async with clients.http_session() as session:
            body = {"state": "new", "text": "onerror"}
            chat = stack.addresses.chat
            return await post_as_agent(session, chat, "/api/contact/search", tokens["supervisor"], body)

    status, found = clients.run(search())
    assert status == 200
    (request,) = found["requests"]
    assert {each["name"]: each["value"] for each in request["fields"]}["message"] == HOSTILE


def test_a_field_that_people_do_not_see_can_not_be_reached(new_context: ContextMaker, stack: LocalStack) -> None:
    form = shop_form(new_context, stack)
    expect(form.dialog.get_by_role("textbox", name="Homepage")).to_have_count(0)
    homepage = form.dialog.locator("[name=homepage]")
    box = homepage.locator("xpath=ancestor::div[@aria-hidden]").bounding_box()
    assert box is not None
    assert box["width"] <= 1
    form.fill("filled in by a program")
    homepage.evaluate("node => { node.value = 'https://spam.example' }")
    form.send.click()
    expect(form.dialog.get_by_role("status").filter(has_text="looked like a program")).to_be_visible(timeout=LONG)
    assert stored(stack, "filled in by a program") == []
    form.send.click()
    expect(form.thanks).to_be_visible(timeout=LONG)
    assert len(stored(stack, "filled in by a program")) == 1


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
def test_axe_finds_nothing_in_any_state(
    new_context: ContextMaker, stack: LocalStack, locale: str, colours: str
) -> None:
    viewport = {"width": 320, "height": 568}
    form = shop_form(new_context, stack, locale=locale, color_scheme=colours, viewport=viewport)
    expect_accessible(form.page)
    form.send.click()
    expect(form.email).to_be_focused()
    expect_accessible(form.page)
    form.fill(f"axe in {locale}, {colours}")
    form.page.context.set_offline(True)
    form.send.click()
    form.expect_not_yet()
    expect_accessible(form.page)
    form.page.context.set_offline(False)
    expect(form.thanks).to_be_visible(timeout=2 * LONG)
    expect_accessible(form.page)
    assert form.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
