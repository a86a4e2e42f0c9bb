"""All hostile envelopes and requests."""

from typing import Final

from tests.hostile import bombs, grammar, others, personal, places

CASES: Final = (*places.CASES, *grammar.CASES, *bombs.CASES, *others.CASES, *personal.CASES)
