"""Small bodies that want to become large, deep or slow."""

from collections.abc import Iterator
from typing import Final

from lambdas.errors.bounds import DEPTH, KEYS, NUMBER_CHARACTERS, STRING_BYTES, VALUES
from lambdas.errors.envelopes import ITEMS
from lambdas.protocol.limits import ENVELOPE_BYTES
from lambdas.protocol.problems import ProblemCode
from tests.hostile.case import GOOD, Case, dropped, kept, refused
from tests.unit.lambdas.errors.envelope_samples import EVENT, HEADER, envelope, item, spelled

_HEADER: Final = spelled(HEADER)

_COMPLEX: Final[dict[str, bytes]] = {
    "one level too deep": b"[" * DEPTH + b"]" * DEPTH,
    "1,000 levels of lists": b"[" * 1_000 + b"]" * 1_000,
    "90,000 levels of lists": b"[" * 90_000 + b"]" * 90_000,
    "180,000 levels that never end": b"[" * 180_000,
    "30,000 levels of objects": b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
    "levels in turn": b'[{"a":' * 20_000 + b"1" + b"}]" * 20_000,
    "one key too many": b"{" + b",".join(b'"%d":1' % number for number in range(KEYS)) + b"}",
    "the same key 30,000 times": b"{" + b",".join([b'"a":1'] * 30_000) + b"}",
    "60,000 empty lists": b"[" + b",".join([b"[]"] * 60_000) + b"]",
    "60,000 empty objects": b"[" + b",".join([b"{}"] * 60_000) + b"]",
    "60,000 empty texts": b"[" + b",".join([b'""'] * 60_000) + b"]",
    "90,000 numbers": b"[" + b",".join([b"0"] * 90_000) + b"]",
    "one value too many": b"[" + b",".join([b"0"] * VALUES) + b"]",
    "a text too long": b'"' + b"a" * (STRING_BYTES + 1) + b'"',
    "a text of 180 KB": b'"' + b"a" * 180_000 + b'"',
    "a text of escapes": b'"' + b"\\u0041" * 30_000 + b'"',
    "a text of quotation marks": b'"' + b'\\"' * 90_000 + b'"',
    "a text of halves of pairs": b'"' + b"\\ud800" * 30_000 + b'"',
    "a text that never ends": b'"' + b"a" * 150_000,
    "a key too long": b'{"' + b"a" * (STRING_BYTES + 1) + b'":1}',
    "a number too long": b"9" * (NUMBER_CHARACTERS + 1),
    "a number of 5,000 digits": b"9" * 5_000,
    "a number of 180,000 digits": b"9" * 180_000,
    "a fraction of 100,000 digits": b"0." + b"1" * 100_000,
    "an exponent of 100,000 digits": b"1e" + b"9" * 100_000,
    "an exponent of zeros": b"1e" + b"0" * 1_000 + b"1",
    "minus a number of 5,000 digits": b"-" + b"9" * 5_000,
}

# Texts on which a search that goes back and forth would not come to an end, as long as they may be.
_SLOW: Final[dict[str, str]] = {
    "at signs": "@" * 8000,
    "almost addresses": "a@" * 4000,
    "almost names": "a." * 4000 + "@",
    "digits": "1" * 8000,
    "digits and spaces": "1 " * 4000,
    "digits and dots": "1." * 4000,
    "colons": ":" * 8000,
    "hexadecimal and colons": "a:" * 4000,
    "slashes": "/" * 8000,
    "almost an address of the web": "https://" * 1000,
    "question marks": "?" * 8000,
    "almost a token": "eyJ" * 2700,
    "letters of base64": "A" * 8000,
    "white space": " " * 8000,
    "percent signs": "%" * 8000,
    "percent signs of percent signs": "%25" * 2700,
    "plus signs": "+" * 8000,
    "country and digits": "DE11 " * 1600,
    "backslashes": "\\" * 8000,
    "angle brackets": "<" * 8000,
    "entities": "&#64;" * 1600,
    "combining marks": "a" + "\u0301" * 4000,
    "marks of direction": "\u202e" * 4000,
    "zeros of no width": "a\u200b" * 3000,
    "line ends": "\n" * 8000,
    "parentheses": "(" * 8000,
}


def _slow() -> Iterator[Case]:
    for name, text in _SLOW.items():
        frames = [{"filename": text, "function": text, "lineno": 1}]
        error = {"type": text, "value": text, "stacktrace": {"frames": frames}}
        yield kept(f"a slow text: {name}", envelope(item("event", {"message": text, "exception": {"values": [error]}})))


def _many() -> Iterator[Case]:
    errors = {"values": [{"type": "E", "value": "x"}] * 1_500}
    yield kept("1,500 errors in one", envelope(item("event", {"exception": errors})))
    frames = [{"filename": "a.js", "lineno": 1}] * 1_500
    stack = {"values": [{"type": "E", "stacktrace": {"frames": frames}}]}
    yield kept("1,500 frames", envelope(item("event", {"exception": stack})))
    yield kept(
        "1,500 breadcrumbs", envelope(item("event", {"breadcrumbs": [{"message": "x", "timestamp": 1}] * 1_500}))
    )
    yield kept("3,000 tags", envelope(item("event", {"tags": {f"t{number}": "x" for number in range(3_000)}})))
    yield kept("a release of 32 KB", envelope(item("event", {**EVENT, "release": "r" * STRING_BYTES})))


CASES: Final = (
    *(
        refused(ProblemCode.TOO_COMPLEX, f"{name} in an event", envelope(item("event", b'{"extra":%b}' % bomb)))
        for name, bomb in _COMPLEX.items()
    ),
    *(
        refused(
            ProblemCode.TOO_COMPLEX, f"{name} in the header", envelope(header=_HEADER[:-1] + b',"trace":%b}' % bomb)
        )
        for name, bomb in list(_COMPLEX.items())[::4]
    ),
    refused(
        ProblemCode.TOO_COMPLEX,
        "a bomb in an item's header",
        envelope(b'{"type":"event","a":' + b"[" * 90_000 + b"\n{}"),
    ),
    refused(
        ProblemCode.TOO_COMPLEX, "one item too many", envelope(*[item("session", {})] * ITEMS, item("event", EVENT))
    ),
    refused(ProblemCode.TOO_COMPLEX, "10,000 empty items", envelope(*[b'{"type":"a"}\n'] * 10_000)),
    refused(ProblemCode.TOO_LONG, "one byte too many", GOOD.ljust(ENVELOPE_BYTES + 1)),
    refused(ProblemCode.TOO_LONG, "5 MB of nothing", b" " * 5_000_000),
    refused(ProblemCode.TOO_LONG, "5 MB of lines", b"\n" * 5_000_000),
    refused(ProblemCode.TOO_LONG, "5 MB of brackets", b"[" * 5_000_000),
    refused(ProblemCode.NOT_AN_ENVELOPE, "lines alone", b"{}" + b"\n" * 190_000),
    refused(ProblemCode.NOT_AN_ENVELOPE, "quotation marks alone", b'"' * 190_000),
    kept("a bomb in another item", envelope(item("replay_recording", b"[" * 90_000), item("event", EVENT))),
    kept("as long as may be", GOOD.ljust(ENVELOPE_BYTES)),
    dropped("100 sessions", envelope(*[item("session", {})] * ITEMS)),
    *_slow(),
    *_many(),
)
