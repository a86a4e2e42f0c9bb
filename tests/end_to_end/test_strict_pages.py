"""Pages that forbid the browser everything but what ``python -m cli embed`` says, with what it prints on them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from cli.__main__ import main
from local.demo.pages import SHOP
from local.demo.pages import Page as ShopPage
from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import LocalStack
from tests.end_to_end.demo import violations, watch_policy
from tests.end_to_end.pages import Console
from tests.end_to_end.remains import count_from_the_start, counted, expect_as_before
from tests.end_to_end.states import LONG, Parts
from tests.end_to_end.test_before_the_click import NOTHING, STORED
from tests.end_to_end.test_demo_pages import talk, use_settings, write_a_form
from tests.end_to_end.traffic import Traffic
from tests.end_to_end.waiting import until, until_quiet, watch

pytestmark = pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)

FORBIDDEN = ("default-src 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'")
OF_THE_PAGE = ("style-src 'self'", "img-src data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
"""Its style sheet, which gives the element a size, and its icon."""

PATH = "/strict-page"
GIVEN_UP = "WebSocket is closed before the connection is established."


@dataclass(frozen=True)
class Pasted(ShopPage):
    """A page of the shop's with ``html`` in it, and in its policy what ``allowed`` has by the directives' names."""

    html: str = ""
    allowed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def text(self, *_: object) -> str:
        return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Shop</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
</head>
<body>
<h1>Shop</h1>
{self.html}
</body>
</html>"""

    def directives(self, _: object) -> list[str]:
        return [*FORBIDDEN, *OF_THE_PAGE, *(f"{name} {' '.join(sources)}" for name, sources in self.allowed.items())]

    def by_nonce(self) -> Self:
        """In place of the hash of the script."""
        _, chat = self.allowed["script-src"]
        html = self.html.replace("<script", '<script nonce="bm9uY2U"')
        return replace(self, html=html, allowed={**self.allowed, "script-src": ["'nonce-bm9uY2U'", chat]})

    def alone(self) -> Self:
        """The element without the loader's own script: it brings that by itself."""
        return replace(self, html=self.html.partition("\n")[2])

    def without(self, directive: str, source: str) -> Self:
        kept = {**self.allowed, directive: [it for it in self.allowed[directive] if it != source]}
        return replace(self, allowed={name: sources for name, sources in kept.items() if sources})

    def inert(self) -> Self:
        """The same elements, and none does anything."""
        return replace(self, html=self.html.replace("<script", '<script type="text/plain"'))


WAYS: Mapping[str, Callable[[Callable[[str], Pasted]], Pasted]] = {
    "snippet": lambda printed: printed("snippet"),
    "snippet-by-nonce": lambda printed: printed("snippet").by_nonce(),
    "element": lambda printed: printed("element"),
    "element-alone": lambda printed: printed("element").alone(),
}


@pytest.fixture
def printed(
    stack: LocalStack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Pasted]:
    """What the command says of the local run."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.ministack_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)

    def embed(style: str) -> Pasted:
        assert main(["embed", "--json", "--site", stack.site, "--style", style]) == 0
        answer = json.loads(capsys.readouterr().out)
        return Pasted("pasted", policy=FORBIDDEN, html=answer["html"], allowed=answer["policy"])

    return embed


@pytest.fixture
def errors() -> list[str]:
    """What the browser has said of the page: Chromium in the console, Firefox as errors of the page."""
    return []


def is_of_the_net(message: ConsoleMessage) -> bool:
    """Chromium itself says that the widget does not wait any longer for a socket which functions that start cold keep
    from opening."""
    return message.text.endswith(GIVEN_UP)


@pytest.fixture
def page(browser: Browser, errors: list[str]) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB")
    watch(context)
    watch_policy(context)
    count_from_the_start(context)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    page = context.new_page()

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not is_of_the_net(message):
            errors.append(message.text)

    page.on("console", note)
    yield page
    context.close()


@pytest.fixture
def visit(page: Page, shop: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[Pasted], None]:
    def goto(pasted: Pasted) -> None:
        monkeypatch.setitem(SHOP, PATH, pasted)
        page.goto(shop + PATH)

    return goto


@pytest.mark.parametrize("way", WAYS)
def test_all_of_it_works_under_that_policy_and_leaves_nothing(
    page: Page,
    visit: Callable[[Pasted], None],
    stack: LocalStack,
    desk: Console,
    printed: Callable[[str], Pasted],
    errors: list[str],
    way: str,
) -> None:
    shop, chat = (urlsplit(address).netloc for address in (stack.addresses.shop, stack.addresses.chat))
    pasted = WAYS[way](printed)
    visit(pasted.inert())
    before = counted(page)
    traffic = Traffic(page)
    visit(pasted)
    parts = Parts(page)
    if "snippet" in way:
        expect(parts.launcher).to_be_visible()
        until_quiet(page)
        assert traffic.of(chat) == []
        assert page.evaluate(STORED) == NOTHING
        parts.launcher.click()
    expect(parts.dots).to_be_visible(timeout=LONG)
    talk(parts, desk)
    write_a_form(parts)
    use_settings(parts)
    parts.end.click()
    expect(parts.end).to_be_hidden(timeout=LONG)
    assert {urlsplit(request.url).netloc for request in traffic.requests} == {shop, chat}
    assert (violations(page), errors) == ([], [])
    page.evaluate("tresen.destroy()")
    expect_as_before(page, before)


def test_a_snippet_that_nobody_used_leaves_nothing_either(
    page: Page, visit: Callable[[Pasted], None], printed: Callable[[str], Pasted], errors: list[str]
) -> None:
    pasted = printed("snippet")
    visit(pasted.inert())
    before = counted(page)
    visit(pasted)
    expect(Parts(page).launcher).to_be_visible()
    page.evaluate("tresen.push(['destroy'])")
    expect_as_before(page, before)
    assert (violations(page), errors) == ([], [])


@pytest.mark.parametrize(
    ("style", "directive", "source"),
    [
        ("snippet", "script-src", "chat"),
        ("snippet", "connect-src", "chat"),
        ("snippet", "connect-src", "chat_socket"),
        ("element", "script-src", "chat"),
    ],
)
def test_the_test_of_what_the_policy_has_to_allow_would_see_it(
    page: Page,
    visit: Callable[[Pasted], None],
    stack: LocalStack,
    printed: Callable[[str], Pasted],
    errors: list[str],
    style: str,
    directive: str,
    source: str,
) -> None:
    """With one source less something is kept from it, and browsers say so in both ways."""
    address = getattr(stack.addresses, source)
    visit(printed(style).without(directive, address))
    parts = Parts(page)
    if style == "snippet":
        parts.launcher.click()
    if source == "chat_socket":
        parts.say("visitor-01")
    # `wait_for_function` makes code of a text, which these pages forbid as well.
    until(page, lambda: violations(page) and errors)
    assert all(it.startswith(directive) and address in it for it in violations(page))
