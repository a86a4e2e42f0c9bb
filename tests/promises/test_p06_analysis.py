"""P6: usage is analysed in the operator's own Matomo, by an id that leads to nobody, of no address."""

import ast
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from lambdas.analytics import collect_request
from lambdas.analytics.records import QueuedBatch, TrackingRequest
from lambdas.chat import authorizer
from lambdas.identity import keys
from tests.forwarding.receiver import TOKEN
from tests.promises.collecting import FIREFOX, IPV4, IPV6, SHOP, Collecting
from tests.promises.conftest import ROOT, Synthesized, Templates
from tests.promises.markers import Markers
from tests.promises.promise import promise
from tests.promises.test_p03_contact import imported
from tests.stacks.template import Template
from tests.unit.lambdas.analytics.collect_world import HEADERS
from tests.unit.lambdas.analytics.forward_world import ForwardWorld, batch, request
from tests.unit.lambdas.credentials import EDGE, NOW, Pool, VisitorKey, write_edge_secret
from tests.unit.lambdas.world import World, visitor

ADDRESS = "2001:db8:7a3f::c0ff:ee42"
CLIENT = "Mozilla/5.0 (X11; Marker 77.31) Gecko/20100101"
MARKERS = Markers({"address": ADDRESS, "user agent": CLIENT})
ABOUT_AN_ADDRESS = r"source_?ip|x-forwarded-for|[\"']forwarded[\"']|viewer-(address|country|city)|remote_addr"
HANDLERS = {
    "collect": "lambdas.analytics.collect_handler.handler",
    "forward": "lambdas.analytics.forward_handler.handler",
}
SWEEP = "lambdas.retention.handler.handler"
ALLOWED = {
    "idsite",
    "url",
    "cid",
    "cip",
    "cdt",
    "ua",
    "lang",
    "res",
    "country",
    "e_c",
    "e_a",
    "e_n",
    "e_v",
    "rec",
    "apiv",
    "ca",
    "bots",
}
"""By Matomo's names. `uid`, `urlref`, `action_name`, `lat` and all its others never reach it."""
OF_THE_REQUEST = {
    "origin",
    "user-agent",
    "content-type",
    "cloudfront-viewer-address",
    "cloudfront-viewer-country",
    "sec-gpc",
    "dnt",
    "access-control-request-method",
    "access-control-request-headers",
}

# What CloudFront tells of a viewer, and what may be left of it.
VIEWERS = {
    f"{IPV4}:51000": "198.51.0.0",
    f"{IPV6}:51000": "2001:db8::",
    f"::ffff:{IPV4}:51000": "198.51.0.0",
    "2002:c633:644d::1:51000": "198.51.0.0",
    "64:ff9b::c633:644d:51000": "198.51.0.0",
    "2001:0:c633:644d:1234:5678:39cc:9bb2:51000": "2001::",
    "somebody at 198.51.100.77": "0.0.0.0",  # noqa: S104
}


@pytest.fixture
def collecting(monkeypatch: pytest.MonkeyPatch) -> Collecting:
    return Collecting(monkeypatch)


@promise("P6", "neither address nor browser's name gets as far as queue, log, error report or metric")
@pytest.mark.parametrize("viewer", VIEWERS)
def test_whose_address_it_was_is_nowhere(
    collecting: Collecting, logged: io.StringIO, capsys: pytest.CaptureFixture[str], viewer: str
) -> None:
    answers = everything_that_happens(collecting, viewer)
    assert {request["cip"] for request in collecting.requests} == {VIEWERS[viewer]}
    output = capsys.readouterr().out
    assert "EventsQueued" in output
    assert "EventsRefused" in output
    markers = Markers({"address": IPV4, "address 6": IPV6, "viewer": viewer, "browser": FIREFOX})
    assert markers.found_in(collecting.queue.bodies, logged.getvalue(), output, answers) == set()


@promise("P6", "neither address nor browser's name gets as far as queue, log, error report or metric")
@pytest.mark.parametrize("step", ["anonymised", "reduced"])
def test_the_search_finds_what_is_not_anonymised(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(collect_request, step, lambda text: text)
    everything_that_happens(collecting, f"{IPV4}:51000")
    assert Markers({"address": IPV4, "browser": FIREFOX}).found_in(collecting.queue.bodies)


def everything_that_happens(collecting: Collecting, viewer: str) -> list[object]:
    """Events that are taken, refused, not wanted, and such that break the function."""
    told = {"cloudfront-viewer-address": viewer, "x-forwarded-for": viewer}
    sent = {**HEADERS, **told, "user-agent": FIREFOX}
    done = [collecting.gets(headers=told), collecting.gets(headers=told, text=FIREFOX)]
    done += [(it.status, it.json) for it in (collecting.posts(body, sent) for body in ("{", "[" * 10_000))]
    done.append(collecting.gets(headers={**told, "origin": "https://elsewhere.example.org"}))
    done.append(collecting.gets(headers={**told, "sec-gpc": "1"}))
    collecting.queue.fails = KeyError(viewer, FIREFOX)
    done.append(collecting.gets(headers=told))
    collecting.queue.fails = None
    assert [status for status, _ in done] == [202, 400, 400, 400, 403, 200, 500]
    return [answer for _, answer in done]


@promise("P6", "Matomo is told what is on a list of seventeen names and nothing else; nothing is passed through")
def test_a_tracking_request_has_no_field_but_those_of_the_list(collecting: Collecting) -> None:
    assert {field.name for field in msgspec.structs.fields(TrackingRequest)} == ALLOWED
    for model in (TrackingRequest, QueuedBatch):
        assert model.__struct_config__.forbid_unknown_fields
    assert {field.name for field in msgspec.structs.fields(QueuedBatch)} == {
        "batch_id",
        "deadline",
        "requests",
        "is_letter",
    }
    headers = {"x-uid": "Marker", "referer": f"{SHOP}/?q=Marker", "cookie": "a=Marker", "authorization": "Proof Marker"}
    assert collecting.gets(headers=headers)[0] == 202
    (request,) = collecting.requests
    assert request.keys() <= ALLOWED
    assert "Marker" not in "".join(collecting.queue.bodies)


@promise("P6", "what is analysed and what is said can not be joined: the functions have no way to the chat's table")
def test_neither_side_reaches_the_other_s_stores(deployments: dict[str, Synthesized]) -> None:
    templates = deployments["everything"].templates
    service, chat = templates["service"], set(templates["data"].of("AWS::DynamoDB::Table"))
    assert chat
    for handler, function in service.functions().items():
        granted = " ".join(resource for _, resource in service.grants(function))
        told = json.dumps(service.environment(handler))
        of_analytics = handler in HANDLERS.values()
        # What sweeps all tables may see of a claim its random number and its end, and nothing else of the analysis.
        of_all = handler == SWEEP and set(re.findall(r"<(Analytics\w+)", granted)) == {"AnalyticsClaims"}
        assert ("Analytics" in granted) == (of_analytics or of_all), handler
        assert ("Analytics" in told) == (of_analytics or handler == SWEEP), handler
        if of_analytics:
            assert re.search(r"<Chat\b|TABLE_NAME|Receipt|user-?pool|cognito", granted + told, re.IGNORECASE) is None


@promise("P6", "what is analysed and what is said can not be joined: no id of the one is ever sent to the other")
def test_no_message_of_the_chat_has_a_field_for_the_technical_id() -> None:
    for path in (ROOT / "lambdas").rglob("*.py"):
        of_analytics = "analytics" in path.parts or path.name == "usage.py"
        if not of_analytics:
            assert re.search(r"visit_?id|\bcid\b", path.read_text(encoding="utf-8")) is None, path
    for path in (ROOT / "widget_assets/src").rglob("*.ts"):
        if "analysis" not in path.parts and path.name not in {"requests.ts", "usage.ts"}:
            assert re.search(r"visit_?id\b", path.read_text(encoding="utf-8"), re.IGNORECASE) is None, path


@promise("P6", "what is analysed and what is said can not be joined: its functions know neither proof nor token")
def test_the_functions_have_no_code_by_which_somebody_is_known() -> None:
    modules = list((ROOT / "lambdas/analytics").glob("*.py"))
    assert len(modules) > 5
    for path in modules:
        assert [name for name in imported(path) if name.startswith(("lambdas.identity", "lambdas.chat"))] == [], path
        assert re.search(r"\bproof\b|bearer|\bcookie", path.read_text(encoding="utf-8"), re.IGNORECASE) is None, path


@promise(
    "P6",
    "what is analysed and what is said can not be joined: CloudFront hands on no cookie, proof or query",
)
def test_of_a_request_only_what_is_on_a_list_reaches_the_function(deployments: dict[str, Synthesized]) -> None:
    service = deployments["everything"].templates["service"]
    config = service.only("AWS::CloudFront::Distribution")["DistributionConfig"]
    paths = [behaviour["PathPattern"] for behaviour in config["CacheBehaviors"]]
    assert paths.index("/api/events") < paths.index("/api/*")
    (behaviour,) = [it for it in config["CacheBehaviors"] if it["PathPattern"] == "/api/events"]
    policy = policy_of(service, behaviour)
    assert policy["HeadersConfig"]["HeaderBehavior"] == "whitelist"
    assert {name.lower() for name in policy["HeadersConfig"]["Headers"]} <= OF_THE_REQUEST
    assert policy["CookiesConfig"]["CookieBehavior"] == "none"
    assert policy["QueryStringsConfig"]["QueryStringBehavior"] == "none"


def policy_of(service: Template, behaviour: Any) -> Any:
    name = service.text(behaviour["OriginRequestPolicyId"]).strip("<>").removesuffix(".Id")
    (found,) = [
        policy
        for logical_id, policy in service.of("AWS::CloudFront::OriginRequestPolicy").items()
        if logical_id.startswith(name)
    ]
    return found["OriginRequestPolicyConfig"]


@promise("P6", "it goes to the operator's own Matomo and to nobody else: the address is the setting's, and by https")
def test_the_only_host_is_the_one_that_the_operator_has_set(deployments: dict[str, Synthesized]) -> None:
    service = deployments["everything"].templates["service"]
    hosts = {
        (name, urlsplit(value).netloc)
        for handler in HANDLERS.values()
        for name, value in service.environment(handler).items()
        if isinstance(value, str) and value.startswith("http")
    }
    assert hosts - {("SENTRY_DSN", "key@sentry.example.com")} == {("MATOMO_URL", "matomo.example.com")}
    assert service.environment(HANDLERS["forward"])["MATOMO_URL"].startswith("https://")
    assert "MATOMO_URL" not in service.environment(HANDLERS["collect"])


@promise("P6", "what leaves the account is the tracking requests, in the body of a POST, and the token beside them")
def test_matomo_is_told_in_a_body_and_by_no_address(forward: ForwardWorld, logged: io.StringIO) -> None:
    is_poisoned = [request("https://www.example.com/poisoned", is_poisoned=True)]
    forward.forward(batch("0f1e2d3c4b5a6978"), batch("1f1e2d3c4b5a6978", *is_poisoned))
    assert forward.receiver.paths == {"/matomo.php"}
    bodies = [json.loads(body) for body in forward.receiver.bodies]
    assert all(body.keys() == {"requests", "token_auth"} for body in bodies)
    told = [each for body in bodies for each in body["requests"]]
    assert any("e_a" in each for each in told)
    for each in told:
        # A look at whether the token is right tells of nobody.
        assert each.keys() <= ALLOWED if "rec" in each else each in ({"idsite": 1}, {"idsite": 1, "cip": "0.0.0.0"})  # noqa: S104
    (letter,) = forward.dead()
    assert [each.url for each in letter.requests] == ["https://www.example.com/poisoned"]
    for secret in (TOKEN, "198.51.0.0", "0123456789abcdef", "poisoned"):
        assert secret not in logged.getvalue()


@promise("P6", "nothing is counted twice, however often it is delivered")
def test_what_is_delivered_again_is_not_told_again(forward: ForwardWorld) -> None:
    for _ in range(3):
        assert forward.forward(batch("0f1e2d3c4b5a6978", request("one"), request("two"))) == []
    assert forward.stored == {"one": 1, "two": 1}


@promise(
    "P6", "without `[analytics]` nothing of it is deployed, and a site without a number of Matomo's is not analysed"
)
def test_nothing_speaks_to_matomo_unless_it_is_set(deployments: dict[str, Synthesized], bundle: Path) -> None:
    for name, template in deployments["smallest"].templates.items():
        assert re.search("matomo|analytics", json.dumps(template.body), re.IGNORECASE) is None, name
    for path in bundle.rglob("*.js"):
        assert re.search("matomo|piwik", path.read_text(encoding="utf-8"), re.IGNORECASE) is None, path.name
    service = deployments["everything"].templates["service"]
    assert json.loads(service.environment(HANDLERS["collect"])["MATOMO_SITES"]) == {SHOP: 7}
    sites = json.loads(service.environment("lambdas.chat.presence.handler")["SITES"])
    assert {name: site["analysis"] for name, site in sites.items()} == {"shop": "opt_out", "blog": None}


@promise("P6", "what waits is encrypted, and is kept for as long as the settings say")
def test_what_waits_is_encrypted_and_goes(deployments: dict[str, Synthesized]) -> None:
    service = deployments["everything"].templates["service"]
    queues = service.of("AWS::SQS::Queue")
    assert all(queue["SqsManagedSseEnabled"] is True for queue in queues.values())
    days = {name: queue["MessageRetentionPeriod"] / 86_400 for name, queue in queues.items()}
    assert sorted(days.values()) == [9, 14]
    (table,) = [it for name, it in service.of("AWS::DynamoDB::Table").items() if name.startswith("Analytics")]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is False


@promise("P6", "one function alone asks for a visitor's address, and its first step is to anonymise it")
def test_no_other_function_asks_for_an_address(templates: Templates) -> None:
    asking = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "lambdas").rglob("*.py")
        if re.search(ABOUT_AN_ADDRESS, path.read_text(encoding="utf-8"), re.IGNORECASE)
    }
    assert asking == {"lambdas/analytics/collect_request.py"}
    (handler,) = functions_named("handler", ROOT / "lambdas/analytics/collect_handler.py")
    # The event is not looked at but through `anonymous`.
    assert ast.unparse(handler).count("event") == ast.unparse(handler).count("anonymous(event)") + len(["parameter"])
    for template in templates.values():
        for policy in template.of("AWS::CloudFront::OriginRequestPolicy").values():
            headers = policy["OriginRequestPolicyConfig"]["HeadersConfig"].get("Headers", [])
            assert {name.lower() for name in headers} <= OF_THE_REQUEST


def functions_named(name: str, path: Path) -> list[ast.FunctionDef]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name == name]


@promise("P6", "an address that API Gateway tells is neither stored nor logged nor sent")
def test_an_address_goes_nowhere(
    world: World, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(authorizer, "time", SimpleNamespace(time=lambda: float(NOW)))
    monkeypatch.setattr(keys, "fetch", lambda _url: Pool().keys)
    write_edge_secret(current=EDGE)
    told = {"identity": {"sourceIp": ADDRESS, "userAgent": CLIENT}}
    connected = authorizer.handler(handshake(f"proof.{VisitorKey().proof()}", told), None)
    refused = authorizer.handler(handshake("proof.none", told), None)
    guest = world.connect(visitor())
    sent = guest.event
    monkeypatch.setattr(guest, "event", lambda *kind, **fields: with_address(sent(*kind, **fields), told))
    guest.sends("start", locale="de")
    answer = guest.says("Guten Tag", 1)
    assert answer["type"] == "messages_acknowledged"
    assert '"refused"' in logged.getvalue()
    output = capsys.readouterr().out
    assert "MessagesSent" in output
    kept = (world.rows(), logged.getvalue(), output, world.gateway.posted, connected, refused, answer)
    assert MARKERS.found_in(*kept) == set()


def handshake(credential: str, told: dict[str, Any]) -> dict[str, Any]:
    headers = {
        "origin": "https://www.example.com",
        "sec-websocket-protocol": f"tresen.v1, {credential}",
        "x-tresen-edge": EDGE,
        "x-forwarded-for": ADDRESS,
        "user-agent": CLIENT,
    }
    arn = "arn:aws:execute-api:eu-central-1:123456789012:abc/ws/$connect"
    return {"type": "REQUEST", "methodArn": arn, "headers": headers, "requestContext": told}


def with_address(event: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    return {**event, "requestContext": {**event["requestContext"], **told}}
