"""Numbers and tokens in a part of a page's path, which may be somebody's: orders, customers, sessions, resets.

It can not be known what a website writes there. What looks as if no person had chosen it is taken for an id, also
where it is a thing's: a statistic lacks that then, and that is all. A name or a word is not seen.
"""

import re
from itertools import pairwise
from typing import Final

REDACTED: Final = "-"

_DIGITS_IN_A_ROW: Final = 6
_DIGITS_IN_GROUPS: Final = 8
"""As telephone numbers, cards and IBANs are written, and a day of birth. Years from 2000 on are not among them."""

_LONG: Final = 16
"""Characters, with letters and digits among them."""

_SHORT: Final = 8
_CHANGES: Final = 3
"""Between letters and digits, or from a small letter to a capital: iphone15pro has two, dQw4w9WgXcQ has seven."""
_OFTEN: Final = 4
"""What is random changes at every second or third character, so at every fourth at least."""

_HEXADECIMAL: Final = re.compile(r"[0-9a-f]{12,}", re.IGNORECASE)
_GROUPS: Final = re.compile(r"(?<![^\W_])\d+(?:[\W_]+\d+)+(?![^\W_])")
_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)")
_MEASURES: Final = re.compile(r"(?:\d{1,5}x)+\d{1,5}[a-z]{0,2}")
"""120x80x75cm"""

_BETWEEN: Final = re.compile(r"[\W_]+")


def has_id(part: str) -> bool:
    """``part`` is one of a path's, decoded."""
    pieces = _BETWEEN.split(part)
    return any(map(_is_id, pieces)) or any(map(_is_number, _GROUPS.findall(part))) or _is_token(pieces)


def words_of(part: str) -> str:
    """Those of its words that have small letters alone, but for the first. In place of all else stands ``REDACTED``."""
    kept: list[str] = []
    for piece in filter(None, _BETWEEN.split(part)):
        word = piece if _is_word(piece) else REDACTED
        if kept[-1:] != [word]:
            kept.append(word)
    return "-".join(kept)


def _is_id(piece: str) -> bool:
    if re.search(rf"\d{{{_DIGITS_IN_A_ROW}}}", piece):
        return True
    has_both = any(map(str.isalpha, piece)) and any(map(str.isdecimal, piece))
    if not has_both or len(piece) < _SHORT or _MEASURES.fullmatch(piece):
        return False
    return len(piece) >= _LONG or bool(_HEXADECIMAL.fullmatch(piece)) or _changes_of(piece) >= _CHANGES


def _is_token(pieces: list[str]) -> bool:
    """Base64 for addresses has separators in it, by chance."""
    token = "".join(pieces)
    has_words = any(_is_word(piece) and len(piece) > 2 for piece in pieces)
    return not has_words and len(token) >= _LONG and _changes_of(token) * _OFTEN >= len(token)


def _is_number(groups: str) -> bool:
    return sum(map(str.isdecimal, _YEAR.sub("", groups))) >= _DIGITS_IN_GROUPS


def _changes_of(piece: str) -> int:
    return sum(
        one.isdecimal() != other.isdecimal() or (one.islower() and other.isupper()) for one, other in pairwise(piece)
    )


def _is_word(piece: str) -> bool:
    return len(piece) > 1 and piece.isalpha() and piece[1:] == piece[1:].lower()
