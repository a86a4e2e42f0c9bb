"""P7: a visitor can object to the analysis, and that holds at once."""

import json

from tests.promises.browser import CHAT, run
from tests.promises.promise import promise

MODULE = CHAT / "objections.ts"
NAMES = "objected, object, objections"


@promise("P7", "the switch holds at once and for every later page of the website: it is kept in the browser")
def test_an_objection_holds_at_once_and_on_the_next_page() -> None:
    page = run(
        MODULE,
        NAMES,
        'const before = objected("analysis"); object("analysis", true); '
        'return [before, objected("analysis"), objected("errors")];',
    )
    assert page["said"] == [False, True, False]
    assert {name: json.loads(text) for name, text in page["kept"].items()} == {"tresen.objections": {"analysis": True}}
    later = run(MODULE, NAMES, 'return objected("analysis");', stored=page["kept"])
    assert later["said"] is True


@promise("P7", "no list of objections on the server: nothing is sent when a visitor objects")
def test_nothing_is_sent_when_a_visitor_objects() -> None:
    page = run(MODULE, NAMES, 'object("analysis", true); object("analysis", false); object("analysis", true);')
    assert page["sent"] == []


@promise("P7", "the visitor can take the objection back, and then nothing of it is left")
def test_an_objection_that_is_taken_back_leaves_nothing() -> None:
    page = run(MODULE, NAMES, 'object("analysis", true); object("analysis", false); return objected("analysis");')
    assert (page["said"], page["kept"]) == (False, {})


@promise("P7", "a browser that keeps nothing is obeyed for as long as the page is open")
def test_an_objection_holds_where_nothing_can_be_kept() -> None:
    page = run(
        MODULE, NAMES, 'object("analysis", true); return [objected("analysis"), objected("errors")];', refuses=True
    )
    assert page["said"] == [True, False]


@promise("P7", "what somebody else has left in the store is no consent, and no reason to fail")
def test_what_can_not_be_read_does_no_harm() -> None:
    for text in ("", "{", "null", "[]", "7", '{"analysis":"yes"}'):
        page = run(
            MODULE,
            NAMES,
            'const before = objected("analysis"); object("analysis", true); return [before, objected("analysis")];',
            stored={"tresen.objections": text},
        )
        assert page["said"] == [False, True], text
