"""How the use of the widget is analysed, from real browsers to Matomo: what it is told, when, and what it never is."""

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from cli.__main__ import main
from lambdas.analytics.records import TrackingRequest
from local.faults.calls import Answer, Call
from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import BUILD, LocalStack
from tests.end_to_end.around import client
from tests.end_to_end.pages import SECONDS, Console, Widget
from tests.end_to_end.usage_client import CHROME, look_after, opened, post_events, return_at_once, until
from tests.promises.promise import promise

ContextMaker = Callable[..., BrowserContext]
Told = Sequence[tuple[str, object]]

ADDRESS = "198.51.100.77"
IPV6_ADDRESS = "2001:db8:1234:5678:9abc:def0:1234:5678"
LONG = 30 * SECONDS
ALLOWED = set(TrackingRequest.__struct_fields__)


SETTINGS = """
[deployment]
name = "tresen"
region = "eu-central-1"
[sites.shop]
origins = ["https://www.example.com"]
groups = ["service", "sales"]
[retention]
conversation_days = 90
log_days = 14
"""
ASKING = (
    SETTINGS.replace("groups", "matomo_site = 42\ngroups")
    + """
[analytics]
matomo_url = "https://matomo.example.com/"
ask_first = true
"""
)


class Wire:
    """What has reached Matomo and the queue since this was made."""

    def __init__(self, stack: LocalStack) -> None:
        self._stack = stack
        self._before = len(stack.matomo.requests)
        self.queued = 0
        stack.watch(self._count)

    def _count(self, call: Call, _: Answer) -> None:
        self.queued += (call.service, call.operation) == ("AmazonSQS", "SendMessage")

    @property
    def requests(self) -> list[Any]:
        """All but that the connection was slow to come, which is a busy machine's own affair."""
        new = self._stack.matomo.requests[self._before :]
        return [it for it in new if (it["e_a"], it.get("e_n")) != ("error_shown", "away")]

    @property
    def events(self) -> Told:
        """What was done, in the order in which it was, with what there is to say of it."""
        in_time = sorted(self.requests, key=lambda it: it["cdt"])
        return [(it["e_a"], it.get("e_n", it.get("e_v"))) for it in in_time]

    def until(self, number: int, seconds: float = 30) -> list[Any]:
        """Waits for so many, and a moment longer for what should not be there."""
        over = time.monotonic() + seconds
        while len(self.requests) < number and time.monotonic() < over:
            time.sleep(0.1)
        time.sleep(1)
        return self.requests


@pytest.fixture
def wire(stack: LocalStack) -> Iterator[Wire]:
    stack.viewers(address=ADDRESS, country="AT")
    yield Wire(stack)
    stack.watch(None)


class Visitor(Widget):
    """On a page of the shop, with an eye on what the browser asks for."""

    def __init__(self, page: Page, shop: str, path: str = "/") -> None:
        super().__init__(page)
        self.asked: list[str] = []
        page.on("request", self._note)
        page.goto(f"{shop}{path}")

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    @property
    def of_analysis(self) -> list[str]:
        return [url for url in self.asked if re.search(r"/api/events|/assets/(analysis|asking)", url)]

    def open(self) -> None:
        self.launcher.click()
        expect(self.dialog.get_by_role("button", name="Menu", exact=True)).to_be_visible(timeout=LONG)

    def settings(self) -> None:
        self.dialog.get_by_role("button", name="Menu", exact=True).click()
        self.page.get_by_role("menuitem", name="Settings").click()

    def switch(self, name: str) -> Locator:
        return self.dialog.get_by_role("switch", name=name)

    def back(self) -> None:
        self.dialog.get_by_role("button", name="Back to the chat").click()

    def leave(self) -> None:
        """For another page, as a click on a link does."""
        self.page.wait_for_load_state("networkidle")
        self.page.goto("about:blank")


@pytest.fixture
def visitor(new_context: ContextMaker, shop: str) -> Visitor:
    return Visitor(new_context().new_page(), shop, "/?q=private#mail")


@promise("P5", "approximate place, screen resolution and actions taken are recorded")
@promise("P6", "a technical id, the address anonymised, the time of each event, and nothing that says who it was")
def test_what_was_done_reaches_matomo_and_nothing_else(
    wire: Wire, visitor: Visitor, console: Console, stack: LocalStack, browser: Browser
) -> None:
    begun = int(time.time())
    visitor.open()
    visitor.write("visitor-01 a word in confidence")
    console.take_only_waiting()
    console.write("agent-01 of course")
    expect(visitor.log).to_contain_text("agent-01", timeout=LONG)
    send_form(visitor, "ada@example.com", "a letter in confidence")
    visitor.settings()
    visitor.switch("Error reports").click()
    visitor.leave()
    done = int(time.time())

    told = wire.until(6)
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
    screen = visitor.page.evaluate("`${screen.width}x${screen.height}`")
    major = browser.version.partition(".")[0]
    expected = {
        "idsite": 1,
        "url": f"{stack.addresses.shop}/",
        "cip": "198.51.0.0",
        "country": "at",
        "res": screen,
        "e_c": "Tresen",
    }
    for each in told:
        assert expected.items() <= each.items()
        assert set(each) <= ALLOWED
        # A browser that is driven by a test says so, and is no family that Matomo knows.
        assert each["ua"] in {"Unknown", f"Chrome/{major}.0"}
        assert re.fullmatch("[0-9a-f]{16}", each["cid"])
        # The way to the server counts as well, and a function that has to be started takes its time.
        assert begun - 1 <= each["cdt"] <= done + 5
    assert len({each["cid"] for each in told}) == 1
    said = "".join(str((it.path, it.headers)) + it.body.decode() for it in stack.matomo.asked)
    for secret in ("confidence", "ada@", "private", "#mail", ADDRESS, "Mozilla", "AppleWebKit"):
        assert secret not in said


def send_form(visitor: Visitor, email: str, message: str) -> None:
    visitor.dialog.get_by_role("button", name="Menu", exact=True).click()
    visitor.page.get_by_role("menuitem", name=re.compile("contact form", re.IGNORECASE)).click()
    visitor.dialog.get_by_role("textbox", name=re.compile("^E-?Mail", re.IGNORECASE)).fill(email)
    visitor.dialog.get_by_role("textbox", name=re.compile(r"^Your message \(")).fill(message)
    visitor.dialog.get_by_role("button", name="Send", exact=True).click()
    expect(visitor.dialog.get_by_role("heading", name=re.compile("^Thank you"))).to_be_visible(timeout=LONG)
    visitor.back()


def test_a_page_that_stays_open_tells_after_a_while(wire: Wire, new_context: ContextMaker, shop: str) -> None:
    """And while it is open it is the browser that the test makes of it: of one that is being left, that is over."""
    visitor = Visitor(new_context(user_agent=CHROME).new_page(), shop)
    visitor.open()
    (told,) = wire.until(1)
    assert wire.events == [("widget_opened", None)]
    assert (told["lang"], told["ua"]) == ("en-GB", "Chrome/125.0")


def test_a_tab_that_is_closed_at_once_has_told_it(wire: Wire, visitor: Visitor) -> None:
    visitor.open()
    visitor.page.wait_for_load_state("networkidle")
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
    assert (visitor.of_analysis, wire.until(0), wire.queued) == ([], [], 0)


@promise("P7", "once switched off nothing more leaves the browser, and what waits in it is dropped")
def test_after_objecting_nothing_is_told_and_what_waits_is_dropped(wire: Wire, visitor: Visitor, shop: str) -> None:
    visitor.open()
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
    assert (wire.until(0), wire.queued) == ([], 0)


def test_an_objection_in_one_tab_drops_what_waits_in_another(wire: Wire, new_context: ContextMaker, shop: str) -> None:
    context = new_context()
    first, second = Visitor(context.new_page(), shop), Visitor(context.new_page(), shop)
    first.open()
    second.open()
    second.settings()
    second.switch("Usage analysis").click()
    expect(second.switch("Usage analysis")).not_to_be_checked()
    first.leave()
    second.leave()
    assert (wire.until(0), wire.queued) == ([], 0)


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
    assert (visitor.of_analysis, wire.until(0), wire.queued) == ([], [], 0)


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_a_request_that_wants_no_tracking_is_answered_and_dropped(wire: Wire, stack: LocalStack, header: str) -> None:
    assert post_events(stack, [opened()], **{header: "1"}) == (200, {"queued": 0})
    assert (wire.until(0), wire.queued) == ([], 0)


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


def test_the_same_batch_twice_is_counted_once(wire: Wire, stack: LocalStack) -> None:
    for _ in range(2):
        assert post_events(stack, [opened(), opened()], batch_id="a-batch-that-comes-twice")[0] == 202
    assert len(wire.until(3, seconds=5)) == 2


def is_read(stack: LocalStack) -> bool:
    mapping = client(stack, "lambda").get_event_source_mapping(UUID=stack.outputs["ForwardMapping"])
    return str(mapping["State"]) == "Enabled"


Status = Callable[..., dict[str, Any]]


@pytest.fixture
def operator(stack: LocalStack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Status:
    """The operator's command line on the local run."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.ministack_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)

    def run(*words: str) -> dict[str, Any]:
        capsys.readouterr()
        assert main([*words, "--settings", str(stack.settings), "--json"]) in {0, 1}
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    return run


def test_while_matomo_is_away_the_queue_is_not_read_and_then_everything_arrives_once(
    wire: Wire, stack: LocalStack, operator: Status
) -> None:
    return_at_once(stack)
    stack.matomo.away = True
    try:
        post_events(stack, [opened(age=1), opened(age=2)])
        until(lambda: operator("analytics", "status")["away_since"] is not None)
        assert look_after(stack) == "pause"
        assert not is_read(stack)
        for _ in range(3):
            post_events(stack, [opened(), opened()])
        asked = len(stack.matomo.asked)
        assert look_after(stack) == "pause"
        status = operator("analytics", "status")
        assert (status["waiting"] + status["under_way"], status["reading"], status["dead"]) == (4, "Disabled", 0)
        assert status["reason"] == "busy"
        # The look of the schedule, and nothing of the queue.
        assert len(stack.matomo.asked) == asked + 1
        assert wire.requests == []
    finally:
        stack.matomo.away = False
    assert look_after(stack) == "resume"
    assert is_read(stack)
    assert len(wire.until(8)) == 8
    until(lambda: operator("analytics", "status")["waiting"] == 0)
    assert operator("analytics", "status")["away_since"] is None


def test_one_that_matomo_does_not_take_is_set_aside_alone_and_brought_back_by_the_command_line(
    wire: Wire, stack: LocalStack, operator: Status
) -> None:
    ours = stack.matomo.poisoned
    stack.matomo.poisoned = lambda told: told["e_a"] == "call_ended"
    try:
        ended = {"type": "call_ended", "age": 0}
        assert post_events(stack, [opened(), ended, opened(), opened()]) == (202, {"queued": 4})
        until(lambda: operator("analytics", "status")["dead"] == 1)
        assert [name for name, _ in wire.events] == ["widget_opened"] * 3
    finally:
        stack.matomo.poisoned = ours
    assert operator("analytics", "redrive") == {"moved": 1}
    wire.until(4)
    assert sorted(name for name, _ in wire.events) == ["call_ended", *["widget_opened"] * 3]
    assert operator("analytics", "status")["dead"] == 0


@contextmanager
def other_stack(name: str, settings: str) -> Iterator[LocalStack]:
    """A local run with settings of its own, which are taken as they are."""
    folder = BUILD / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tresen.toml").write_text(settings)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TRESEN_SETTINGS", str(folder / "tresen.toml"))
        with LocalStack(assembly=folder / "cdk.out") as stack:
            yield stack


@pytest.fixture(scope="module")
def asking() -> Iterator[LocalStack]:
    """Where visitors are asked first."""
    with other_stack("asking", ASKING) as stack:
        yield stack


def question(visitor: Visitor) -> Locator:
    return visitor.dialog.get_by_role("region", name="Usage analysis")


@promise("P7", "where visitors are asked first, nothing is told before they have agreed")
def test_who_is_asked_first_and_gives_no_answer_tells_nothing(asking: LocalStack, new_context: ContextMaker) -> None:
    wire = Wire(asking)
    visitor = Visitor(new_context().new_page(), asking.addresses.shop)
    visitor.open()
    expect(question(visitor)).to_be_visible(timeout=LONG)
    visitor.write("visitor-03")
    visitor.end()
    visitor.leave()
    assert (wire.until(0), wire.queued) == ([], 0)


def test_who_declines_tells_nothing_and_is_not_asked_again(asking: LocalStack, new_context: ContextMaker) -> None:
    wire = Wire(asking)
    visitor = Visitor(new_context().new_page(), asking.addresses.shop)
    visitor.open()
    question(visitor).get_by_role("button", name="Decline").click()
    expect(question(visitor)).to_have_count(0)
    visitor.page.reload()
    visitor.open()
    visitor.page.wait_for_load_state("networkidle")
    expect(question(visitor)).to_have_count(0)
    visitor.leave()
    assert (wire.until(0), wire.queued) == ([], 0)


def test_who_agrees_is_one_visit_for_the_day_and_can_take_it_back(
    asking: LocalStack, new_context: ContextMaker
) -> None:
    wire = Wire(asking)
    visitor = Visitor(new_context().new_page(), asking.addresses.shop)
    visitor.open()
    question(visitor).get_by_role("button", name="Agree").click()
    expect(question(visitor)).to_have_count(0)
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.reload()
    visitor.open()
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.reload()
    told = wire.until(2)
    assert wire.events == [("widget_opened", None)] * 2
    (visit_id,) = {each["cid"] for each in told}
    kept = "localStorage.getItem('tresen.visit')"
    assert visitor.page.evaluate(kept).startswith(f"{visit_id} ")
    visitor.open()
    visitor.settings()
    visitor.switch("Usage analysis").click()
    expect(visitor.switch("Usage analysis")).not_to_be_checked()
    assert visitor.page.evaluate(kept) is None
    visitor.leave()
    assert len(wire.until(3, seconds=3)) == 2


def test_without_a_matomo_nothing_is_deployed_for_it_and_the_widget_tells_nothing(new_context: ContextMaker) -> None:
    with other_stack("unanalysed", SETTINGS) as stack:
        visitor = Visitor(new_context().new_page(), stack.addresses.shop)
        visitor.open()
        visitor.settings()
        expect(visitor.switch("Usage analysis")).to_be_hidden()
        visitor.leave()
        assert visitor.of_analysis == []
        assert post_events(stack, [opened()])[0] == 404
        assert client(stack, "sqs").list_queues().get("QueueUrls", []) == []
        visitor.page.goto(f"{stack.addresses.matomo}/")
        expect(visitor.page.get_by_text("Nothing is analysed.")).to_be_visible()


def test_the_page_of_the_local_matomo_shows_what_comes_without_being_loaded_again(
    wire: Wire, new_context: ContextMaker, stack: LocalStack
) -> None:
    page = new_context().new_page()
    page.goto(f"{stack.addresses.matomo}/")
    expect(page.get_by_role("status")).to_have_text("Listening")
    rows = page.locator("tbody tr:not(.all)")
    before = rows.count()
    post_events(stack, [{"type": "messages_sent", "age": 0, "count": 42}])
    expect(rows).to_have_count(before + 1, timeout=LONG)
    expect(rows.first).to_contain_text("messages_sent")
    expect(rows.first).to_contain_text("198.51.0.0")
    expect(rows.first).to_contain_text("Austria")
    page.get_by_role("button", name="messages_sent").first.click()
    expect(page.locator("tr.all").first).to_contain_text("e_v42")
    assert len(wire.until(1)) == 1
