"""Every hostile envelope is answered as it should be, makes no connection and leaves nothing of anybody behind."""

import socket
from collections.abc import Iterator

import pytest

from lambdas.errors import tunnel_handler
from lambdas.errors.scrubber.events import scrub
from tests.hostile.case import GOOD, Case, kept
from tests.hostile.corpus import CASES
from tests.hostile.running import PATH, Stage, forwarded_event, stage
from tests.promises.promise import promise

SECONDS = 2
"""The slowest of them takes a tenth of a second."""


@pytest.fixture(scope="module", params=[False, True], ids=["kept", "kept and passed on"])
def on_stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with stage(is_forwarding=request.param) as made:
        yield made


@promise("P8", "no envelope, however hostile, makes a connection or leaves personal data behind")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_envelope(on_stage: Stage, case: Case) -> None:
    outcome = on_stage.runs(case)
    code = outcome.body.get("code")
    assert (outcome.status, code) == (case.status, case.code)
    assert not outcome.leaked()
    assert outcome.trapped == []
    assert "unexpected error" not in outcome.log
    assert outcome.seconds < SECONDS
    if not case.is_kept:
        assert (outcome.keys, outcome.forwarded, outcome.reached) == ([], [], [])
        assert case.code or outcome.body == {}
        return
    assert outcome.is_stored_as_it_should_be()
    assert [*outcome.body] == ["id"]
    assert f"#{outcome.body['id']}" in outcome.keys[1]
    if on_stage.sentry is None:
        assert (outcome.forwarded, outcome.reached) == ([], [])
        return
    (sent,) = outcome.forwarded
    assert sent.startswith(PATH)
    assert forwarded_event(sent)["event_id"] == outcome.body["id"]
    assert {*outcome.reached} == {("127.0.0.1", on_stage.sentry.port)}


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    assert len({case.name for case in CASES}) == len(CASES) > 1000
    assert sum(case.code is not None for case in CASES) > 300


class TestTheTestsWouldNotice:
    def test_personal_data(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tunnel_handler, "scrub", lambda event: {**scrub(event), "message": event.get("message")})
        for is_forwarding in (False, True):
            with stage(is_forwarding=is_forwarding) as made:
                assert made.runs(_found("an address of e-mail as message")).leaked() == ["hopper"]

    def test_a_connection_to_where_a_report_says(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def speaks(given: str | None, _own: str) -> bool:
            port = int((given or "").rpartition(":")[2].partition("/")[0])
            socket.create_connection(("127.0.0.1", port)).close()
            return True

        monkeypatch.setattr(tunnel_handler, "is_own", speaks)
        with stage(is_forwarding=False) as made:
            outcome = made.runs(_found("dsn 'http://tresen@127.0.0.1:PORT/1'"))
            assert (outcome.status, outcome.reached) == (500, [("127.0.0.1", made.trap.port)])

    def test_a_report_that_is_not_stored(self) -> None:
        with stage(is_forwarding=False) as made:
            assert not made.runs(kept("nothing", GOOD, headers={"origin": "null"})).is_stored_as_it_should_be()


def _found(name: str) -> Case:
    return next(case for case in CASES if case.name == name)
