"""How much of what is somebody's the scrubber takes, and how much besides, counted in words of two letters and more."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from html import unescape
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from lambdas.errors.scrubber.events import scrub
from tests.scrubbing.corpus import Example
from tests.scrubbing.events import Event, event_with, found_at, plain_event

Scrub = Callable[[Event], Event]

_WORD: Final = re.compile(r"[^\W_]{2,}")
_PLACEHOLDER: Final = re.compile(r"\[[a-z]+\]")
_TEXTS: Final = frozenset({"value", "message", "crumb"})
"""Places that are kept as texts; elsewhere it is not words that are left out."""


class Score(Struct, frozen=True):
    """``recall``: of the examples, how many have nothing left. ``precision``: of the words that went, how many must."""

    examples: int
    leaking: list[Example]
    taken: int
    spoiled: int

    @property
    def recall(self) -> float:
        return 1 - len(self.leaking) / self.examples if self.examples else 1.0

    @property
    def precision(self) -> float:
        went = self.taken + self.spoiled
        return self.taken / went if went else 1.0


def score_of(examples: Iterable[Example], scrubber: Scrub = scrub) -> Score:
    """Of personal examples."""
    seen = list(examples)
    judged = [(example, *_judged(example, scrubber)) for example in seen]
    return Score(
        len(seen),
        [example for example, left, _, _ in judged if left],
        sum(taken for _, _, taken, _ in judged),
        sum(spoiled for _, _, _, spoiled in judged),
    )


def by_category(examples: Iterable[Example], scrubber: Scrub = scrub) -> dict[str, Score]:
    seen = list(examples)
    categories = dict.fromkeys(example.category for example in seen)
    return {name: score_of([one for one in seen if one.category == name], scrubber) for name in categories}


def left_of(example: Example, scrubber: Scrub = scrub) -> list[str]:
    """The words of its secrets that can still be read."""
    return _judged(example, scrubber)[0]


def changed(examples: Iterable[Example], scrubber: Scrub = scrub) -> list[tuple[Example, object]]:
    """The harmless ones that did not stay as they were, with what became of them."""
    told = [(one, found_at(one.place, scrubber(event_with(one.place, one.text)))) for one in examples]
    return [(one, became) for one, became in told if became != one.text]


def _judged(example: Example, scrubber: Scrub) -> tuple[list[str], int, int]:
    """What is left of the secrets, how many of their words went, and how many of those around them."""
    told = _words_in(scrubber(event_with(example.place, example.text)))
    nobodys = _words(example.around) + _words_in(plain_event())
    secret = Counter(word for part in example.secrets for word in _words(_decoded(part)))
    left = [word for word in secret if told[word] and not nobodys[word]]
    if example.place not in _TEXTS:
        return left, 0, 0
    spoiled = [word for word in _words(example.around) - _words(example.place) if not told[word]]
    return left, len(secret) - len(left), len(spoiled)


def _words_in(value: object) -> Counter[str]:
    """Those of all strings and keys, as they are and decoded."""
    if isinstance(value, dict):
        return _words_in([*value, *value.values()])
    if isinstance(value, list):
        return sum(map(_words_in, value), Counter())
    text = _PLACEHOLDER.sub(" ", str(value))
    return _words(text) | _words(_decoded(text))


def _decoded(text: str) -> str:
    return unescape(unquote(unquote(text))).replace("\\n", " ")


def _words(text: str) -> Counter[str]:
    return Counter(word.lower() for word in _WORD.findall(text))
