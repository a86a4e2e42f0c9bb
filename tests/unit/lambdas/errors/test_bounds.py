"""The bounds of a report, held against a reader of JSON that counts as it goes."""

import json
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lambdas.errors import bounds
from lambdas.errors.bounds import DEPTH, KEYS, NUMBER_CHARACTERS, STRING_BYTES, VALUES, demand_bounds
from lambdas.protocol.limits import ENVELOPE_BYTES
from lambdas.protocol.problems import RequestRefused
from tests.unit.lambdas.errors.envelope_samples import FROM_THE_SDK

NESTED = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
)


def is_within(text: bytes) -> bool:
    try:
        demand_bounds(text)
    except RequestRefused as refused:
        return {"too_complex": False}[str(refused)]
    return True


def depth_of(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)


def keys_of(value: Any) -> int:
    if isinstance(value, dict):
        return len(value) + sum(map(keys_of, value.values()))
    return sum(map(keys_of, value)) if isinstance(value, list) else 0


class TestBounds:
    def test_a_report_of_the_sdk_is_far_within(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in {"DEPTH": 8, "KEYS": 60, "VALUES": 60, "STRING_BYTES": 60, "NUMBER_CHARACTERS": 15}.items():
            monkeypatch.setattr(bounds, name, value)
        assert all(is_within(line.encode()) for line in FROM_THE_SDK.split("\n"))

    @pytest.mark.parametrize(
        ("most", "make"),
        [
            (DEPTH, lambda n: b"[" * n + b"]" * n),
            (DEPTH, lambda n: b'{"a":' * n + b"1" + b"}" * n),
            (DEPTH, lambda n: b'[{"a":1},' + b"[" * (n - 1) + b"]" * n),
            (KEYS, lambda n: b"{" + b",".join(b'"%d":1' % number for number in range(n)) + b"}"),
            (KEYS, lambda n: b"[" + b",".join([b'{"a":1}'] * n) + b"]"),
            (VALUES, lambda n: b"[" + b",".join([b"0"] * n) + b"]"),
            (VALUES // 2, lambda n: b"[" + b",".join([b"[]"] * n) + b"]"),
            (VALUES // 2, lambda n: b"[" + b",".join([b"{}"] * n) + b"]"),
            (STRING_BYTES, lambda n: b'["%b"]' % (b"a" * n)),
            (STRING_BYTES, lambda n: b'{"%b":1}' % (b"a" * n)),
            (STRING_BYTES // 2, lambda n: b'["%b"]' % (b'\\"' * n)),
            (STRING_BYTES // 6, lambda n: b'["%b"]' % (b"\\u0041" * n)),
            (STRING_BYTES, lambda n: b'["a","%b' % (b"a" * (n + 1))),
            (NUMBER_CHARACTERS, lambda n: b"[%b]" % (b"9" * n)),
            (NUMBER_CHARACTERS - 1, lambda n: b"[-%b]" % (b"9" * n)),
            (NUMBER_CHARACTERS - 2, lambda n: b"[0.%b]" % (b"1" * n)),
            (NUMBER_CHARACTERS - 3, lambda n: b"[1e+%b]" % (b"0" * n)),
            (NUMBER_CHARACTERS, lambda n: b"9" * n),
        ],
    )
    def test_as_much_as_may_be_and_no_more(self, most: int, make: Any) -> None:
        assert is_within(make(most))
        assert not is_within(make(most + 2))
        assert not is_within(make(most + 1))

    @given(NESTED, st.booleans())
    @example(value={"[{": "]}", '"': '\\"[', "\\": "::,,"}, is_ascii=True)
    def test_what_stands_in_strings_counts_as_nothing(self, value: Any, is_ascii: bool) -> None:
        text = json.dumps(value, ensure_ascii=is_ascii).encode(errors="surrogatepass")
        depth, keys = depth_of(value), keys_of(value)
        with pytest.MonkeyPatch.context() as patch:
            for name, is_over in (("DEPTH", depth), ("KEYS", keys)):
                patch.setattr(bounds, name, is_over)
                assert is_within(text)
                patch.setattr(bounds, name, is_over - 1)
                assert not is_within(text)
                patch.setattr(bounds, name, 10**6)

    @given(st.binary() | st.text(alphabet='"\\[]{}:,1ex ').map(str.encode))
    def test_any_bytes_can_be_judged(self, text: bytes) -> None:
        is_within(text)

    @given(st.text(alphabet='"\\[x').map(str.encode))
    def test_a_bracket_is_in_a_string_or_counts(self, text: bytes) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bounds, "DEPTH", 0)
            assert is_within(text) == (b"[" not in outside_of_strings(text))


def outside_of_strings(text: bytes) -> bytes:
    """Byte by byte, as RFC 8259 has it."""
    left, is_inside, is_escaped = bytearray(), False, False
    for byte in text:
        if is_inside:
            is_inside = is_escaped or byte != ord('"')
            is_escaped = not is_escaped and byte == ord("\\")
        elif byte == ord('"'):
            is_inside = True
        else:
            left.append(byte)
    return bytes(left)


BOMBS = {
    "brackets": b"[",
    "pairs of brackets": b"[]",
    "objects": b'{"a":',
    "quotation marks": b'"',
    "escaped quotation marks": b'\\"',
    "backslashes": b"\\",
    "strings": b'"",',
    "colons": b":",
    "digits": b"9",
    "exponents": b"1e",
    "escapes": b"\\ud800",
    "white space": b" ",
    "zeros": b"0,",
}


class TestCost:
    @pytest.mark.parametrize("start", [b"", b'"', b'["a'])
    @pytest.mark.parametrize("bomb", BOMBS)
    def test_grows_no_faster_than_the_text(self, bomb: str, start: bytes) -> None:
        """Eight times the text takes eight times as long; the square of it would be 64 times."""
        short, long = (
            start + BOMBS[bomb] * (size // len(BOMBS[bomb])) for size in (ENVELOPE_BYTES // 8, ENVELOPE_BYTES)
        )
        assert seconds(long) < 32 * seconds(short) + 0.01


def seconds(text: bytes) -> float:
    """The best of a few."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        is_within(text)
        times.append(time.perf_counter() - began)
    return min(times)
