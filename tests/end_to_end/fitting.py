"""Whether all that the widget shows can be seen and used on a screen of that size."""

from pathlib import Path

from playwright.sync_api import Page

SIZES = {"desktop": (1280, 800), "phone": (390, 844), "narrow": (320, 568), "400 %": (320, 256)}
"""A window of 1280 by 1024 at 400 % is as large as one of 320 by 256."""

_FIND = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def what_does_not_fit(page: Page) -> list[str]:
    """In each of the sizes; the page has its own again then."""
    own = page.viewport_size
    found = []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{size}: {problem}" for problem in page.evaluate(_FIND)]
    if own is not None:
        page.set_viewport_size(own)
    return found
