"""One spelling for what browsers, servers and people write in many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.errors.scrubber.spelling import plain


@pytest.mark.parametrize(
    "text",
    [
        "anna@b.de",
        "anna%40b.de",
        "anna%u0040b.de",
        "anna%2540b.de",
        "%61nna%25252540b.de",
        "anna&#64;b.de",
        "anna&#x40;b.de",
        "anna&commat;b.de",
        "anna&amp;#64;b.de",
        "anna\\u0040b.de",
        "anna\\u{40}b.de",
        "anna\\\\x40b.de",
        "anna\uff20b.de",
        "an\u200bna\u00ad@b.de",
        "\uff41nna@b.de",
    ],
)
def test_an_address_is_read_in_every_spelling(text: str) -> None:
    assert plain(text) == "anna@b.de"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("100% of %d, 99.9 % is", "100% of %d, 99.9 % is"),
        ("a && b; &none; &x", "a && b; &none; &x"),
        ("C:\\new\\x", "C:\\new\\x"),
        ("URI malformed: %E0%A4%A", "URI malformed: \ufffd%A"),
        ("\\u{110000}!", "!"),
        ("\\ud83d\\ude00", "??"),
        ("a\nb\\nc", "a b\\nc"),
        ("a\\n b\x00\u2028c", "a b c"),
        ('{\\"a\\":\\\\"b\\\\"}', '{"a":"b"}'),
        ("a \t  b", "a b"),
        ("größer als ½", "größer als 1\u20442"),
    ],
)
def test_what_only_looks_encoded_stays(text: str, told: str) -> None:
    assert plain(text).strip() == told


def test_who_encodes_without_end_is_not_read() -> None:
    told = plain("anna%" + "25" * 40 + "40b.de")
    assert told == f"anna {'25' * 34}40b.de"


@given(st.text(st.characters(codec=None), max_size=60))
def test_the_spelling_of_a_spelling_is_itself(text: str) -> None:
    assert plain(plain(text)) == plain(text)
