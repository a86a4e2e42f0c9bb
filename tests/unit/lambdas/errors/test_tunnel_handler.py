"""``POST /api/errors``: what is taken, what is refused, and what becomes of what a function of ours sends."""

import base64
import io
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from lambdas.aws import clients, errors
from lambdas.aws.environment import InvalidEnvironment
from lambdas.errors import tunnel_handler, tunnel_wiring
from lambdas.errors.dsns import InvalidDsn
from lambdas.errors.pace import LEAST_SECONDS, RATES
from lambdas.protocol.errors import Source
from lambdas.protocol.limits import ENVELOPE_BYTES
from lambdas.protocol.problems import STATUS
from tests.unit.lambdas.answered import Answered
from tests.unit.lambdas.errors.received_samples import DAY_MS, NOW, errors_table
from tests.unit.lambdas.errors.sentry import Sentry, listening
from tests.unit.lambdas.errors.tunnel_world import (
    CONSOLE,
    DSN,
    EVENT,
    HEADERS,
    PAGE,
    TunnelWorld,
    envelope,
    event,
)

EVENT_ID = EVENT["event_id"]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> TunnelWorld:
    return TunnelWorld(monkeypatch)


def refused(answered: Answered) -> str:
    assert answered.status == STATUS[answered.json["code"]]
    assert answered.headers["cache-control"] == "no-cache"
    return str(answered.json["code"])


class TestTaken:
    def test_an_event_is_counted_and_kept(self, world: TunnelWorld) -> None:
        answered = world.reports()
        assert (answered.status, answered.json) == (200, {"id": EVENT_ID})
        (fault,), (sample,) = world.rows("fault#"), world.samples()
        assert fault["title"] == {"S": "TypeError: Cannot read properties of undefined (reading 'x')"}
        assert (fault["source"], fault["site"]) == ({"S": "page"}, {"S": "shop"})
        assert (sample["event_id"], sample["release"]) == (EVENT_ID, "widget@1a2b3c4d")

    def test_the_time_is_the_servers(self, world: TunnelWorld) -> None:
        world.reports(event(timestamp=1))
        (fault,) = world.rows("fault#")
        assert fault["first_at"] == {"N": str(NOW)}

    @pytest.mark.parametrize(
        ("origin", "source", "site"),
        [
            (PAGE, "page", {"S": "shop"}),
            ("https://other.example.org", "page", {"S": "other"}),
            (CONSOLE, "console", None),
        ],
    )
    def test_the_origin_says_where_it_happened(
        self, world: TunnelWorld, origin: str, source: str, site: dict[str, str] | None
    ) -> None:
        assert world.reports(headers={"origin": origin}).status == 200
        (fault,) = world.rows("fault#")
        assert (fault["source"], fault.get("site")) == ({"S": source}, site)

    def test_the_body_may_come_as_base64(self, world: TunnelWorld) -> None:
        body = base64.b64encode(envelope(("event", EVENT)).encode()).decode()
        assert world.posts(body, isBase64Encoded=True).json == {"id": EVENT_ID}

    def test_names_of_headers_may_be_in_any_case(self, world: TunnelWorld) -> None:
        sent = {name.title(): value for name, value in HEADERS.items()}
        assert world.posts(envelope(("event", EVENT)), headers=dict.fromkeys(HEADERS) | sent).status == 200

    @pytest.mark.parametrize("kind", ["session", "sessions", "transaction", "client_report", "user_report", "profile"])
    def test_other_items_are_dropped(self, world: TunnelWorld, kind: str) -> None:
        answered = world.posts(envelope((kind, EVENT)))
        assert (answered.status, answered.json) == (200, {})
        assert world.rows() == []

    def test_an_event_among_other_items_is_taken(self, world: TunnelWorld) -> None:
        assert world.posts(envelope(("session", {}), ("event", EVENT))).json == {"id": EVENT_ID}

    def test_an_event_without_an_id_gets_one(self, world: TunnelWorld) -> None:
        (given,) = [world.reports({name: it for name, it in EVENT.items() if name != "event_id"}).json["id"]]
        assert len(given) == 32
        assert [sample["event_id"] for sample in world.samples()] == [given]

    def test_what_comes_again_is_answered_alike_and_counted_once(self, world: TunnelWorld) -> None:
        answers = [world.reports().json for _ in range(2)]
        world.begin_anew()
        answers.append(world.reports().json)
        world.now += DAY_MS
        answers.append(world.reports().json)
        assert answers == [{"id": EVENT_ID}] * 4
        (fault,) = world.rows("fault#")
        assert fault["count"] == {"N": "1"}
        assert len(world.samples()) == 1
        assert world.rows("fault#", "2026-11-27") == []

    def test_one_that_comes_often_is_counted_about_right(self, world: TunnelWorld) -> None:
        for number in range(200):
            world.now += 1000
            assert world.reports(event(number)).status == 200
        (fault,) = world.rows("fault#")
        # Five standard deviations to either side.
        assert 40 < int(fault["count"]["N"]) < 360

    def test_it_is_scrubbed(self, world: TunnelWorld) -> None:
        told = event(user={"email": "ada@example.com"}, server_name="ada-laptop", message="from ada@example.com")
        told["exception"]["values"][0]["value"] = "no account for ada@example.com"
        assert world.reports(told).status == 200
        assert "ada" not in json.dumps(world.rows())

    def test_the_browser_is_told_by_name_main_version_and_system(self, world: TunnelWorld) -> None:
        world.reports()
        (sample,) = world.samples()
        assert (sample["browser"], sample["system"]) == ("Chrome 125", "Android")
        assert [word for word in ("SM-S918B", "6422") if word in json.dumps(world.rows())] == []

    def test_what_an_event_says_itself_of_its_browser_counts(self, world: TunnelWorld) -> None:
        world.reports(event(contexts={"browser": {"name": "Firefox", "version": "141"}}))
        (sample,) = world.samples()
        assert (sample["browser"], sample["system"]) == ("Firefox 141", "Android")

    @pytest.mark.parametrize("agent", [None, "", "curl/8.0", "Mozilla/5.0"])
    def test_a_browser_that_says_nothing_is_not_told(self, world: TunnelWorld, agent: str | None) -> None:
        world.reports(event(contexts=[]), {"user-agent": agent, "browser": "ada/1", "system": "ada"})
        (sample,) = world.samples()
        assert "browser" not in sample
        assert "system" not in sample

    @pytest.mark.usefixtures("aws")
    def test_it_is_written_to_dynamodb(self, monkeypatch: pytest.MonkeyPatch) -> None:
        world = TunnelWorld(monkeypatch, errors_table())
        for number in range(3):
            assert world.reports(event(number)).status == 200
        (fault,) = world.rows("fault#")
        assert fault["count"] == {"N": "3"}


class TestRefused:
    @pytest.mark.parametrize("secret", [None, "", "wrong"])
    def test_who_does_not_come_through_the_edge(self, world: TunnelWorld, secret: str | None) -> None:
        assert refused(world.reports(headers={"x-tresen-edge": secret})) == "not_from_the_edge"

    @pytest.mark.parametrize("asked", [None, {}, [], "x", {"headers": None}, {"headers": [1]}, {"headers": {"a": {}}}])
    def test_what_api_gateway_does_not_send(self, world: TunnelWorld, asked: Any) -> None:
        assert refused(world.asks(asked)) == "not_from_the_edge"

    @pytest.mark.parametrize(
        "asked",
        [
            {"envelope": envelope(("event", EVENT)), "headers": {}},
            {"envelope": envelope(("event", EVENT)), "version": "2.0"},
            {"envelope": [envelope(("event", EVENT))]},
            {"envelope": None},
        ],
    )
    def test_an_event_that_only_looks_like_a_functions(self, world: TunnelWorld, asked: Any) -> None:
        assert refused(world.asks(asked)) == "not_from_the_edge"
        assert world.rows() == []

    @pytest.mark.parametrize("origin", [None, "", "null", "https://evil.example", f"{PAGE}/", PAGE.upper(), "*"])
    def test_a_page_of_no_site(self, world: TunnelWorld, origin: str | None) -> None:
        assert refused(world.reports(headers={"origin": origin})) == "not_allowed"

    @pytest.mark.parametrize("value", [7, True, [], [PAGE], {"a": PAGE}])
    def test_a_header_that_is_no_text_is_not_there(self, world: TunnelWorld, value: Any) -> None:
        assert refused(world.reports(headers={"origin": value})) == "not_allowed"
        assert world.reports(headers={"user-agent": value, "content-encoding": value}).status == 200

    @pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "identity", "", "gzip, gzip", "x"])
    def test_any_encoding_before_anything_is_read(self, world: TunnelWorld, encoding: str) -> None:
        assert refused(world.posts("\x1f\x8b", {"content-encoding": encoding})) == "encoded"

    def test_an_encoding_whatever_the_headers_case(self, world: TunnelWorld) -> None:
        assert refused(world.posts("{}", {"Content-Encoding": "gzip"})) == "encoded"

    @pytest.mark.parametrize("dsn", [None, "", "https://tresen@evil.example/1", f"{DSN}/", DSN.upper(), f"{DSN}1"])
    def test_an_envelope_of_another_dsn(self, world: TunnelWorld, dsn: str | None) -> None:
        assert refused(world.posts(envelope(("event", EVENT), dsn=dsn))) == "wrong_dsn"

    @pytest.mark.parametrize("body", ["", "{", "[]", "null", "{}\n{}", "ä", envelope(("event", EVENT))[:-5]])
    def test_what_is_no_envelope(self, world: TunnelWorld, body: str) -> None:
        assert refused(world.posts(body)) in {"not_an_envelope", "wrong_dsn"}

    def test_what_is_not_base64_though_it_says_so(self, world: TunnelWorld) -> None:
        assert refused(world.posts("ä", isBase64Encoded=True)) == "not_an_envelope"

    def test_an_envelope_that_is_too_long(self, world: TunnelWorld) -> None:
        text = envelope(("event", EVENT))
        assert world.posts(text + "\n" * (ENVELOPE_BYTES - len(text) + 1)).json["code"] == "too_long"

    @pytest.mark.parametrize(
        ("method", "path"), [("GET", "/api/errors"), ("PUT", "/api/errors"), ("POST", "/api/errors/"), ("POST", "/")]
    )
    def test_another_method_or_path(self, world: TunnelWorld, method: str, path: str) -> None:
        context = {"http": {"method": method}, "timeEpoch": NOW}
        asked = world.posts(envelope(("event", EVENT)), rawPath=path, requestContext=context)
        assert refused(asked) == "not_allowed"


class TestTooMany:
    def test_what_comes_too_fast_is_told_how_long_to_wait(self, world: TunnelWorld) -> None:
        answers = [world.reports(event(number)) for number in range(RATES[Source.PAGE].burst + 1)]
        assert [answer.status for answer in answers[:-1]] == [200] * RATES[Source.PAGE].burst
        assert refused(answers[-1]) == "too_many_reports"
        assert answers[-1].headers["retry-after"] == str(LEAST_SECONDS)
        assert answers[-1].headers["x-sentry-rate-limits"] == f"{LEAST_SECONDS}:error:organization"

    def test_aws_is_not_asked_for_it(self, world: TunnelWorld, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(RATES[Source.PAGE].burst):
            world.reports(event(number))
        for name in ("get_item", "update_item", "put_item"):
            monkeypatch.setattr(world.dynamodb, name, None)
        assert refused(world.reports(event(1000))) == "too_many_reports"

    def test_other_sources_are_taken_meanwhile(self, world: TunnelWorld) -> None:
        for number in range(RATES[Source.PAGE].burst + 1):
            world.reports(event(number))
        assert world.reports(headers={"origin": CONSOLE}).status == 200
        world.invokes()
        assert {row["source"]["S"] for row in world.rows("fault#")} == {"page", "console", "function"}

    def test_what_is_dropped_in_any_case_counts_for_nothing(self, world: TunnelWorld) -> None:
        for _ in range(100):
            assert world.posts(envelope(("session", {}))).status == 200
        assert world.reports().status == 200

    def test_a_moment_later_more_is_taken(self, world: TunnelWorld) -> None:
        for number in range(RATES[Source.PAGE].burst + 1):
            world.reports(event(number))
        world.now += RATES[Source.PAGE].interval
        assert world.reports(event(1000)).status == 200

    def test_only_a_429_has_a_limit(self, world: TunnelWorld) -> None:
        answers = [world.reports(), world.posts("{"), world.reports(headers={"x-tresen-edge": None})]
        assert not any("x-sentry-rate-limits" in answer.headers for answer in answers)


def throttled(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "errors"}}, "UpdateItem")


class Broken:
    """DynamoDB's client, whose writes fail."""

    def __init__(self, world: TunnelWorld, error: Exception) -> None:
        self.exceptions = world.dynamodb.exceptions
        self.get_item = world.dynamodb.get_item
        self._error = error

    def update_item(self, **_: Any) -> Any:
        raise self._error


PASSING = [
    throttled("ThrottlingException"),
    throttled("ProvisionedThroughputExceededException"),
    throttled("InternalServerError"),
    EndpointConnectionError(endpoint_url="https://dynamodb"),
    ConnectTimeoutError(endpoint_url="https://dynamodb"),
    ReadTimeoutError(endpoint_url="https://dynamodb"),
]


class TestTheTableIsAway:
    @pytest.mark.parametrize("error", PASSING)
    def test_the_page_is_asked_to_send_it_again(
        self, world: TunnelWorld, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        world = TunnelWorld(monkeypatch, Broken(world, error))
        answered = world.reports()
        assert (refused(answered), answered.headers["retry-after"]) == ("busy", "2")
        assert answered.headers["x-sentry-rate-limits"] == "2:error:organization"

    def test_what_will_not_pass_is_an_error_of_ours_and_goes_to_the_log_alone(
        self, world: TunnelWorld, monkeypatch: pytest.MonkeyPatch, logged: io.StringIO
    ) -> None:
        world = TunnelWorld(monkeypatch, Broken(world, throttled("AccessDeniedException")))
        assert refused(world.reports()) == "failed"
        assert "AccessDeniedException" in logged.getvalue()
        assert "198.51.100" not in logged.getvalue()


class TestFromAFunction:
    def test_it_is_counted_and_kept_without_a_dsn(self, world: TunnelWorld) -> None:
        assert world.invokes() == {}
        (fault,), (sample,) = world.rows("fault#"), world.samples()
        assert fault["source"] == {"S": "function"}
        assert "site" not in fault
        assert sample["event_id"] == EVENT_ID

    def test_lambda_may_call_twice_for_it(self, world: TunnelWorld) -> None:
        world.invokes()
        world.invokes()
        (fault,) = world.rows("fault#")
        assert fault["count"] == {"N": "1"}

    @pytest.mark.parametrize("text", ["", "{", "ä", "\ud800", "{}\n{}", "x" * (ENVELOPE_BYTES + 1)])
    def test_what_is_none_is_dropped_and_told(self, world: TunnelWorld, logged: io.StringIO, text: str) -> None:
        assert tunnel_handler.handler({"envelope": text}, None) == {}
        assert "report refused" in logged.getvalue()
        assert world.rows() == []

    @pytest.mark.parametrize("error", PASSING)
    def test_what_passes_is_raised_so_that_lambda_tries_again(
        self, world: TunnelWorld, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        world = TunnelWorld(monkeypatch, Broken(world, error))
        with pytest.raises(type(error)):
            world.invokes()

    def test_what_does_not_is_logged(
        self, world: TunnelWorld, monkeypatch: pytest.MonkeyPatch, logged: io.StringIO
    ) -> None:
        world = TunnelWorld(monkeypatch, Broken(world, throttled("AccessDeniedException")))
        assert world.invokes() == {}
        assert "AccessDeniedException" in logged.getvalue()

    def test_too_many_are_dropped(self, world: TunnelWorld, logged: io.StringIO) -> None:
        for number in range(RATES[Source.FUNCTION].burst):
            assert world.invokes(event(number)) == {}
        assert "report refused" not in logged.getvalue()
        rows = world.rows()
        for number in range(RATES[Source.FUNCTION].burst, RATES[Source.FUNCTION].burst + 5):
            assert world.invokes(event(number)) == {}
        assert logged.getvalue().count("report refused") == 5
        assert world.rows() == rows


@pytest.fixture
def sentry() -> Iterator[Sentry]:
    with listening() as sentry:
        yield sentry


class TestForwarded:
    def test_the_scrubbed_event_arrives_by_the_same_id(self, monkeypatch: pytest.MonkeyPatch, sentry: Sentry) -> None:
        world = TunnelWorld(monkeypatch, SENTRY_DSN=sentry.dsn)
        answered = world.reports(event(user={"email": "ada@example.com"}))
        (arrived,) = sentry.events()
        assert answered.json == {"id": arrived["event_id"]} == {"id": EVENT_ID}
        assert arrived["exception"]["values"][0]["type"] == "TypeError"
        assert b"ada" not in sentry.bodies[0]
        assert b"198.51" not in sentry.bodies[0]

    def test_one_without_an_id_has_the_one_that_it_was_given(
        self, monkeypatch: pytest.MonkeyPatch, sentry: Sentry
    ) -> None:
        world = TunnelWorld(monkeypatch, SENTRY_DSN=sentry.dsn)
        answered = world.reports({name: it for name, it in EVENT.items() if name != "event_id"})
        assert answered.json["id"] == sentry.events()[0]["event_id"]

    def test_what_a_function_reports_too(self, monkeypatch: pytest.MonkeyPatch, sentry: Sentry) -> None:
        TunnelWorld(monkeypatch, SENTRY_DSN=sentry.dsn).invokes()
        assert [arrived["event_id"] for arrived in sentry.events()] == [EVENT_ID]

    def test_what_comes_again_is_not_forwarded_again(self, monkeypatch: pytest.MonkeyPatch, sentry: Sentry) -> None:
        world = TunnelWorld(monkeypatch, SENTRY_DSN=sentry.dsn)
        world.reports()
        world.begin_anew()
        world.reports()
        assert len(sentry.bodies) == 1

    def test_other_items_are_not(self, monkeypatch: pytest.MonkeyPatch, sentry: Sentry) -> None:
        TunnelWorld(monkeypatch, SENTRY_DSN=sentry.dsn).posts(envelope(("session", {}), ("event", EVENT)))
        assert b"session" not in sentry.bodies[0]

    def test_what_is_not_kept_is_not_forwarded(self, monkeypatch: pytest.MonkeyPatch, sentry: Sentry) -> None:
        world = TunnelWorld(monkeypatch)
        TunnelWorld(monkeypatch, Broken(world, throttled("ThrottlingException")), SENTRY_DSN=sentry.dsn).reports()
        assert sentry.bodies == []

    def test_the_page_is_told_the_same_when_it_fails(self, monkeypatch: pytest.MonkeyPatch, sentry: Sentry) -> None:
        sentry.status, sentry.answer = 500, b"ada@example.com"
        answered = TunnelWorld(monkeypatch, SENTRY_DSN=sentry.dsn).reports()
        assert (answered.status, answered.json) == (200, {"id": EVENT_ID})

    def test_by_default_nothing_is(self, world: TunnelWorld) -> None:
        assert tunnel_wiring.forwarding() is None
        assert world.reports().status == 200


class TestCounted:
    def counted(self, capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in capfd.readouterr().out.splitlines() if "_aws" in line]
        return [{name: it for name, it in line.items() if name.startswith("Errors")} for line in lines]

    def test_what_is_taken_once(self, world: TunnelWorld, capfd: pytest.CaptureFixture[str]) -> None:
        world.reports()
        world.reports()
        world.posts(envelope(("session", {})))
        assert self.counted(capfd) == [{"ErrorsTaken": [1]}]

    def test_what_is_refused(self, world: TunnelWorld, capfd: pytest.CaptureFixture[str]) -> None:
        world.posts("{")
        world.reports(headers={"origin": "https://evil.example"})
        tunnel_handler.handler({"envelope": "{"}, None)
        assert self.counted(capfd) == [{"ErrorsRefused": [1]}] * 3

    def test_what_comes_too_fast(self, world: TunnelWorld, capfd: pytest.CaptureFixture[str]) -> None:
        for number in range(RATES[Source.PAGE].burst + 2):
            world.reports(event(number))
        assert self.counted(capfd)[-2:] == [{"ErrorsLimited": [1]}] * 2

    @pytest.mark.parametrize(("status", "name"), [(200, "ErrorsForwarded"), (400, "ErrorsNotForwarded")])
    def test_what_is_forwarded(
        self,
        monkeypatch: pytest.MonkeyPatch,
        sentry: Sentry,
        capfd: pytest.CaptureFixture[str],
        status: int,
        name: str,
    ) -> None:
        sentry.status = status
        TunnelWorld(monkeypatch, SENTRY_DSN=sentry.dsn).reports()
        assert self.counted(capfd) == [{"ErrorsTaken": [1], name: [1]}]


class TestNobodyIsKnown:
    def test_who_asks_is_forgotten_before_the_edges_secret_is_asked_for(
        self, world: TunnelWorld, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[Any] = []

        def serve(asked: Any, *_: Any) -> Any:
            seen.append(asked)
            return {"statusCode": 200, "headers": {}, "body": "{}"}

        monkeypatch.setattr(tunnel_handler, "serve", serve)
        more = dict.fromkeys(("cookie", "referer", "authorization", "x-forwarded-for", "x-amzn-trace-id"), "ada")
        world.posts("{}", more)
        kept = {name: HEADERS[name] for name in ("x-tresen-edge", "origin")}
        kept |= {"browser": "Chrome/125", "system": "Android"}
        assert seen == [
            {
                "headers": kept,
                "rawPath": "/api/errors",
                "requestContext": {"http": {"method": "POST"}},
                "body": "{}",
                "isBase64Encoded": False,
            }
        ]


class TestWired:
    @pytest.mark.usefixtures("world")
    @pytest.mark.parametrize("variable", ["EDGE_SECRET", "ERRORS_TABLE", "ERRORS_DSN", "ERROR_ORIGINS"])
    def test_a_deployment_that_lacks_a_variable_says_which(
        self, monkeypatch: pytest.MonkeyPatch, variable: str
    ) -> None:
        monkeypatch.delenv(variable)
        with pytest.raises(InvalidEnvironment, match=variable):
            tunnel_wiring.environment()

    def test_a_sentry_that_can_not_be_one_is_known_at_the_start(self, monkeypatch: pytest.MonkeyPatch) -> None:
        TunnelWorld(monkeypatch, SENTRY_DSN="http://key@sentry.example.com/1")
        with pytest.raises(InvalidDsn):
            tunnel_wiring.forwarding()


class TestItsWay:
    """From an error in a function of ours into the table, with nothing in between but Lambda."""

    def test_what_a_function_tells_of_is_found_again(self, world: TunnelWorld, monkeypatch: pytest.MonkeyPatch) -> None:
        sent: list[bytes] = []
        stand_in = SimpleNamespace(invoke=lambda **asked: sent.append(asked["Payload"]))
        errors._sentry.cache_clear()
        errors._bucket.cache_clear()
        monkeypatch.setattr(clients, "functions", lambda: stand_in)
        monkeypatch.setenv("ERROR_TUNNEL", "tunnel")
        monkeypatch.setenv("RELEASE", "1.2.3")
        monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "tresen-messages")
        monkeypatch.delenv("EDGE_SECRET")
        try:
            tunnel_wiring.environment.cache_clear()
            tunnel_wiring.environment()
        except InvalidEnvironment as error:
            errors.report(error)
        monkeypatch.setenv("EDGE_SECRET", "edge")
        (payload,) = sent
        assert tunnel_handler.handler(json.loads(payload), None) == {}
        (fault,), (sample,) = world.rows("fault#"), world.samples()
        assert fault["title"] == {"S": "InvalidEnvironment"}
        assert fault["culprit"] == {"S": "read_environment (lambdas.aws.environment)"}
        assert "browser" not in sample
        assert (sample["platform"], sample["release"], sample["place"]) == ("python", "1.2.3", "tresen-messages")
        assert [frame["function"] for frame in sample["errors"][-1]["frames"]] == ["environment", "read_environment"]
        errors._sentry.cache_clear()
