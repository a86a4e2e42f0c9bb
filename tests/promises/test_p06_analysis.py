"""P6 is not built yet: no visit is analysed, and nothing that an analysis would need is kept."""

import io
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.chat import authorizer
from lambdas.identity import keys
from tests.promises.conftest import ROOT, Templates
from tests.promises.markers import Markers
from tests.promises.promise import promise
from tests.unit.lambdas.credentials import EDGE, NOW, Pool, VisitorKey, write_edge_secret
from tests.unit.lambdas.world import World, visitor

ADDRESS = "2001:db8:7a3f::c0ff:ee42"
CLIENT = "Mozilla/5.0 (X11; Marker 77.31) Gecko/20100101"
MARKERS = Markers({"address": ADDRESS, "user agent": CLIENT})
ABOUT_AN_ADDRESS = r"source_?ip|x-forwarded-for|forwarded\b|viewer-(address|country|city)|remote_addr"


@promise("P6", "no setting, function or file of the widget knows of Matomo")
def test_nothing_speaks_to_matomo(templates: Templates, bundle: Path) -> None:
    texts = {name: json.dumps(template.body) for name, template in templates.items()}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in bundle.rglob("*") if path.is_file()}
    texts |= {path.as_posix(): path.read_text(encoding="utf-8") for path in (ROOT / "lambdas").rglob("*.py")}
    texts["schema"] = (ROOT / "tresen.schema.json").read_text(encoding="utf-8")
    assert [name for name, text in texts.items() if re.search("matomo|piwik", text, re.IGNORECASE)] == []


@promise("P6", "no function reads a visitor's address")
def test_no_function_asks_for_an_address() -> None:
    for path in (ROOT / "lambdas").rglob("*.py"):
        found = re.search(ABOUT_AN_ADDRESS, path.read_text(encoding="utf-8"), re.IGNORECASE)
        assert found is None, f"{path}: {found}"


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
