"""Whatever colour a site likes, the text on it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacks.contrast import BLACK, READABLE, WHITE, contrast, text_on

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#fff", "#fff", 1),
        # Of the examples that others calculate with: https://webaim.org/resources/contrastchecker/
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#000000", 5.25),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@given(COLOURS)
def test_on_every_colour_the_text_can_be_read(colour: str) -> None:
    assert contrast(colour, text_on(colour)) >= READABLE


@pytest.mark.parametrize(("colour", "text"), [("#17806f", WHITE), ("#767676", WHITE), ("#777777", BLACK)])
def test_the_text_is_white_wherever_that_can_be_read(colour: str, text: str) -> None:
    assert text_on(colour) == text
