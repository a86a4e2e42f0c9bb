"""The search for markers finds them in each form, and nothing that is not there."""

import base64
import gzip
import hashlib
import html
import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.promises.markers import SHORTEST, Found, Markers

MARKER = "Jörg & Ünal <o'neill+77@example.org>"
MARKERS = Markers({"name": MARKER})


@pytest.mark.parametrize(
    "haystack",
    [
        f"before {MARKER} after",
        MARKER.upper(),
        MARKER.lower().encode(),
        quote(MARKER),
        quote(MARKER, safe="").lower(),
        quote_plus(MARKER),
        quote(quote(MARKER, safe=""), safe=""),
        urlencode({"name": MARKER}),
        json.dumps({"name": MARKER}),
        json.dumps(json.dumps({"name": MARKER})),
        json.dumps({"name": MARKER}, ensure_ascii=False),
        html.escape(MARKER),
        MARKER.encode().hex(),
        MARKER.encode().hex().upper(),
        hashlib.sha256(MARKER.encode()).hexdigest(),
        base64.b64encode(hashlib.sha256(MARKER.encode()).digest()),
        base64.urlsafe_b64encode(hashlib.sha256(MARKER.lower().encode()).digest()).rstrip(b"="),
        base64.b64encode(base64.urlsafe_b64encode(MARKER.encode())),
        {"pk": {"S": "x"}, "fields": {"S": json.dumps([{"value": MARKER}])}},
        {MARKER: 1},
        [{"groups": {"SS": {MARKER}}}, {"B": MARKER.encode()}],
    ],
    ids=str,
)
def test_a_marker_is_found_in_each_form(haystack: object) -> None:
    assert {found.name for found in MARKERS.found_in(haystack)} == {"name"}


@given(
    st.text(st.characters(blacklist_categories=["Cs"]), min_size=SHORTEST, max_size=40),
    st.binary(max_size=7),
    st.binary(max_size=7),
)
def test_base64_is_found_wherever_the_marker_lies(text: str, before: bytes, after: bytes) -> None:
    octets = before + text.encode() + after
    for encoded in (base64.b64encode(octets), base64.urlsafe_b64encode(octets).rstrip(b"=")):
        assert Markers({"it": text}).found_in(encoded)
        for prefix in (b"", b"a", b"ab"):
            assert Markers({"it": text}).found_in(base64.b64encode(prefix + encoded))


def test_what_is_not_there_is_not_found() -> None:
    other = "Berta & Cem <o'neill+78@example.org>"
    forms = [other, quote(other), json.dumps(other), other.encode().hex(), base64.b64encode(other.encode()).decode()]
    assert MARKERS.found_in(*forms, MARKER[:-2], [], {}, b"", None, 7) == set()


def test_the_form_and_the_name_are_told() -> None:
    markers = Markers({"mail": "anna.77@example.org", "text": "a secret sentence"})
    octets = base64.b64encode(b"..anna.77@example.org")
    assert markers.found_in("nothing", octets) == {Found("mail", "base64 of clear")}


def test_a_marker_that_chance_might_write_is_refused() -> None:
    with pytest.raises(ValueError, match="phone: expected 10"):
        Markers({"phone": "0301234"})


def test_what_is_compressed_is_not_found() -> None:
    """A limit of the search, so that nobody relies on it: a caller unpacks first."""
    assert MARKERS.found_in(gzip.compress(MARKER.encode() * 9)) == set()
