"""A visitor of whom everything is known goes every way through the product. Then all that is kept, written and sent is
searched for each of its marks in every form: nothing is found but where a promise says that it may be."""

import contextlib
import io
import json
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from local.stack import LocalStack
from tests.end_to_end import clients, known_paths
from tests.end_to_end.around import client
from tests.end_to_end.known_paths import Scene
from tests.end_to_end.outbound import HEADS, Outbound
from tests.end_to_end.pages import SECONDS, Widget
from tests.end_to_end.stores import Stores
from tests.end_to_end.test_contact_page import mailing
from tests.end_to_end.traffic import Traffic
from tests.end_to_end.usage_client import look_after
from tests.end_to_end.waiting import until
from tests.promises.known_visitor import ADDRESSES, OPENED
from tests.promises.promise import promise

Places = Mapping[str, Any]

LONG = 90 * SECONDS
POISON = 977
"""A number of messages on which the local Matomo fails."""

TABLE = {"calls of dynamodb"}
CONVERSATION = TABLE | {"rows conversation", "calls of @connections"}
CONTACT = TABLE | {"rows contact"}
ANALYSIS = {"queue Events", "queue DeadEvents", "calls of amazonsqs", "tracking requests"}

MAY_BE: Mapping[str, set[str]] = {
    # P3: on the operator's servers.
    "name": CONTACT,
    "email": CONTACT,
    "message": CONTACT,
    "name of the plain page": CONTACT,
    "email of the plain page": CONTACT,
    "noted": CONTACT,
    # P2, P11: what was said, to both who say it.
    "said": CONVERSATION,
    "answered": CONVERSATION,
    "said in the browser": CONVERSATION,
    # By which a visitor's rows are found; P4: how an erased one is kept away.
    "visitor id": CONVERSATION | CONTACT | {"rows proof", "rows erased"},
    # P6: by which visits are told apart, and nothing else.
    "technical id": ANALYSIS,
    "technical id of the browser": ANALYSIS,
    # With which Matomo takes an address and a time that are not the sender's.
    "Matomo's token": {"secret MatomoToken", "calls of secretsmanager", "tracking requests"},
}
"""Where each mark may be found. Any other nowhere."""


@dataclass
class Kept:
    """``before`` the erasure, with Matomo away, and ``after`` it: what was found, by mark and place."""

    scene: Scene
    before: Places
    after: Places
    found: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    tracked: list[Mapping[str, Any]] = field(default_factory=list)

    def search(self, markers: Mapping[str, str]) -> None:
        searched = self.scene.markers(markers)
        for moment, places in (("before", self.before), ("after", self.after)):
            found: defaultdict[str, set[str]] = defaultdict(set)
            for place, kept in places.items():
                for each in searched.found_in(*kept if isinstance(kept, list) else [kept]):
                    found[each.name].add(place)
            self.found[moment] = dict(found)


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    """One that sends mail, too."""
    with LocalStack(change=lambda _, template: mailing(template, content=False)) as stack:
        client(stack, "sesv2").create_email_identity(EmailIdentity="chat@example.com")
        yield stack


@pytest.fixture(scope="module")
def kept(stack: LocalStack, launched: Callable[[str], Browser], tokens: dict[str, str]) -> Kept:
    scene, outbound, printed = Scene(stack, tokens), Outbound(), io.StringIO()
    stack.watch(outbound)
    with written_to(printed):
        in_browser = in_a_browser(scene, launched("chromium"))
        clients.run(goes_every_way(scene))

        def places() -> Places:
            return {**places_of(stack, outbound), "printed": printed.getvalue()}

        before = places()
        clients.run(known_paths.is_erased(scene))
        kept = Kept(scene, before, places(), tracked=list(stack.matomo.requests))
    stack.watch(None)
    kept.search({**in_browser, "Matomo's token": stack.matomo.token})
    return kept


async def goes_every_way(scene: Scene) -> None:
    """What functions must take, from IPv4 and then from addresses of each kind; what they must refuse, from IPv6."""
    stack = scene.stack
    stack.viewers(address=ADDRESSES["address"], country="CH")
    for way in (known_paths.talks, known_paths.writes, known_paths.sees_its_data):
        await way(scene)
    await known_paths.is_reported(scene)
    told = await known_paths.is_analysed(scene)
    await known_paths.until(lambda: sum(each["cid"] == scene.known.visit_id for each in stack.matomo.requests) == told)
    stack.viewers(address=ADDRESSES["IPv6 address"], country="CH")
    for way in (known_paths.is_not_analysed, known_paths.goes_astray, known_paths.meets_trouble):
        await way(scene)
    await leaves_a_dead_letter(scene)
    await finds_matomo_away(scene)


async def leaves_a_dead_letter(scene: Scene) -> None:
    scene.stack.matomo.poisoned = lambda told: told.get("e_v") == POISON
    poison = {"type": "messages_sent", "age": 1, "count": POISON}
    batch = scene.known.batch(f"{scene.shop}/", OPENED, poison)
    assert await scene.tells(batch) == (202, {"queued": 2})
    await known_paths.until(lambda: queued(scene.stack, "DeadEvents"))


async def finds_matomo_away(scene: Scene) -> None:
    scene.stack.matomo.away = True
    assert await scene.tells(scene.known.batch(f"{scene.shop}/later")) == (202, {"queued": 1})
    await known_paths.until(lambda: any(each["ReceiveCount"] for each in queued(scene.stack, "Events")))
    assert look_after(scene.stack) == "pause"


def queued(stack: LocalStack, queue: str) -> list[Any]:
    return Stores(stack).queues()[stack.outputs[f"{queue}Queue"].rpartition("/")[2]]


def in_a_browser(scene: Scene, browser: Browser) -> dict[str, str]:
    """Sees a page, opens the widget, writes and leaves. The marks that only the browser knows."""
    scene.stack.viewers(address=ADDRESSES["IPv6 address"], country="CH")
    known = scene.known
    said, draft = f"said in the browser {known.tag}", f"never sent by the browser {known.tag}"
    with browser.new_context(locale="en-GB", user_agent=known.user_agent) as context:
        page = context.new_page()
        traffic = Traffic(page)
        page.goto(f"{scene.shop}/?lang=en&customer={known.fields['email']}#{known.tag}")
        widget = Widget(page)
        widget.open()
        widget.write(said)
        expect(widget.log).to_contain_text("waiting for someone", timeout=LONG)
        widget.field.fill(draft)
        # Once it has been sent.
        visit_id = str(until(page, traffic.batches, seconds=90)[0]["visit_id"])
    return {
        "said in the browser": said,
        "draft": draft,
        "technical id of the browser": visit_id,
        "query of the page": f"customer={known.fields['email']}",
        **{f"{name} of the browser": proof for name, proof in traffic.proofs().items()},
    }


@contextlib.contextmanager
def written_to(stream: io.StringIO) -> Iterator[None]:
    """All that this process prints and logs: the local run is a part of it."""
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    try:
        with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            yield
    finally:
        logging.getLogger().removeHandler(handler)


def places_of(stack: LocalStack, outbound: Outbound) -> dict[str, Any]:
    """Everything that is kept, written and sent, by where."""
    stores = Stores(stack)
    beside = stores.beside()
    names = {stack.outputs[f"{name}Queue"].rpartition("/")[2]: f"queue {name}" for name in ("Events", "DeadEvents")}
    queues = {names.get(name, f"queue {name}"): messages for name, messages in beside.pop("queues").items()}
    secrets = {
        "secret MatomoToken" if arn == stack.outputs["MatomoToken"] else f"secret {arn}": value
        for arn, value in beside.pop("secrets").items()
    }
    asked = stack.matomo.asked
    return {
        **beside,
        **queues,
        **secrets,
        **rows(stores, stack.outputs["ChatTable"]),
        **outbound.places(),
        "tracking requests": [each.body for each in asked],
        "heads of tracking requests": [[each.method, each.path, dict(each.headers)] for each in asked],
    }


def rows(stores: Stores, chat_table: str) -> dict[str, Any]:
    """By the kind of a row in the chat's table, and those of others by their table."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for table, kept in stores.tables().items():
        for row in kept:
            kind = row["pk"]["S"].partition("#")[0] if table == chat_table else f"of {table}"
            found[f"rows {kind}"].append(row)
    return dict(found)


def test_every_way_has_left_something(kept: Kept, stack: LocalStack) -> None:
    """Else the search would be one in empty places."""
    places = kept.before
    # MiniStack makes no metrics of what functions count; the counts stand in their logs.
    assert {place for place, there in places.items() if not there} <= {"printed", "metrics"}
    assert b"service@example.com" in places["mails"]
    others = {f"rows of {stack.outputs[name]}" for name in ("ClaimsTable", "ErrorsTable")}
    for names in (*MAY_BE.values(), {"logs", "objects", "output", HEADS, "heads of tracking requests"}, others):
        assert names - {"rows erased"} <= set(places)
    assert "calls of lambda" in places
    counts = ("EventsQueued", "EventsRefused", "EventsPoisoned", "ErrorsTaken", "ErrorsRefused")
    for line in ("unexpected error", "asked to wait", '"refused"', *counts):
        assert any(line in each for each in places["logs"]), line
    assert len(places["queue Events"]) == 1
    assert len(places["queue DeadEvents"]) == 1


@promise("P3", "what is written is in rows of its own kind, and in nothing that is logged, queued, counted or e-mailed")
@promise("P6", "a known address, browser, name, text, key or proof reaches neither queue, log, metric nor Matomo")
@promise("P8", "of all that an error report can carry of a person nothing is kept, logged, queued or counted")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_is_known_is_found_only_where_it_may_be(kept: Kept, moment: str) -> None:
    leaks = sorted(
        f"{name}: {place}" for name, places in kept.found[moment].items() for place in places - MAY_BE.get(name, set())
    )
    assert not leaks, "\n".join(leaks)


def test_what_may_be_found_is_found(kept: Kept) -> None:
    """The search is not blind: whatever is to be somewhere is found there."""
    found = kept.found["before"]
    for name, places in MAY_BE.items():
        assert places - {"rows erased"} - found.get(name, set()) <= NOT_ALWAYS, name


NOT_ALWAYS = {"queue Events", "queue DeadEvents", "rows proof", "calls of @connections"}
"""A technical id of the browser's is in no dead letter, and so on."""


@promise("P4", "after an erasure only a tombstone, and the proofs of the last minutes, name the visitor")
def test_after_the_erasure_only_a_tombstone_names_the_visitor(kept: Kept) -> None:
    rows = {place for places in kept.found["after"].values() for place in places if place.startswith("rows")}
    mine = ("said", "answered", "name", "email", "message", "noted")
    assert {name for name in mine if kept.found["after"].get(name, set()) & rows} == set()
    assert kept.found["after"]["visitor id"] & rows <= {"rows erased", "rows conversation", "rows proof"}


@promise("P6", "Matomo is told an anonymised address, a browser's family and version, and a page without what it asks")
def test_matomo_is_told_what_is_anonymous(kept: Kept, shop: str) -> None:
    told = kept.tracked
    assert {each["cip"] for each in told} == {"198.51.0.0", "2001:db8::", "2001::"}
    assert {each["ua"] for each in told} == {"Chrome/141.0"}
    assert {each["country"] for each in told} == {"ch"}
    pages = {each["url"] for each in told}
    assert f"{shop}/customers/-/orders" in pages
    assert not [page for page in pages if re.search("[?#@]|%40", page)]


@promise("P6", "nothing that Matomo is told, or that waits for it, is in a row of a conversation or a contact request")
def test_no_tracking_request_can_be_joined_with_a_row(kept: Kept) -> None:
    analysed = ("queue Events", "queue DeadEvents", "tracking requests")
    told = values(*(kept.before[place] for place in analysed), kept.tracked)
    rows = values(*(there for place, there in kept.before.items() if place in {"rows conversation", "rows contact"}))
    assert len(told) > 10
    assert len(rows) > 20
    assert told & rows <= SAID_BY_MANY


SAID_BY_MANY = {"shop", "null"}
"""The name of the site, and of nothing."""


def values(*kept: object) -> set[str]:
    """Each word of four characters or more.

    Times are the exception: what somebody does is written on both sides in the same moment, here in seconds and there
    in milliseconds, which docs/analytics.md says.
    """
    text = json.dumps(kept, default=lambda it: it.decode() if isinstance(it, bytes) else str(it))
    return set(re.findall(r"[A-Za-z0-9_-]{4,}", text))
