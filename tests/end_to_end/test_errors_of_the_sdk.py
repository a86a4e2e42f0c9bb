"""Sentry's own SDK in a page of the shop's, with our tunnel: its errors arrive, scrubbed, and nothing else does."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from local.stack import LocalStack
from tests.end_to_end.error_client import Reports, event_of
from tests.end_to_end.pages import SECONDS
from tests.end_to_end.sentry_page import RELEASE, SentryPage, sdk
from tests.end_to_end.stores import Stores
from tests.end_to_end.waiting import eventually
from tests.promises.known_visitor import ADDRESSES, Known
from tests.promises.promise import promise

Open = Callable[..., SentryPage]

EVERYWHERE = """
  document.cookie = `customer=${given.email}`;
  console.log("customer", given.email, given.name);
  history.pushState({}, "", `?mail=${given.email}#${given.tag}`);
  Sentry.setUser({ id: given.tag, email: given.email, username: given.name, ip_address: given.address });
  Sentry.setTag("customer", given.email);
  Sentry.setTag(given.tag, "a key that tells who it is");
  Sentry.setTag("browser", given.message);
  Sentry.setExtra("basket", { [given.email]: given.message, said: given.said });
  Sentry.setContext("order", { street: given.said, "by": given.name });
  Sentry.addBreadcrumb({ category: "ui.input", message: given.said, data: { value: given.email } });
  Sentry.addBreadcrumb({ category: "auth", message: `signed in as ${given.email}` });
  Sentry.withScope((scope) => {
    scope.setFingerprint([given.email]);
    scope.setTransactionName(`/customers/${given.email}/orders`);
    const cause = new RangeError(`no account with ${given.email} from ${given.address}`);
    const error = new TypeError(`cannot pay with DE89 3704 0044 0532 0130 00 for ${given.email}`, { cause });
    error.customer = { mail: given.email };
    Sentry.captureException(error, { extra: { said: given.said }, tags: { order: given.tag } });
  });
"""
"""Personal data in every place that the SDK has for it."""


@pytest.fixture
def reports(stack: LocalStack) -> Reports:
    return Reports(stack)


@pytest.fixture(scope="session")
def script() -> str:
    return sdk()


@pytest.fixture
def sentry(browser: Browser, stack: LocalStack, script: str) -> Iterator[Open]:
    """Makes pages, each in a profile of its own and with the SDK at work."""
    made = []

    def make(
        query: str = "", *, profile: dict[str, Any] | None = None, at: datetime | None = None, **options: object
    ) -> SentryPage:
        context = browser.new_context(locale="de-DE", timezone_id="Europe/Vienna", **(profile or {}))
        made.append(context)
        page = SentryPage(context, stack, script)
        if at:
            page.page.clock.set_fixed_time(at)
        page.open(query, **options)
        return page

    yield make
    for context in made:
        context.close()


def counted(reports: Reports, event_id: str) -> dict[str, Any]:
    """The row that has counted it."""
    rows: list[dict[str, Any]] = eventually(
        lambda: [row for row in reports.rows("fault#") if event_id in row.get("ids", ())]
    )
    (row,) = rows
    return row


def kept(reports: Reports, event_id: str) -> dict[str, Any]:
    (sample,) = (each for each in reports.samples() if each["event_id"] == event_id)
    return sample


@promise("P8", "whatever Sentry's own SDK sends of a person is gone before anything is kept, logged or counted")
def test_personal_data_in_all_its_places_reaches_no_store_and_no_log(
    stack: LocalStack, reports: Reports, sentry: Open
) -> None:
    stack.viewers(address=ADDRESSES["IPv6 address"], country="CH")
    known = Known()
    given = {**known.fields, "tag": known.tag, "said": known.said, "address": ADDRESSES["address"]}
    page = sentry(
        f"?customer={known.fields['email']}",
        profile={"user_agent": known.user_agent},
        sendDefaultPii=True,
        attachStacktrace=True,
        serverName=known.tag,
    )
    page.page.get_by_label("Street").fill(known.said)
    page.page.get_by_role("button", name="Pay for all of it").click()
    page.does(EVERYWHERE, given)
    (event,) = page.sent()
    markers = known.markers(tag=known.tag)
    assert {"email", "name", "message", "said", "tag", "user agent"} <= {
        found.name for found in markers.found_in(event)
    }, "the SDK sends it all, and the search is not blind"

    counted(reports, event["event_id"])
    sample = kept(reports, event["event_id"])
    assert [thrown["type"] for thrown in sample["errors"]] == ["RangeError", "TypeError"]
    assert sample["errors"][1]["message"] == "cannot pay with [account] for [email]"
    assert sample["errors"][0]["message"] == "no account with [email] from [address]"
    assert (sample["release"], sample["browser"], sample["system"]) == (RELEASE, "Chrome 141", "Android")
    assert {crumb["category"] for crumb in sample["breadcrumbs"]} >= {"ui.click", "console", "navigation"}
    stores = Stores(stack)
    for what, there in {**stores.tables(), **stores.beside()}.items():
        assert (what, markers.found_in(there)) == (what, set())


def test_each_error_counts_once_and_by_the_place_where_it_was_thrown(reports: Reports, sentry: Open) -> None:
    pages = [sentry(), sentry()]
    for page in pages:
        page.throws("checkout()")
        page.sent(1)
        page.throws("search()")
        page.sent(2)
    pages[0].does("setTimeout(() => Promise.reject(new RangeError('no tea')))")
    pages[0].sent(3)
    paid, found = ([counted(reports, page.events()[at]["event_id"]) for page in pages] for at in (0, 1))
    rejected = counted(reports, pages[0].events()[2]["event_id"])
    assert len({row["sk"] for row in (*paid, *found, rejected)}) == 3
    assert [row["count"] for row in (*paid, *found, rejected)] == [2, 2, 2, 2, 1]
    assert paid[0]["title"].startswith("TypeError: Cannot read properties of undefined")
    assert [row["culprit"] for row in (paid[0], found[0])] == ["payWith (cart.js)", "findTea (cart.js)"]
    frames = kept(reports, pages[0].events()[0]["event_id"])["errors"][0]["frames"]
    assert [frame["function"] for frame in frames[-2:]] == ["checkout", "payWith"]
    assert {frame["file"] for frame in frames[-2:]} == {"/with-sentry/cart.js"}

    # Once more, as the SDK does after an answer that it has not seen.
    before = reports.count()
    envelope = next(request.post_data for request in pages[0].asked if '"type":"event"' in (request.post_data or ""))
    event_id = pages[0].events()[0]["event_id"]
    assert reports.post_text(envelope or "")[:2] == (200, {"id": event_id})
    assert reports.count() == before


def test_what_is_no_error_is_answered_and_dropped(reports: Reports, sentry: Open) -> None:
    before = reports.rows()
    page = sentry(tracesSampleRate=1)
    page.does("Sentry.startSpan({ name: 'pay' }, () => {})")
    page.does("Sentry.captureFeedback({ message: 'the tea was cold', email: 'kaethe@example.org' })")
    page.does("return Sentry.flush(5000)")
    page.until_sent(["session", "span", "feedback"])
    assert page.until_answered() == [200] * len(page.asked)
    for request in page.asked:
        assert reports.post_text(request.post_data or "")[:2] == (200, {})
    assert reports.rows() == before


@pytest.mark.parametrize("path", ["/api/errors", "/api/events"])
def test_answers_that_a_page_does_not_read_are_over_at_once(
    new_context: Callable[..., BrowserContext], stack: LocalStack, path: str
) -> None:
    """Chromium gives a page 64 KiB for all requests with ``keepalive`` that are not over, the shop's own among them."""
    page = new_context().new_page()
    page.goto(stack.addresses.shop)
    statuses = page.evaluate(
        """async (address) => {
          const statuses = [];
          for (let sent = 0; sent < 20; sent += 1) {
            const body = "x".repeat(10_000);
            const answer = await fetch(address, { method: "POST", body, keepalive: true, credentials: "omit" });
            statuses.push(answer.status);
          }
          return statuses;
        }""",
        f"{stack.addresses.chat}{path}",
    )
    assert len(statuses) == 20
    assert set(statuses) <= {400, 413, 429}


def drain(reports: Reports) -> None:
    """Reports for others until no more is taken, for as long as a second: a slow page alone may never be too fast."""
    for number in range(200):
        if reports.post(event_of("RangeError", f"drained {number}", function="drain"))[0] == 429:
            return
    raise AssertionError("there is no limit")


def test_whoever_reports_too_much_is_asked_to_wait_with_errors_alone(reports: Reports, sentry: Open) -> None:
    # The page's time stands still: what it was asked to wait for is over when the test says so.
    page = sentry(at=(begun := datetime.now(UTC)))
    for number in range(1, 200):
        drain(reports)
        page.does("Sentry.captureException(new Error(given))", f"error {number}")
        page.sent(number)
        if 429 in page.until_answered():
            break
    told, sessions = len(page.events()), page.kinds().count("session")
    assert page.until_answered().count(429) == 1
    # The SDK could read the header: of errors it sends nothing more for now, of sessions it does.
    page.does("for (const each of [1, 2, 3]) Sentry.captureException(new Error(`not now ${each}`))")
    page.does("Sentry.startSession(); Sentry.captureSession()")
    page.until_sent(["session"] * (sessions + 1))
    page.page.wait_for_timeout(2 * SECONDS)
    assert len(page.events()) == told
    assert page.until_answered().count(429) == 1
    page.page.clock.set_fixed_time(begun + timedelta(seconds=HELD_BACK_SECONDS))
    page.does("Sentry.captureException(new Error('the last'))")
    assert page.sent(told + 1)[-1]["exception"]["values"][0]["value"] == "the last"


HELD_BACK_SECONDS = 12
"""More than is asked of whoever comes a little too early, and less than the minute of a 429 that says nothing."""
