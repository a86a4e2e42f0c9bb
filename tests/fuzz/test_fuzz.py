"""A bounded run, and that it would notice."""

import pytest

from lambdas.analytics import collect_handler, collect_request, pages, tracking
from lambdas.protocol.problems import ProblemCode
from tests.fuzz.run import Broken, run
from tests.promises.promise import promise

CASES, SEED = 6000, 20_260_101


@promise("P6", "neither address nor browser's name gets as far as queue, log, error report or metric")
def test_no_request_however_bad_breaks_anything_or_lets_through_who_sent_it() -> None:
    answers = run(cases=CASES, seed=SEED)
    assert answers.total() == CASES
    met = {name.split(" ", 1)[1] for name in answers}
    assert met == {"queued", "not to be analysed", *ANSWERED}
    assert min(answers.values()) > 5


ANSWERED = {
    ProblemCode.NOT_FROM_THE_EDGE,
    ProblemCode.NOT_ALLOWED,
    ProblemCode.TOO_LONG,
    ProblemCode.NOT_JSON,
    ProblemCode.INVALID_REQUEST,
    ProblemCode.BUSY,
}


def test_the_same_seed_gives_the_same_run() -> None:
    assert run(cases=300, seed=7) == run(cases=300, seed=7)


@pytest.mark.parametrize("step", ["anonymised", "reduced"])
def test_without_anonymising_it_finds_who_sent_it(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    monkeypatch.setattr(collect_request, step, lambda told: told)
    with pytest.raises(Broken, match="came through") as broken:
        run(cases=CASES, seed=SEED)
    assert "of seed" in broken.value.__notes__[0]


def test_without_the_redaction_it_finds_what_the_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "page_of", lambda page, _origin: page)
    with pytest.raises(Broken, match="came through"):
        run(cases=CASES, seed=SEED)


def test_without_the_redaction_of_numbers_it_finds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "has_id", lambda _part: False)
    with pytest.raises(Broken, match="came through"):
        run(cases=CASES, seed=SEED)


def test_an_answer_without_a_code_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(collect_handler, "body_of", fails)
    with pytest.raises(Broken, match="answered 500"):
        run(cases=CASES, seed=SEED)
