"""How the use of the widget is analysed, from real browsers to Matomo: what it is told, when, and what it never is."""

import re
import time

import pytest
from playwright.sync_api import Browser, expect

from lambdas.analytics.records import TrackingRequest
from local.stack import LocalStack
from tests.end_to_end.analysed import ADDRESS, LONG, ContextMaker, Visitor, Wire
from tests.end_to_end.pages import Console
from tests.end_to_end.usage_client import CHROME, opened, post_events
from tests.promises.promise import promise

IPV6_ADDRESS = "2001:db8:1234:5678:9abc:def0:1234:5678"
ALLOWED = set(TrackingRequest.__struct_fields__)


@pytest.fixture
def visitor(new_context: ContextMaker, shop: str) -> Visitor:
    return Visitor(new_context().new_page(), shop, "/?q=private#mail")


@promise("P5", "approximate place, screen resolution and actions taken are recorded")
@promise("P6", "a technical id, the address anonymised, the time of each event, and nothing that says who it was")
def test_what_was_done_reaches_matomo_and_nothing_else(
    wire: Wire, visitor: Visitor, console: Console, stack: LocalStack, browser: Browser
) -> None:
    begun = int(time.time())
    does_everything(visitor, console)
    told = wire.until(6)
    arrived = int(time.time())
    assert_all_is_told(wire)
    screen = visitor.page.evaluate("`${screen.width}x${screen.height}`")
    major = browser.version.partition(".")[0]
    place = {"idsite": 1, "url": f"{stack.addresses.shop}/", "cip": "198.51.0.0", "country": "at", "res": screen}
    for each in told:
        assert {**place, "e_c": "Tresen"}.items() <= each.items()
        assert set(each) <= ALLOWED
        # A browser that is driven by a test says so, and is no family that Matomo knows.
        assert each["ua"] in {"Unknown", f"Chrome/{major}.0"}
        assert re.fullmatch("[0-9a-f]{16}", each["cid"])
        # The way to the server counts as well, and so does the time in which a function is started.
        assert begun - 1 <= each["cdt"] <= arrived
    assert len({each["cid"] for each in told}) == 1
    said = "".join(str((it.path, it.headers)) + it.body.decode() for it in stack.matomo.asked)
    for secret in ("confidence", "ada@", "private", "#mail", ADDRESS, "Mozilla", "AppleWebKit"):
        assert secret not in said


def does_everything(visitor: Visitor, console: Console) -> None:
    """And leaves."""
    visitor.open()
    visitor.write("visitor-01 a word in confidence")
    console.take_only_waiting()
    console.write("agent-01 of course")
    expect(visitor.log).to_contain_text("agent-01", timeout=LONG)
    send_form(visitor, "ada@example.com", "a letter in confidence")
    visitor.settings()
    visitor.switch("Error reports").click()
    visitor.leave()


def send_form(visitor: Visitor, email: str, message: str) -> None:
    visitor.dialog.get_by_role("button", name="Menu", exact=True).click()
    visitor.page.get_by_role("menuitem", name=re.compile("contact form", re.IGNORECASE)).click()
    visitor.dialog.get_by_role("textbox", name=re.compile("^E-?Mail", re.IGNORECASE)).fill(email)
    visitor.dialog.get_by_role("textbox", name=re.compile(r"^Your message \(")).fill(message)
    visitor.dialog.get_by_role("button", name="Send", exact=True).click()
    expect(visitor.dialog.get_by_role("heading", name=re.compile("^Thank you"))).to_be_visible(timeout=LONG)
    visitor.back()


def assert_all_is_told(wire: Wire) -> None:
    """Each thing once, in the order in which it was done."""
    assert sorted(wire.events) == sorted(
        [
            ("widget_opened", None),
            ("conversation_started", None),
            ("messages_sent", 1),
            ("messages_received", 1),
            ("contact_form_sent", None),
            ("setting_changed", "errors off"),
        ]
    )
    order = [name for name, _ in wire.events]
    assert order[0] == "widget_opened"
    assert order[-1] == "setting_changed"
    assert order.index("messages_sent") < order.index("messages_received") < order.index("contact_form_sent")


def test_a_page_that_stays_open_tells_after_a_while(wire: Wire, new_context: ContextMaker, shop: str) -> None:
    """And while it is open it is the browser that the test makes of it: of one that is being left, that is over."""
    visitor = Visitor(new_context(user_agent=CHROME).new_page(), shop)
    visitor.open()
    (told,) = wire.until(1)
    assert wire.events == [("widget_opened", None)]
    assert (told["lang"], told["ua"]) == ("en-GB", "Chrome/125.0")


def test_a_tab_that_is_closed_after_a_moment_has_told_it(wire: Wire, visitor: Visitor) -> None:
    visitor.open()
    visitor.stay()
    visitor.page.close()
    wire.until(1)
    assert wire.events == [("widget_opened", None)]


def test_two_visits_of_one_browser_can_not_be_told_to_be_one(wire: Wire, visitor: Visitor, shop: str) -> None:
    for _ in range(2):
        visitor.open()
        visitor.leave()
        visitor.page.goto(f"{shop}/")
    told = wire.until(2)
    assert len({each["cid"] for each in told}) == 2
    assert visitor.page.evaluate("localStorage.getItem('tresen.visit')") is None


def test_before_the_widget_is_opened_nothing_is_told_or_even_loaded(wire: Wire, visitor: Visitor) -> None:
    visitor.leave()
    assert visitor.of_analysis == []
    wire.expect_nothing()


@promise("P7", "once switched off nothing more leaves the browser, and what waits in it is dropped")
def test_after_objecting_nothing_is_told_and_what_waits_is_dropped(wire: Wire, visitor: Visitor, shop: str) -> None:
    visitor.open()
    # Then there is something that waits.
    visitor.stay()
    assert visitor.of_analysis != []
    visitor.settings()
    visitor.switch("Usage analysis").click()
    expect(visitor.switch("Usage analysis")).not_to_be_checked()
    visitor.back()
    visitor.write("visitor-02")
    visitor.end()
    visitor.leave()
    visitor.page.goto(f"{shop}/")
    asked = len(visitor.asked)
    visitor.open()
    visitor.leave()
    assert [url for url in visitor.of_analysis if "/api/events" in url] == []
    assert not any("/assets/analysis" in url for url in visitor.asked[asked:])
    wire.expect_nothing()


def test_an_objection_in_one_tab_drops_what_waits_in_another(wire: Wire, new_context: ContextMaker, shop: str) -> None:
    context = new_context()
    first, second = Visitor(context.new_page(), shop), Visitor(context.new_page(), shop)
    first.open()
    second.open()
    # Then there is something that waits in both.
    second.stay()
    assert first.of_analysis != []
    second.settings()
    second.switch("Usage analysis").click()
    expect(second.switch("Usage analysis")).not_to_be_checked()
    first.leave()
    second.leave()
    wire.expect_nothing()


SIGNALS = {
    "globalPrivacyControl": "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })",
    "doNotTrack": "Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })",
}


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_browser_that_wants_no_tracking_tells_nothing(
    wire: Wire, new_context: ContextMaker, shop: str, signal: str
) -> None:
    context = new_context()
    context.add_init_script(SIGNALS[signal])
    visitor = Visitor(context.new_page(), shop)
    visitor.open()
    visitor.settings()
    expect(visitor.switch("Usage analysis")).not_to_be_checked()
    expect(visitor.switch("Usage analysis")).to_be_disabled()
    visitor.leave()
    assert visitor.of_analysis == []
    wire.expect_nothing()


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_a_request_that_wants_no_tracking_is_answered_and_dropped(wire: Wire, stack: LocalStack, header: str) -> None:
    assert post_events(stack, [opened()], **{header: "1"}) == (200, {"queued": 0})
    wire.expect_nothing()


@pytest.mark.parametrize(
    ("address", "country", "told"),
    [
        (IPV6_ADDRESS, "FR", ("2001:db8::", "fr")),
        (f"::ffff:{ADDRESS}", "AT", ("198.51.0.0", "at")),
        (ADDRESS, None, ("198.51.0.0", None)),
    ],
)
def test_of_an_address_the_network_is_told_and_the_country_if_there_is_one(
    wire: Wire, stack: LocalStack, address: str, country: str | None, told: tuple[str, str | None]
) -> None:
    stack.viewers(address=address, country=country)
    claimed = {
        "CloudFront-Viewer-Address": "192.0.2.1:1",
        "CloudFront-Viewer-Country": "XX",
        "X-Forwarded-For": "192.0.2.2",
    }
    assert post_events(stack, [opened()], **claimed) == (202, {"queued": 1})
    (each,) = wire.until(1)
    assert (each["cip"], each.get("country")) == told


def test_an_event_of_long_ago_is_told_with_its_own_time(wire: Wire, stack: LocalStack) -> None:
    before = int(time.time())
    assert post_events(stack, [opened(age=3_600_000)])[0] == 202
    (each,) = wire.until(1)
    assert before - 3600 <= each["cdt"] <= int(time.time()) - 3600


def test_the_page_of_the_local_matomo_shows_what_comes_without_being_loaded_again(
    wire: Wire, new_context: ContextMaker, stack: LocalStack
) -> None:
    page = new_context().new_page()
    page.goto(f"{stack.addresses.matomo}/")
    expect(page.get_by_role("status")).to_have_text("Listening")
    rows = page.locator("tbody tr:not(.all)")
    # What came before is shown as well, a moment after the page listens.
    before = len(stack.matomo.requests)
    expect(rows).to_have_count(before)
    post_events(stack, [{"type": "messages_sent", "age": 0, "count": 42}])
    expect(rows).to_have_count(before + 1, timeout=LONG)
    expect(rows.first).to_contain_text("messages_sent")
    expect(rows.first).to_contain_text("198.51.0.0")
    expect(rows.first).to_contain_text("Austria")
    page.get_by_role("button", name="messages_sent").first.click()
    expect(page.locator("tr.all").first).to_contain_text("e_v42")
    assert len(wire.until(1)) == 1
