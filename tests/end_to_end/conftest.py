"""The local run, started once, and those who use it."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from local.agents import Agent, create_agent
from local.stack import LocalStack
from local.synthesis import ROOT
from tests.end_to_end.analysed import ADDRESS, Wire
from tests.end_to_end.around import token
from tests.end_to_end.browsers import LAUNCH, serve
from tests.end_to_end.pages import SECONDS, Console
from tests.end_to_end.waiting import watch


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-trees", action="store_true", help="write the accessibility trees anew, see trees.py")


# What is to come may wait for a function that starts cold, on a machine that is busy.
expect.set_options(timeout=30 * SECONDS)

_OF_SOCKETS = re.compile("(Firefox can.t establish a connection to the server at|The connection to) (ws|http)s?://")
"""Firefox alone calls it an error of the page when a socket or a stream of events is given up before it is open."""

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
def launched() -> Iterator[Callable[[str], Browser]]:
    """A browser by its name, started when it is first asked for."""
    # Within Playwright's own 5 seconds a busy machine starts no function.
    expect.set_options(timeout=30 * SECONDS)
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browsers: dict[str, Browser] = {}

        def launch(name: str) -> Browser:
            if name not in browsers:
                browsers[name] = LAUNCH[name](playwright)
                stack.callback(browsers[name].close)
            return browsers[name]

        yield launch


@pytest.fixture
def browser(launched: Callable[[str], Browser], request: pytest.FixtureRequest) -> Browser:
    """Chromium, unless a test is parametrised with the name of another: it is not of the session's scope, so that
    pytest does not sort the tests of all files by it."""
    return launched(getattr(request, "param", "chromium"))


@pytest.fixture(scope="module")
def desk(stack: LocalStack, launched: Callable[[str], Browser]) -> Iterator[Console]:
    """Of an agent of the group that visitors reach by default, signed in once for a file; always in Chromium."""
    with launched("chromium").new_context(locale="en-GB") as context:
        watch(context)
        console = Console(context.new_page())
        console.sign_in(stack.addresses.console, stack.agents[0])
        yield console


@pytest.fixture(scope="session")
def pseudo_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The widget in the right-to-left pseudo-language, built anew."""
    folder = tmp_path_factory.mktemp("pseudo")
    command = ["node", "widget_assets/build.mjs", "--pseudo", "--out", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)  # noqa: S603 - ours
    return folder


@pytest.fixture
def in_pseudo(pseudo_build: Path) -> Callable[[BrowserContext], None]:
    """Pages of a context get that build in place of the deployed one."""

    def use(context: BrowserContext) -> None:
        serve(context, pseudo_build)

    return use


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser profiles that share nothing; an error on a page fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def note(error: str) -> None:
        if not _OF_SOCKETS.match(error):
            errors.append(error)

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**{"locale": "en-GB", **options})  # type: ignore[arg-type]
        watch(context)
        context.on("weberror", lambda error: note(str(error.error)))
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
