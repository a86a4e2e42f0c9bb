"""The agents' page in a real browser: presence that visitors' pages see, messages that survive network and crash."""

import asyncio
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from playwright.sync_api import Error as PlaywrightError

from local.agents import Agent
from local.stack import LocalStack
from tests.end_to_end import clients
from tests.end_to_end.around import dynamodb
from tests.end_to_end.clients import Frame
from tests.end_to_end.pages import SECONDS, Console, Widget, expect_said, wait_until_kept
from tests.end_to_end.waiting import eventually

ContextMaker = Callable[..., BrowserContext]
WITHIN_SECONDS = 90
LONG = WITHIN_SECONDS * SECONDS

# A page that is left goes after ``LEAVING_MS`` at the latest, whether the server knows or not.
LEAVE_LATER = """() => {
  const { setTimeout } = window;
  window.setTimeout = (what, ms, ...values) => setTimeout(what, ms === 2000 ? 60_000 : ms, ...values);
}"""


@pytest.fixture
def talk(shop_page: Page, console: Console) -> Callable[[], Widget]:
    """Begins a conversation that the agent of ``console`` has."""

    def begin() -> Widget:
        widget = Widget(shop_page)
        widget.open()
        widget.write("visitor-01")
        console.take_only_waiting()
        expect_said(console.log, ["visitor-01"])
        return widget

    return begin


def presence(console: Console) -> Locator:
    return console.page.get_by_role("combobox", name="Your presence")


def expect_state(stack: LocalStack, group: str, state: str) -> None:
    """Waits until the visitors' pages are told that state of a group."""

    async def told() -> None:
        address = f"{stack.addresses.chat}/availability/{urlsplit(stack.addresses.shop).netloc}.json"
        async with asyncio.timeout(WITHIN_SECONDS), clients.http_session(raise_for_status=True) as session:
            while True:
                file = await (await session.get(address)).json()
                if state_of(file["groups"][group]) == state:
                    return
                await asyncio.sleep(0.2)

    clients.run(told())


def leases(stack: LocalStack, group: str) -> set[str]:
    """One for each connection on which an agent of the group has said something of itself."""
    rows = dynamodb(stack).query(
        TableName=stack.outputs["ChatTable"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"presence#{stack.site}.{group}"}},
        ConsistentRead=True,
    )
    return {row["sk"]["S"] for row in rows["Items"]}


def expect_another_lease(stack: LocalStack, group: str, before: set[str]) -> None:
    """Waits until the page that was there before the reload is known to have gone, and the one after it to be there."""
    eventually(lambda: leases(stack, group), lambda now: len(now) == 1 and not now & before, WITHIN_SECONDS)


def state_of(group: Frame) -> str:
    """As a visitor's page reads it."""
    return str(group["state"]) if group["valid_until"] > time.time() else "offline"


def cut_off(stack: LocalStack, console: Console) -> None:
    """The network goes; what is open breaks, and nothing new can be opened."""
    console.page.context.set_offline(True)
    stack.cut()


def end(widget: Widget) -> None:
    widget.dialog.get_by_role("button", name="End conversation").click()
    expect(widget.log).to_contain_text("You ended the conversation.", timeout=LONG)


def test_visitors_pages_are_told_when_an_agent_comes_goes_away_and_leaves(stack: LocalStack, console: Console) -> None:
    expect(presence(console)).to_have_value("available")
    expect_state(stack, "service", "available")
    presence(console).select_option("Away")
    expect_state(stack, "service", "busy")

    # The choice outlives a reload of the page.
    before = leases(stack, "service")
    console.page.reload()
    expect(presence(console)).to_have_value("away", timeout=LONG)
    # The file is written when an agent says something, and not when a connection ends.
    expect_another_lease(stack, "service", before)
    expect_state(stack, "service", "busy")

    presence(console).select_option("Available")
    expect_state(stack, "service", "available")
    console.page.evaluate(LEAVE_LATER)
    console.page.get_by_role("button", name="Sign out").click()
    expect_state(stack, "service", "offline")


def test_presence_is_chosen_by_keyboard(stack: LocalStack, console: Console) -> None:
    keyboard = console.page.keyboard
    for _ in range(10):
        keyboard.press("Tab")
        if presence(console).evaluate("it => document.activeElement === it"):
            break
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(presence(console)).to_have_value("away")
    expect_state(stack, "service", "busy")


def test_an_agent_sees_what_becomes_of_a_message(console: Console, talk: Callable[[], Widget]) -> None:
    widget = talk()
    console.write("agent-01")
    expect(console.log.get_by_text("Sent")).to_be_visible(timeout=LONG)
    # The visitor only looks.
    expect(console.log.get_by_text("Seen")).to_be_visible(timeout=LONG)
    # An answer says it too, and sooner.
    console.write("agent-02")
    expect(console.log.get_by_text("Sent")).to_be_visible(timeout=LONG)
    widget.write("visitor-02")
    expect(console.log).to_contain_text("visitor-02", timeout=LONG)
    expect(console.log.get_by_text("Seen")).to_be_visible(timeout=5 * SECONDS)
    end(widget)


def test_what_is_written_without_a_network_waits_and_arrives_once_and_in_order(
    stack: LocalStack, console: Console, talk: Callable[[], Widget]
) -> None:
    widget = talk()
    console.write("agent-01")
    cut_off(stack, console)
    for number in (2, 3, 4):
        console.field.fill(f"agent-{number:02}")
        console.field.press("Enter")
    expect(console.page.get_by_text("Being sent")).to_be_visible(timeout=LONG)
    expect(console.page.get_by_text("No connection.")).to_be_visible(timeout=LONG)
    console.page.context.set_offline(False)
    said = ["visitor-01", "agent-01", "agent-02", "agent-03", "agent-04"]
    for log in (widget.log, console.log):
        expect_said(log, said)
    expect(console.page.get_by_text("Being sent")).to_have_count(0, timeout=LONG)
    end(widget)


def test_an_unsent_message_survives_the_crash_of_the_page(
    stack: LocalStack, console: Console, agents: dict[str, Agent], talk: Callable[[], Widget]
) -> None:
    widget = talk()
    context = console.page.context
    cut_off(stack, console)
    console.field.fill("agent-01")
    console.field.press("Enter")
    expect(console.page.get_by_text("Being sent")).to_be_visible(timeout=LONG)
    wait_until_kept(console.page)
    with pytest.raises(PlaywrightError, match="crash"):
        console.page.goto("chrome://crash")
    console.page.close()
    context.set_offline(False)

    again = Console(context.new_page())
    again.sign_in(stack.addresses.console, agents["service"])
    again.listed("Your conversations").first.get_by_role("button", name=re.compile("Visitor")).click()
    expect_said(again.log, ["visitor-01", "agent-01"])
    expect_said(widget.log, ["visitor-01", "agent-01"])
    end(widget)


def test_what_is_unsent_when_an_agent_signs_out_is_said_and_sent_at_the_next_sign_in(
    stack: LocalStack, console: Console, agents: dict[str, Agent], talk: Callable[[], Widget]
) -> None:
    widget = talk()
    page = console.page
    cut_off(stack, console)
    console.field.fill("agent-01")
    console.field.press("Enter")
    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog", name="Sign out now?")
    expect(dialog).to_contain_text("Not sent yet: 1 message.", timeout=LONG)
    wait_until_kept(page)
    dialog.get_by_role("button", name="Sign out").click()
    expect(console.field).to_have_count(0, timeout=LONG)
    page.context.set_offline(False)

    again = Console(page.context.new_page())
    again.sign_in(stack.addresses.console, agents["service"])
    expect_said(widget.log, ["visitor-01", "agent-01"])
    end(widget)
