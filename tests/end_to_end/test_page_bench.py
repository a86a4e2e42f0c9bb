"""What `make bench PARTS=page` measures of a page with ours, in one visit."""

from playwright.sync_api import Browser

from app import own_node
from stacks.browser_bundle import browser_bundle
from tests.bench.page.npm import ROOT
from tests.bench.page.shop import shops
from tests.bench.page.visit import findings, visit
from tests.bench.page.widgets import TRESEN, WIDGETS

OURS = next(it for it in WIDGETS if it.name == TRESEN)


def test_two_files_before_the_click_nothing_stored_and_nobody_else_asked(browser: Browser) -> None:
    with shops({TRESEN: browser_bundle(ROOT, own_node())}) as addresses:
        seen = visit(browser, OURS, addresses[TRESEN])
        found = findings(browser, OURS, addresses[TRESEN])
    assert (seen.requests, seen.stored, seen.third) == (2, 0, 0)
    assert 1 < seen.kilobytes < 4
    assert seen.script_ms > 0
    # Launcher, availability, panel, and the availability once more.
    assert seen.opened_requests == 4
    assert seen.kilobytes < seen.opened_kilobytes < 14
    assert (seen.opened_ms or 0) > 0
    assert found == ([], [])
