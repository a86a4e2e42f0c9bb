"""One page of what is found: which requests match, where the page ends, and the cursor that goes on there."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from lambdas.contact import items
from lambdas.contact.records import StoredContactRequest
from lambdas.protocol.problems import ProblemCode, RequestRefused

PAGE: Final = 25
"""Requests in one answer."""

LOOKED_AT: Final = 200
"""Requests that one call looks at, whether they match or not."""

_POSITION: Final = re.compile(r"[0-9]{13}#[A-Za-z0-9-]{16,36}")

Matches = Callable[[StoredContactRequest], bool]


def position_of(contact: StoredContactRequest) -> str:
    """The place of a request in the lists, which are sorted by it. The same in each list, so it serves as a cursor."""
    return items.listed_key(contact.received_at, contact.request_id)


def position_in(cursor: str | None) -> str | None:
    """Raises ``RequestRefused`` with ``invalid_request`` for what is no cursor of ours.

    One that was made up leads to another place in lists that the agent may read anyway.
    """
    if cursor is not None and not _POSITION.fullmatch(cursor):
        raise RequestRefused(ProblemCode.INVALID_REQUEST)
    return cursor


def searcher(text: str) -> Matches:
    """Whether the text is in one of the fields or notes: in any case, with the accents that it has."""
    wanted = _folded(text.strip())

    def matches(contact: StoredContactRequest) -> bool:
        values = (*(field.value for field in contact.fields), *(note.text for note in contact.notes))
        return not wanted or any(wanted in _folded(value) for value in values)

    return matches


def page_of(
    contacts: Iterable[StoredContactRequest], matches: Matches
) -> tuple[list[StoredContactRequest], str | None]:
    """The first that match, and the cursor if there may be more. Takes no more of ``contacts`` than it looks at."""
    found: list[StoredContactRequest] = []
    for number, contact in enumerate(contacts, start=1):
        if matches(contact):
            found.append(contact)
        if len(found) == PAGE or number == LOOKED_AT:
            return found, position_of(contact)
    return found, None


def _folded(text: str) -> str:
    # An accent may be written as a character of its own.
    return unicodedata.normalize("NFC", text).casefold()
