"""The part ``page``: what a page takes that carries a chat, ours beside others, from one run."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser, Error, sync_playwright

from app import own_node
from stacks.browser_bundle import browser_bundle
from stacks.errors import NotReady
from tests.bench.page.markdown import markdown
from tests.bench.page.npm import ROOT, fetched
from tests.bench.page.shop import shops
from tests.bench.page.visit import Visit, findings, visit
from tests.bench.page.widgets import TRESEN, WIDGETS, Widget
from tests.end_to_end.browsers import CHROMIUM_ARGUMENTS

_TIMES: Final = 10
# Else what a frame of another host runs is in a process that nobody asks.
_ONE_PROCESS: Final = ("--disable-site-isolation-trials", "--disable-features=IsolateOrigins,site-per-process")

_HEADS: Final = (
    "on the page",
    "requests",
    "kB",
    "script ms",
    "stored",
    "third parties",
    "axe",
    "requests, opened",
    "kB, opened",
    "opens in ms",
    "axe, opened",
)


def page() -> Iterator[str]:
    chromium = os.environ.get("CHROMIUM")
    if not chromium:
        yield "\nno Chromium in CHROMIUM, so nothing of pages"
        return
    with tempfile.TemporaryDirectory() as into:
        folders, missing = _folders(Path(into))
        with shops(folders) as addresses, sync_playwright() as playwright:
            arguments = [*CHROMIUM_ARGUMENTS, *_ONE_PROCESS]
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            rows = [_row(browser, widget, addresses[widget.name]) for widget in WIDGETS if widget.name not in missing]
            version = browser.version
            browser.close()
    yield f"\nA page with a chat: Chromium {version}, a processor slowed down 4 times, medians of {_TIMES} visits\n"
    yield from markdown(_HEADS, rows)
    yield from (f"\n{name} is not in the table: {why}" for name, why in missing.items())


def _folders(into: Path) -> tuple[dict[str, Path], dict[str, str]]:
    """What is served of each, and what could not be had, and why."""
    # A copy, as a build meanwhile would take away what is served.
    folders = {TRESEN: Path(shutil.copytree(browser_bundle(ROOT, own_node()), into / TRESEN))}
    missing: dict[str, str] = {}
    for widget in (it for it in WIDGETS if it.package):
        try:
            folders[widget.name] = fetched(widget, into)
        except NotReady as error:
            missing[widget.name] = str(error)
    return folders, missing


def _row(browser: Browser, widget: Widget, address: str) -> list[str]:
    name = f"{widget.name} ({widget.package})" if widget.package else widget.name
    try:
        visits = [visit(browser, widget, address) for _ in range(_TIMES)]
        before, after = findings(browser, widget, address)
    except Error as error:
        return [name, f"did not come: {str(error).splitlines()[0]}", *[""] * (len(_HEADS) - 2)]
    return [name, *_figures(visits, widget, before, after)]


def _figures(visits: Sequence[Visit], widget: Widget, before: list[str], after: list[str]) -> list[str]:
    cells = [
        f"{median(it.requests for it in visits):.0f}",
        f"{median(it.kilobytes for it in visits):.1f}",
        f"{median(it.script_ms for it in visits):.0f}",
        f"{median(it.stored for it in visits):.0f}",
        f"{median(it.third for it in visits):.0f}",
        ", ".join(before) or "0",
    ]
    if not widget.open:
        return [*cells, "", "", "", ""]
    return [
        *cells,
        f"{median(it.opened_requests for it in visits):.0f}",
        f"{median(it.opened_kilobytes for it in visits):.1f}",
        f"{median(it.opened_ms or 0 for it in visits):.0f}",
        ", ".join(after) or "0",
    ]
