"""A bounded run against the tunnel, and that it would notice."""

from typing import Any

import pytest

from lambdas.aws.http import Answer
from lambdas.errors import bounds, envelopes, reception, tunnel_handler
from lambdas.errors.scrubber.events import scrub
from lambdas.protocol.problems import ProblemCode
from tests.fuzz.run import Broken
from tests.fuzz.tunnel import run
from tests.promises.promise import promise

CASES, SEED = 3000, 20_260_101


@promise("P8", "no envelope, however hostile, makes a connection or leaves personal data behind")
def test_no_envelope_however_bad_breaks_anything_or_leaves_behind_whose_it_was() -> None:
    answers = run(cases=CASES, seed=SEED)
    assert answers.total() == CASES
    met = {name.split(" ", 1)[1] for name in answers}
    assert met == {"kept", "dropped", *OF_FUNCTIONS, *ANSWERED}
    assert min(answers.values()) > 5
    assert answers["200 kept"] > CASES / 3


OF_FUNCTIONS = {"function's, 0 rows", "function's, 2 rows", "function's, to be sent again"}
ANSWERED = {
    ProblemCode.NOT_FROM_THE_EDGE,
    ProblemCode.NOT_ALLOWED,
    ProblemCode.TOO_LONG,
    ProblemCode.NOT_AN_ENVELOPE,
    ProblemCode.TOO_COMPLEX,
    ProblemCode.ENCODED,
    ProblemCode.WRONG_DSN,
    ProblemCode.BUSY,
}


def test_the_same_seed_gives_the_same_run() -> None:
    assert run(cases=300, seed=7) == run(cases=300, seed=7)


@pytest.mark.parametrize("name", ["message", "user", "extra", "request", "tags"])
def test_a_part_that_is_not_scrubbed_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def hardly(event: dict[str, Any]) -> dict[str, Any]:
        return scrub(event) | ({name: event[name]} if name in event else {})

    monkeypatch.setattr(tunnel_handler, "scrub", hardly)
    with pytest.raises(Broken, match="came through") as broken:
        run(cases=CASES, seed=SEED)
    assert "of seed" in broken.value.__notes__[0]


def test_a_bare_429_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def bare(answered: Answer) -> Answer:
        return answered

    monkeypatch.setattr(tunnel_handler, "_with_rate_limits", bare)
    with pytest.raises(Broken, match="a bare 429"):
        run(cases=CASES, seed=SEED)


def test_depth_without_a_bound_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoder gives up on it with an error of Python's own."""
    monkeypatch.setattr(envelopes, "demand_bounds", lambda _text: None)
    monkeypatch.setattr(bounds, "DEPTH", 10**9)
    with pytest.raises(Broken, match=r"failed|raised"):
        run(cases=CASES, seed=SEED)


def test_an_answer_without_a_code_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reception, "named", fails)
    with pytest.raises(Broken, match="failed"):
        run(cases=CASES, seed=SEED)
