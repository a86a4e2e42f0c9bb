"""P8: errors are reported by themselves, without what is somebody's, and are gone within thirty days."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lambdas.aws import clients, errors
from lambdas.aws.errors import report
from lambdas.errors.items import KEPT_SECONDS
from stacks.settings_file import parse_settings
from stacks.wrong_setting import WrongSetting
from tests.promises.browser import SRC
from tests.promises.conftest import ROOT, SETTINGS, Synthesized, Templates
from tests.promises.markers import Markers
from tests.promises.promise import promise
from tests.promises.reporting import BOUND, REPORTS, THROWS, reported, visit
from tests.promises.routes import ERRORS, routes
from tests.unit.lambdas.errors.sentry import Sentry, listening
from tests.unit.lambdas.errors.tunnel_world import EVENT, HEADERS, TunnelWorld, envelope

DAY_SECONDS = 24 * 60 * 60
GONE_AFTER_SECONDS = 30 * DAY_SECONDS
TUNNEL = "lambdas.errors.tunnel_handler.handler"
TABLE = "ErrorReportsErrors"
LISTENS = r"addEventListener\(\s*[\"'`](error|unhandledrejection)|\bonerror\s*=|onunhandledrejection"
TELLS = r"/api/errors[\"'`]"

SOMEBODY = {
    "email": "kaethe.koenigsknecht@example.org",
    "telephone": "+49 151 23456789",
    "account": "DE89 3704 0044 0532 0130 00",
    "address": "198.51.100.201",
    "proof": "eyJ0eXAiOiJkcG9wK2p3dCJ9.eyJqdGkiOiJtYXJrZXIifQ.c2lnbmF0dXJlLW1hcmtlcg",
}
MARKERS = Markers({**SOMEBODY, "viewer": "198.51.100.77", "edge": "198.51.100.78", "device": "Android 14; SM-S918B"})
"""What somebody's error may have in it, and what the edge tells of who sends it."""


@pytest.fixture
def tunnel(monkeypatch: pytest.MonkeyPatch) -> TunnelWorld:
    return TunnelWorld(monkeypatch)


@pytest.fixture
def sentry() -> Iterator[Sentry]:
    with listening() as it:
        yield it


def of_somebody() -> dict[str, Any]:
    """An event with somebody in every place that an SDK fills."""
    text = " / ".join(SOMEBODY.values())
    event = {
        **EVENT,
        "message": text,
        "transaction": text,
        "user": {"email": SOMEBODY["email"], "ip_address": SOMEBODY["address"]},
        "request": {"url": f"https://www.example.com/?q={SOMEBODY['email']}", "data": text, "cookies": text},
        "extra": SOMEBODY,
        "tags": {"who": SOMEBODY["email"], SOMEBODY["email"]: "x"},
        "contexts": {"own": SOMEBODY},
        "breadcrumbs": [{"category": "console", "message": text}, {"category": text, "message": text}],
    }
    (thrown,) = event["exception"]["values"]
    frames = [{**frame, "vars": SOMEBODY, "context_line": text} for frame in thrown["stacktrace"]["frames"]]
    return {**event, "exception": {"values": [{**thrown, "value": text, "stacktrace": {"frames": frames}}]}}


@promise("P8", "Sentry's envelopes are taken on the chat's own name, in every deployment, and read by its own people")
def test_one_route_takes_envelopes(templates: Templates, tunnel: TunnelWorld) -> None:
    assert {route for route in routes(templates["service"]) if "error" in route} == ERRORS
    assert tunnel.reports().json == {"id": EVENT["event_id"]}
    others = envelope(("session", {"sid": "x"}), ("user_report", {"email": SOMEBODY["email"]}))
    assert (tunnel.posts(others).status, tunnel.posts(others).json) == (200, {})
    assert len(tunnel.samples()) == 1


@promise("P8", "an allow-list in the browser: kind, scrubbed message, our frames, release, and the last steps as codes")
def test_of_an_error_a_browser_tells_what_is_on_a_list() -> None:
    page = visit(f"""
        step("frame", "send_messages"); step("state", "lost"); step("code", 1006);
        await reports(thrown("no name {SOMEBODY["email"]} in \\"Käthe\\", call {SOMEBODY["telephone"]}"));
    """)
    (event,) = reported(page)
    assert event.keys() == {"event_id", "timestamp", "platform", "release", "exception", "breadcrumbs"}
    ((thrown,),) = event["exception"].values()
    assert thrown.keys() == {"type", "value", "stacktrace"}
    assert [frame.keys() for frame in thrown["stacktrace"]["frames"]] == [{"filename", "function", "lineno", "colno"}]
    assert [crumb["message"] for crumb in event["breadcrumbs"]] == ["send_messages", "lost", "1006"]
    assert thrown["value"].startswith("no name")
    assert MARKERS.found_in(page["bodies"]) == set()
    assert re.search("Käthe|example\\.com/tea|q=1", json.dumps(page["bodies"])) is None


@promise("P8", "only errors of our own scripts, and only once the panel is open")
def test_errors_of_the_website_are_none_of_ours() -> None:
    of_the_shop = "    at pay (https://www.example.com/shop.js:1:20)"
    called_by_the_shop = f"{of_the_shop}\\n    at open (https://chat.example.com/assets/panel-0123456789ab.js:1:9)"
    for stack in (of_the_shop, called_by_the_shop, ""):
        page = visit(f'await reports(thrown("x", `{stack}`));')
        assert (page["sent"], page["said"]) == ([], {"loaded": 0})
    assert visit(f"await reports(thrown('x', `{BOUND}`));")["sent"] == [REPORTS]


@promise("P8", "only errors of our own scripts, and only once the panel is open")
def test_no_other_file_of_ours_listens_for_errors_or_reports_them(bundle: Path) -> None:
    parts = {path.name.partition("-")[0]: path for path in (bundle / "assets").glob("*.js")}
    texts = {name: path.read_text(encoding="utf-8") for name, path in parts.items()}
    texts["loader"] = (bundle / "loader.js").read_text(encoding="utf-8")
    assert re.search(LISTENS, texts["loader"]) is None
    assert {name for name, text in texts.items() if re.search(TELLS, text)} == {"reporting", "console"}
    # What brings the part is asked in `report` alone, which looks at objection and origin first.
    watching = (SRC / "reporting/watchErrors.ts").read_text(encoding="utf-8")
    assert "includes(origin)" in watching


@promise("P8", "no part of the widget brings a library that reports")
def test_no_library_for_browsers_reports() -> None:
    imported = {
        name
        for path in (ROOT / "widget_assets/src").rglob("*.ts*")
        for name in re.findall(r"from \"([^.\"][^\"]*)\"", path.read_text(encoding="utf-8"))
    }
    assert imported
    assert [name for name in imported if re.search("sentry|bugsnag|rollbar|matomo|analytics", name)] == []


@promise("P8", "scrubbed on the server before anything is stored, logged or passed on, whoever has sent it")
def test_what_is_somebody_s_is_gone_before_anything_is_stored(
    monkeypatch: pytest.MonkeyPatch, sentry: Sentry, logged: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    tunnel = TunnelWorld(monkeypatch, SENTRY_DSN=sentry.dsn)
    event = of_somebody()
    answers = [tunnel.reports(event).json, tunnel.posts(envelope(("event", event), dsn=SOMEBODY["email"])).json]
    assert answers == [{"id": EVENT["event_id"]}, {"code": "wrong_dsn"}]
    (sample,) = tunnel.samples()
    assert sample["errors"][0]["type"] == "TypeError"
    assert (sample["browser"], sample["system"]) == ("Chrome 125", "Android")
    assert len(sentry.events()) == 1
    everything = (
        tunnel.rows(),
        logged.getvalue(),
        capsys.readouterr().out,
        sentry.bodies,
        sentry.headers,
        sentry.paths,
    )
    assert MARKERS.found_in(*map(str, everything)) == set()
    assert MARKERS.found_in(json.dumps(event), str(HEADERS), "198.51.100.78"), "the search finds what is there"


@promise("P8", "scrubbed on the server before anything is stored, logged or passed on, whoever has sent it")
def test_the_function_that_takes_reports_reaches_nothing_by_which_somebody_is_known(templates: Templates) -> None:
    service = templates["service"]
    granted = " ".join(resource for _, resource in service.grants(service.functions()[TUNNEL]))
    told = json.dumps(service.environment(TUNNEL))
    assert re.search(r"<Chat\b|Claims|\bTABLE_NAME|user-?pool|cognito|Receipt", granted + told, re.IGNORECASE) is None
    assert "ErrorReportsErrors" in granted


@promise("P8", "deleted after 27 days, by DynamoDB and by a run each hour, and in no backup")
def test_a_report_ends_after_27_days(templates: Templates, tunnel: TunnelWorld) -> None:
    service = templates["service"]
    (table,) = [it for name, it in service.of("AWS::DynamoDB::Table").items() if name.startswith(TABLE)]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is False
    assert not {"StreamSpecification", "Replicas", "GlobalSecondaryIndexes"} & table.keys()
    schedules = [json.dumps(rule) for rule in service.of("AWS::Events::Rule").values()]
    assert any("RetentionFunction" in rule and '"rate(1 hour)"' in rule for rule in schedules)
    tunnel.reports()
    assert KEPT_SECONDS == 27 * DAY_SECONDS
    assert {int(row["expires_at"]["N"]) for row in tunnel.rows()} == {tunnel.now // 1000 + KEPT_SECONDS}


@promise("P8", "logs, and what waits on the way, end within thirty days, too")
def test_no_log_or_queue_of_reports_outlives_them(templates: Templates) -> None:
    groups = [group for template in templates.values() for group in template.of("AWS::Logs::LogGroup").values()]
    assert groups
    assert max(group["RetentionInDays"] for group in groups) + 3 < GONE_AFTER_SECONDS / DAY_SECONDS
    waiting = templates["service"].only("AWS::Lambda::EventInvokeConfig")
    assert waiting["MaximumEventAgeInSeconds"] <= 3600
    assert "DestinationConfig" not in waiting
    settings = (SETTINGS / "smallest.toml").read_text(encoding="utf-8")
    with pytest.raises(WrongSetting, match="log_days"):
        parse_settings(re.sub(r"log_days = \d+", "log_days = 30", settings))


@promise("P8", "passed on to nobody but a Sentry that the operator names, and by one function")
def test_nothing_is_passed_on_unless_the_operator_says_so(deployments: dict[str, Synthesized]) -> None:
    told = {
        name: {
            handler: it.templates["service"].environment(handler).get("SENTRY_DSN")
            for handler in it.templates["service"].functions()
        }
        for name, it in deployments.items()
    }
    assert set(told["smallest"].values()) == {None}
    named = {handler: dsn for handler, dsn in told["everything"].items() if dsn}
    assert named == {TUNNEL: "https://key@sentry.example.com/1"}


@promise("P8", "a function's own error is told by type and place, never by a value")
def test_an_error_that_nobody_foresaw_tells_nothing_of_a_person(
    logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    for cached in (errors._sentry, errors._bucket):
        cached.cache_clear()
    monkeypatch.setattr(clients, "functions", lambda: Invoked(sent))
    monkeypatch.setenv("ERROR_TUNNEL", "tunnel")
    monkeypatch.setenv("RELEASE", "1.0")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "messages")
    text, proof = "the secret of Käthe Königsknecht", SOMEBODY["proof"]
    try:
        raise_with(text, proof)
    except KeyError as error:
        report(error)
    assert [json.loads(line)["message"] for line in logged.getvalue().splitlines()] == ["unexpected error"]
    assert len(sent) == 1
    assert "KeyError" in str(sent)
    assert Markers({"text": text, "proof": proof}).found_in(logged.getvalue(), str(sent)) == set()


class Invoked:
    """Lambda, where another function is called."""

    def __init__(self, sent: list[Any]) -> None:
        self._sent = sent

    def invoke(self, **asked: Any) -> dict[str, Any]:
        self._sent.append(asked)
        return {"StatusCode": 202}


def raise_with(text: str, proof: str) -> None:
    raise KeyError(proof, text) from ValueError(text)


@promise("P8", "equal errors are counted, and a few of them kept as examples")
def test_a_storm_is_counted_and_not_kept(tunnel: TunnelWorld) -> None:
    for number in range(200):
        tunnel.now += 1_000
        event = json.loads(THROWS) | {"event_id": f"{number:032x}"}
        assert tunnel.reports(event).status == 200
    assert len(tunnel.rows("fault#")) == 1
    assert len(tunnel.samples()) <= 6
