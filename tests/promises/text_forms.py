"""How a text may be written by whoever hands it on."""

import base64
import hashlib
import html
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import quote, quote_plus

_OF_A_DIGEST: Final = 16
"""So much of a digest, from its beginning, is taken for it: ids are often made of less than all of one."""


def forms_of_text(text: str) -> Iterator[tuple[str, str]]:
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
        if (in_url := quote(encoded, safe="")) != encoded:
            yield "url of base64", in_url
    yield "hexadecimal", octets.hex()
    yield from digests(octets)


def digests(octets: bytes) -> Iterator[tuple[str, str]]:
    for name in ("md5", "sha1", "sha256", "sha512"):
        digest = hashlib.new(name, octets, usedforsecurity=False).digest()
        yield name, digest.hex()[:_OF_A_DIGEST]
        for write in (base64.b64encode, base64.urlsafe_b64encode):
            yield name, write(digest).decode()[:_OF_A_DIGEST]


def _base64(octets: bytes) -> Iterator[str]:
    """What is the same wherever the octets lie in a longer text: three places, in two alphabets."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + octets).decode()
        # Six bits a character: the first and the last ones hold bits of the neighbours.
        first, last = -(-8 * before // 6), 8 * (before + len(octets)) // 6
        yield encoded[first:last]
        yield encoded[first:last].replace("+", "-").replace("/", "_")
