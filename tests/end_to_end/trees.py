"""The accessibility tree of a state, kept as a file beside the tests: what a screen reader is given.

``pytest tests/end_to_end/test_states.py --write-trees`` writes them anew; a change is to be looked at like one of code.
"""

import re
import time
from pathlib import Path

from playwright.sync_api import Page

SETTLING_SECONDS = 30
FOLDER = Path(__file__).with_name("trees")

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_VARYING = (
    (re.compile(r"\b\d{1,2}:\d{2}\b"), "TIME"),
    (re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b"), "DATE"),
    (re.compile(rf"\b\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?"), "DATE"),
    (re.compile(rf"\b(?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?"), "DATE"),
    (re.compile(r"\bblob:\S+"), "BLOB"),
    (re.compile(r"(?<=Used proofs of your key: )\d+"), "COUNT"),
)


def tree(page: Page) -> str:
    """The widget's, with what differs from day to day replaced. Its own element has no box, and so no tree."""
    host = page.locator("tresen-widget")
    parts = (host.locator(".launcher"), page.get_by_role("dialog"), host.get_by_role("alert"))
    text = "\n".join(part.aria_snapshot() for part in parts if part.is_visible())
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return f"{text}\n"


def difference(state: str, page: Page, *, write: bool) -> str:
    """What to say where it does not come to be as it was; nothing if it does, or has been written.

    What a state is recognised by may be there before the rest of it. And some of it goes again by itself: that somebody
    types after 12 seconds, that something was not seen yet as well. So this comes before what takes longer.
    """
    path = FOLDER / f"{state}.yaml"
    if write:
        page.wait_for_timeout(2000)
        FOLDER.mkdir(exist_ok=True)
        path.write_text(tree(page), encoding="utf-8")
    before = path.read_text(encoding="utf-8") if path.exists() else "nothing\n"
    over = time.monotonic() + SETTLING_SECONDS
    while (now := tree(page)) != before and time.monotonic() < over:
        page.wait_for_timeout(100)
    return "" if now == before else f"the tree of {state} was\n{before}and is\n{now}"
