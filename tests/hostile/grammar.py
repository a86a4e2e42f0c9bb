"""What is no envelope, or hardly one: lines, lengths, items, JSON that is none."""

import json
from collections.abc import Iterator
from typing import Any, Final

from lambdas.protocol.problems import ProblemCode
from tests.hostile.case import GOOD, Case, dropped, kept, refused
from tests.unit.lambdas.errors.envelope_samples import EVENT, HEADER, envelope, item, spelled

_NO: Final = ProblemCode.NOT_AN_ENVELOPE
_HEADER: Final = spelled(HEADER)
_EVENT: Final = spelled(EVENT)

_NO_ENVELOPE: Final[dict[str, bytes]] = {
    "nothing": b"",
    "a newline": b"\n",
    "a zero byte": b"\x00",
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "UTF-16": GOOD.decode().encode("utf-16"),
    "Latin-1": '{"dsn":"ä"}\n'.encode("latin-1"),
    "an array": b"[]\n" + b"\n".join(GOOD.split(b"\n")[1:]),
    "null": b"null",
    "a form": b"sentry_data=" + _EVENT,
    "a multipart form": b'--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n{}\r\n--b--',
    "gzip": bytes.fromhex("1f8b0800000000000003") + GOOD,
    "deflate": b"\x78\x9c" + GOOD,
    "zip": b"PK\x03\x04" + GOOD,
    "a pickle": b"\x80\x04\x95" + GOOD,
    "MessagePack": b"\x81\xa3dsn\xc0",
    "XML": b'<?xml version="1.0"?><envelope/>',
    "YAML": b"dsn: !!python/object/apply:os.system ['id']\n",
    "a request within": b"POST / HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\n\r\n" + GOOD,
    "the header with lines": json.dumps(HEADER, indent=1).encode() + b"\n" + b"\n".join(GOOD.split(b"\n")[1:]),
    "an item's header without payload": _HEADER + b'\n{"type":"event"}',
    "an item without type": envelope(b'{"length":2}\n{}'),
    "an item whose type is a number": envelope(item(7, {})),
    "an item whose type is a list": envelope(item(["event"], {})),
    "an empty line between items": envelope(item("session", {}), b"", item("event", EVENT)),
    "white space after the last newline": GOOD + b"\n ",
    "two newlines at the end": GOOD + b"\n\n",
    "an event that is cut": GOOD[:-40],
    "an event that is empty": envelope(b'{"type":"event"}\n'),
    "an event that is an array": envelope(item("event", [EVENT])),
    "an event that is null": envelope(item("event", None)),
    "an event that is text": envelope(item("event", "x")),
    "two events in one payload": envelope(item("event", _EVENT + _EVENT)),
    "a comment": envelope(item("event", b"/**/" + _EVENT)),
    "JSON with quotation marks of another kind": envelope(item("event", b"{'message':'x'}")),
    "a comma too many": envelope(item("event", b'{"message":"x",}')),
    "a zero byte in a text": envelope(item("event", b'{"message":"\x00"}')),
    "a newline in a text": envelope(item("event", b'{"message":"a\nb"}')),
    "bytes that are no UTF-8": envelope(item("event", b'{"message":"\xff\xfe"}')),
    "an overlong form of UTF-8": envelope(item("event", b'{"message":"\xc0\xae\xc0\xae/"}')),
    "half a pair in UTF-8": envelope(item("event", b'{"message":"\xed\xa0\x80"}')),
    "beyond Unicode in UTF-8": envelope(item("event", b'{"message":"\xf4\x90\x80\x80"}')),
    "an escape that is cut": envelope(item("event", rb'{"message":"\ud83"}')),
    "an escape of JavaScript": envelope(item("event", rb'{"message":"\x41"}')),
}

_LENGTHS: Final[dict[str, bytes]] = {
    "negative": b"-1",
    "minus zero and a half": b"-0.5",
    "one too few": str(len(_EVENT) - 1).encode(),
    "one too many": str(len(_EVENT) + 1).encode(),
    "beyond the body": b"200000",
    "of 31 bits": b"2147483648",
    "of 63 bits": b"9223372036854775808",
    "of 64 bits": b"18446744073709551615",
    "of 65 bits": b"18446744073709551617",
    "of 32 digits": b"9" * 32,
    "a fraction": f"{len(_EVENT)}.0".encode(),
    "with an exponent": b"1e3",
    "beyond all numbers": b"1e999",
    "not a number": b"NaN",
    "a text": f'"{len(_EVENT)}"'.encode(),
    "true": b"true",
    "a list": b"[]",
    "hexadecimal": b"0x10",
}

_NUMBERS: Final[dict[str, bytes]] = {
    "NaN": b"NaN",
    "Infinity": b"Infinity",
    "-Infinity": b"-Infinity",
    "beyond all numbers": b"1e999",
    "beyond all numbers, below zero": b"-1e309",
    "with a zero before it": b"007",
    "with a plus": b"+1",
    "hexadecimal": b"0x1",
    "with underscores": b"1_000",
    "of Arabic digits": "٤٢".encode(),
    "without digits": b"-",
}

_ODD_NUMBERS: Final[dict[str, bytes]] = {
    "minus zero": b"-0",
    "minus zero, a fraction": b"-0.0",
    "the largest": b"1.7976931348623157e308",
    "the smallest": b"5e-324",
    "too small to be one": b"1e-400",
    "beyond 64 bits": b"18446744073709551616",
    "beyond 64 bits, below zero": b"-9223372036854775809",
    "of 32 digits": b"9" * 32,
    "no longer exact": b"9007199254740993",
}


def _numbers() -> Iterator[Case]:
    for name, number in _NUMBERS.items():
        yield refused(_NO, f"a number: {name}", envelope(item("event", b'{"message":"x","extra":%b}' % number)))
    for name, number in _ODD_NUMBERS.items():
        for place in ("timestamp", "lineno", "level", "message"):
            yield kept(f"a number as {place}: {name}", envelope(item("event", _placed(place, number))))


def _placed(place: str, number: bytes) -> bytes:
    frames = (
        b'"exception":{"values":[{"type":"E","stacktrace":{"frames":[{"filename":"a.js","lineno":%b,"colno":%b}]}}]}'
    )
    return b"{" + (frames % (number, number) if place == "lineno" else b'"%b":%b' % (place.encode(), number)) + b"}"


_SURROGATES: Final = (
    rb"\ud800",
    rb"\udfff",
    rb"\udc00\ud800",
    rb"\ud83d\ud83d\ude00",
    rb"\uD83D cut",
    rb"\ud83d\u0000",
)


def _surrogates() -> Iterator[Case]:
    """Such as browsers make of a text that they cut."""
    for half in _SURROGATES:
        body = b'{"message":"%b","%b":1,"tags":{"%b":"%b"},"exception":{"values":[{"type":"%b"}]}}' % ((half,) * 5)
        yield kept(f"half a pair {half!r}", envelope(item("event", body)))
    yield kept(
        "half a pair in the header", envelope(item("event", EVENT), header=_HEADER[:-1] + rb',"trace":"\ud800"}')
    )
    yield kept("half a pair in a type", envelope(b'{"type":"\\ud800"}\n{}', item("event", EVENT)))


def _keys() -> Iterator[Case]:
    event = (
        b'{"event_id":"%b","message":"a","message":"b","level":"error","level":"fatal","exception":1,"exception":null}'
    )
    yield kept("keys that come twice", envelope(item("event", event % (b"a" * 32))))
    for key in ("__proto__", "constructor", "__class__", "$where", "", "\x00", "a.b", "#", "pk", "sk", "a" * 9000):
        changes: dict[str, Any] = {
            key: {key: key},
            "tags": {key: key},
            "contexts": {key: {key: key}},
            "extra": {key: key},
        }
        yield kept(f"a key {key!r:.30}", envelope(item("event", {**EVENT, **changes})))


_OTHER_TYPES: Final[tuple[Any, ...]] = (
    *(None, 7, True, "x", [], [[]], [["a"]], {}, {"values": 7}, {"values": [7, None, [], {}]}),
)


def _types() -> Iterator[Case]:
    """Each part of an event as something else than it is."""
    for name in (
        "exception",
        "breadcrumbs",
        "tags",
        "contexts",
        "user",
        "request",
        "sdk",
        "level",
        "platform",
        "release",
    ):
        for value in _OTHER_TYPES:
            yield kept(f"{name} {value!r}", envelope(item("event", {**EVENT, name: value})))


CASES: Final = (
    *(refused(_NO, f"no envelope: {name}", body) for name, body in _NO_ENVELOPE.items()),
    *(
        refused(_NO, f"a length {name}", envelope(b'{"type":"event","length":%b}\n%b' % (length, _EVENT)))
        for name, length in _LENGTHS.items()
    ),
    refused(_NO, "a length of zero before a payload", envelope(b'{"type":"session","length":0}\n{}')),
    kept("a length that says what is so", envelope(item("event", EVENT, length=len(_EVENT)))),
    kept("a length of null", envelope(item("event", EVENT, length=None))),
    kept("lines that end as Windows' do", GOOD.replace(b"\n", b"\r\n")),
    kept(
        "white space around all JSON", envelope(b' {"type":"event"} \n ' + _EVENT + b" ", header=b" " + _HEADER + b" ")
    ),
    kept("a newline at the end", GOOD + b"\n"),
    kept("an event of nothing", envelope(item("event", {}))),
    dropped("nothing but a header", _HEADER),
    *_numbers(),
    *_surrogates(),
    *_keys(),
    *_types(),
)
