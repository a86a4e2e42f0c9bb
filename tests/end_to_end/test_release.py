"""A release under open tabs: what an old page still needs stays there, and its conversation goes on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from local.settings import local_settings
from local.stack import LocalStack
from local.synthesis import ROOT
from tests.end_to_end import clients
from tests.end_to_end.analysed import SETTLED_MS
from tests.end_to_end.around import token
from tests.end_to_end.pages import Widget, expect_said
from tests.end_to_end.waiting import until_quiet

SOURCES = ("app.py", "cdk.json", "package.json", "package-lock.json", "tresen.toml", "stacks", "lambdas")
BROWSER_SOURCES = (*(path.name for path in sorted((ROOT / "widget_assets").glob("*.mjs"))), "src", "tsconfig.json")


@pytest.fixture
def stack() -> Iterator[LocalStack]:
    """One of its own: the others' tests go on with the release that they began with."""
    with LocalStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def next_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assembly of a checkout with another version and another panel."""
    checkout = tmp_path_factory.mktemp("next")
    for name in SOURCES:
        copy(ROOT / name, checkout / name)
    for name in BROWSER_SOURCES:
        copy(ROOT / "widget_assets" / name, checkout / "widget_assets" / name)
    # As the local run reads them, which is where the old one's come from.
    settings = checkout / "tresen.toml"
    settings.write_bytes(local_settings(settings.read_bytes()))
    (checkout / "node_modules").symlink_to(ROOT / "node_modules")
    shutil.copytree(ROOT / "build" / "bundles", checkout / "build" / "bundles")
    version = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (checkout / "pyproject.toml").write_text(version.replace('version = "', 'version = "1', 1), encoding="utf-8")
    # Another panel that weighs as much: it may be close to its budget.
    style = checkout / "widget_assets" / "src" / "widget" / "panel.css"
    text = style.read_text(encoding="utf-8")
    assert text.count("#b3261e") == 1
    style.write_text(text.replace("#b3261e", "#b3261f"), encoding="utf-8")
    assembly = checkout / "cdk.out"
    environment = os.environ | {"CDK_OUTDIR": str(assembly), "TRESEN_LAYER_PLATFORM": "host"}
    subprocess.run([sys.executable, "app.py"], cwd=checkout, env=environment, check=True)
    return assembly


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "node_modules", "dist"))
    else:
        shutil.copyfile(source, target)


class Tab:
    """A page of the shop, and the parts of the chat that it has loaded."""

    def __init__(self, context: BrowserContext, shop: str) -> None:
        self.page: Page = context.new_page()
        self.parts: list[str] = []
        self.statuses: set[int] = set()
        self.page.on("response", lambda response: self._note(response.url, response.status))
        self.page.goto(f"{shop}/")
        self.widget = Widget(self.page)
        expect(self.widget.launcher).to_be_visible()

    def _note(self, url: str, status: int) -> None:
        path = urlsplit(url).path
        if path.startswith("/assets/"):
            self.parts.append(path)
            self.statuses.add(status)

    def stay(self) -> None:
        """Until the parts are there that come a moment after the opening."""
        self.page.wait_for_timeout(SETTLED_MS)
        until_quiet(self.page)


def release_of(chat: str) -> str:
    async def ask() -> str:
        async with clients.http_session(raise_for_status=True) as session, session.get(f"{chat}/api/health") as answer:
            return str((await answer.json())["release"])

    return clients.run(ask())


def test_a_release_goes_on_under_open_tabs(
    stack: LocalStack, next_release: Path, new_context: Callable[..., BrowserContext]
) -> None:
    context, shop, chat = new_context(), stack.addresses.shop, stack.addresses.chat
    before = release_of(chat)
    talking, waiting = Tab(context, shop), Tab(context, shop)
    talking.widget.open()
    talking.widget.write("visitor-01")
    expect_said(talking.widget.log, ["visitor-01"])
    assert waiting.parts == []

    stack.deploy_over(next_release)
    assert release_of(chat) != before

    # The tab in which somebody writes goes on.
    talking.widget.write("visitor-02")
    expect_said(talking.widget.log, ["visitor-01", "visitor-02"])

    # The tab that had loaded nothing yet loads the parts of its own release.
    waiting.widget.open()
    expect_said(waiting.widget.log, ["visitor-01", "visitor-02"])
    talking.stay()
    waiting.stay()
    assert sorted(waiting.parts) == sorted(talking.parts)

    # A new tab is of the new release, and of the same conversation. The browser asks for the loader anew after five
    # minutes; a route takes its cache away at once.
    context.route("**/loader.js", lambda route: route.continue_())
    newest = Tab(context, shop)
    newest.widget.open()
    expect_said(newest.widget.log, ["visitor-01", "visitor-02"])
    # What has changed has another name, and what has not is not loaded again by anybody who has it.
    newest.stay()
    assert newest.parts[0] not in talking.parts
    assert sorted(newest.parts[1:]) == sorted(talking.parts[1:])
    newest.widget.write("visitor-03")
    for tab in (talking, waiting, newest):
        expect_said(tab.widget.log, ["visitor-01", "visitor-02", "visitor-03"])
        assert tab.statuses == {200}

    talking.widget.end()


def test_a_release_leaves_who_is_there_as_it_is(stack: LocalStack, next_release: Path) -> None:
    """The first files are put there by the deployment; what the function has written since is not to be lost."""
    chat, host = stack.addresses.chat, stack.addresses.shop.partition("//")[2]

    async def come() -> None:
        async with clients.agent(chat, token(stack, stack.agents[0])) as ada:
            assert (await ada.ask("renew_presence", presence="available"))["type"] == "presence_renewed"

    async def state() -> str:
        address = f"{chat}/availability/{host}.json"
        async with clients.http_session(raise_for_status=True) as session, session.get(address) as answer:
            return str((await answer.json())["groups"]["service"]["state"])

    async def pinged() -> clients.Frame:
        async with clients.visitor(chat, stack.addresses.shop, clients.VisitorKey()) as guest:
            await guest.socket.send_str('{"type":"ping"}')
            return await guest.receive()

    before = release_of(chat)
    clients.run(come())
    stack.deploy_over(next_release)
    assert release_of(chat) != before
    assert clients.run(state()) == "available"
    assert clients.run(pinged()) == {"type": "ponged"}
