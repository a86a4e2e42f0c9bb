"""The local run, started once, and those who use it."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from local.agents import Agent, create_agent
from local.stack import LocalStack
from tests.end_to_end.analysed import ADDRESS, Wire
from tests.end_to_end.around import token
from tests.end_to_end.pages import Console

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

AGENTS = {
    "service": ("shop.service",),
    "sales": ("shop.sales",),
    "sales_2": ("shop.sales",),
    "supervisor": ("shop.supervisor",),
}


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    """One for each file of tests: what some leave behind is in no other's way."""
    with LocalStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def chat(stack: LocalStack) -> str:
    return stack.addresses.chat


@pytest.fixture(scope="module")
def shop(stack: LocalStack) -> str:
    return stack.addresses.shop


@pytest.fixture(scope="module")
def agents(stack: LocalStack) -> dict[str, Agent]:
    """One agent of each kind, by the name that the tests use."""
    made = {name: Agent(username=f"{name}@example.com", groups=groups) for name, groups in AGENTS.items()}
    made["supervisor"] = next(agent for agent in stack.agents if "shop.supervisor" in agent.groups)
    made["operator"] = next(agent for agent in stack.agents if "operator" in agent.groups)
    for name in ("service", "sales", "sales_2"):
        create_agent(stack.aws.cognito, stack.outputs["UserPoolId"], made[name])
    return made


@pytest.fixture(scope="module")
def tokens(stack: LocalStack, agents: dict[str, Agent]) -> dict[str, str]:
    """An access token of each agent."""
    return {name: token(stack, agent) for name, agent in agents.items()}


@pytest.fixture(scope="module")
def agent_token(tokens: dict[str, str]) -> str:
    return tokens["sales"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser profiles that share nothing; an error on a page fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**{"locale": "en-GB", **options})  # type: ignore[arg-type]
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def shop_page(new_context: Callable[..., BrowserContext], shop: str) -> Page:
    page = new_context().new_page()
    page.goto(f"{shop}/")
    return page


@pytest.fixture
def console(new_context: Callable[..., BrowserContext], stack: LocalStack, agents: dict[str, Agent]) -> Console:
    """The desk of an agent of the group that visitors reach by default, where nobody else's conversations wait."""
    console = Console(new_context().new_page())
    console.sign_in(stack.addresses.console, agents["service"])
    return console


@pytest.fixture
def wire(stack: LocalStack) -> Iterator[Wire]:
    stack.viewers(address=ADDRESS, country="AT")
    yield Wire(stack)
    stack.watch(None)
