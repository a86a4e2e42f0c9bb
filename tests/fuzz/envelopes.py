"""Bodies of ``POST /api/errors``: good envelopes with personal data in them, and all ways in which one can be bad."""

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any, Final

from tests.fuzz.bodies import NUMBERS, TEXTS
from tests.fuzz.needles import Needle, sentence
from tests.hostile.dsns import FOREIGN
from tests.unit.lambdas.errors.envelope_samples import EVENT, HEADER, envelope, item, spelled

Make = Callable[[Random, tuple[Needle, ...]], bytes]

_NAMES: Final = (*EVENT, "user", "request", "extra", "tags", "logentry", "message", "modules", "__class__", "threads")
_NUMBERS: Final = (None, True, False, 0, -1, 1, 7.5, 2**31, 2**53 + 1, -(2**63), 2**64, 10**31, -0.0, 1e308, 5e-324)
_ITEMS: Final = ("event", "session", "attachment", "replay_event", "client_report", "", "x")


def good(chance: Random, needles: tuple[Needle, ...]) -> bytes:
    return envelope(item("event", _event(chance, needles)), header=_header(chance))


def _header(chance: Random) -> dict[str, Any]:
    return {**HEADER, "event_id": f"{chance.getrandbits(128):032x}"}


def _event(chance: Random, needles: tuple[Needle, ...]) -> dict[str, Any]:
    """With somebody's data in a few of the places where a program may put a text."""

    def text() -> str:
        return (
            sentence(chance, chance.choice(needles)) if chance.random() < 0.4 else chance.choice(["x", "cart.js", ""])
        )

    frame = {
        "filename": text(),
        "function": text(),
        "module": text(),
        "lineno": chance.randint(0, 9999),
        "vars": {"a": text()},
    }
    error = {"type": text(), "value": text(), "stacktrace": {"frames": [frame] * chance.randint(0, 3)}}
    crumb = {
        "category": text(),
        "message": text(),
        "data": {text(): text()},
        "timestamp": chance.choice([1, 1e9, text()]),
    }
    return {
        **copy.deepcopy(EVENT),
        "event_id": f"{chance.getrandbits(128):032x}",
        "message": text(),
        "exception": {"values": [error] * chance.randint(0, 3)},
        "breadcrumbs": chance.choice([[crumb], {"values": [crumb] * 3}]),
        "tags": chance.choice([{text(): text()}, [[text(), text()]]]),
        "contexts": {"browser": {"name": text(), "version": text()}, text(): {"name": text()}},
        "release": text(),
        "transaction": text(),
        "user": {"id": text(), "email": text()},
        "request": {"url": text(), "headers": {text(): text()}},
        "extra": {text(): [text()]},
        text(): text(),
    }


def other_value(chance: Random, needles: tuple[Needle, ...]) -> bytes:
    """One value somewhere is another."""
    event = _event(chance, needles)
    holder = event
    while chance.random() < 0.6 and (inner := [value for value in holder.values() if _holds(value)]):
        found = chance.choice(inner)
        holder = found[0] if isinstance(found, list) else found
    holder[chance.choice([*holder])] = _value(chance, depth=3)
    return envelope(item("event", _dumped(chance, event)), header=_header(chance))


def _holds(value: Any) -> bool:
    """Whether it is an object that has something, or a list that begins with one."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and bool(first)


def other_fields(chance: Random, needles: tuple[Needle, ...]) -> bytes:
    event = {name: value for name, value in _event(chance, needles).items() if chance.random() < 0.8}
    event |= {chance.choice(_NAMES): _value(chance, depth=2) for _ in range(chance.randint(0, 3))}
    return envelope(item("event", _dumped(chance, event)), header=_header(chance))


def other_header(chance: Random, needles: tuple[Needle, ...]) -> bytes:
    header = _header(chance) | {chance.choice(["dsn", "event_id", "trace", "sdk", "x"]): _value(chance, depth=2)}
    if chance.random() < 0.5:
        header["dsn"] = chance.choice(FOREIGN)
    return envelope(item("event", _event(chance, needles)), header=_dumped(chance, header))


def many_items(chance: Random, needles: tuple[Needle, ...]) -> bytes:
    made = []
    for _ in range(chance.choice([0, 1, 2, 5, 99, 120])):
        payload = chance.choice([spelled(_event(chance, needles)), chance.randbytes(9), b"", b"[" * 5000])
        length = chance.choice([None, None, len(payload), len(payload), len(payload) + chance.choice([-1, 1, 10**30])])
        kind = chance.choice(_ITEMS)
        made.append(item(kind, payload) if length is None else item(kind, payload, length=length))
    return envelope(*made, header=_header(chance)) + chance.choice([b"", b"\n", b"\n\n", b"\r\n", b"\0"])


def twice_the_same_key(chance: Random, needles: tuple[Needle, ...]) -> bytes:
    event, name = spelled(_event(chance, needles)), chance.choice(_NAMES)
    again = b'{"%b":%b,' % (name.encode(), _dumped(chance, _value(chance, depth=1)))
    return envelope(item("event", again + event[1:]), header=_header(chance))


def halves_of_pairs(chance: Random, needles: tuple[Needle, ...]) -> bytes:
    body = good(chance, needles).split(b'"')
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(body))
        body[place] += chance.choice(
            [rb"\ud83d", rb"\ude00", rb"\ud83d\ude00", rb"\\ud83d", rb"\uDBFF\u", b"\xed\xa0\x80"]
        )
    return b'"'.join(body)


def altered_bytes(chance: Random, _needles: tuple[Needle, ...]) -> bytes:
    """What is altered is not to be known any more, so there is nobody's data in it."""
    body = bytearray(good(chance, (Needle("nobody", ()),)))
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(body))
        body[place : place + chance.choice([0, 1, 1, 3, 40])] = chance.randbytes(chance.choice([0, 1, 1, 4]))
    return bytes(body)


def cut(chance: Random, needles: tuple[Needle, ...]) -> bytes:
    body = good(chance, needles)
    return body[: chance.randrange(len(body))]


def random_bytes(chance: Random, _needles: tuple[Needle, ...]) -> bytes:
    return chance.randbytes(chance.choice([0, 1, 2, 3, 16, 300]))


def bomb(chance: Random, needles: tuple[Needle, ...]) -> bytes:
    """Deep, wide or long, and some only almost too much so."""
    size = chance.choice([10, 30, 900, 4_000, 9_000, 40_000])
    within = chance.choice(
        [
            b"[" * size + b"]" * size,
            b"[" * size,
            b'{"a":' * (size // 5) + b"1" + b"}" * (size // 5),
            b"[" + b"0," * size + b"0]",
            b"[" + b'{"a":"b"},' * (size // 4) + b"0]",
            b"9" * size,
            b"0.%be%b" % (b"9" * size, b"9" * size),
            b'"' + b"\\u0041" * (size // 6) + b'"',
            b'"' + b"a" * size + b'"',
            b'{"values":[' + b'{"type":"a","value":"b"},' * (size // 10) + b"{}]}",
        ]
    )
    name = chance.choice(_NAMES).encode()
    return envelope(
        item("event", b'{"%b":%b,%b' % (name, within, spelled(_event(chance, needles))[1:])), header=_header(chance)
    )


def _value(chance: Random, depth: int) -> Any:
    kind = chance.random()
    if depth and kind < 0.2:
        return [_value(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    if depth and kind < 0.4:
        return {chance.choice([*_NAMES, *TEXTS]): _value(chance, depth - 1) for _ in range(chance.randint(0, 3))}
    if kind < 0.7:
        return chance.choice(TEXTS)
    return chance.choice(NUMBERS) if kind < 0.72 else chance.choice(_NUMBERS)


def _dumped(chance: Random, value: Any) -> bytes:
    """As JSON, or as what resembles it: NaN, Infinity, halves of pairs."""
    return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode(errors="surrogatepass")


KINDS: Final[tuple[Make, ...]] = (
    *(
        good,
        good,
        good,
        other_value,
        other_value,
        other_fields,
        other_header,
        many_items,
        twice_the_same_key,
        halves_of_pairs,
    ),
    *(altered_bytes, cut, random_bytes, bomb),
)
