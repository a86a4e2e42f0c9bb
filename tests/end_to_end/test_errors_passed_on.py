"""Error reports are passed on to the operator's Sentry, here Bugsink, if that is wished, and hold up no page."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from local.stack import LocalStack
from tests.end_to_end import bugsink
from tests.end_to_end.around import client
from tests.end_to_end.breaking import Reporting, breaks_once
from tests.end_to_end.bugsink import Bugsink
from tests.end_to_end.error_client import Reports, event_of
from tests.end_to_end.pages import Widget
from tests.end_to_end.sentry_page import RELEASE, SentryPage, sdk
from tests.end_to_end.waiting import eventually
from tests.promises.known_visitor import ADDRESSES, Known
from tests.promises.promise import promise
from tests.unit.lambdas.errors.sentry import Sentry, listening

SLOW_SECONDS = 120
QUICK_SECONDS = 60
"""The tunnel gives a Sentry 2 seconds; the rest is this machine's, which may be busy."""


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bugsink]:
    with bugsink.running(tmp_path_factory.mktemp("bugsink")) as running:
        yield running


@pytest.fixture(scope="module")
def stack(received: Bugsink) -> Iterator[LocalStack]:
    """One that passes reports on."""
    with LocalStack(sentry_dsn=received.dsn) as stack:
        yield stack


@pytest.fixture
def reports(stack: LocalStack) -> Reports:
    return Reports(stack)


@pytest.fixture
def profile(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        made.append(browser.new_context(locale="en-GB", **options))
        return made[-1]

    yield make
    for context in made:
        context.close()


@promise("P8", "what is passed on to the operator's own Sentry is scrubbed as what is kept")
def test_what_is_reported_arrives_there_scrubbed_and_with_its_id(
    stack: LocalStack, reports: Reports, received: Bugsink, profile: Callable[..., BrowserContext]
) -> None:
    stack.viewers(address=ADDRESSES["address"], country="CH")
    known = Known()
    page = profile(user_agent=known.user_agent).new_page()
    reporting, widget = Reporting(page), Widget(page)
    page.goto(f"{stack.addresses.shop}/?lang=en&customer={known.fields['email']}")
    widget.open()
    breaks_once(page, "String.prototype", "trim")
    widget.field.press("x")
    ours = reporting.until(1)[0]

    shop = SentryPage(profile(user_agent=known.user_agent), stack, sdk())
    shop.open(f"?customer={known.fields['email']}", sendDefaultPii=True)
    shop.does("Sentry.setUser({ email: given, id: given })", known.fields["email"])
    shop.throws("checkout()")
    (theirs,) = shop.sent()
    # What comes a second time is passed on once.
    envelope = next(request.post_data for request in shop.asked if '"type":"event"' in (request.post_data or ""))
    assert reports.post_text(envelope or "")[:2] == (200, {"id": theirs["event_id"]})

    arrived = eventually(received.events, lambda events: len(events) >= 2)
    assert set(arrived) == {ours["event_id"], theirs["event_id"]}
    assert set(arrived) == {sample["event_id"] for sample in reports.samples()}
    assert arrived[theirs["event_id"]]["release"] == RELEASE
    assert arrived[ours["event_id"]]["release"] == ours["release"]
    calls = arrived[theirs["event_id"]]["exception"]["values"][0]["stacktrace"]["frames"]
    assert [call["function"] for call in calls[-2:]] == ["checkout", "payWith"]
    assert received.faults() == [1, 1]
    markers = known.markers(tag=known.tag)
    assert markers.found_in(theirs), "it was there before"
    assert markers.found_in(*received.everything()) == set()
    assert not {"user", "request", "extra", "server_name"} & set().union(*arrived.values())


def told_to(stack: LocalStack, dsn: str | None) -> None:
    """The tunnel passes reports on to that one from now on."""
    functions: Any = client(stack, "lambda")
    name = stack.outputs["TunnelFunction"]
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    others = {key: value for key, value in variables.items() if key != "SENTRY_DSN"}
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": others | ({"SENTRY_DSN": dsn} if dsn else {})}
    )


@pytest.fixture
def elsewhere(stack: LocalStack, received: Bugsink) -> Iterator[Sentry]:
    """A Sentry that behaves as the test says."""
    with listening() as sentry:
        told_to(stack, sentry.dsn)
        yield sentry
    told_to(stack, received.dsn)


def slow(sentry: Sentry) -> None:
    sentry.slow_seconds = SLOW_SECONDS


def redirecting(sentry: Sentry) -> None:
    sentry.status = 307
    sentry.answer_headers = {"location": f"http://127.0.0.1:{sentry.server_port}/elsewhere"}


def failing(sentry: Sentry) -> None:
    sentry.status, sentry.answer = 500, b"a trace of theirs"


def hanging_up(sentry: Sentry) -> None:
    sentry.status, sentry.answer_headers = 200, {"content-length": "1000000"}


@pytest.mark.parametrize("behaves", [slow, redirecting, failing, hanging_up])
def test_a_sentry_that_does_not_work_is_no_matter_to_the_page(
    reports: Reports, elsewhere: Sentry, behaves: Callable[[Sentry], None]
) -> None:
    behaves(elsewhere)
    # The first one starts the function anew.
    assert reports.post_text("{}")[0] == 403
    event, begun = event_of("RangeError", "passed on", function=behaves.__name__), time.monotonic()
    assert reports.post(event)[:2] == (200, {"id": event["event_id"]})
    assert time.monotonic() - begun < QUICK_SECONDS
    assert event["event_id"] in {sample["event_id"] for sample in reports.samples()}
    # What comes next does not wait for it any more.
    again, begun = event_of("RangeError", "passed on", function=behaves.__name__), time.monotonic()
    assert reports.post(again)[0] == 200
    assert time.monotonic() - begun < QUICK_SECONDS
    assert set(elsewhere.paths) == {"/api/7/envelope/"}
    assert len(elsewhere.paths) == 1 or behaves in {redirecting, hanging_up}, "one that is away is asked again at once"


@promise("P8", "nothing is passed on unless the operator says so")
def test_nothing_is_passed_on_by_itself(stack: LocalStack, reports: Reports, received: Bugsink) -> None:
    before = set(received.events())
    told_to(stack, None)
    event = event_of("RangeError", "kept here alone", function="alone")
    assert reports.post(event)[0] == 200
    assert event["event_id"] in {sample["event_id"] for sample in reports.samples()}
    time.sleep(3)
    assert set(received.events()) == before
    told_to(stack, received.dsn)
    told = event_of("RangeError", "passed on again", function="again")
    assert reports.post(told)[0] == 200
    eventually(received.events, lambda events: set(events) == {*before, told["event_id"]})
