"""What marks and typing add to turns of talk, with the real client core and people who are simulated."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from app import own_node
from stacks.errors import NotReady
from tests.bench.table import Table

TURNS: Final = 2_000
_ROOT: Final = Path(__file__).parents[2]
_START: Final = Path("widget_assets", "tests", "bench", "start.mjs")


@dataclass(frozen=True, kw_only=True)
class Turns:
    """``frames`` of so many turns, by their types: commands, and what was posted because of them.

    ``most_marks`` is how many marks one side told at most between two messages of its own.
    """

    messages: int
    frames: Mapping[str, int]
    most_marks: int

    def of_a_turn(self, type_: str) -> float:
        return self.frames.get(type_, 0) / TURNS

    def of_a_message(self, type_: str) -> float:
        return self.frames.get(type_, 0) / self.messages

    @property
    def billed_of_a_turn(self) -> float:
        """Every command and post, and the answers to messages."""
        return (sum(self.frames.values()) + self.frames["send_messages"]) / TURNS


def turns_of_talk() -> Iterator[str]:
    yield from _table(*measured())


@cache
def measured() -> tuple[Turns, Turns]:
    """With marks and without, the same people. Raises ``NotReady``."""
    done = subprocess.run(  # noqa: S603
        [own_node(), str(_START), str(TURNS)],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotReady(f"{_START.name}: {done.stderr.strip()}")
    answer = json.loads(done.stdout)
    return _turns(answer["marks"]), _turns(answer["none"])


def _turns(measured: Mapping[str, object]) -> Turns:
    return Turns(messages=measured["messages"], frames=measured["frames"], most_marks=measured["mostMarks"])  # type: ignore[arg-type]


def _table(*turns: Turns) -> Iterator[str]:
    table = Table(f"a turn of talk, of {TURNS:,}", "messages", "marks", "most", "typing", "frames")
    for name, each in zip(("with marks", "without"), turns, strict=True):
        counts = (each.of_a_turn(type_) for type_ in ("send_messages", "mark_entries", "announce_typing"))
        messages, marks, typing = (f"{count:.2f}" for count in counts)
        table.row(name, messages, marks, str(each.most_marks), typing, f"{each.billed_of_a_turn:.2f}")
    yield from table.lines()
    yield f"marks add {turns[0].billed_of_a_turn - turns[1].billed_of_a_turn:.2f} billed messages to a turn"
