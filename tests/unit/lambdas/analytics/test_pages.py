"""Pages' addresses: what of them is told, and which are none of the site's."""

import re
from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.analytics.pages import LONGEST, page_of
from tests.unit.lambdas.analytics.collect_world import SHOP

SEGMENTS = st.text(st.characters(codec="utf-8", exclude_characters="/?#; \t\n\r"), max_size=30)
PARTS = st.text(st.characters(codec="utf-8", exclude_characters="@\ufe6b\uff20%/?#; \t\n\r"), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", "/"),
        ("", "/"),
        ("/shoes/boots/", "/shoes/boots/"),
        ("//a//", "//a//"),
        ("/account/grace@example.org/orders", "/account/-/orders"),
        ("/account/grace%40example.org", "/account/-"),
        ("/account/grace%2540example.org", "/account/-"),
        ("/account/grace%252525252540example.org", "/account/-"),
        ("/unsubscribe/mail=grace@example.org&list=1", "/unsubscribe/-"),
        ("/a%2Fgrace%40example.org", "/-"),
        ("/grace\N{FULLWIDTH COMMERCIAL AT}example.org", "/-"),
        ("/grace%EF%BC%A0example.org", "/-"),
        ("/grace@localhost", "/-"),
        ("/@grace@example.org", "/-"),
        ("/@grace/", "/@grace/"),
        ("/@/a@/@@", "/@/a@/@@"),
        ("/100%/x%zz", "/100%/x%zz"),
        ("/cart;jsessionid=8A7F/pay;a=b;c", "/cart/pay"),
        ("/cart;mail=grace@example.org", "/cart"),
        ("/Schuhe/größe-42", "/Schuhe/gr%C3%B6%C3%9Fe-42"),
        ('/a"b<c>\\d\x00\x1b', "/a%22b%3Cc%3E%5Cd%00%1B"),
        ("/%F0%9F%91%9F", "/%F0%9F%91%9F"),
        ("/\N{LEFT-TO-RIGHT MARK}", "/%E2%80%8E"),
    ],
)
def test_a_page_is_told_without_what_it_may_say_of_a_person(path: str, told: str) -> None:
    assert page_of(SHOP + path, SHOP) == SHOP + told


@pytest.mark.parametrize(
    "page",
    [
        "http://www.example.com/",
        "https://example.com/",
        "https://www.example.com:8443/",
        "https://www.example.com.evil.example/",
        "https://www.example.comevil/",
        "https://evil.example/https://www.example.com/",
        "https://evil.example/@www.example.com",
        "https://evil.example\\@www.example.com.evil.example/",
        "https:///www.example.com/",
        "https:/www.example.com/",
        "HTTPS://www.example.com/",
        "https://",
        "",
    ],
)
def test_a_page_of_another_origin_is_none(page: str) -> None:
    assert page_of(page, SHOP) is None


@pytest.mark.parametrize("userinfo", ["grace@", "grace:secret@", ":@", "grace@example.org:secret@", "@"])
def test_what_one_signs_in_with_is_not_told(userinfo: str) -> None:
    assert page_of(f"https://{userinfo}www.example.com/a", SHOP) == f"{SHOP}/a"


def test_a_page_may_be_on_a_port() -> None:
    origin = "http://shop.localhost:8080"
    assert page_of(f"{origin}/a", origin) == f"{origin}/a"


@given(st.lists(SEGMENTS, max_size=6), PARTS, PARTS, st.integers(0, 4))
def test_no_address_with_an_at_sign_comes_through(path: list[str], name: str, host: str, encodings: int) -> None:
    address = f"{name}@{host}"
    for _ in range(encodings):
        address = quote(address)
    told = page_of("/".join([SHOP, *path, address, "end"]), SHOP)
    assert told
    assert told.endswith("/-/end") or len(told) > LONGEST - 300


@given(st.lists(SEGMENTS, max_size=8))
def test_what_is_told_is_an_address_of_the_same_origin_and_stays_what_it_is(path: list[str]) -> None:
    told = page_of("/".join([SHOP, *path]), SHOP)
    assert told
    assert re.fullmatch(r"[\x21-\x7e]+", told)
    assert urlsplit(told)[:2] == ("https", "www.example.com")
    assert not urlsplit(told).query
    assert not urlsplit(told).fragment
    assert page_of(told, SHOP) == told


@given(st.lists(st.text(st.characters(codec="utf-8", categories=["L"]), max_size=8), max_size=8))
def test_an_ordinary_path_says_the_same_as_before(path: list[str]) -> None:
    told = page_of("/".join([SHOP, *path]), SHOP)
    assert told
    assert unquote(told) == "/".join([SHOP, *path]) if path else told == f"{SHOP}/"


@pytest.mark.parametrize("path", ["/a" * 900, "/" + "ü" * 700, "/" + "a" * 985 + "/b" * 20, "/\N{SHARK}" * 400])
def test_a_long_page_is_told_as_far_as_matomo_takes_it(path: str) -> None:
    told = page_of(SHOP + path, SHOP)
    assert told
    assert len(told) <= LONGEST
    assert (SHOP + quote(path)).startswith(told)
    assert (SHOP + quote(path))[len(told)] == "/"
