"""What the scrubber finds of the examples, and what it leaves. ``python -m tests.scrubbing`` prints the figures."""

import pytest

from tests.promises.promise import promise
from tests.scrubbing.__main__ import main
from tests.scrubbing.corpus import Example, harmless, personal
from tests.scrubbing.score import by_category, changed, left_of, score_of

FREE_NAMES = "name"
"""The one category that has no form: a name in the middle of a text."""

TUNED = personal()
HELD_OUT = [example for example in personal("held_out_personal") if example.category != FREE_NAMES]
REVIEWED = [example for example in personal("reviewed_personal") if example.category != FREE_NAMES]


def name_of(example: Example) -> str:
    return f"{example.category} at {example.place}: {example.text[:60]}"


def test_there_are_as_many_examples_as_were_asked_for() -> None:
    assert len(TUNED) >= 300
    assert len(harmless()) >= 150
    assert len(HELD_OUT) * 2 >= len(TUNED) * 0.85
    assert {example.text for example in TUNED}.isdisjoint(example.text for example in HELD_OUT)


@promise("P8", "of a corpus of personal data the scrubber finds all that has a form, and another one finds no more")
@pytest.mark.parametrize("example", [*TUNED, *HELD_OUT, *REVIEWED], ids=name_of)
def test_nothing_that_is_somebodys_is_left(example: Example) -> None:
    assert example.secrets
    assert left_of(example) == []


def test_of_the_words_that_went_most_had_to() -> None:
    """What else goes are the paths of pages and directories, which can be anybody's."""
    scores = by_category([*TUNED, *HELD_OUT])
    assert score_of(TUNED).precision > 0.85
    assert score_of(HELD_OUT).precision > 0.9
    assert {name for name, score in scores.items() if score.precision < 0.85} == {"home", "url"}


def test_what_is_harmless_stays() -> None:
    assert len(changed(harmless())) <= len(harmless()) * 0.02
    assert len(changed(harmless("reviewed_harmless"))) <= len(harmless("reviewed_harmless")) * 0.05
    assert len(changed(harmless("held_out_harmless"))) <= len(harmless("held_out_harmless")) * 0.05


def test_a_name_in_free_text_comes_through() -> None:
    """Nothing tells it from a word, so the notice may not say that reports hold none."""
    names = [example for example in personal("held_out_personal") if example.category == FREE_NAMES]
    assert 0 < score_of(names).recall < 1


def test_without_a_scrubber_all_examples_leak() -> None:
    """So the score counts what it says."""
    assert score_of([*TUNED, *HELD_OUT], lambda event: event).recall == 0.0


def test_the_figures_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    printed = capsys.readouterr().out
    assert f"personal: {len(TUNED)} examples" in printed
    assert "held_out_harmless" in printed
