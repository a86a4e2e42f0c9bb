"""The search for markers finds them in each form, and nothing that is not there."""

import base64
import gzip
import hashlib
import html
import json
from ipaddress import IPv4Address, IPv6Address, ip_address
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
        quote(base64.b64encode(MARKER.encode()), safe=""),
        base64.b64encode(quote(MARKER, safe="").encode()),
        hashlib.md5(MARKER.encode(), usedforsecurity=False).hexdigest(),
        hashlib.sha1(MARKER.encode(), usedforsecurity=False).hexdigest().upper(),
        base64.b64encode(hashlib.sha512(MARKER.encode()).digest()),
        hashlib.sha256(quote(MARKER, safe="").encode()).hexdigest()[:16],
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


ADDRESS, SIX = "198.51.100.77", "2001:db8:4711:9::77ab:cd05"
ADDRESSES = Markers({}, {"four": ADDRESS, "six": SIX})


@pytest.mark.parametrize(
    "haystack",
    [
        f"{ADDRESS}:4711",
        f"::ffff:{ADDRESS}",
        quote(f"::FFFF:{ADDRESS}", safe=""),
        IPv6Address(f"::ffff:{ADDRESS}").compressed,
        IPv6Address(f"::ffff:{ADDRESS}").exploded,
        "2002:c633:644d::1",
        "64:ff9b::c633:644d",
        "64:FF9B:1::C633:644D",
        "2001:0:cb00:7101:0:dead:39cc:9bb2",
        "198.051.100.077",
        "77.100.51.198.in-addr.arpa",
        "77.100.51.198",
        str(int(IPv4Address(ADDRESS))),
        {"address": int(IPv4Address(ADDRESS))},
        str(int.from_bytes(IPv4Address(ADDRESS).packed, "little")),
        hex(int(IPv4Address(ADDRESS))),
        IPv4Address(ADDRESS).packed.hex(),
        IPv4Address(ADDRESS).packed.hex(" ").replace(" ", "").upper(),
        b"\x00\xff" + IPv4Address(ADDRESS).packed + b"\xfe",
        base64.b64encode(IPv4Address(ADDRESS).packed),
        [base64.b64encode(IPv4Address(ADDRESS).packed).decode().rstrip("=")],
        base64.b64encode(json.dumps({"cip": ADDRESS}).encode()),
        hashlib.sha256(ADDRESS.encode()).hexdigest(),
        hashlib.md5(IPv4Address(ADDRESS).packed, usedforsecurity=False).hexdigest(),
        base64.b64encode(hashlib.sha1(IPv4Address(ADDRESS).packed, usedforsecurity=False).digest()),
        hashlib.sha512(str(int(IPv4Address(ADDRESS))).encode()).hexdigest(),
    ],
    ids=str,
)
def test_an_ipv4_address_is_found_in_each_form(haystack: object) -> None:
    assert {found.name for found in ADDRESSES.found_in(haystack)} == {"four"}


@pytest.mark.parametrize(
    "haystack",
    [
        f"[{SIX}]:4711",
        SIX.upper(),
        quote(SIX),
        IPv6Address(SIX).exploded,
        "2001:db8:4711:9:0:0:77ab:cd05",
        "fe80::1 0:0:77ab:cd05",
        IPv6Address(SIX).reverse_pointer,
        str(int(IPv6Address(SIX))),
        IPv6Address(SIX).packed.hex(),
        b"\x00" + IPv6Address(SIX).packed,
        base64.b64encode(IPv6Address(SIX).packed),
        hashlib.sha256(IPv6Address(SIX).exploded.encode()).hexdigest(),
        hashlib.sha256(IPv6Address(SIX).packed).hexdigest(),
    ],
    ids=str,
)
def test_an_ipv6_address_is_found_in_each_form(haystack: object) -> None:
    assert {found.name for found in ADDRESSES.found_in(haystack)} == {"six"}


@pytest.mark.parametrize(
    "haystack",
    [
        "198.51.0.0",
        "198.51.100.7",
        "2001:db8::",
        "2002:c633::",
        "9c633644d",
        "c633644d9",
        f"a{base64.b64encode(IPv4Address(ADDRESS).packed).decode()[:6]}b",
        IPv4Address("198.51.0.0").packed,
        hashlib.sha256(b"198.51.0.0").hexdigest(),
    ],
    ids=str,
)
def test_an_anonymised_address_and_what_chance_writes_are_not_taken_for_the_address(haystack: object) -> None:
    assert ADDRESSES.found_in(haystack) == set()


def test_an_address_is_found_in_a_spelling_that_it_was_not_given_in() -> None:
    markers = Markers({}, {"four": "100.10.0.9", "six": IPv6Address(SIX).exploded})
    for haystack in ("::ffff:640a:9", "0000:ffff:640a:0009"):
        assert {found.name for found in markers.found_in(haystack)} == {"four"}
    assert {found.name for found in markers.found_in(SIX)} == {"six"}


@given(st.ip_addresses().map(str).filter(lambda it: len(it) >= SHORTEST))
def test_each_address_is_found_in_its_packed_and_written_forms(address: str) -> None:
    markers, parsed = Markers({}, {"it": address}), ip_address(address)
    octets = parsed.packed
    for written in (address, parsed.exploded, int(parsed), octets, octets.hex(), base64.b64encode(octets)):
        assert markers.found_in(written), written


def test_what_is_not_there_is_not_found() -> None:
    other = "Berta & Cem <o'neill+78@example.org>"
    forms = [other, quote(other), json.dumps(other), other.encode().hex(), base64.b64encode(other.encode()).decode()]
    assert MARKERS.found_in(*forms, MARKER[:-2], [], {}, b"", None, 7) == set()


def test_base64_is_found_as_it_stands_in_an_address() -> None:
    text = "what? why>>> who~~~?"
    encoded = quote(base64.b64encode(text.encode()), safe="")
    assert "%2B" in encoded or "%2F" in encoded
    assert Markers({"text": text}).found_in(encoded)


def test_the_form_and_the_name_are_told() -> None:
    markers = Markers({"mail": "anna.77@example.org", "text": "a secret sentence"})
    octets = base64.b64encode(b"..anna.77@example.org")
    assert markers.found_in("nothing", octets) == {Found("mail", "base64 of clear")}


def test_a_marker_that_chance_might_write_is_refused() -> None:
    with pytest.raises(ValueError, match="phone: expected 10"):
        Markers({"phone": "0301234"})
    with pytest.raises(ValueError, match="guest: expected 10"):
        Markers({}, {"guest": "10.0.0.1"})


def test_several_markers_are_told_apart() -> None:
    markers = Markers({"mail": "anna.77@example.org", "part": "anna.77@example"}, {"four": ADDRESS})
    found = markers.found_in({"a": "anna.77@example.org"}, f"from {ADDRESS}")
    assert found == {Found("mail", "clear"), Found("part", "clear"), Found("four", "clear, as given")}


def test_what_is_compressed_is_not_found() -> None:
    """A limit of the search, so that nobody relies on it: a caller unpacks first."""
    assert MARKERS.found_in(gzip.compress(MARKER.encode() * 9)) == set()
