"""The steps before an error."""

from typing import Any

import pytest

from lambdas.errors.scrubber.crumbs import scrub_crumb, selector_of


def test_a_step_of_ours_stays() -> None:
    crumb = {"category": "frame", "message": "message_stored", "timestamp": 1_795_000_000.5, "level": "info"}
    assert scrub_crumb(crumb) == crumb


@pytest.mark.parametrize("category", ["console", "navigation", "sentry.event", "query", "auth", "touch"])
def test_of_what_shows_contents_only_that_it_was_stays(category: str) -> None:
    assert scrub_crumb({"category": category, "message": "it", "data": {"to": "it"}}) == {"category": category}


@pytest.mark.parametrize("category", ["fetch", "xhr", "http", "httplib"])
def test_of_a_request_method_address_and_status_stay(category: str) -> None:
    data = {"method": "POST", "url": "https://x.example/api/errors?q=it", "status_code": 429, "body": "it"}
    assert scrub_crumb({"category": category, "message": "it", "data": data}) == {
        "category": category,
        "data": {"method": "POST", "url": "https://x.example/api/errors", "status_code": 429},
    }


@pytest.mark.parametrize("data", [{"method": "anna"}, {"status_code": "it"}, {"url": 5}, {"url": ""}, [], None])
def test_a_request_that_says_nothing_has_no_data(data: Any) -> None:
    assert scrub_crumb({"category": "fetch", "data": data}) == {"category": "fetch"}


@pytest.mark.parametrize("category", [None, 5, "anna@example.de", "Anna Schmidt", ""])
def test_a_step_without_a_kind_is_none(category: Any) -> None:
    assert scrub_crumb({"category": category, "message": "it"}) == {}


def test_of_other_steps_data_go_and_the_message_is_scrubbed() -> None:
    crumb = {"category": "code", "message": "to anna@example.de", "data": {"a": 1}, "type": "x"}
    assert scrub_crumb(crumb) == {"category": "code", "message": "to [email]"}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("body > div.panel > button.send", "body > div.panel > button.send"),
        ('button.send[aria-label="Anna anrufen"][title="x"]', "button.send"),
        ("div#kunde-anna > a.b.c:hover", "div > a.b.c"),
        ("Anna Schmidt anrufen", ""),
        ("tresen-panel > h2", "tresen-panel > h2"),
        ('p > a[title="]Anna Schmidt"]', "p"),
        ('a[title="Anna', "a"),
        ("DIV > anna", ""),
    ],
)
def test_of_what_was_clicked_tags_and_classes_stay(path: str, told: str) -> None:
    assert selector_of(path) == told


def test_what_was_clicked_is_scrubbed_too() -> None:
    assert scrub_crumb({"category": "ui.click", "message": "button.send[title=x]"})["message"] == "button.send"
    assert (
        scrub_crumb({"category": "ui.input", "message": "a.k5f4dcc3b5aa765d61d8327deb882cf99"})["message"]
        == "a.k[token]"
    )
