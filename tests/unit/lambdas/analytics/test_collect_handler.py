"""``POST /api/events``: what is queued, what is refused, and what nobody gets to see."""

import base64
import io
import json
from typing import Any

import boto3
import msgspec
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from lambdas.analytics import collect_handler, collect_request, collect_wiring
from lambdas.analytics.pauses import KEY
from lambdas.analytics.records import QueuedBatch
from lambdas.aws.environment import InvalidEnvironment
from lambdas.aws.http import Answer, answer
from lambdas.protocol.limits import USAGE_BYTES, USAGE_EVENTS
from lambdas.protocol.problems import STATUS
from tests.promises.promise import promise
from tests.unit.lambdas.analytics.collect_world import (
    BATCH,
    CHROME,
    EVERY_EVENT,
    HEADERS,
    NOW,
    OTHER,
    QUEUE_URL,
    SHOP,
    CollectWorld,
)
from tests.unit.lambdas.answered import Answered

EVENT = BATCH["events"][0]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> CollectWorld:
    return CollectWorld(monkeypatch)


def refused(answered: Answered) -> str:
    assert answered.status == STATUS[answered.json["code"]]
    assert answered.headers["cache-control"] == "no-cache"
    return str(answered.json["code"])


class TestQueued:
    def test_a_batch_is_one_message_with_all_its_events(self, world: CollectWorld) -> None:
        answered = world.tells(events=EVERY_EVENT)
        assert (answered.status, answered.json) == (202, {"queued": len(EVERY_EVENT)})
        (batch,) = world.queued()
        assert (batch.batch_id, batch.deadline) == (BATCH["batch_id"], NOW // 1000 + 7 * 24 * 60 * 60)
        assert [request.e_a for request in batch.requests] == [event["type"] for event in EVERY_EVENT]

    @pytest.mark.parametrize("seconds", [0, 7, 60])
    def test_the_time_counts_from_when_the_request_came_however_long_the_function_takes_to_begin(
        self, world: CollectWorld, seconds: int
    ) -> None:
        world.came_at = NOW - seconds * 1000
        world.tells()
        (batch,) = world.queued()
        came = NOW // 1000 - seconds
        assert (batch.deadline, batch.requests[0].cdt) == (came + 7 * 24 * 60 * 60, came - 2)

    @pytest.mark.parametrize("told", [None, "", "1750000000000", 0, -1, NOW + 1, NOW - 60_001, 1e12, True, [], 2**80])
    def test_a_time_that_it_can_not_have_come_at_is_not_believed(self, world: CollectWorld, told: Any) -> None:
        world.came_at = told
        world.tells()
        assert world.queued()[0].deadline == NOW // 1000 + 7 * 24 * 60 * 60

    @promise("P6", "addresses are anonymised before anything else is done with a request")
    def test_the_request_itself_tells_country_and_what_is_left_of_address_and_browser(
        self, world: CollectWorld
    ) -> None:
        world.tells()
        ((request,),) = (batch.requests for batch in world.queued())
        assert (request.cip, request.ua, request.country) == ("198.51.0.0", "Chrome/125.0", "de")

    def test_the_address_of_a_visitor_with_ipv6_is_anonymised_too(self, world: CollectWorld) -> None:
        world.tells({"cloudfront-viewer-address": "2001:db8:85a3::8a2e:370:7334:46532"})
        assert world.queued()[0].requests[0].cip == "2001:db8::"

    def test_what_the_edge_does_not_tell_is_unknown(self, world: CollectWorld) -> None:
        nothing = dict.fromkeys(["cloudfront-viewer-address", "cloudfront-viewer-country", "user-agent"])
        assert world.tells(nothing).status == 202
        (request,) = world.queued()[0].requests
        assert (request.cip, request.ua, request.country) == ("0.0.0.0", "Unknown", None)  # noqa: S104

    @pytest.mark.parametrize("header", ["x-forwarded-for", "true-client-ip", "forwarded", "x-real-ip", "via"])
    def test_an_address_that_somebody_else_tells_is_not_looked_at(self, world: CollectWorld, header: str) -> None:
        world.tells({header: "203.0.113.9", "cloudfront-viewer-address": None})
        assert world.queued()[0].requests[0].cip == "0.0.0.0"  # noqa: S104

    @pytest.mark.parametrize(
        "country", ["", "D", "DEU", "1A", "D ", "DE,FR", "ÄÖ", "\N{LATIN SMALL LETTER DOTLESS I}a"]
    )
    def test_a_country_is_two_letters_or_not_told(self, world: CollectWorld, country: str) -> None:
        world.tells({"cloudfront-viewer-country": country})
        assert world.queued()[0].requests[0].country is None

    @pytest.mark.parametrize(("origin", "idsite"), [(SHOP, 7), ("https://shop.example.com", 7), (OTHER, 9)])
    def test_the_origin_says_which_site_it_is(self, world: CollectWorld, origin: str, idsite: int) -> None:
        world.tells({"origin": origin}, page=f"{origin}/a")
        assert world.queued()[0].requests[0].idsite == idsite

    def test_the_body_may_come_as_base64(self, world: CollectWorld) -> None:
        body = base64.b64encode(json.dumps(BATCH).encode()).decode()
        assert world.asks({"headers": HEADERS, "body": body, "isBase64Encoded": True}).status == 202

    def test_names_of_headers_may_be_in_any_case(self, world: CollectWorld) -> None:
        assert world.posts(json.dumps(BATCH), {name.title(): it for name, it in HEADERS.items()}).status == 202
        assert world.queued()[0].requests[0].cip == "198.51.0.0"

    def test_what_is_sent_again_is_queued_again_by_the_same_id(self, world: CollectWorld) -> None:
        assert [world.tells().status for _ in range(2)] == [202, 202]
        assert {batch.batch_id for batch in world.queued()} == {BATCH["batch_id"]}

    def test_a_batch_of_as_many_as_may_be_is_queued(self, world: CollectWorld) -> None:
        assert world.tells(events=[EVENT] * USAGE_EVENTS).json == {"queued": USAGE_EVENTS}

    def test_a_batch_may_be_as_long_as_it_may_be(self, world: CollectWorld) -> None:
        body = json.dumps(BATCH)
        assert world.posts(body + " " * (USAGE_BYTES - len(body)), HEADERS).status == 202


class TestObjected:
    @promise("P7", "where a browser asks for it by Global Privacy Control or Do Not Track, nothing is queued")
    @pytest.mark.parametrize("header", ["sec-gpc", "dnt"])
    @pytest.mark.parametrize("value", ["1", " 1"])
    def test_nothing_is_queued(self, world: CollectWorld, header: str, value: str) -> None:
        answered = world.tells({header: value})
        assert (answered.status, answered.json) == (200, {"queued": 0})
        assert world.queued() == []

    @pytest.mark.parametrize("value", ["0", "", "null", "unspecified", "11"])
    def test_only_one_says_so(self, world: CollectWorld, value: str) -> None:
        assert world.tells({"dnt": value, "sec-gpc": value}).status == 202

    def test_what_such_a_browser_sends_is_not_even_read(self, world: CollectWorld) -> None:
        assert world.posts("{", HEADERS | {"dnt": "1"}).status == 200

    def test_it_is_counted_neither_as_queued_nor_as_refused(
        self, world: CollectWorld, capfd: pytest.CaptureFixture[str]
    ) -> None:
        world.tells({"dnt": "1"})
        assert capfd.readouterr().out == ""


class TestRefused:
    @pytest.mark.parametrize("origin", [None, "", "null", "https://evil.example", f"{SHOP}/", SHOP.upper(), "*"])
    def test_a_page_of_no_site_of_matomos(self, world: CollectWorld, origin: str | None) -> None:
        assert refused(world.tells({"origin": origin})) == "not_allowed"

    @pytest.mark.parametrize("secret", [None, "", "wrong"])
    def test_who_does_not_come_through_the_edge(self, world: CollectWorld, secret: str | None) -> None:
        assert refused(world.tells({"x-tresen-edge": secret, "sec-gpc": "1"})) == "not_from_the_edge"

    @pytest.mark.parametrize("event", [None, {}, [], "x", {"headers": None}, {"headers": [1]}, {"headers": {"a": {}}}])
    def test_what_api_gateway_does_not_send(self, world: CollectWorld, event: Any) -> None:
        assert refused(world.asks(event)) == "not_from_the_edge"

    @pytest.mark.parametrize("value", [7, True, [], ["198.51.100.77"], {"a": "198.51.100.77"}])
    def test_a_header_that_is_no_text_is_not_there(self, world: CollectWorld, value: Any) -> None:
        assert refused(world.tells({"origin": value})) == "not_allowed"
        assert world.tells({"cloudfront-viewer-address": value, "user-agent": value, "dnt": value}).status == 202
        (request,) = world.queued()[0].requests
        assert (request.cip, request.ua) == ("0.0.0.0", "Unknown")  # noqa: S104

    def test_a_batch_that_is_too_long(self, world: CollectWorld) -> None:
        assert refused(world.posts(json.dumps(BATCH).ljust(USAGE_BYTES + 1), HEADERS)) == "too_long"

    @pytest.mark.parametrize(
        "body", ["", "{", "\ud800", '{"batch_id": "\\ud800"}', "<a>", "NaN", json.dumps(BATCH) + "{}"]
    )
    def test_what_is_not_json(self, world: CollectWorld, body: str) -> None:
        assert refused(world.posts(body, HEADERS)) == "not_json"

    @pytest.mark.parametrize("body", ["null", "[]", "7", '"x"', "[" * 20_000, '{"width": 1e999}', "{}", "9" * 30_000])
    def test_what_is_no_batch(self, world: CollectWorld, body: str) -> None:
        assert refused(world.posts(body, HEADERS)) == "invalid_request"

    def test_what_is_not_base64_though_it_says_so(self, world: CollectWorld) -> None:
        assert refused(world.asks({"headers": HEADERS, "body": "ä", "isBase64Encoded": True})) == "not_json"

    @pytest.mark.parametrize(
        "change",
        [
            {"batch_id": "short"},
            # Where it is noted that Matomo is away: a claim is found by its batch's id in the same table.
            {"batch_id": KEY},
            {"visit_id": "00112233445566FF"},
            {"visit_id": "00112233445566ff\n"},
            {"page": f"{SHOP}/?q=1"},
            {"page": f"{SHOP}/#a"},
            {"page": f"{OTHER}/"},
            {"page": "/shoes"},
            {"page": f"{SHOP}/" + "a" * 1000},
            {"locale": "DE"},
            {"width": 0},
            {"height": 2**63},
            {"width": 1.5},
            {"events": []},
            {"events": [EVENT] * (USAGE_EVENTS + 1)},
            {"events": [{**EVENT, "age": -1}]},
            {"events": [{**EVENT, "age": 24 * 60 * 60 * 1000 + 1}]},
            {"events": [{**EVENT, "text": "hello"}]},
            {"events": [{"type": "page_viewed", "age": 0}]},
            {"events": [{"type": "messages_sent", "age": 0}]},
            {"events": [{"type": "messages_sent", "age": 0, "count": 0}]},
            {"events": [{"type": "setting_changed", "age": 0, "setting": "analysis", "on": False}]},
            {"conversation_id": "shop.abc"},
            {"name": "Grace"},
        ],
    )
    def test_what_the_protocol_does_not_know(self, world: CollectWorld, change: dict[str, Any]) -> None:
        assert refused(world.tells(**change)) == "invalid_request"
        assert world.queued() == []

    @pytest.mark.parametrize("missing", BATCH)
    def test_a_batch_without_one_of_its_fields(self, world: CollectWorld, missing: str) -> None:
        batch = {name: value for name, value in BATCH.items() if name != missing}
        assert refused(world.posts(json.dumps(batch), HEADERS)) == "invalid_request"


def throttled(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": QUEUE_URL}}, "SendMessage")


class TestTheQueueIsAway:
    @pytest.mark.parametrize(
        "error",
        [
            throttled("RequestThrottled"),
            throttled("ThrottlingException"),
            throttled("ServiceUnavailable"),
            throttled("InternalError"),
            EndpointConnectionError(endpoint_url=QUEUE_URL),
            ConnectTimeoutError(endpoint_url=QUEUE_URL),
            ReadTimeoutError(endpoint_url=QUEUE_URL),
        ],
    )
    def test_the_browser_is_asked_to_send_it_again(self, world: CollectWorld, error: Exception) -> None:
        world.queue.fails = error
        answered = world.tells()
        assert (refused(answered), answered.headers["retry-after"]) == ("busy", "2")

    def test_what_will_not_pass_is_an_error_of_ours_and_told_without_a_word_of_the_request(
        self, world: CollectWorld, logged: io.StringIO
    ) -> None:
        world.queue.fails = throttled("AWS.SimpleQueueService.NonExistentQueue")
        assert refused(world.tells()) == "failed"
        assert "NonExistentQueue" in logged.getvalue()
        assert QUEUE_URL not in logged.getvalue()
        assert not leaked(logged.getvalue())


class TestCounted:
    def test_events_that_are_queued(self, world: CollectWorld, capfd: pytest.CaptureFixture[str]) -> None:
        world.tells(events=EVERY_EVENT)
        assert metrics(capfd) == [{"EventsQueued": [len(EVERY_EVENT)]}]

    def test_batches_that_are_refused(self, world: CollectWorld, capfd: pytest.CaptureFixture[str]) -> None:
        world.tells(events=[])
        world.tells({"origin": OTHER})
        world.tells({"origin": "https://evil.example"})
        world.posts("{", HEADERS)
        assert metrics(capfd) == [{"EventsRefused": [1]}] * 4

    def test_nothing_is_counted_as_queued_that_is_not(
        self, world: CollectWorld, capfd: pytest.CaptureFixture[str]
    ) -> None:
        world.queue.fails = throttled("ThrottlingException")
        world.tells()
        assert metrics(capfd) == []


def metrics(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines() if "_aws" in line]
    return [{name: it for name, it in line.items() if name.startswith("Events")} for line in lines]


SECRETS = ("198.51.100.77", "198.51.100.78", "c6336", "SM-S918B", "6422", "Android", "203.0.113.9", "grace")


def leaked(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


class TestNobodySees:
    @promise("P6", "neither address nor browser's name gets as far as queue, log, error report or metric")
    @pytest.mark.parametrize(
        "fails", [None, throttled("ThrottlingException"), throttled("AccessDenied"), ValueError(1)]
    )
    def test_whose_a_request_is(
        self, world: CollectWorld, logged: io.StringIO, capfd: pytest.CaptureFixture[str], fails: Exception | None
    ) -> None:
        everything = HEADERS | {"x-forwarded-for": "203.0.113.9", "cookie": "name=grace", "referer": f"{SHOP}/grace"}
        page = f"{SHOP}/account/grace@example.org"
        world.queue.fails = fails
        answers = [world.posts(json.dumps({**BATCH, "page": page}), everything), world.tells(everything, name="grace")]
        out = "".join(
            [*capfd.readouterr(), logged.getvalue(), *world.queue.bodies, *map(str, (a.json for a in answers))]
        )
        assert not leaked(out)
        assert fails is not None or len(world.queue.bodies) == 1

    def test_the_test_above_would_notice(self, world: CollectWorld, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(collect_request, "anonymised", lambda address: address)
        monkeypatch.setattr(collect_request, "reduced", lambda user_agent: user_agent)
        world.tells()
        assert {"198.51.100.77", "SM-S918B", "6422", "Android"} <= {*leaked(world.queue.bodies[0])}

    def test_the_request_is_anonymous_before_the_edges_secret_is_asked_for(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        events: list[Any] = []

        def serve(event: Any, *_: object) -> Answer:
            events.append(event)
            return answer(200, {})

        monkeypatch.setattr(collect_handler, "serve", serve)
        headers = dict.fromkeys(("cookie", "referer", "authorization", "x-forwarded-for", "x-amzn-trace-id"), "grace")
        http = {"method": "POST", "sourceIp": "198.51.100.78", "userAgent": CHROME}
        collect_handler.handler(
            {"headers": HEADERS | headers, "requestContext": {"http": http, "timeEpoch": NOW}, "body": "{}"}, None
        )
        left = {"cloudfront-viewer-address": "198.51.0.0", "user-agent": "Chrome/125.0"}
        kept = {name: HEADERS[name] for name in ("x-tresen-edge", "origin", "cloudfront-viewer-country")}
        assert events == [{"headers": kept | left, "requestContext": {"timeEpoch": NOW}, "body": "{}"}]


class TestWired:
    @pytest.mark.usefixtures("aws")
    def test_it_sends_to_sqs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        sqs = boto3.client("sqs")
        world = CollectWorld(monkeypatch, sqs)
        url = sqs.create_queue(QueueName="events")["QueueUrl"]
        monkeypatch.setenv("QUEUE_URL", url)
        assert world.tells(events=EVERY_EVENT).status == 202
        (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
        batch = msgspec.json.decode(message["Body"], type=QueuedBatch)
        assert len(batch.requests) == len(EVERY_EVENT)
        assert "MessageAttributes" not in message

    @pytest.mark.usefixtures("world")
    @pytest.mark.parametrize("variable", ["EDGE_SECRET", "MATOMO_SITES", "QUEUE_URL", "WAITING_DAYS"])
    def test_a_deployment_that_lacks_a_variable_says_which(
        self, monkeypatch: pytest.MonkeyPatch, variable: str
    ) -> None:
        monkeypatch.delenv(variable)
        with pytest.raises(InvalidEnvironment, match=variable):
            collect_wiring.environment()
