"""What a visitor and an agent see and do, found by role and name as a person or a screen reader would."""

import re

from playwright.sync_api import Locator, Page, expect

from local.agents import Agent
from tests.end_to_end.waiting import until

SECONDS = 1000
LONG = 90 * SECONDS
"""Several functions may start cold, one after the other, on a machine that is busy."""

MESSAGE = re.compile(r"\b(?:visitor|agent)-\d{2,3}\b")
"""The texts that the tests write, so that their order can be read off the page."""


def said(log: Locator) -> list[str]:
    """The messages of a log in the order in which they are shown."""
    return MESSAGE.findall(log.inner_text())


def expect_said(log: Locator, messages: list[str]) -> None:
    """Waits until all are there, and at no time they stand there twice or in another order.

    The last ones may be there first: after a reload what is still unsent is shown before the log is read.
    """
    for text in (messages[-1], messages[0]):
        expect(log).to_contain_text(text, timeout=LONG)
    found = until(log.page, lambda: (it := said(log)) and (not _lacks_some(it, messages)) and it)
    assert found == messages


def _lacks_some(found: list[str], messages: list[str]) -> bool:
    """Whether nothing else is wrong with them."""
    rest = iter(messages)
    return len(found) < len(messages) and all(text in rest for text in found)


_KEPT = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === "tresen")) return false;
  const settled = (request) =>
    new Promise((resolve) => request.addEventListener("success", () => resolve(request.result)));
  const database = await settled(indexedDB.open("tresen"));
  const count = await settled(database.transaction("outbox").objectStore("outbox").count());
  database.close();
  return count > 0;
}"""


def wait_until_kept(page: Page) -> None:
    """Until something unsent is in the browser's store: a moment after it is shown."""
    # `wait_for_function` takes the promise itself for an answer.
    until(page, lambda: page.evaluate(_KEPT))


class Widget:
    """The chat on a shop's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.get_by_role("button", name=re.compile(r"^Chat\b"))
        self.dialog = page.get_by_role("dialog")
        self.log = self.dialog.get_by_role("log")
        self.field = self.dialog.get_by_role("textbox", name="Your message")

    def open(self) -> None:
        self.launcher.click()
        expect(self.field).to_be_focused()

    def type(self, text: str) -> None:
        """Writes, and does not wait for anything."""
        self.field.fill(text)
        self.field.press("Enter")

    def write(self, text: str) -> None:
        self.type(text)
        expect(self.log).to_contain_text(text)

    def end(self) -> None:
        # It is there once the conversation is, which functions begin that may start cold.
        self.dialog.get_by_role("button", name="End conversation").click(timeout=LONG)
        expect(self.log).to_contain_text("You ended the conversation.", timeout=LONG)


class Console:
    """The agents' page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log")
        self.field = page.get_by_role("textbox", name="Your message")

    def sign_in(self, address: str, agent: Agent) -> None:
        self.enter(address, agent)
        expect(self.page.get_by_role("heading", name="Waiting")).to_be_visible(timeout=LONG)

    def enter(self, address: str, agent: Agent) -> None:
        """Signs in, and leaves it to the caller what is there then."""
        self.page.goto(address)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_label("Username").fill(agent.username)
        self.page.get_by_label("Password").fill(agent.password)
        self.page.get_by_role("button", name="Sign in").click()

    def listed(self, heading: str) -> Locator:
        """The conversations under one heading of the lists."""
        return self.page.get_by_role("region", name=heading).get_by_role("listitem")

    def take_only_waiting(self) -> None:
        # The first one of a run waits for functions that start cold.
        expect(self.listed("Waiting")).to_have_count(1, timeout=LONG)
        self.page.get_by_role("button", name=re.compile("^Take")).first.click()
        expect(self.field).to_be_visible(timeout=LONG)

    def type(self, text: str) -> None:
        """Writes, and does not wait for anything."""
        self.field.fill(text)
        self.field.press("Enter")

    def write(self, text: str) -> None:
        self.type(text)
        expect(self.log).to_contain_text(text)
