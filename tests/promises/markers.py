"""Words that only one person has written, and the search for them in any form that a store or a log may give them."""

import base64
import hashlib
import html
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, quote_plus

SHORTEST: Final = 10
"""Characters of a marker. Half of a shorter one, in base64, might be there by chance."""


@dataclass(frozen=True)
class Found:
    """``name`` of the marker, and the form that it was found in, such as ``base64 of json``."""

    name: str
    form: str


class Markers:
    """``texts`` by their names. Raises ``ValueError`` for one that is too short to be searched for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            if len(text) < SHORTEST:
                raise ValueError(f"{name}: expected {SHORTEST} characters or more, got {len(text)}")
        self._needles = {(name, needle): form for name, text in texts.items() for form, needle in needles(text)}

    def found_in(self, *haystacks: object) -> set[Found]:
        """Whatever is neither text nor bytes is searched as JSON, keys as well as values.

        Case does not count, in base64 neither: a marker is long enough.
        """
        folded = [_folded(haystack) for haystack in haystacks]
        return {
            Found(name, form)
            for (name, needle), form in self._needles.items()
            if any(needle in haystack for haystack in folded)
        }


def needles(text: str) -> Iterator[tuple[str, str]]:
    """Each form of the text that is searched for, folded, by the form's name."""
    for spelling, spelt in _spellings(text):
        yield spelling, spelt.casefold()
        for encoding, encoded in _encodings(spelt.encode()):
            yield f"{encoding} of {spelling}", encoded.casefold()
            # As in a token within a body that API Gateway hands on in base64.
            if encoding == "base64":
                for outer in _base64(encoded.encode()):
                    yield f"base64 of base64 of {spelling}", outer.casefold()


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    yield "clear", text
    for name, write in _WRITTEN.items():
        if (written := write(text)) != text:
            yield name, written


_WRITTEN: Final[Mapping[str, Callable[[str], str]]] = {
    "lower case": str.lower,
    "upper case": str.upper,
    "url": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "url twice": lambda text: quote(quote(text, safe=""), safe=""),
    "json": lambda text: json.dumps(text)[1:-1],
    "json twice": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "html": html.escape,
}


def _encodings(octets: bytes) -> Iterator[tuple[str, str]]:
    for encoded in _base64(octets):
        yield "base64", encoded
    yield "hexadecimal", octets.hex()
    digest = hashlib.sha256(octets).digest()
    yield "sha256", digest.hex()
    for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
        yield "sha256", alphabet(digest).decode().rstrip("=")


def _base64(octets: bytes) -> Iterator[str]:
    """What is the same wherever the octets lie in a longer text: three places, in two alphabets."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + octets).decode()
        # Six bits a character: the first and the last ones hold bits of the neighbours.
        first, last = -(-8 * before // 6), 8 * (before + len(octets)) // 6
        yield encoded[first:last]
        yield encoded[first:last].replace("+", "-").replace("/", "_")


def _folded(haystack: object) -> str:
    if isinstance(haystack, bytes | bytearray):
        return bytes(haystack).decode(errors="replace").casefold()
    if isinstance(haystack, str):
        return haystack.casefold()
    return json.dumps(haystack, ensure_ascii=False, default=_plain).casefold()


def _plain(value: object) -> object:
    """What JSON has no word for: sets of DynamoDB, octets, times."""
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode(errors="replace")
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)
