"""``python -m tests.scrubbing``: how well the scrubber finds what is somebody's, by category, and what it misses.

Of the reviewed ones no precision is printed: only enough is marked in them to see that it is gone.
"""

import sys

from tests.scrubbing.corpus import harmless, personal
from tests.scrubbing.score import Score, by_category, changed, score_of


def main() -> int:
    """The exit status: always 0, since ``test_corpus`` asserts the figures."""
    for name in ("", "held_out_", "reviewed_"):
        people, things = personal(f"{name}personal"), harmless(f"{name}harmless")
        print(f"\n{name}personal: {len(people)} examples\n{'':<12}examples  recall  precision")
        for category, score in by_category(people).items():
            print(_line(category, score, name))
        print(_line("all", score_of(people), name))
        for example in score_of(people).leaking:
            print(f"    left in: {example.category} at {example.place}: {example.text}")
        spoiled = changed(things)
        print(f"{name}harmless: {len(things)} examples, {len(things) - len(spoiled)} unchanged")
        for example, became in spoiled:
            print(f"    changed: {example.text} -> {became}")
    return 0


def _line(name: str, score: Score, corpus: str) -> str:
    precision = "" if corpus == "reviewed_" else f"{score.precision:>11.3f}"
    return f"{name:<12}{score.examples:>8}{score.recall:>8.3f}{precision}"


if __name__ == "__main__":
    sys.exit(main())
