"""Takes the pictures of the README from a real conversation: ``python -m tests.end_to_end.take_screenshots``."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from local.stack import LocalStack
from tests.end_to_end.browsers import launch_chromium
from tests.end_to_end.pages import SECONDS, Console, Widget
from tests.end_to_end.waiting import until_quiet, watch

IMAGES = Path(__file__).parents[2] / "docs" / "images"
TALK = (
    ("visitor", "Good morning! Is the Green Lighthouse still from the spring harvest?"),
    ("agent", "Good morning! Yes, it came in April, and there are two tins left."),
    ("visitor", "Then I would like both. Can I pick them up on Saturday?"),
    ("agent", "Of course, we are at the counter from nine. I put them aside for you."),
)


def new_page(browser: Browser, *, width: int) -> Page:
    context = browser.new_context(locale="en-GB", viewport={"width": width, "height": 760}, device_scale_factor=1.5)
    watch(context)
    return context.new_page()


def main() -> int:
    IMAGES.mkdir(exist_ok=True)
    with LocalStack() as stack, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        widget, console = Widget(new_page(browser, width=1000)), Console(new_page(browser, width=1000))
        widget.page.goto(f"{stack.addresses.shop}/?lang=en")
        widget.open()
        console.sign_in(stack.addresses.console, stack.agents[0])
        for author, text in TALK:
            if author == "visitor":
                widget.write(text)
                if text == TALK[0][1]:
                    console.take_only_waiting()
                expect(console.log).to_contain_text(text, timeout=30 * SECONDS)
            else:
                console.write(text)
                expect(widget.log).to_contain_text(text, timeout=30 * SECONDS)
        for page, name in ((widget.page, "shop"), (console.page, "console")):
            until_quiet(page)
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
