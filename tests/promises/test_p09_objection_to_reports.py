"""P9: a visitor can object to automatic error reports, and that holds at once."""

import json

import msgspec
import pytest

from lambdas.protocol.errors import Report
from tests.promises.browser import CHAT, run
from tests.promises.promise import promise
from tests.promises.reporting import KEPT, reported, visit
from tests.unit.lambdas.errors.tunnel_world import TunnelWorld

MODULE = CHAT / "objections.ts"
NAMES = "objected, setObjection, objections"


@promise("P9", "the switch holds at once and for every later page of the website: it is kept in the browser")
def test_an_objection_holds_at_once_and_on_the_next_page() -> None:
    page = run(
        MODULE,
        NAMES,
        'const before = objected("errors"); setObjection("errors", true); '
        'return [before, objected("errors"), objected("analysis")];',
    )
    assert page["said"] == [False, True, False]
    assert {name: json.loads(text) for name, text in page["kept"].items()} == {"tresen.objections": {"errors": True}}
    later = run(MODULE, NAMES, 'return objected("errors");', stored=page["kept"])
    assert later["said"] is True


@promise("P9", "no list of objections on the server: nothing is sent when a visitor objects")
def test_nothing_is_sent_when_a_visitor_objects() -> None:
    page = run(MODULE, NAMES, 'setObjection("errors", true); setObjection("errors"); setObjection("errors", true);')
    assert page["sent"] == []


@promise("P9", "the visitor can take the objection back, and then nothing of it is left")
def test_an_objection_that_is_taken_back_leaves_nothing() -> None:
    page = run(MODULE, NAMES, 'setObjection("errors", true); setObjection("errors"); return objected("errors");')
    assert (page["said"], page["kept"]) == (False, {})


@promise("P9", "a browser that keeps nothing is obeyed for as long as the page is open")
def test_an_objection_holds_where_nothing_can_be_kept() -> None:
    page = run(
        MODULE, NAMES, 'setObjection("errors", true); return [objected("errors"), objected("analysis")];', refuses=True
    )
    assert page["said"] == [True, False]


@promise("P9", "what somebody else has left in the store is no consent, and no reason to fail")
def test_what_can_not_be_read_does_no_harm() -> None:
    for text in ("", "{", "null", "[]", "7", '{"errors":"yes"}'):
        page = run(
            MODULE,
            NAMES,
            'const before = objected("errors"); setObjection("errors", true); return [before, objected("errors")];',
            stored={"tresen.objections": text},
        )
        assert page["said"] == [False, True], text


AWAY = 'answers = () => Promise.reject(new Error("away"));'
OPENS = "await reports();"
ELSEWHERE = """
    localStorage.setItem("tresen.objections", JSON.stringify({ errors: true }));
    happens("storage", { key: "tresen.objections" });
"""


@promise("P9", "once switched off nothing more is reported, and what waits in the browser is deleted")
def test_after_objecting_nothing_is_reported() -> None:
    assert len(reported(visit('await reports(thrown("a"));', 'await reports(thrown("b"));'))) == 2
    for objects in ('setObjection("errors", true);', ELSEWHERE):
        page = visit('await reports(thrown("a"));', objects, 'await reports(thrown("b"));', OPENS)
        assert len(reported(page)) == 1
        assert KEPT not in page["kept"]


@promise("P9", "once switched off nothing more is reported, and what waits in the browser is deleted")
def test_what_could_not_be_sent_is_deleted_and_not_sent_again() -> None:
    waiting = (AWAY, 'await reports(thrown("a"));')
    kept = visit(*waiting)["kept"]
    assert len(json.loads(kept[KEPT])) == 1
    again = "answered(200);"
    (first,) = reported(visit(*waiting))
    later = visit(again, OPENS, stored=kept)
    assert [event["event_id"] for event in reported(later)] == [json.loads(kept[KEPT])[0]["event_id"]]
    assert (later["kept"], first["platform"]) == ({}, "javascript")
    for objects in ('setObjection("errors", true);', ELSEWHERE):
        page = visit(*waiting, objects, again, OPENS)
        assert len(page["sent"]) == 1
        assert page["kept"].keys() == {"tresen.objections"}


@promise("P9", "once switched off nothing more is reported, and what waits in the browser is deleted")
def test_what_is_a_day_old_is_not_sent_any_more() -> None:
    stale = {KEPT: json.dumps([{"event_id": "0" * 32, "timestamp": 1_764_129_584}])}
    page = visit(OPENS, stored=stale)
    assert (page["sent"], page["kept"]) == ([], {})


@promise("P9", "a visitor who has objected is not reported on any later page, and the part for it is not even loaded")
def test_who_has_objected_before_reports_nothing() -> None:
    stored = {"tresen.objections": json.dumps({"errors": True})}
    page = visit('await reports(thrown("a"));', OPENS, stored=stored)
    assert (page["sent"], page["kept"], page["said"]) == ([], stored, {"loaded": 0})


@promise("P9", "no list of objections on the server: that somebody objects can not even be told")
def test_an_objection_can_not_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    tunnel = TunnelWorld(monkeypatch)
    assert tunnel.reports().status == 200
    names = {field.name for field in msgspec.structs.fields(Report)} | {name for row in tunnel.rows() for name in row}
    assert not {name for name in names if "object" in name or "consent" in name or "opt" in name}
