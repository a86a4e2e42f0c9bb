"""What a widget has left on a page: everything that its scripts registered is counted from before the first of them."""

import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

PATIENCE_SECONDS = 30

_COUNT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def count_from_the_start(context: BrowserContext) -> None:
    """On each page of the context."""
    context.add_init_script(_COUNT)


def counted(page: Page) -> dict[str, Any]:
    """What there is now, of the page's own and of everybody else's."""
    found: dict[str, Any] = page.evaluate("window[Symbol.for('counted')]()")
    return found


def expect_as_before(page: Page, before: dict[str, Any]) -> None:
    """Waits for what has just been ended."""
    over = time.monotonic() + PATIENCE_SECONDS
    while (found := counted(page)) != before and time.monotonic() < over:
        page.wait_for_timeout(100)
    assert found == before
