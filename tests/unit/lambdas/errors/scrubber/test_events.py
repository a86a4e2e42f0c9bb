"""Whole events: what is built from them is valid, bounded, and has nothing in it that is not allowed."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.errors.scrubber.events import scrub
from lambdas.errors.scrubber.reports import report_of
from tests.scrubbing.events import plain_event

KEYS = st.sampled_from(
    [
        *("event_id", "timestamp", "platform", "level", "release", "environment", "transaction", "message", "logentry"),
        *(
            "formatted",
            "exception",
            "values",
            "type",
            "value",
            "stacktrace",
            "frames",
            "filename",
            "abs_path",
            "function",
        ),
        *("module", "lineno", "colno", "in_app", "mechanism", "handled", "breadcrumbs", "category", "data", "url"),
        *("method", "status_code", "tags", "code", "contexts", "browser", "os", "runtime", "name", "version", "sdk"),
        *("request", "headers", "User-Agent"),
    ]
)
WORDS = st.one_of(
    st.text(max_size=8), st.sampled_from(["a@b.de", "fetch", "ui.click", "error", "/x", "1.2.3", "Error"])
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(KEYS, st.text(max_size=5)), inner, max_size=6)
    ),
    max_leaves=20,
)


def frame(**fields: Any) -> dict[str, Any]:
    event = plain_event()
    event["exception"]["values"][0]["stacktrace"]["frames"] = [fields]
    return only_error(event).get("stacktrace", {}).get("frames", [{}])[0]  # type: ignore[no-any-return]


def only_error(event: dict[str, Any]) -> dict[str, Any]:
    (error,) = scrub(event)["exception"]["values"]
    return error  # type: ignore[no-any-return]


@settings(max_examples=300)
@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_whatever_comes_an_event_comes_out_that_stays_as_it_is(event: dict[str, Any]) -> None:
    told = scrub(event)
    assert scrub(told) == told
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert report_of(told, "0" * 32).level


def test_an_event_that_says_nothing_of_anybody_stays() -> None:
    event = {
        **plain_event(),
        "release": "widget@d604ee2590f4",
        "environment": "production",
        "transaction": "/console/",
        "message": "it broke",
        "tags": {"code": "not_allowed"},
        "contexts": {
            "browser": {"name": "Chrome", "version": "126"},
            "os": {"name": "Linux"},
            "runtime": {"name": "CPython", "version": "3.13"},
        },
        "sdk": {"name": "sentry.javascript.browser", "version": "11.0.0"},
    }
    assert scrub(event) == event


def test_an_event_of_nothing_is_valid() -> None:
    empty: dict[str, object] = {
        "transaction": "",
        "message": "",
        "breadcrumbs": [],
        "exception": None,
        "tags": {},
        "contexts": {},
        "sdk": {},
    }
    assert scrub({}) == scrub(empty) == {"platform": "other", "level": "error"}


def test_only_what_is_allowed_has_a_name_in_it() -> None:
    everything = {
        name: {"values": [{"x": "it"}], "x": "it"} for name in ("user", "extra", "request", "threads", "anna")
    }
    assert scrub({**plain_event(), **everything}) == scrub(plain_event())


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"message": "it broke"}, "it broke"),
        ({"message": {"message": "it broke"}}, "it broke"),
        (
            {"logentry": {"message": "user %s failed", "formatted": "user Anna failed", "params": ["Anna"]}},
            "user %s failed",
        ),
        ({"logentry": {"formatted": "a@b.de failed"}, "message": "other"}, "[email] failed"),
        ({"message": 5}, None),
    ],
)
def test_a_message_is_told_without_what_was_put_into_it(entry: dict[str, Any], told: str | None) -> None:
    assert scrub(entry).get("message") == told


def test_of_many_the_last_are_told() -> None:
    errors = [
        {"type": f"E{number}", "stacktrace": {"frames": [{"lineno": n} for n in range(60)]}} for number in range(7)
    ]
    crumbs = [{"category": "code", "message": f"n{number}"} for number in range(40)]
    told = scrub({"exception": {"values": errors}, "breadcrumbs": crumbs})
    assert [error["type"] for error in told["exception"]["values"]] == ["E2", "E3", "E4", "E5", "E6"]
    assert [one["lineno"] for one in told["exception"]["values"][-1]["stacktrace"]["frames"]] == list(range(10, 60))
    seen = [len(one["stacktrace"]["frames"]) for one in told["exception"]["values"] if "stacktrace" in one]
    assert seen == [50, 50]
    assert [crumb["message"] for crumb in told["breadcrumbs"]["values"]] == [f"n{number}" for number in range(10, 40)]


def test_texts_are_bounded() -> None:
    error = only_error({"exception": [{"type": "E " * 500, "value": "it broke " * 500}]})
    assert len(error["type"]) <= 120
    assert len(error["value"]) <= 500
    assert len(frame(function="f " * 500)["function"]) <= 120
    assert len(frame(filename="/x" * 150 + "/a.js")["filename"]) <= 200


def test_an_error_without_a_type_gets_one_and_one_without_anything_goes() -> None:
    assert only_error({"exception": {"value": "it broke"}}) == {"type": "Error", "value": "it broke"}
    assert "exception" not in scrub({"exception": {"values": [{}, None, {"vars": "it"}]}})


def test_how_an_error_came_is_told_if_it_has_a_name() -> None:
    known = {"type": "onerror", "handled": False}
    assert only_error({"exception": [{"type": "E", "mechanism": {**known, "data": "it"}}]})["mechanism"] == known
    assert "mechanism" not in only_error({"exception": [{"type": "E", "mechanism": {"handled": False}}]})


def test_a_call_is_told_by_file_function_and_place() -> None:
    assert frame(
        abs_path="https://x.example/assets/a.js?x=1",
        function="send",
        module="lambdas.chat.talk",
        lineno=1,
        colno=2,
        in_app=True,
        vars={"name": "it"},
        context_line="it",
        pre_context=["it"],
    ) == {
        "filename": "/assets/a.js",
        "function": "send",
        "module": "lambdas.chat.talk",
        "lineno": 1,
        "colno": 2,
        "in_app": True,
    }


def test_calls_that_say_nothing_are_left_out() -> None:
    assert frame(filename="\u200b", lineno=1) == {"lineno": 1}
    error = only_error({"exception": [{"type": "E", "stacktrace": {"frames": [{}, None, {"vars": 1}]}}]})
    assert error == {"type": "E"}


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ({"code": "not_allowed", "user": "anna"}, {"code": "not_allowed"}),
        ([["status", 503], ["user", "anna"], ["x"], "ab", None], {"status": "503"}),
        ({"code": "a@b.de", "state": "", "step": None}, {"code": "[email]"}),
        ({"a@b.de": "1"}, None),
        ("code", None),
    ],
)
def test_tags_have_known_names(tags: Any, told: dict[str, str] | None) -> None:
    assert scrub({"tags": tags}).get("tags") == told


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0.0.0 Safari/537.36", "Cookie": "it"},
        [
            5,
            ["user-agent"],
            ["Cookie", "it"],
            ["user-agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0.0.0 Safari/537.36"],
        ],
    ],
)
def test_the_browser_is_read_from_its_header(headers: Any) -> None:
    told = scrub({"request": {"headers": headers, "url": "it"}})
    assert told["contexts"] == {"browser": {"name": "Chrome", "version": "126"}, "os": {"name": "Linux"}}
    assert "request" not in told


def test_a_browser_that_is_told_comes_first() -> None:
    context = {"name": "Firefox", "version": "140.0.1", "anna": "it"}
    event = {"contexts": {"browser": context, "trace": {"x": 1}}, "request": {"headers": {"User-Agent": "Chrome/126"}}}
    assert scrub(event)["contexts"] == {"browser": {"name": "Firefox", "version": "140.0"}}


def test_an_sdk_needs_a_name() -> None:
    assert scrub({"sdk": {"name": "sentry.python", "version": "2.1.0", "packages": ["it"]}})["sdk"] == {
        "name": "sentry.python",
        "version": "2.1.0",
    }
    assert "sdk" not in scrub({"sdk": {"version": "2.1.0"}})


def test_what_an_event_is_of_is_one_of_few() -> None:
    assert scrub({"platform": "cobol", "level": "log"}) == {"platform": "other", "level": "error"}
    assert scrub({"platform": "python", "level": "fatal"}) == {"platform": "python", "level": "fatal"}
