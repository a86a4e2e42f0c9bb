"""The agents' inbox over the real way: the form's API, the rights, the console."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from local.agents import Agent
from local.stack import LocalStack
from tests.end_to_end import clients, contact_client
from tests.end_to_end.axe import expect_accessible
from tests.end_to_end.clients import Frame, VisitorKey
from tests.end_to_end.pages import SECONDS, Console
from tests.end_to_end.waiting import until
from tests.promises.promise import promise

SCRIPT = "<img src=x onerror=\"document.title='taken over'\"><script>document.title='taken over'</script>"
SOON = 90 * SECONDS
SEARCH, CHANGES = "/api/contact/search", "/api/contact/changes"


def asked(chat: str, token: str, path: str, **body: object) -> tuple[int, Frame]:
    async def ask() -> tuple[int, Frame]:
        async with clients.http_session() as session:
            return await contact_client.post_as_agent(session, chat, path, token, body)

    return clients.run(ask())


def submitted(chat: str, shop: str, **fields: str) -> str:
    """The contact id of a new request to the sales group."""
    key = VisitorKey()
    given = {**contact_client.FIELDS, **fields}
    received = clients.run(contact_client.submit(chat, shop, key, given, group="sales"))
    return contact_client.contact_id("shop", key, received)


class Inbox:
    """The console's page of contact requests."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.locator(".pane")

    def open(self) -> None:
        self.page.get_by_role("button", name=re.compile("^Contact requests")).click()

    def row(self, text: str) -> Locator:
        return (
            self.page.get_by_role("navigation", name="Contact requests").get_by_role("listitem").filter(has_text=text)
        )

    def choose(self, text: str) -> None:
        expect(self.row(text)).to_have_count(1, timeout=SOON)
        self.row(text).get_by_role("button").click()
        expect(self.main.get_by_role("heading", level=2)).to_be_focused(timeout=SOON)

    def press(self, name: str) -> None:
        self.main.get_by_role("button", name=name).click()


@pytest.fixture
def inbox(new_context: Callable[..., BrowserContext], stack: LocalStack, agents: dict[str, Agent]) -> Inbox:
    console = Console(new_context().new_page())
    console.sign_in(stack.addresses.console, agents["sales"])
    inbox = Inbox(console.page)
    inbox.open()
    expect(inbox.page.get_by_text(re.compile("contact request"))).not_to_have_count(0, timeout=SOON)
    return inbox


@promise("P3", "only agents of the group and supervisors of the site read it")
def test_only_the_group_and_its_supervisor_reach_a_request(chat: str, shop: str, tokens: dict[str, str]) -> None:
    contact_id = submitted(chat, shop, subject="rights of groups")
    for name, sees in (("sales", True), ("sales_2", True), ("supervisor", True), ("service", False)):
        status, found = asked(chat, tokens[name], SEARCH, state="new", text="rights of groups")
        assert (status, [each["contact_id"] for each in found["requests"]]) == (200, [contact_id] if sees else [])
    take = {"contact_id": contact_id, "version": 1, "change": {"type": "take"}}
    assert asked(chat, tokens["service"], CHANGES, **take) == (403, {"code": "not_allowed"})
    status, taken = asked(chat, tokens["sales"], CHANGES, **take)
    assert (status, taken["state"], taken["version"]) == (200, "in_progress", 2)
    assert asked(chat, tokens["sales_2"], CHANGES, **take) == (409, {"code": "changed_meanwhile"})
    assert asked(chat, "no token", SEARCH, state="new") == (401, {"code": "not_signed_in"})


def test_a_visitor_reaches_no_inbox(chat: str, shop: str) -> None:
    async def scenario() -> None:
        async with clients.http_session() as session:
            answer = await contact_client.post(session, chat, SEARCH, shop, VisitorKey(), {"state": "new"})
            assert answer == (403, {"code": "not_allowed"})

    clients.run(scenario())


def test_a_request_is_read_taken_noted_and_done(chat: str, shop: str, inbox: Inbox) -> None:
    submitted(chat, shop, name="Rosa Rot", subject="a day in the shop", message=f"first line\n\nthird {SCRIPT}")
    inbox.page.reload()
    expect(inbox.page).to_have_title(re.compile(r"^\(\d+\) Contact requests"), timeout=SOON)
    inbox.choose("Rosa Rot")
    message = inbox.main.locator("dd").filter(has_text="first line")
    assert message.inner_text() == f"first line\n\nthird {SCRIPT}"
    link = inbox.main.get_by_role("link", name="Answer by e-mail")
    assert link.get_attribute("href") == "mailto:rose@example.org?subject=Re%3A%20a%20day%20in%20the%20shop"
    inbox.press("Take")
    expect(inbox.main.get_by_role("status").filter(has_text="It is yours now.")).to_be_visible(timeout=SOON)
    expect(inbox.row("Rosa Rot")).to_have_count(0, timeout=SOON)
    inbox.main.get_by_label("A note for the group").fill("called back, no answer")
    inbox.press("Add note")
    expect(inbox.main.get_by_text("The note has been added.")).to_be_visible(timeout=SOON)
    expect(inbox.main.get_by_label("A note for the group")).to_have_value("", timeout=SOON)
    inbox.press("Mark as done")
    expect(inbox.main.get_by_text("Done: you.")).to_be_visible(timeout=SOON)
    inbox.page.get_by_role("button", name="Done", exact=True).click()
    inbox.page.get_by_role("searchbox").fill("CALLED BACK")
    expect(inbox.row("Rosa Rot")).to_have_count(1, timeout=SOON)
    assert "taken over" not in inbox.page.title()


def test_two_agents_take_at_once_and_the_slower_one_sees_it(
    chat: str, shop: str, tokens: dict[str, str], inbox: Inbox
) -> None:
    contact_id = submitted(chat, shop, subject="two at once")
    inbox.page.get_by_role("searchbox").fill("two at once")
    inbox.choose("two at once")
    inbox.main.get_by_label("A note for the group").fill("half a note")
    taken: list[int] = []

    def overtaken(route: Route) -> None:
        """Not before it is pressed: else the page might learn of it just then, and offer something else."""
        change = {"type": "take"}
        taken.append(asked(chat, tokens["sales_2"], CHANGES, contact_id=contact_id, version=1, change=change)[0])
        route.continue_()

    inbox.page.route(f"**{CHANGES}", overtaken, times=1)
    inbox.press("Take")
    expect(inbox.main.get_by_text("Somebody changed this request meanwhile.")).to_be_visible(timeout=SOON)
    expect(inbox.main.get_by_text(re.compile("^In progress: agent"))).to_be_visible(timeout=SOON)
    assert taken == [200]
    expect(inbox.main.get_by_label("A note for the group")).to_have_value("half a note")
    inbox.press("Take over")
    expect(inbox.main.get_by_text("In progress: you.")).to_be_visible(timeout=SOON)


def test_a_request_is_handed_over_to_another_group(chat: str, shop: str, tokens: dict[str, str], inbox: Inbox) -> None:
    contact_id = submitted(chat, shop, subject="for the others")
    inbox.page.get_by_role("searchbox").fill("for the others")
    inbox.choose("for the others")
    inbox.press("Hand over")
    dialog = inbox.page.get_by_role("dialog", name="Hand this request over?")
    dialog.get_by_label("Group").select_option("service")
    dialog.get_by_role("button", name="Hand over").click()
    expect(inbox.main.get_by_text("Handed over to service.")).to_be_visible(timeout=SOON)
    status, found = asked(chat, tokens["service"], SEARCH, state="new", text="for the others")
    assert (status, [each["contact_id"] for each in found["requests"]]) == (200, [contact_id])


def test_without_a_connection_nothing_is_lost(chat: str, shop: str, inbox: Inbox) -> None:
    submitted(chat, shop, subject="cut off")
    inbox.page.get_by_role("searchbox").fill("cut off")
    inbox.choose("cut off")
    inbox.main.get_by_label("A note for the group").fill("a note from the train")
    inbox.page.context.set_offline(True)
    inbox.press("Add note")
    expect(inbox.main.get_by_text("The server can not be reached.")).to_be_visible(timeout=SOON)
    expect(inbox.main.get_by_label("A note for the group")).to_have_value("a note from the train")
    inbox.page.context.set_offline(False)
    inbox.press("Add note")
    expect(inbox.main.get_by_text("The note has been added.")).to_be_visible(timeout=SOON)
    expect(inbox.main.get_by_role("listitem")).to_have_count(1, timeout=SOON)


def test_the_link_of_an_e_mail_leads_through_the_sign_in(
    new_context: Callable[..., BrowserContext], stack: LocalStack, agents: dict[str, Agent]
) -> None:
    page = new_context().new_page()
    page.goto(f"{stack.addresses.console}#contact")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Username").fill(agents["sales"].username)
    page.get_by_label("Password").fill(agents["sales"].password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("searchbox")).to_be_visible(timeout=SOON)
    expect(page).to_have_url(re.compile("^[^#]+$"))


def test_the_keyboard_is_enough(chat: str, shop: str, inbox: Inbox) -> None:
    submitted(chat, shop, subject="by keyboard alone")
    page = inbox.page
    page.get_by_role("searchbox").focus()
    # Who types slowly is shown what is found so far, and with the next letter the list begins anew.
    with page.expect_response(lambda it: "by keyboard alone" in (it.request.post_data or ""), timeout=SOON):
        page.keyboard.type("by keyboard alone")
    expect(inbox.row("by keyboard alone")).to_have_count(1, timeout=SOON)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(inbox.main.get_by_role("heading", level=2)).to_be_focused(timeout=SOON)
    expect(inbox.main.get_by_role("button", name="Take")).to_be_visible(timeout=SOON)
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Take":
            break
    page.keyboard.press("Enter")
    expect(inbox.main.get_by_text("In progress: you.")).to_be_visible(timeout=SOON)
    until(page, lambda: page.evaluate("document.activeElement !== document.body"))


@pytest.mark.parametrize(
    ("scheme", "german", "width"),
    [("light", False, 1100), ("dark", True, 1100), ("light", True, 320), ("dark", False, 320)],
)
def test_axe_finds_nothing_in_the_inbox(
    new_context: Callable[..., BrowserContext],
    stack: LocalStack,
    chat: str,
    shop: str,
    scheme: str,
    german: bool,
    width: int,
) -> None:
    submitted(chat, shop, name="Ada Lang", subject="looked at " + "by axe " * 8, message="word " * 40 + "x" * 300)
    supervisor = next(agent for agent in stack.agents if "shop.supervisor" in agent.groups)
    # A colour on its way to another one is neither.
    seen = {"viewport": {"width": width, "height": 700}, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = new_context(**seen).new_page()
    Console(page).sign_in(stack.addresses.console, supervisor)
    if german:
        page.get_by_role("button", name="Deutsch").click()
    page.get_by_role("button", name=re.compile("^Kontaktanfragen|^Contact requests")).click()
    row = page.get_by_role("listitem").filter(has_text="Ada Lang").first
    expect(row).to_be_visible(timeout=SOON)
    expect_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row.get_by_role("button").click()
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_be_focused(timeout=SOON)
    expect_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Abgeben" if german else "Hand over").click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=SOON)
    expect_accessible(page)


def test_a_supervisor_erases_a_visitor_and_keeps_the_receipt(
    new_context: Callable[..., BrowserContext], stack: LocalStack, chat: str, shop: str, tokens: dict[str, str]
) -> None:
    submitted(chat, shop, name="Eve Gone", subject="to be forgotten")
    supervisor = next(agent for agent in stack.agents if "shop.supervisor" in agent.groups)
    page = new_context().new_page()
    Console(page).sign_in(stack.addresses.console, supervisor)
    inbox = Inbox(page)
    inbox.open()
    inbox.choose("Eve Gone")
    inbox.press("Delete this visitor's data")
    dialog = page.get_by_role("dialog", name="Delete all of this visitor's data?")
    dialog.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text(re.compile("The data of visitor .* has been deleted."))).to_be_visible(timeout=SOON)
    expect(inbox.main.get_by_text("This contact request has been deleted.")).to_be_visible(timeout=SOON)
    expect(inbox.row("Eve Gone")).to_have_count(0, timeout=SOON)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the receipt").click()
    receipt = download.value.path().read_text()
    assert receipt.count(".") == 2
    for state in ("new", "in_progress", "done"):
        assert asked(chat, tokens["supervisor"], SEARCH, state=state, text="to be forgotten")[1]["requests"] == []


def test_an_agent_who_may_not_erase_is_not_offered_it(chat: str, shop: str, inbox: Inbox) -> None:
    submitted(chat, shop, subject="not to be erased")
    inbox.page.get_by_role("searchbox").fill("not to be erased")
    inbox.choose("not to be erased")
    expect(inbox.main.get_by_role("button", name="Take")).to_be_visible(timeout=SOON)
    expect(inbox.main.get_by_role("button", name="Delete this visitor's data")).to_have_count(0, timeout=SOON)


def test_an_erased_conversation_leaves_the_console_of_the_agent_who_has_it(
    stack: LocalStack, chat: str, shop: str, tokens: dict[str, str], console: Console
) -> None:
    key = VisitorKey()

    async def begin() -> None:
        async with clients.visitor(chat, shop, key) as visitor:
            opened = await visitor.ask("start", locale="en")
            await visitor.send("visitor-01 soon to be forgotten", opened["entries"][-1]["seq"])

    async def erase() -> None:
        body = {"erasure_id": secrets.token_hex(16), "conversation_id": f"shop.{key.visitor_id}"}
        async with clients.http_session() as session:
            for _ in range(20):
                path = "/api/privacy/erasures"
                status, progress = await contact_client.post_as_agent(session, chat, path, tokens["supervisor"], body)
                assert status == 200
                if progress.get("receipt"):
                    return
        raise AssertionError("no receipt")

    clients.run(begin())
    console.take_only_waiting()
    console.write("agent-01 good day")
    console.field.fill("half a sentence")
    # Whatever others have left there stays.
    listed = console.listed("Your conversations").count()
    clients.run(erase())
    expect(console.page.get_by_text("This conversation has been deleted.")).to_be_visible(timeout=SOON)
    expect(console.listed("Your conversations")).to_have_count(listed - 1, timeout=SOON)
    expect(console.page.get_by_text("visitor-01")).to_have_count(0, timeout=SOON)
    console.page.reload()
    expect(console.page.get_by_role("heading", name="Waiting")).to_be_visible(timeout=SOON)
    kept = console.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "half a sentence" not in kept
