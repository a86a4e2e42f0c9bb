"""How much JSON may be in an error report: judged on its bytes, before anything is made of them.

A decoder in C goes down with each bracket and takes thousands of levels, which code in Python that walks the result
can not. Here nothing goes down: strings are taken out first, and what is left is counted. Each step looks once at each
byte, so 200 KB cost some milliseconds whatever is in them.
"""

import re
from collections.abc import Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import Final

from lambdas.protocol.problems import ProblemCode, RequestRefused

DEPTH: Final = 32
"""The official SDKs cut what a page or program gives them at 3 to 5 levels, which lies within 9 of an event's own.

https://docs.sentry.io/platforms/javascript/configuration/options/#normalizeDepth
"""

KEYS: Final = 5_000
"""100 frames and 100 breadcrumbs, which is as many as the SDKs send, have about 2,000 keys."""

VALUES: Final = 10_000

STRING_BYTES: Final = 32 * 1024
"""As they are spelled. An error's own text is cut to a small part of this when it is scrubbed."""

NUMBER_CHARACTERS: Final = 32
"""No number of JavaScript or of 64 bits is written with more than 25.

A longer one is of no use, and Python takes a time to read it that grows with the square of its length.
https://docs.python.org/3/library/stdtypes.html#integer-string-conversion-length-limitation
"""

# The possessive forms never go back, and a string that does not end goes to the end of the text: so there is one
# attempt at each opening quotation mark, and none within a string.
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_LONG_NUMBER: Final = re.compile(rb"[-+.0-9eE]{%d}" % (NUMBER_CHARACTERS + 1))
_NO_BRACKETS: Final = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEPS: Final[Mapping[int, int]] = MappingProxyType({ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1})


def demand_bounds(text: bytes) -> None:
    """Raises ``RequestRefused`` with ``too_complex``. Whether it is JSON at all is not looked at."""
    bare = _STRING.sub(b"", text)
    if (
        bare.count(b":") > KEYS
        or bare.count(b",") + bare.count(b"[") + bare.count(b"{") > VALUES
        or _depth(bare) > DEPTH
        or _LONG_NUMBER.search(bare)
        or _longest_string(text) > STRING_BYTES
    ):
        raise RequestRefused(ProblemCode.TOO_COMPLEX)


def _depth(bare: bytes) -> int:
    brackets = bare.translate(None, delete=_NO_BRACKETS)
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)


def _longest_string(text: bytes) -> int:
    """Without its quotation marks."""
    return max((len(string) - 2 for string in _STRING.findall(text)), default=0)
