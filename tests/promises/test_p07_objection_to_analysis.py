"""P7: a visitor can object to the analysis, and that holds at once."""

import json
from typing import Any

import pytest

from lambdas.analytics.records import QueuedBatch, TrackingRequest
from tests.promises.browser import CHAT, SRC, run
from tests.promises.collecting import Collecting
from tests.promises.conftest import Synthesized
from tests.promises.promise import promise

MODULE = CHAT / "objections.ts"
NAMES = "objected, setObjection, objections"
ALL = (CHAT / "usage.ts", MODULE, CHAT / "forgetting.ts", SRC / "analysis/createAnalysis.ts")
ALL_NAMES = "createAnalysis, followUsage, note, setObjection, tellForgetting"
EVENTS = "https://chat.example.com/api/events"

# The panel as it is when it is open. What it asks in a region of its own is tested in a real browser.
OPENS = """
    const parts = (part) => async () => (part === "analysis" ? { createAnalysis } : { createNotice: () => undefined });
    const shown = { view: { entries: [] }, unsent: [], refused: [] };
    const { signal } = new AbortController();
    const opens = async (analysis) => {
      const origin = "https://chat.example.com";
      const lazy = { shown, visitor: undefined, missing: false };
      const panel = { origin, locale: "de", parts, lazy, held: {}, opened: 1, refusal: "", signal };
      followUsage({ ...panel, availability: { file: { analysis } } });
      await passes(0);
    };
"""
WRITES = 'note({ type: "conversation_started" }); note({ type: "messages_sent", count: 1 });'
LEAVES = 'document.visibilityState = "hidden"; happens("visibilitychange"); happens("pagehide"); await passes(0);'
WAITS = "for (let times = 0; times < 9; times += 1) await passes(60_000);"


def visit(*script: str, **browser: Any) -> Any:
    """A page on which the panel is opened, and what follows."""
    return run(ALL, ALL_NAMES, "\n".join((OPENS, *script)), **browser)


def told(page: Any) -> list[str]:
    """What kinds of events left the browser."""
    assert set(page["sent"]) <= {EVENTS}
    return [event["type"] for body in page["bodies"] for event in json.loads(body)["events"]]


@promise("P7", "the switch holds at once and for every later page of the website: it is kept in the browser")
def test_an_objection_holds_at_once_and_on_the_next_page() -> None:
    page = run(
        MODULE,
        NAMES,
        'const before = objected("analysis"); setObjection("analysis", true); '
        'return [before, objected("analysis"), objected("errors")];',
    )
    assert page["said"] == [False, True, False]
    assert {name: json.loads(text) for name, text in page["kept"].items()} == {"tresen.objections": {"analysis": True}}
    later = run(MODULE, NAMES, 'return objected("analysis");', stored=page["kept"])
    assert later["said"] is True


@promise("P7", "no list of objections on the server: nothing is sent when a visitor objects")
def test_nothing_is_sent_when_a_visitor_objects() -> None:
    page = run(
        MODULE, NAMES, 'setObjection("analysis", true); setObjection("analysis"); setObjection("analysis", true);'
    )
    assert page["sent"] == []


@promise("P7", "the visitor can take the objection back, and then nothing of it is left")
def test_an_objection_that_is_taken_back_leaves_nothing() -> None:
    page = run(MODULE, NAMES, 'setObjection("analysis", true); setObjection("analysis"); return objected("analysis");')
    assert (page["said"], page["kept"]) == (False, {})


@promise("P7", "a browser that keeps nothing is obeyed for as long as the page is open")
def test_an_objection_holds_where_nothing_can_be_kept() -> None:
    page = run(
        MODULE,
        NAMES,
        'setObjection("analysis", true); return [objected("analysis"), objected("errors")];',
        refuses=True,
    )
    assert page["said"] == [True, False]


@promise("P7", "what somebody else has left in the store is no consent, and no reason to fail")
def test_what_can_not_be_read_does_no_harm() -> None:
    for text in ("", "{", "null", "[]", "7", '{"analysis":"yes"}'):
        page = run(
            MODULE,
            NAMES,
            'const before = objected("analysis"); setObjection("analysis", true); '
            'return [before, objected("analysis")];',
            stored={"tresen.objections": text},
        )
        assert page["said"] == [False, True], text


@promise("P7", "once switched off nothing more leaves the browser, and what waits in it is dropped")
@pytest.mark.parametrize("end", [LEAVES, WAITS], ids=["leaving the page", "staying on it"])
def test_after_objecting_nothing_leaves_the_browser(end: str) -> None:
    not_objected = visit('await opens("opt_out");', WRITES, end)
    assert told(not_objected) == ["widget_opened", "conversation_started", "messages_sent"]
    objected = visit(
        'await opens("opt_out");', WRITES, 'setObjection("analysis", true);', WRITES, 'await opens("opt_out");', end
    )
    assert objected["sent"] == []


@promise("P7", "once switched off nothing more leaves the browser, and what waits in it is dropped")
def test_what_could_not_be_sent_is_not_sent_again_after_objecting() -> None:
    failing = 'answers = () => Promise.reject(new Error("away")); await opens("opt_out"); await passes(20_000);'
    assert len(visit(failing, WAITS)["sent"]) > 1
    assert len(visit(failing, 'setObjection("analysis", true);', WAITS, LEAVES)["sent"]) == 1


@promise("P7", "once switched off nothing more leaves the browser, and what waits in it is dropped")
def test_an_objection_in_another_tab_holds_in_this_one() -> None:
    elsewhere = """
        localStorage.setItem("tresen.objections", JSON.stringify({ analysis: true }));
        happens("storage", { key: "tresen.objections" });
    """
    assert visit('await opens("opt_out");', WRITES, elsewhere, LEAVES)["sent"] == []


@promise("P7", "a visitor who has objected is not analysed on any later page")
def test_who_has_objected_before_is_not_analysed() -> None:
    stored = {"tresen.objections": json.dumps({"analysis": True})}
    for mode in ("opt_out", "opt_in"):
        page = visit(f'await opens("{mode}");', WRITES, WAITS, LEAVES, stored=stored)
        assert (page["sent"], page["kept"]) == ([], stored)


@promise("P7", "Global Privacy Control and Do Not Track are obeyed, whatever else was chosen")
@pytest.mark.parametrize("asks", [{"globalPrivacyControl": True}, {"doNotTrack": "1"}], ids=["GPC", "DNT"])
def test_a_browser_that_asks_for_it_is_not_analysed(asks: dict[str, object]) -> None:
    agreed = {"tresen.objections": json.dumps({"analysis": False})}
    for mode in ("opt_out", "opt_in"):
        page = visit(f'await opens("{mode}");', WRITES, WAITS, LEAVES, stored=agreed, navigator=asks)
        assert (page["sent"], page["kept"]) == ([], agreed)


@promise("P7", "Global Privacy Control and Do Not Track are obeyed, whatever else was chosen")
@pytest.mark.parametrize("header", ["sec-gpc", "dnt"])
def test_the_server_drops_what_comes_all_the_same(monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    collecting = Collecting(monkeypatch)
    assert collecting.gets(headers={header: "1"}) == (200, {"queued": 0})
    assert collecting.queue.bodies == []
    assert collecting.gets(headers={header: "0"}) == (202, {"queued": 1})


@promise("P7", "where visitors are asked first, nothing is told before they have agreed")
def test_before_agreeing_nothing_is_recorded() -> None:
    asked = visit('await opens("opt_in");', WRITES, WAITS, LEAVES)
    assert (asked["sent"], asked["kept"]) == ([], {})
    agreed = visit(
        'await opens("opt_in");', WRITES, 'setObjection("analysis", false);', 'await opens("opt_in");', WRITES, LEAVES
    )
    assert told(agreed) == ["widget_opened", "conversation_started", "messages_sent"]


@promise("P7", "the technical id is kept only where the visitor has agreed, for the day, and goes with the objection")
def test_the_technical_id_is_kept_only_by_agreement() -> None:
    assert visit('await opens("opt_out");', WRITES, LEAVES)["kept"] == {}
    agrees = ('await opens("opt_in");', 'setObjection("analysis", false);', 'await opens("opt_in");', WRITES, LEAVES)
    page = visit(*agrees)
    (body,) = page["bodies"]
    assert page["kept"]["tresen.visit"].split(" ")[0] == json.loads(body)["visit_id"]
    for end in ('setObjection("analysis", true);', 'setObjection("analysis");'):
        assert "tresen.visit" not in visit(*agrees, end)["kept"]


@promise("P7", "the technical id is kept only where the visitor has agreed, for the day, and goes with the objection")
def test_the_technical_id_is_another_on_each_page_and_each_day() -> None:
    opening = ('await opens("opt_out");', LEAVES)
    first, second = (json.loads(visit(*opening)["bodies"][0])["visit_id"] for _ in range(2))
    assert first != second
    kept = {"tresen.objections": '{"analysis":false}', "tresen.visit": "00112233445566aa 2020-01-01"}
    page = visit('await opens("opt_in");', LEAVES, stored=kept)
    assert json.loads(page["bodies"][0])["visit_id"] != "00112233445566aa"


@promise("P7", "whether visitors are asked first is one setting, and browsers are told it for each site")
def test_what_is_the_default_follows_from_the_settings(deployments: dict[str, Synthesized]) -> None:
    service = deployments["everything"].templates["service"]
    sites = json.loads(service.environment("lambdas.chat.presence.handler")["SITES"])
    assert sites["shop"]["analysis"] == "opt_out"
    assert sites["blog"]["analysis"] is None


@promise("P7", "no list of objections on the server: that somebody objects can not even be told")
def test_an_objection_can_not_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    collecting = Collecting(monkeypatch)
    event = {"type": "setting_changed", "age": 0, "setting": "analysis"}
    assert collecting.gets({**event, "on": False}) == (400, {"code": "invalid_request"})
    assert collecting.queue.bodies == []
    assert collecting.gets({**event, "on": True}) == (202, {"queued": 1})
    fields = {*TrackingRequest.__struct_fields__, *QueuedBatch.__struct_fields__}
    assert not {name for name in fields if "object" in name or "consent" in name or "opt" in name}
