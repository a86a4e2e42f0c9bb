"""Of a visitor of whom everything is known nothing is found in what the analysis queues, logs and counts but what may
be, and the search would find it: with each part of the anonymising taken out it does."""

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.analytics import collect_handler, collect_queue, collect_request
from lambdas.analytics.addresses import UNKNOWN
from lambdas.api.serving import body_of
from lambdas.aws.logs import logger
from tests.promises.known_visitor import ADDRESSES, OPENED, WITHIN, Known
from tests.promises.promise import promise
from tests.unit.lambdas.analytics.collect_world import HEADERS, SHOP, CollectWorld

Patch = pytest.MonkeyPatch


@pytest.fixture
def kept(
    monkeypatch: Patch, logged: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> Callable[[Known], Mapping[str, Any]]:
    """All that is left once a known visitor has told everything, honestly and otherwise, by what it is."""
    world = CollectWorld(monkeypatch)

    def run(known: Known) -> Mapping[str, Any]:
        answers = [answer for address in ADDRESSES.values() for answer in tells(world, known, address)]
        assert {answer.status for answer in answers} == {200, 202, 400, 403, 413, 429, 500}
        assert '"unexpected error"' in logged.getvalue()
        assert '"asked to wait"' in logged.getvalue()
        told = [answer.json for answer in answers]
        output = capsys.readouterr()
        assert "EventsQueued" in output.out
        return {"queue": world.queue.bodies, "log": logged.getvalue(), "output": output, "answers": told}

    return run


def tells(world: CollectWorld, known: Known, address: str) -> list[Any]:
    headers = {
        **HEADERS,
        "cloudfront-viewer-address": f"{address}:46532",
        "x-forwarded-for": address,
        "user-agent": known.user_agent,
        "authorization": f"Proof {known.never_taken}",
        "referer": f"{SHOP}/{known.never_taken}",
        "cookie": f"name={known.never_taken}",
    }
    page = f"{SHOP}/customers/{known.fields['email']}/orders"
    good, unasked = known.batch(page), known.batch(page, visit_id=known.unasked_visit_id)

    def post(body: object, **more: str) -> Any:
        return world.posts(body if isinstance(body, str) else json.dumps(body), {**headers, **more})

    answers = [
        post(good),
        post(unasked, **{"sec-gpc": "1"}),
        post(unasked, dnt="1"),
        post({**good, "email": known.never_taken}),
        post(known.batch(page, {**OPENED, "text": known.never_taken})),
        post(known.batch(f"{page}?{known.never_taken}")),
        post(known.batch(f"https://other.example.org/{known.tag}")),
        post("{" + known.never_taken),
        post(known.never_taken * 1000),
        post(good, origin=f"https://{known.tag}.example"),
        post(good, **{"x-tresen-edge": known.never_taken}),
    ]
    for fails in (throttled(), RuntimeError(known.never_taken)):
        world.queue.fails = fails
        answers.append(post(unasked))
    world.queue.fails = None
    return answers


def throttled() -> ClientError:
    return ClientError({"Error": {"Code": "ThrottlingException"}}, "SendMessage")


def found_in(kept: Mapping[str, Any], known: Known) -> dict[str, set[str]]:
    """Names of what was found, by where."""
    markers = known.markers()
    found = {place: {each.name for each in markers.found_in(told)} for place, told in kept.items()}
    return {place: names for place, names in found.items() if names}


MAY_BE = {"queue": {"technical id"}}
"""The technical id is what visits are told apart by, and is told to Matomo alone."""


@promise("P6", "address, browser and all that is not on the list are gone before anything is queued, logged or counted")
def test_of_a_known_visitor_only_the_technical_id_is_queued(kept: Callable[[Known], Mapping[str, Any]]) -> None:
    known = Known()
    left = kept(known)
    assert found_in(left, known) == MAY_BE
    cips = {request["cip"] for body in left["queue"] for request in json.loads(body)["requests"]}
    assert cips == {"198.51.0.0", "2001:db8::", "2001::"}


def _as_given(text: str) -> str:
    return text


def _address_kept(patch: Patch) -> None:
    patch.setattr(collect_request, "anonymised", _as_given)


def _three_octets_kept(patch: Patch) -> None:
    patch.setattr(collect_request, "anonymised", lambda address: address.rpartition(".")[0] or UNKNOWN)


def _address_hashed(patch: Patch) -> None:
    """As one would who thinks that nobody can turn it back."""
    patch.setattr(
        collect_request, "anonymised", lambda told: hashlib.sha256(told[: told.rindex(":")].encode()).hexdigest()
    )


def _browser_kept(patch: Patch) -> None:
    patch.setattr(collect_request, "reduced", _as_given)


def _everything_kept(patch: Patch) -> None:
    patch.setattr(collect_handler, "anonymous", _logged)


def _logged(event: Any) -> Any:
    logger().info("came", extra={"event": event})
    return event


def _body_logged(patch: Patch) -> None:
    def talkative(request: Any, *rest: Any) -> Any:
        logger().info("body", extra={"body": request.body.decode()})
        return body_of(request, *rest)

    patch.setattr(collect_handler, "body_of", talkative)


def _message_printed(patch: Patch) -> None:
    add = collect_queue.CollectQueue.add

    def talkative(self: Any, batch: Any) -> None:
        print(batch)
        add(self, batch)

    patch.setattr(collect_queue.CollectQueue, "add", talkative)


OF_ADDRESSES = {*ADDRESSES, *WITHIN, "three octets", "48 bits"}


@pytest.mark.parametrize(
    ("break_it", "place", "names"),
    [
        (_address_kept, "queue", OF_ADDRESSES),
        (_three_octets_kept, "queue", {"three octets"}),
        (_address_hashed, "queue", set(ADDRESSES)),
        (_browser_kept, "queue", {"user agent", "device", "browser's version"}),
        (_everything_kept, "log", {"address", "IPv6 address", "user agent", "refused", "technical id"}),
        (_body_logged, "log", {"refused", "email", "technical id"}),
        (_message_printed, "output", {"technical id"}),
    ],
)
def test_what_is_no_longer_anonymised_is_found(
    kept: Callable[[Known], Mapping[str, Any]],
    monkeypatch: Patch,
    break_it: Callable[[Patch], None],
    place: str,
    names: set[str],
) -> None:
    known = Known()
    break_it(monkeypatch)
    found = found_in(kept(known), known)
    assert found != MAY_BE
    assert names <= found[place]
