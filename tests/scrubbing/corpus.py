"""The examples: what is somebody's, marked in the text around it, and what says nothing of anybody."""

from pathlib import Path
from typing import Final

from msgspec import Struct

_FOLDER: Final = Path(__file__).parent / "corpus"
_OPEN, _CLOSE = "⟦⟧"


class Example(Struct, frozen=True, kw_only=True):
    """``text`` stands at ``place`` in an event. ``secrets`` are those parts of it that must be gone."""

    category: str
    place: str
    text: str
    secrets: tuple[str, ...] = ()

    @property
    def around(self) -> str:
        """What of text and place is nobody's."""
        rest = f"{self.place} {self.text}"
        for secret in self.secrets:
            rest = rest.replace(secret, " ", 1)
        return rest


def personal(name: str = "personal") -> list[Example]:
    """Of the file ``name``. In a place, what is marked is somebody's, too."""
    return [_personal(*_columns(line, 3)) for line in _lines(name)]


def harmless(name: str = "harmless") -> list[Example]:
    return [
        Example(category="harmless", place=place, text=text)
        for place, text in (_columns(line, 2) for line in _lines(name))
    ]


def _lines(name: str) -> list[str]:
    lines = (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def _columns(line: str, number: int) -> list[str]:
    columns = [column.strip() for column in line.split("|", number - 1)]
    if len(columns) != number:
        raise ValueError(f"expected {number} columns, got {line!r}")
    return columns


def _personal(category: str, place: str, text: str) -> Example:
    return Example(
        category=category, place=_unmarked(place), text=_unmarked(text), secrets=(*_marked(place), *_marked(text))
    )


def _unmarked(text: str) -> str:
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _marked(text: str) -> list[str]:
    return [part.partition(_CLOSE)[0] for part in text.split(_OPEN)[1:]]
