"""The running system does what ``docs/openapi.json`` says, whatever is asked of it."""

import re
import secrets
import string
import time
from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.protocol.problems import STATUS, ProblemCode
from lambdas.protocol.route import Media
from lambdas.protocol.routes import ROUTES
from local.stack import LocalStack
from tests.end_to_end.clients import Frame, VisitorKey
from tests.end_to_end.contact_client import FIELDS, TOO_SOON_SECONDS, solved
from tests.openapi.asking import SignedAs, System, ask, ask_everything
from tests.openapi.examples import USAGE
from tests.openapi.functions import envelope, error_event

EXAMPLES = 60
FROM_OUTSIDE = frozenset({ProblemCode.NOT_JSON, ProblemCode.INVALID_REQUEST, ProblemCode.NOT_SIGNED_IN})
"""What somebody who tries at random is told in any case."""


@pytest.fixture(scope="module")
def system(stack: LocalStack) -> System:
    return System.of(stack)


def sent(system: System, key: VisitorKey) -> tuple[Frame, Frame]:
    """A contact request as it was sent, and what it was answered with."""
    challenge = ask(system, "readContactForm", query={"locale": "de"}).json()["challenge"]
    body = {"request_id": secrets.token_hex(16), "locale": "de", "fields": FIELDS, "challenge": challenge}
    body["solution"] = solved(challenge)
    time.sleep(TOO_SOON_SECONDS + 0.5)
    answer = ask(system, "sendContactRequest", SignedAs.VISITOR, key=key, body=body, media_type="application/json")
    assert answer.status_code == 201, answer.text
    return body, answer.json()


def posted(system: System, name: str, body: object, signed: SignedAs, key: VisitorKey | None = None) -> Any:
    """What a good request was answered with."""
    answer = ask(system, name, signed, key=key, body=body, media_type="application/json")
    assert answer.status_code == 200, answer.text
    return answer.json()


def copies(system: System, key: VisitorKey) -> Iterator[Frame]:
    """The contact requests of a visitor's export, from all its parts."""
    cursor: str | None = None
    while True:
        page = posted(system, "readExport", {"cursor": cursor}, SignedAs.VISITOR, key)
        yield from page["contact_requests"]
        cursor = page["cursor"]
        if cursor is None:
            return


def posted_at_once(system: System, site: dict[str, str]) -> tuple[dict[str, str], Any]:
    """What was filled into the plain page, and what it was answered with when nobody could have been so quick.

    On a busy machine it takes longer than somebody does who writes fast: then that is no answer, and asked anew.
    """
    for _ in range(10):
        begun = time.monotonic()
        page = ask(system, "readContactPage", path_parameters=site, query={"lang": "de"})
        assert page.status_code == 200
        found = re.search(r'name="token" value="([^"]+)"', page.text)
        assert found
        body = {"token": found[1], "homepage": "", **FIELDS}
        answer = ask(system, "sendContactPage", path_parameters=site, body=body)
        if time.monotonic() < begun + TOO_SOON_SECONDS:
            break
    return body, answer


def test_what_everybody_may_read_is_answered_as_documented(system: System) -> None:
    assert ask(system, "readHealth").json()["status"] == "ok"
    (key,) = ask(system, "readReceiptKeys").json()["keys"]
    assert key["crv"] == "Ed25519"


def test_a_contact_request_goes_its_way_as_documented(system: System) -> None:
    key = VisitorKey()
    body, received = sent(system, key)
    assert posted(system, "sendContactRequest", body, SignedAs.VISITOR, key) == received
    found = posted(system, "searchContactRequests", {"state": "new"}, SignedAs.AGENT)["requests"]
    request = next(each for each in found if each["visitor_id"] == key.visitor_id)
    change = {"contact_id": request["contact_id"], "version": request["version"], "change": {"type": "take"}}
    assert posted(system, "changeContactRequest", change, SignedAs.AGENT)["state"] == "in_progress"
    again = ask(system, "changeContactRequest", SignedAs.AGENT, body=change, media_type="application/json")
    assert (again.status_code, again.json()) == (409, {"code": "changed_meanwhile"})


def test_a_visitor_sees_copies_and_erases_as_documented(system: System) -> None:
    key = VisitorKey()
    sent(system, key)
    stored = ask(system, "readStored", SignedAs.VISITOR, key=key).json()["stored"]
    assert "contact_requests" in {each["kind"] for each in stored}
    copied = list(copies(system, key))
    assert [each["visitor_id"] for each in copied] == [key.visitor_id]
    erasing = {"erasure_id": secrets.token_hex(16)}
    assert posted(system, "erase", erasing, SignedAs.VISITOR, key)["receipt"]
    assert ask(system, "readStored", SignedAs.VISITOR, key=key).json() == {"code": "erased"}


def test_the_plain_page_is_answered_as_documented(system: System) -> None:
    site = {"site": system.site}
    body, too_soon = posted_at_once(system, site)
    assert too_soon.status_code == 429
    time.sleep(TOO_SOON_SECONDS + 0.5)
    stored = ask(system, "sendContactPage", path_parameters=site, body=body)
    assert stored.status_code == 303
    assert "sent" in stored.headers["location"][0]
    assert ask(system, "readContactPage", path_parameters={"site": "no-such-site"}).status_code == 403


@pytest.mark.parametrize("media_type", ["text/plain", "application/json"])
@pytest.mark.parametrize(
    ("asks_for_nothing", "status", "queued"), [({}, 202, 3), ({"Sec-GPC": "1"}, 200, 0), ({"DNT": "1"}, 200, 0)]
)
def test_usage_is_taken_as_documented(
    system: System, media_type: str, asks_for_nothing: dict[str, str], status: int, queued: int
) -> None:
    body = {**USAGE, "batch_id": secrets.token_hex(16), "page": f"{system.shop}/"}
    answer = ask(system, "tellUsage", body=body, media_type=media_type, headers=asks_for_nothing)
    assert (answer.status_code, answer.json()) == (status, {"queued": queued})


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-sentry-envelope"])
def test_an_error_is_reported_found_read_and_resolved_as_documented(system: System, media_type: str) -> None:
    event = error_event()
    # Letters alone: a row of seven digits is a telephone number to the scrubber.
    name = "".join(secrets.choice(string.ascii_lowercase) for _ in range(8))
    told = {"type": f"Error{name}", "value": "nothing of use"}
    event["exception"]["values"] = [told]
    body = envelope(event, system.dsn)
    for _ in range(2):
        taken = ask(system, "reportError", body=body, media_type=media_type)
        assert (taken.status_code, taken.json()) == (200, {"id": event["event_id"]})
    faults = posted(system, "searchFaults", {"days": 1, "state": "open"}, SignedAs.AGENT)["faults"]
    fault = next(each for each in faults if each["title"].startswith(told["type"]))
    assert (fault["count"], fault["source"], fault["site"]) == (1, "page", system.site)
    named = {"fault_id": fault["fault_id"]}
    read = posted(system, "readFault", named, SignedAs.AGENT)
    assert [sample["report"]["event_id"] for sample in read["samples"]] == [event["event_id"]]
    assert posted(system, "resolveFault", {**named, "resolved": True}, SignedAs.AGENT)["state"] == "resolved"
    other = envelope(event, "https://tresen@sentry.example.org/1")
    wrong = ask(system, "reportError", body=other, media_type=media_type)
    assert (wrong.status_code, wrong.json()) == (403, {"code": "wrong_dsn"})


def test_whatever_is_asked_the_answer_is_one_of_those_that_are_documented(system: System) -> None:
    asked = ask_everything(system, examples=EXAMPLES)
    assert asked.wrong == [], asked.wrong[0]
    assert asked.statuses.keys() == {route.name for route in ROUTES}
    seen = {name: set(statuses) for name, statuses in asked.statuses.items()}
    assert all(max(statuses) < 500 for statuses in seen.values()), seen
    for route in (each for each in ROUTES if each.answer_media is Media.JSON):
        refused = {STATUS[code] for code in route.problems & FROM_OUTSIDE}
        assert refused <= seen[route.name], (route.name, seen)
