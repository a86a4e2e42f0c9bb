"""The walking slice in a real browser: a visitor writes, an agent takes and answers, both see the same."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.end_to_end.pages import SECONDS, Console, Widget, expect_said
from tests.end_to_end.waiting import until, until_quiet
from tests.promises.promise import promise

ContextMaker = Callable[..., BrowserContext]

LONG = 90 * SECONDS


@promise("P2", "who comes back with the same key gets all of the conversation, from the server")
@promise("P11", "what a visitor writes reaches an agent of the group, and the answer the visitor")
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
    expect(widget.log).to_contain_text("Our team ended the conversation.", timeout=LONG)

    # Writing again reopens it, and it waits once more.
    widget.write("visitor-12")
    talk.append("visitor-12")
    console.take_only_waiting()
    expect_said(console.log, talk)
    widget.end()
    expect(console.log).to_contain_text("The visitor ended the conversation.", timeout=LONG)


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
    widget.end()


def test_another_browser_profile_sees_nothing_of_the_first(
    shop_page: Page, new_context: ContextMaker, shop: str
) -> None:
    widget = Widget(shop_page)
    widget.open()
    widget.write("visitor-01")
    expect(widget.log).to_contain_text("waiting for someone", timeout=LONG)
    stranger = Widget(new_context().new_page())
    stranger.page.goto(f"{shop}/")
    stranger.open()
    stranger.write("visitor-02")
    expect(stranger.log).to_contain_text("waiting for someone", timeout=LONG)
    expect_said(stranger.log, ["visitor-02"])
    expect_said(widget.log, ["visitor-01"])
    for each in (widget, stranger):
        each.end()


def type_until(field: Locator, shown: Locator) -> None:
    """Typing is told now and then, and only once it is known that the other side looks."""

    def types() -> bool:
        field.press_sequentially("so ")
        field.page.wait_for_timeout(SECONDS)
        return shown.is_visible()

    until(field.page, types, seconds=90)


def test_typing_is_shown_to_the_other_side(shop_page: Page, console: Console) -> None:
    widget = Widget(shop_page)
    widget.open()
    widget.write("visitor-01")
    console.take_only_waiting()
    expect(widget.log).to_contain_text("Someone from our team is here", timeout=LONG)
    type_until(console.field, widget.dialog.get_by_text("Our team is typing"))
    type_until(widget.field, console.page.get_by_text("The visitor is typing"))
    widget.end()


def test_the_page_says_that_somebody_is_there(shop_page: Page, console: Console) -> None:
    """``console`` is here, and says so to the server by itself."""
    widget = Widget(shop_page)
    here = shop_page.get_by_role("button", name="Chat, we are here", exact=True)

    def says_so() -> bool:
        shop_page.reload()
        expect(widget.launcher).to_be_visible(timeout=LONG)
        until_quiet(shop_page)
        return here.is_visible()

    # Browsers keep the file for a while.
    until(shop_page, says_so, seconds=90)
    widget.open()
    expect(widget.dialog.get_by_text("We are here", exact=True)).to_be_visible(timeout=LONG)


def test_a_conversation_that_nobody_takes_says_so_until_somebody_does(
    new_context: ContextMaker, shop: str, console: Console
) -> None:
    page = new_context().new_page()
    page.clock.install()
    page.goto(f"{shop}/")
    widget = Widget(page)
    widget.open()
    widget.write("visitor-01")
    expect(widget.log).to_contain_text("waiting for someone", timeout=LONG)
    note = widget.dialog.get_by_role("status").get_by_text("Nobody is free right now.")
    expect(note).to_be_hidden()
    widget.field.fill("one more thing")
    page.clock.fast_forward(61 * SECONDS)
    expect(note).to_be_visible(timeout=LONG)
    expect(widget.field).to_have_value("one more thing")
    console.take_only_waiting()
    expect(note).to_be_hidden(timeout=LONG)
    expect(widget.dialog.get_by_text("Our team is here", exact=True)).to_be_visible(timeout=LONG)
    widget.field.fill("")
    widget.end()


def test_everything_can_be_done_by_keyboard(shop_page: Page) -> None:
    widget = Widget(shop_page)
    keyboard = shop_page.keyboard
    for _ in range(30):
        keyboard.press("Tab")
        if widget.launcher.evaluate("it => it.getRootNode().activeElement === it"):
            break
    keyboard.press("Enter")
    expect(widget.field).to_be_focused(timeout=LONG)
    keyboard.type("visitor-01")
    keyboard.press("Shift+Enter")
    keyboard.type("visitor-02")
    keyboard.press("Enter")
    expect_said(widget.log, ["visitor-01", "visitor-02"])
    expect(widget.log).to_contain_text("waiting for someone", timeout=LONG)
    widget.end()
    keyboard.press("Escape")
    expect(widget.dialog).to_be_hidden()
    expect(widget.launcher).to_be_focused()
