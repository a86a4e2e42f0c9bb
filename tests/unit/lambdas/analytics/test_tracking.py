"""Tracking requests: what each event becomes, and that nothing else can get into one."""

import json
import re
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.analytics.records import QueuedBatch, TrackingRequest
from lambdas.analytics.tracking import CATEGORY, Seen, language_of, queued_batch
from lambdas.protocol.limits import USAGE_EVENTS
from lambdas.protocol.problems import RequestRefused
from lambdas.protocol.usage import AnyUsageEvent, ShownError, UsageBatch
from tests.promises.promise import promise
from tests.unit.lambdas.analytics.collect_world import BATCH, EVERY_EVENT, NOW, SHOP

SEEN = Seen(origin=SHOP, address="198.51.0.0", browser="Chrome/125.0", country="de")
WAITING_DAYS = 7
DAY_SECONDS = 24 * 60 * 60


def batch(*events: dict[str, Any], **changes: Any) -> UsageBatch:
    return msgspec.convert({**BATCH, "events": events or BATCH["events"], **changes}, UsageBatch)


AGES = st.integers(0, DAY_SECONDS * 1000)
EVENTS = st.builds(
    lambda event, age, number, switch: {
        **event,
        "age": age,
        **({"count": number} if "count" in event else {}),
        **(switch if "setting" in event else {}),
    },
    st.sampled_from(EVERY_EVENT),
    AGES,
    st.integers(1, 1000),
    st.sampled_from([{"setting": "analysis", "on": True}, {"setting": "errors", "on": True}, {}]),
)
BATCHES = st.builds(
    batch,
    EVENTS,
    EVENTS,
    batch_id=st.from_regex(r"[A-Za-z0-9-]{16,36}", fullmatch=True),
    visit_id=st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
    locale=st.from_regex(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", fullmatch=True),
    width=st.integers(1, 32_767),
    height=st.integers(1, 32_767),
)


def queued(told: UsageBatch, seen: Seen = SEEN, now: int = NOW) -> QueuedBatch:
    return queued_batch(told, seen, idsite=7, now=now, waiting_days=WAITING_DAYS)


def requests(*events: dict[str, Any], **changes: Any) -> list[TrackingRequest]:
    return queued(batch(*events, **changes)).requests


def test_a_tracking_request_says_this_and_nothing_else() -> None:
    (request,) = requests({"type": "messages_sent", "age": 1500, "count": 3})
    assert msgspec.to_builtins(request) == {
        "idsite": 7,
        "url": f"{SHOP}/shoes/boots",
        "cid": "00112233445566ff",
        "cip": "198.51.0.0",
        "cdt": NOW // 1000 - 2,
        "ua": "Chrome/125.0",
        "lang": "de-DE",
        "res": "1920x1080",
        "e_c": "Tresen",
        "e_a": "messages_sent",
        "e_v": 3,
        "country": "de",
        "rec": 1,
        "apiv": 1,
        "ca": 1,
        "bots": 1,
    }


def test_each_event_has_its_place_in_matomo() -> None:
    told = [(each.e_c, each.e_a, each.e_n, each.e_v) for each in requests(*EVERY_EVENT)]
    assert told == [
        (CATEGORY, "widget_opened", None, None),
        (CATEGORY, "conversation_started", None, None),
        (CATEGORY, "messages_sent", None, 3),
        (CATEGORY, "messages_received", None, 2),
        (CATEGORY, "contact_form_sent", None, None),
        (CATEGORY, "call_started", None, None),
        (CATEGORY, "call_ended", None, None),
        (CATEGORY, "conversation_rated", None, 5),
        (CATEGORY, "setting_changed", "errors off", None),
        (CATEGORY, "error_shown", "not_sent", None),
    ]


def test_every_event_of_the_protocol_is_among_them() -> None:
    known = {kind.__struct_config__.tag for kind in get_args(AnyUsageEvent)}
    assert known == {event["type"] for event in EVERY_EVENT}


@pytest.mark.parametrize("error", ShownError)
def test_an_error_is_told_by_its_code(error: ShownError) -> None:
    assert requests({"type": "error_shown", "age": 0, "error": error.value})[0].e_n == error.value


@pytest.mark.parametrize(("setting", "on", "name"), [("errors", True, "errors on"), ("analysis", True, "analysis on")])
def test_a_switch_is_told_with_where_it_stands(setting: str, on: bool, name: str) -> None:
    assert requests({"type": "setting_changed", "age": 0, "setting": setting, "on": on})[0].e_n == name


@promise("P7", "that a visitor has objected is told to nobody")
@pytest.mark.parametrize("others", [(), EVERY_EVENT])
def test_that_somebody_has_objected_is_told_to_nobody(others: tuple[dict[str, Any], ...]) -> None:
    objected = {"type": "setting_changed", "age": 0, "setting": "analysis", "on": False}
    with pytest.raises(RequestRefused, match="invalid_request"):
        requests(*others, objected)


def test_each_event_keeps_its_own_time_and_none_is_in_the_future() -> None:
    ages = [0, 1, 999, 1000, 60_000, DAY_SECONDS * 1000]
    times = [each.cdt for each in requests(*({"type": "widget_opened", "age": age} for age in ages))]
    now = NOW // 1000
    assert times == [now, now - 1, now - 1, now - 1, now - 60, now - DAY_SECONDS]


def test_the_deadline_is_set_by_when_the_request_came_and_not_by_the_event() -> None:
    old, new = ({"type": "widget_opened", "age": age} for age in (DAY_SECONDS * 1000, 0))
    assert {queued(batch(event)).deadline for event in (old, new)} == {NOW // 1000 + WAITING_DAYS * DAY_SECONDS}


def test_a_country_that_is_not_known_is_left_out() -> None:
    (request,) = queued(batch(), Seen(origin=SHOP, address="0.0.0.0", browser="Unknown", country=None)).requests  # noqa: S104
    assert "country" not in msgspec.to_builtins(request)


@pytest.mark.parametrize(
    "page", ["https://other.example.org/", "http://www.example.com/", "https://www.example.com.x/"]
)
def test_a_page_of_another_site_is_refused(page: str) -> None:
    with pytest.raises(RequestRefused, match="invalid_request"):
        requests(page=page)


def test_the_page_is_told_redacted() -> None:
    (request,) = requests(page=f"{SHOP}/account/grace%40example.org")
    assert request.url == f"{SHOP}/account/-"


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de", "de"),
        ("de-AT", "de-AT"),
        ("zh-Hant-TW", "zh-TW"),
        ("zh-Hans", "zh"),
        ("es-419", "es"),
        ("de-DE-1996", "de-DE"),
        ("en-oxendict", "en"),
        ("de-grace-hopper-mu", "de-mu"),
        ("de-42", "de"),
        ("haw-US", "haw-US"),
    ],
)
def test_of_a_language_its_region_is_left(locale: str, language: str) -> None:
    assert requests(locale=locale)[0].lang == language_of(locale) == language


VALUES = {
    "idsite": "7",
    "cid": r"[0-9a-f]{16}",
    "cip": r"198\.51\.0\.0",
    "ua": r"Chrome/125\.0",
    "lang": r"[a-z]{2,3}(-[A-Za-z]{2})?",
    "res": r"\d{1,5}x\d{1,5}",
    "e_c": CATEGORY,
    "e_a": "|".join(event["type"] for event in EVERY_EVENT),
    "e_n": "|".join([*ShownError, "errors on", "errors off", "analysis on"]),
    "e_v": r"\d{1,4}",
    "country": "de",
    "cdt": r"\d{10}",
}


@given(BATCHES)
def test_whatever_a_browser_tells_nothing_but_the_vocabulary_and_the_page_gets_through(told: UsageBatch) -> None:
    for request in queued(told).requests:
        values = msgspec.to_builtins(request)
        assert [values.pop(name) for name in ("rec", "apiv", "ca", "bots", "url")] == [1, 1, 1, 1, BATCH["page"]]
        for name, value in values.items():
            assert re.fullmatch(VALUES[name], str(value), re.ASCII)


def test_the_longest_batch_fits_into_a_message_of_sqs() -> None:
    event = {"type": "setting_changed", "age": 0, "setting": "analysis", "on": True}
    longest = batch(
        *[event] * USAGE_EVENTS,
        page=f"{SHOP}/{'%' * (1000 - len(SHOP) - 1)}",
        batch_id="x" * 36,
        width=32_767,
        height=32_767,
        locale="zho-TW",
    )
    message = msgspec.json.encode(queued(longest))
    assert message.isascii()
    assert 50_000 < len(message) < 256 * 1024


def test_what_is_queued_can_be_read_again() -> None:
    made = queued(batch(*EVERY_EVENT))
    assert msgspec.json.decode(msgspec.json.encode(made), type=QueuedBatch) == made
    assert json.loads(msgspec.json.encode(made))["batch_id"] == BATCH["batch_id"]
