"""The walking slice in a real browser: a visitor writes, an agent takes and answers, both see the same."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from local.agents import Agent
from local.stack import LocalStack
from tests.end_to_end.pages import SECONDS, Console, Widget, expect_said

ContextMaker = Callable[..., BrowserContext]


@pytest.fixture
def console(new_context: ContextMaker, stack: LocalStack, agents: dict[str, Agent]) -> Console:
    console = Console(new_context().new_page())
    console.sign_in(stack.addresses.console, agents["service"])
    return console


def test_a_visitor_and_an_agent_talk(shop_page: Page, console: Console) -> None:
    widget = Widget(shop_page)
    widget.open()
    widget.write("visitor-00")
    console.take_only_waiting()
    expect_said(console.log, ["visitor-00"])
    console.write("agent-00")
    expect_said(widget.log, ["visitor-00", "agent-00"])

    talk = ["visitor-00", "agent-00"]
    for number in range(1, 11):
        for side, name in ((widget, "visitor"), (console, "agent")):
            side.write(f"{name}-{number:02}")
            talk.append(f"{name}-{number:02}")
            expect_said(console.log, talk)
            expect_said(widget.log, talk)

    # A second tab of the same visitor shows the same, and what it writes comes to both.
    second = Widget(shop_page.context.new_page())
    second.page.goto(shop_page.url)
    second.open()
    expect_said(second.log, talk)
    second.write("visitor-11")
    talk.append("visitor-11")
    for log in (widget.log, second.log, console.log):
        expect_said(log, talk)

    # Both sides reload.
    shop_page.reload()
    widget.open()
    expect_said(widget.log, talk)
    console.page.reload()
    console.listed("Your conversations").first.get_by_role("button").first.click()
    expect_said(console.log, talk)

    console.page.get_by_role("button", name="End conversation").click()
    console.page.get_by_role("dialog").get_by_role("button", name="End conversation").click()
    expect(widget.log).to_contain_text("Our team ended the conversation.", timeout=30 * SECONDS)

    # Writing again reopens it, and it waits once more.
    widget.write("visitor-12")
    talk.append("visitor-12")
    console.take_only_waiting()
    expect_said(console.log, talk)
    widget.dialog.get_by_role("button", name="End conversation").click()
    expect(console.log).to_contain_text("The visitor ended the conversation.", timeout=30 * SECONDS)


def test_ten_messages_typed_in_a_row_arrive_in_order(shop_page: Page, console: Console) -> None:
    widget = Widget(shop_page)
    widget.open()
    messages = [f"visitor-{number:02}" for number in range(1, 11)]
    for message in messages:
        widget.field.fill(message)
        widget.field.press("Enter")
    console.take_only_waiting()
    expect_said(console.log, messages)
    expect_said(widget.log, messages)
    answers = [f"agent-{number:02}" for number in range(1, 11)]
    for answer in answers:
        console.field.fill(answer)
        console.field.press("Enter")
    expect_said(widget.log, messages + answers)
    expect_said(console.log, messages + answers)
    widget.dialog.get_by_role("button", name="End conversation").click()


def test_another_browser_profile_sees_nothing_of_the_first(
    shop_page: Page, new_context: ContextMaker, shop: str
) -> None:
    widget = Widget(shop_page)
    widget.open()
    widget.write("visitor-01")
    expect(widget.log).to_contain_text("waiting for someone", timeout=30 * SECONDS)
    stranger = Widget(new_context().new_page())
    stranger.page.goto(f"{shop}/")
    stranger.open()
    stranger.write("visitor-02")
    expect(stranger.log).to_contain_text("waiting for someone", timeout=30 * SECONDS)
    expect_said(stranger.log, ["visitor-02"])
    expect_said(widget.log, ["visitor-01"])
    for each in (widget, stranger):
        each.dialog.get_by_role("button", name="End conversation").click()
        expect(each.log).to_contain_text("You ended the conversation.", timeout=30 * SECONDS)


def test_typing_is_shown_to_the_other_side(shop_page: Page, console: Console) -> None:
    widget = Widget(shop_page)
    widget.open()
    widget.write("visitor-01")
    console.take_only_waiting()
    expect(widget.log).to_contain_text("Someone from our team is here", timeout=30 * SECONDS)
    console.field.press_sequentially("I am")
    expect(widget.dialog.get_by_text("Our team is typing")).to_be_visible(timeout=30 * SECONDS)
    widget.field.press_sequentially("Oh")
    expect(console.page.get_by_text("The visitor is typing")).to_be_visible(timeout=30 * SECONDS)
    widget.dialog.get_by_role("button", name="End conversation").click()


def test_everything_can_be_done_by_keyboard(shop_page: Page) -> None:
    widget = Widget(shop_page)
    keyboard = shop_page.keyboard
    for _ in range(30):
        keyboard.press("Tab")
        if widget.launcher.evaluate("it => it.getRootNode().activeElement === it"):
            break
    keyboard.press("Enter")
    expect(widget.field).to_be_focused()
    keyboard.type("visitor-01")
    keyboard.press("Shift+Enter")
    keyboard.type("visitor-02")
    keyboard.press("Enter")
    expect_said(widget.log, ["visitor-01", "visitor-02"])
    expect(widget.log).to_contain_text("waiting for someone", timeout=30 * SECONDS)
    widget.dialog.get_by_role("button", name="End conversation").click()
    keyboard.press("Escape")
    expect(widget.dialog).to_be_hidden()
    expect(widget.launcher).to_be_focused()
