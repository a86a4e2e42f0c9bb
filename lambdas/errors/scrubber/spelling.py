"""One spelling for each text, so that what is looked for can not hide in another.

Decoded are percent-encoding (RFC 3986 section 2.1), HTML's character references, the escapes of JavaScript, JSON and
Python, and those of JavaScript's ``escape``, each however often; full-width letters become ordinary ones, and invisible
ones are left out.
"""

import re
from html import unescape
from typing import Final
from unicodedata import category, normalize
from urllib.parse import unquote

_ROUNDS: Final = 5
"""Nobody encodes more often by accident. What is left then is not read any more."""

_PERCENT: Final = re.compile(r"(?:%[0-9a-fA-F]{2})++")
_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_ESCAPE: Final = re.compile(
    r"(?:\\{1,2}|%(?=u[0-9a-fA-F]{4}))(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2}))"
)
_ESCAPED_QUOTE: Final = re.compile(r"\\{1,3}(?=[\"'/`])")
_LINE: Final = re.compile(r"\\{1,2}[nrt]\b|[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SPACES: Final = re.compile(r"\s{2,}+")

_LAST_CODE_POINT: Final = 0x10FFFF


def plain(text: str) -> str:
    """``text`` on one line, in the one spelling that the patterns know. The same of what it has given itself."""
    for _ in range(_ROUNDS):
        once = _decoded(text)
        if once == text:
            return once
        text = once
    return _PERCENT.sub(" ", _REFERENCE.sub(" ", _ESCAPE.sub(" ", text)))


def _decoded(text: str) -> str:
    text = _PERCENT.sub(lambda found: unquote(found[0], errors="replace"), text)
    text = _REFERENCE.sub(lambda found: unescape(found[0]), text)
    text = _ESCAPE.sub(lambda found: _character(found[1] or found[2] or found[3]), text)
    text = _ESCAPED_QUOTE.sub("", text).encode("utf-8", "replace").decode()
    return _SPACES.sub(" ", _LINE.sub(" ", "".join(filter(_is_visible, normalize("NFKC", text)))))


def _character(hexadecimal: str) -> str:
    code_point = int(hexadecimal, 16)
    return chr(code_point) if code_point <= _LAST_CODE_POINT else " "


def _is_visible(character: str) -> bool:
    return character.isascii() or category(character) not in {"Cf", "Co", "Cn"}
