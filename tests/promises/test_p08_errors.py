"""P8 is not built yet: no browser reports an error. The functions' own errors carry nothing of anybody's."""

import io
import json
import re
from pathlib import Path

import pytest

from lambdas.aws import errors
from lambdas.aws.errors import report
from tests.promises.conftest import ROOT, Templates
from tests.promises.markers import Markers
from tests.promises.promise import promise
from tests.promises.routes import routes

LISTENERS = r"addEventListener\(\s*[\"'`](error|unhandledrejection)|\bonerror\s*=|onunhandledrejection|reportError\("
MARKERS = Markers({"text": "the secret of Käthe Königsknecht", "proof": "eyJ0eXAiOiJkcG9wK2p3dCJ9.marker"})


@promise("P8", "the deployment has no route that takes error reports")
def test_no_route_takes_envelopes(templates: Templates) -> None:
    assert [route for route in routes(templates["service"]) if re.search("error|envelope|report", route)] == []


@promise("P8", "no file of ours listens for errors of a page")
def test_no_file_of_ours_watches_for_errors(bundle: Path) -> None:
    for path in (bundle / "assets").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert re.search("sentry|envelope", text, re.IGNORECASE) is None, path.name
        for found in re.finditer(LISTENERS, text):
            # Requests of IndexedDB end in an event of the same name.
            assert "window" not in text[max(0, found.start() - 12) : found.start()], path.name
    assert re.search(LISTENERS, (bundle / "loader.js").read_text(encoding="utf-8")) is None


@promise("P8", "a function's own error is told by type and place, never by a value")
def test_an_error_that_nobody_foresaw_tells_nothing_of_a_person(
    logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(errors, "_send", lambda faults, environment: told.append((faults, environment)))
    monkeypatch.setenv("SENTRY_DSN", "https://key@sentry.example.com/1")
    monkeypatch.setenv("RELEASE", "1.0")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "messages")
    text, proof = "the secret of Käthe Königsknecht", "eyJ0eXAiOiJkcG9wK2p3dCJ9.marker"
    try:
        raise_with(text, proof)
    except KeyError as error:
        report(error)
    assert [json.loads(line)["message"] for line in logged.getvalue().splitlines()] == ["unexpected error"]
    assert len(told) == 1
    assert MARKERS.found_in(logged.getvalue(), repr(told)) == set()


def raise_with(text: str, proof: str) -> None:
    raise KeyError(proof, text) from ValueError(text)


@promise("P8", "no part of the product for browsers brings a library that reports")
def test_no_library_for_browsers_reports() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    names = {*package.get("dependencies", {}), *package["devDependencies"]}
    assert [name for name in names if re.search("sentry|bugsnag|rollbar|matomo|analytics", name)] == []
