"""The address of a page without what it may say of the person who sees it."""

import re
from typing import Final
from unicodedata import normalize
from urllib.parse import quote, unquote

from lambdas.analytics.page_ids import REDACTED, has_id, words_of

LONGEST: Final = 1000
"""Characters; Matomo takes no name longer than 4096, and with it rolls back its neighbours."""

_LIKE_AN_EMAIL_ADDRESS: Final = re.compile(r"[^@]@[^@]")
_AS_THEY_ARE: Final = "%!$&'()*+,:=@~"


def page_of(page: str, origin: str) -> str | None:
    """``page`` as it may be told, or ``None`` if it is no page of ``origin``'s.

    What one signs in with is left out, of each part of the path the parameters (some servers write a session's id
    there), each part that has an e-mail address in it, and all but the words of one that has an id or a secret in it.
    The rest is written as RFC 3986 wants it.
    """
    scheme, _, rest = page.partition("://")
    authority, _, path = rest.partition("/")
    if f"{scheme}://{authority.rpartition('@')[2]}" != origin:
        return None
    return _shortened(f"{origin}/{'/'.join(_told(segment) for segment in path.split('/'))}")


def _told(segment: str) -> str:
    bare = segment.partition(";")[0]
    read = normalize("NFKC", _decoded(bare))
    if _LIKE_AN_EMAIL_ADDRESS.search(read):
        return REDACTED
    return quote(words_of(read) if has_id(read) else bare, safe=_AS_THEY_ARE, errors="replace")


def _decoded(segment: str) -> str:
    """However often it was encoded."""
    while (once := unquote(segment)) != segment:
        segment = once
    return segment


def _shortened(address: str) -> str:
    """To whole parts of the path."""
    while len(address) > LONGEST:
        address = address.rpartition("/")[0]
    return address
