"""Words that only one person has written, and the search for them in any form that a store or a log may give them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.promises.address_forms import forms_of_address, packed
from tests.promises.text_forms import forms_of_text

SHORTEST: Final = 10
"""Characters of a marker. Half of a shorter one, in base64, might be there by chance."""


@dataclass(frozen=True)
class Found:
    """``name`` of the marker, and the form that it was found in, such as ``base64 of json``."""

    name: str
    form: str


class Markers:
    """``texts`` by their names, and ``addresses``, IPv4 or IPv6, which have more spellings than a text.

    Raises ``ValueError`` for one that is too short to be searched for.
    """

    def __init__(self, texts: Mapping[str, str], addresses: Mapping[str, str] | None = None) -> None:
        addresses = addresses or {}
        for name, text in [*texts.items(), *addresses.items()]:
            if len(text) < SHORTEST:
                raise ValueError(f"{name}: expected {SHORTEST} characters or more, got {len(text)}")
        searched = [(name, form, needle) for name, text in texts.items() for form, needle in forms_of_text(text)]
        searched += [(name, form, it) for name, address in addresses.items() for form, it in forms_of_address(address)]
        self._needles = _Needles((needle, Found(name, form)) for name, form, needle in searched)
        self._octets = {name: packed(address) for name, address in addresses.items()}

    def found_in(self, *haystacks: object) -> set[Found]:
        """Whatever is neither text nor bytes is searched as JSON, keys as well as values.

        Case does not count, in base64 neither: a marker is long enough. What is shorter, as an IPv4 address in four
        octets, has to stand by itself.
        """
        found: set[Found] = set()
        for haystack in haystacks:
            found.update(self._needles.found_in(_folded(haystack)))
            if isinstance(haystack, bytes | bytearray):
                found.update(Found(name, "octets") for name, octets in self._octets.items() if octets in haystack)
        return found


class _Needles:
    """Thousands of texts, looked for at once by how they begin."""

    def __init__(self, needles: Iterable[tuple[str, Found]]) -> None:
        # Spellings of one marker have forms in common, and the plainest comes first.
        named = {(needle, found.name): found for needle, found in reversed(list(needles))}
        self._length = min((len(needle) for needle, _ in named), default=1)
        self._by_start: defaultdict[str, list[tuple[str, Found]]] = defaultdict(list)
        for (needle, _), found in named.items():
            self._by_start[needle[: self._length]].append((needle, found))

    def found_in(self, text: str) -> Iterator[Found]:
        length, by_start = self._length, self._by_start
        for at in range(len(text) - length + 1):
            start = text[at : at + length]
            if start in by_start:
                for needle, found in by_start[start]:
                    if text.startswith(needle, at) and (len(needle) >= SHORTEST or _is_by_itself(text, at, needle)):
                        yield found


def _is_by_itself(text: str, at: int, needle: str) -> bool:
    end = at + len(needle)
    return not any(map(str.isalnum, text[max(at - 1, 0) : at] + text[end : end + 1]))


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
