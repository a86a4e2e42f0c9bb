"""P9: a visitor can object to automatic error reports, and that holds at once."""

import json

from tests.promises.browser import CHAT, run
from tests.promises.promise import promise

MODULE = CHAT / "objections.ts"
NAMES = "objected, object, objections"


@promise("P9", "the switch holds at once and for every later page of the website: it is kept in the browser")
def test_an_objection_holds_at_once_and_on_the_next_page() -> None:
    page = run(
        MODULE,
        NAMES,
        'const before = objected("errors"); object("errors", true); '
        'return [before, objected("errors"), objected("analysis")];',
    )
    assert page["said"] == [False, True, False]
    assert {name: json.loads(text) for name, text in page["kept"].items()} == {"tresen.objections": {"errors": True}}
    later = run(MODULE, NAMES, 'return objected("errors");', stored=page["kept"])
    assert later["said"] is True


@promise("P9", "no list of objections on the server: nothing is sent when a visitor objects")
def test_nothing_is_sent_when_a_visitor_objects() -> None:
    page = run(MODULE, NAMES, 'object("errors", true); object("errors", false); object("errors", true);')
    assert page["sent"] == []


@promise("P9", "the visitor can take the objection back, and then nothing of it is left")
def test_an_objection_that_is_taken_back_leaves_nothing() -> None:
    page = run(MODULE, NAMES, 'object("errors", true); object("errors", false); return objected("errors");')
    assert (page["said"], page["kept"]) == (False, {})


@promise("P9", "a browser that keeps nothing is obeyed for as long as the page is open")
def test_an_objection_holds_where_nothing_can_be_kept() -> None:
    page = run(
        MODULE, NAMES, 'object("errors", true); return [objected("errors"), objected("analysis")];', refuses=True
    )
    assert page["said"] == [True, False]


@promise("P9", "what somebody else has left in the store is no consent, and no reason to fail")
def test_what_can_not_be_read_does_no_harm() -> None:
    for text in ("", "{", "null", "[]", "7", '{"errors":"yes"}'):
        page = run(
            MODULE,
            NAMES,
            'const before = objected("errors"); object("errors", true); return [before, objected("errors")];',
            stored={"tresen.objections": text},
        )
        assert page["said"] == [False, True], text
