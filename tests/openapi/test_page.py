"""``docs/openapi.json`` is what the code says."""

import re
from pathlib import Path

import pytest

from lambdas.protocol.route import Route
from lambdas.protocol.routes import ROUTES
from tests.openapi import page
from tests.openapi.page import PAGE, text

PROTOCOL = PAGE.with_name("protocol.md")


def test_the_file_is_as_it_would_be_written_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == text(), "run python -m tests.openapi.page"


def test_check_says_how_to_mend_a_stale_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(page, "PAGE", tmp_path / "openapi.json")
    assert page.main(["--check"]) == 1
    assert "python -m tests.openapi.page" in capsys.readouterr().err
    assert page.main([]) == 0
    assert page.main(["--check"]) == 0


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_protocol_page_has_the_route_with_its_models(route: Route) -> None:
    """The plain page's two stand in one row."""
    rows = [line for line in PROTOCOL.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    path = route.path.replace("{site}", "<site>")
    (row,) = (row for row in rows if re.match(rf"\| `(GET|POST) {re.escape(path)}[?`]", row))
    assert f"`{route.method}" in row
    models = [route.body.model] if route.body else []
    names = [getattr(model, "__name__", "") for model in [*models, *route.answers.values()] if isinstance(model, type)]
    assert all(f"`{name}`" in row for name in names), names
