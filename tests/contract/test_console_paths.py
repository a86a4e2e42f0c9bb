"""The CloudFront Function of the console, as it is deployed, on events of CloudFront's form."""

from pathlib import Path

import pytest

from tests.contract.edge_functions import answers, event

CODE = (Path(__file__).parents[2] / "stacks" / "console_paths.js").read_text(encoding="utf-8")
PAGE = "/console/index.html"


def test_every_path_of_the_console_is_its_one_page() -> None:
    asked = ["/console/", "/console/conversations", "/console/conversations/abc/", PAGE]
    assert answers(CODE, *asked) == [event(PAGE)["request"] for _ in asked]


@pytest.mark.parametrize("uri", ["/console/config.json", "/console/favicon.svg", "/console/v1.2/favicon.svg"])
def test_a_file_stays_a_file(uri: str) -> None:
    assert answers(CODE, uri) == [event(uri)["request"]]


def test_the_name_without_its_slash_is_sent_on_and_takes_nothing_along() -> None:
    (answer,) = answers(CODE, "/console")
    assert (answer["statusCode"], answer["headers"]) == (308, {"location": {"value": "/console/"}})
