"""The browsers of the tests: a Chromium and a Firefox, which ``local/browser.sh`` finds."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Playwright, Route

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

_SHIM = Path(__file__).with_name("firefox_shim.py")
_CALM: dict[str, str | float | bool] = {
    "browser.newtabpage.enabled": False,
    "network.captive-portal-service.enabled": False,
}


def launch_chromium(playwright: Playwright) -> Browser:
    path = _found("CHROMIUM", "chromium", "chromium-browser", "google-chrome")
    return playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)


def launch_firefox(playwright: Playwright) -> Browser:
    """Playwright's own build speaks a protocol of its own, and a release speaks WebDriver BiDi, through our shim."""
    path = _found("FIREFOX", "firefox", "firefox-esr")
    if path is None or path == playwright.firefox.executable_path:
        return playwright.firefox.launch()
    return playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=_SHIM,
        firefox_user_prefs=_CALM,
        # The shim runs on the Python of the tests.
        env={**os.environ, "FIREFOX": path, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )


LAUNCH: dict[str, Callable[[Playwright], Browser]] = {"chromium": launch_chromium, "firefox": launch_firefox}


def serve(context: BrowserContext, build: Path) -> None:
    """The pages of the context get the widget of that folder in place of the deployed one."""

    def fulfil(route: Route) -> None:
        path = build / urlsplit(route.request.url).path.lstrip("/")
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}
        route.fulfill(body=path.read_bytes(), headers=headers)

    context.route("**/loader.js", fulfil)
    context.route("**/assets/*.js", fulfil)


def _found(variable: str, *names: str) -> str | None:
    return os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)
