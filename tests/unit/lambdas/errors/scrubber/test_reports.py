"""The report of a scrubbed event."""

from lambdas.errors.scrubber.events import scrub
from lambdas.errors.scrubber.reports import report_of
from lambdas.protocol.errors import Breadcrumb, Level, Report, StackFrame, Thrown

NEW_ID = "0" * 32
EVENT_ID = "9f1c3b5a7d2e4f60819203a4b5c6d7e8"


def test_a_report_has_all_that_an_event_tells() -> None:
    frames = [{"filename": "/assets/a.js", "function": "send", "lineno": 1, "colno": 2}]
    event = {
        "event_id": EVENT_ID,
        "timestamp": 1_795_000_000.5,
        "platform": "javascript",
        "level": "fatal",
        "message": "it broke",
        "release": "widget@d604ee2590f4",
        "environment": "production",
        "transaction": "/console/",
        "exception": {
            "values": [{"type": "TypeError", "value": "x", "stacktrace": {"frames": frames}}, {"type": "Cause"}]
        },
        "breadcrumbs": {
            "values": [
                {"category": "frame", "message": "message_stored", "timestamp": 1_795_000_000.25},
                {"category": "fetch", "data": {"method": "GET", "url": "/ws", "status_code": 500}},
            ]
        },
        "tags": {"code": "busy"},
        "contexts": {"browser": {"name": "Chrome", "version": "126"}, "os": {"name": "Linux"}},
    }
    assert report_of(scrub(event), NEW_ID) == Report(
        event_id=EVENT_ID,
        platform="javascript",
        level=Level.FATAL,
        message="it broke",
        errors=[
            Thrown(
                type="TypeError",
                message="x",
                frames=[StackFrame(file="/assets/a.js", function="send", line=1, column=2)],
            ),
            Thrown(type="Cause"),
        ],
        breadcrumbs=[
            Breadcrumb(category="frame", message="message_stored", before=250),
            Breadcrumb(category="fetch", message="GET /ws 500"),
        ],
        release="widget@d604ee2590f4",
        environment="production",
        place="/console/",
        browser="Chrome 126",
        system="Linux",
        tags={"code": "busy"},
    )


def test_an_event_without_anything_makes_a_report_with_a_new_id() -> None:
    assert report_of(scrub({}), NEW_ID) == Report(event_id=NEW_ID, platform="other")
    assert report_of(scrub({"event_id": "../x"}), NEW_ID).event_id == NEW_ID


def test_a_call_without_a_file_is_told_by_its_module_or_not_at_all() -> None:
    frames = [{"module": "lambdas.chat.talk", "lineno": 5}, {"function": "send"}]
    (thrown,) = report_of(scrub({"exception": {"type": "E", "stacktrace": {"frames": frames}}}), NEW_ID).errors
    assert [frame.file for frame in thrown.frames] == ["lambdas.chat.talk", "?"]


def test_a_step_that_lies_behind_the_error_or_has_no_time_is_told_without() -> None:
    steps = [{"category": "code", "timestamp": 20}, {"category": "code"}, {"category": "code", "timestamp": 10}]
    report = report_of(scrub({"timestamp": 10, "breadcrumbs": steps}), NEW_ID)
    assert report.breadcrumbs == [Breadcrumb(category="code", before=before) for before in (None, None, 0)]
    (step,) = report_of(scrub({"breadcrumbs": steps[:1]}), NEW_ID).breadcrumbs
    assert step.before is None
