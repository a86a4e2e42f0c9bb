"""P5: usage and software errors are recorded, in a few words that can say nothing of anybody."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from lambdas.protocol.usage import AnyUsageEvent, UsageBatch
from tests.promises.collecting import NOW, SHOP, VISIT_ID, Collecting
from tests.promises.conftest import Synthesized, Templates
from tests.promises.promise import promise
from tests.promises.routes import EVENTS, ROUTES, kinds, routes
from tests.unit.lambdas.errors.tunnel_world import TunnelWorld

DAY_SECONDS = 24 * 60 * 60
STORES = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Logs::LogGroup", "AWS::SecretsManager::Secret"}
QUEUES = ("AWS::SQS", "AWS::Kinesis", "AWS::KinesisFirehose", "AWS::Events::EventBus", "AWS::RDS", "AWS::Pinpoint")
OF_A_DEVICE = r"userAgent|\bscreen\.(width|height)|geolocation|document\.referrer|hardwareConcurrency|deviceMemory"
SENT_BY_THE_WAY = r"sendBeacon|new Image\b|\.src\s*=\s*[`\"']http|/api/events"

EVENTS_DONE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "widget_opened": ({}, {}),
    "conversation_started": ({}, {}),
    "messages_sent": ({"count": 3}, {"e_v": 3}),
    "messages_received": ({"count": 2}, {"e_v": 2}),
    "contact_form_sent": ({}, {}),
    "call_started": ({}, {}),
    "call_ended": ({}, {}),
    "conversation_rated": ({"stars": 4}, {"e_v": 4}),
    "setting_changed": ({"setting": "errors", "on": True}, {"e_n": "errors on"}),
    "error_shown": ({"error": "away"}, {"e_n": "away"}),
}
"""Each with what it is told with, and what Matomo is then told."""
NOT_TO_BE_TOLD = (
    "text",
    "name",
    "email",
    "visitor_id",
    "conversation_id",
    "contact_id",
    "proof",
    "user_id",
    "referrer",
    "title",
)
FREE = {"page"}
"""The one text that may be anything, as long as it is the address of a page of the site itself."""


@pytest.fixture
def collecting(monkeypatch: pytest.MonkeyPatch) -> Collecting:
    return Collecting(monkeypatch)


@promise("P5", "a closed vocabulary: numbers within bounds, words of a list, random ids, and the page's address")
def test_no_field_can_hold_what_somebody_wrote() -> None:
    schema = msgspec.json.schema(UsageBatch)
    texts = dict(texts_of(schema, schema["$defs"]))
    assert texts.keys() == {"batch_id", "visit_id", "page", "locale"}
    for name, text in texts.items():
        assert text["pattern"].startswith("^"), name
        assert text["pattern"].endswith(r"\Z"), name
    longest = "a" * 40
    taken = {name for name, text in texts.items() if re.match(text["pattern"], f"Hello {longest}, it is me!")}
    assert taken == set()
    assert {name for name, text in texts.items() if "maxLength" in text} == FREE


@promise("P5", "a closed vocabulary: what is done, from opening the widget to an error that was shown")
@pytest.mark.parametrize("kind", EVENTS_DONE)
def test_what_is_done_is_recorded_with_time_and_screen(collecting: Collecting, kind: str) -> None:
    assert {each.__struct_config__.tag for each in get_args(AnyUsageEvent)} == EVENTS_DONE.keys()
    told, expected = EVENTS_DONE[kind]
    assert collecting.gets({"type": kind, "age": 90_000, **told}, locale="de-AT") == (202, {"queued": 1})
    (request,) = collecting.requests
    details = {name: request.pop(name) for name in ("e_n", "e_v") if name in request}
    assert details == expected
    assert request == {
        "idsite": 7,
        "url": f"{SHOP}/shoes/boots",
        "cid": VISIT_ID,
        "cip": "198.51.0.0",
        "cdt": NOW // 1000 - 90,
        "ua": "Firefox/128.0",
        "lang": "de-AT",
        "res": "1920x1080",
        "country": "at",
        "e_c": "Tresen",
        "e_a": kind,
        **dict.fromkeys(("rec", "apiv", "ca", "bots"), 1),
    }


@promise("P5", "a closed vocabulary: a field that is not in it is refused, and all that came with it")
@pytest.mark.parametrize("name", NOT_TO_BE_TOLD)
def test_nothing_else_is_taken(collecting: Collecting, name: str) -> None:
    refused = (400, {"code": "invalid_request"})
    more: dict[str, Any] = {name: "Käthe"}
    assert collecting.gets(**more) == refused
    assert collecting.gets({"type": "messages_sent", "age": 0, "count": 1, **more}) == refused
    assert collecting.gets({"type": "message_sent", "age": 0, "count": 1}) == refused
    assert collecting.queue.bodies == []


@promise("P5", "of the page's address neither query nor fragment, nor a part that is an e-mail address")
def test_a_page_s_address_is_told_without_what_may_be_somebody_s(collecting: Collecting) -> None:
    for page in (f"{SHOP}/?email=a@b.example", f"{SHOP}/#token", "https://elsewhere.example.org/tea"):
        assert collecting.gets(page=page) == (400, {"code": "invalid_request"})
    for page in ("/my/kaethe@example.org/orders", "/my/kaethe%40example.org/orders", "/my/a%2540b;sid=77/orders"):
        assert collecting.gets(page=f"{SHOP}{page}")[0] == 202
    assert {request["url"] for request in collecting.requests} == {f"{SHOP}/my/-/orders"}


@promise("P5", "it is taken to be done once it is safely queued, with the day until which it may wait")
def test_an_event_that_was_not_queued_is_not_acknowledged(collecting: Collecting) -> None:
    collecting.queue.fails = ConnectionError()
    assert collecting.gets()[0] >= 400
    collecting.queue.fails = None
    assert collecting.gets() == (202, {"queued": 1})
    (waiting,) = collecting.queued()
    assert waiting.deadline == NOW // 1000 + 7 * DAY_SECONDS


@promise("P5", "without `[analytics]` there is no route, store or queue for it, with it there are those and no more")
@pytest.mark.parametrize(("operator", "more"), [("smallest", set()), ("everything", {EVENTS})])
def test_routes_and_stores_are_those_that_are_known(
    deployments: dict[str, Synthesized], operator: str, more: set[str]
) -> None:
    templates: Templates = deployments[operator].templates
    found = routes(templates["service"])
    assert "GET /api/health" in found
    assert found <= ROUTES | {EVENTS}
    assert found - ROUTES == more
    of_all = kinds(*templates.values())
    assert of_all >= STORES
    assert {kind for kind in of_all if kind.startswith(QUEUES)} == (
        {"AWS::SQS::Queue", "AWS::SQS::QueuePolicy"} if more else set()
    )
    assert sum(len(template.of("AWS::DynamoDB::Table")) for template in templates.values()) == (3 if more else 2)
    assert sum(len(template.of("AWS::SQS::Queue")) for template in templates.values()) == (2 if more else 0)


@promise("P5", "a software error is recorded with its kind, its place in the program, the release and the time")
def test_an_error_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    tunnel = TunnelWorld(monkeypatch)
    assert tunnel.reports().status == 200
    (sample,), (row,) = tunnel.samples(), tunnel.rows("sample#")
    (thrown,) = sample["errors"]
    assert (thrown["type"], thrown["frames"][-1]["file"]) == ("TypeError", "/assets/core-1a2b3c4d.js")
    assert (sample["release"], int(row["at"]["N"])) == ("widget@1a2b3c4d", tunnel.now)


@promise("P5", "only the part of the widget that is loaded for it looks at the device and sends it")
@pytest.mark.parametrize("words", [OF_A_DEVICE, SENT_BY_THE_WAY])
def test_no_other_file_of_the_widget_reads_what_is_recorded(bundle: Path, words: str) -> None:
    parts = [path for path in (bundle / "assets").glob("*.js") if not path.name.startswith("console-")]
    own = [path for path in parts if path.name.startswith("analysis-")]
    assert own
    assert all(re.search(words, path.read_text(encoding="utf-8")) for path in own)
    for path in (bundle / "loader.js", *parts):
        found = re.search(words, path.read_text(encoding="utf-8"))
        assert found is None or path in own, f"{path.name}: {found}"


def texts_of(schema: Any, defined: dict[str, Any], name: str = "") -> Iterator[tuple[str, Any]]:
    """Every text that a message may hold, by its field; words of a list and what names a type are none."""
    schema = defined[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if schema.get("type") == "string" and "enum" not in schema:
        yield name, schema
    for field, inner in schema.get("properties", {}).items():
        yield from texts_of(inner, defined, field)
    for inner in (schema.get("items"), *schema.get("anyOf", ())):
        if inner:
            yield from texts_of(inner, defined, name)
