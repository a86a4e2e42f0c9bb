"""What looks like somebody's id or secret in a path, and that what an ordinary website says there stays."""

import base64
import re
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.analytics.page_ids import REDACTED, has_id, words_of
from lambdas.analytics.pages import page_of
from tests.promises.promise import promise
from tests.unit.lambdas.analytics.collect_world import SHOP

WORDS = st.text("abcdefghijklmnopqrstuvwxyzäöüß", min_size=2, max_size=15)
SLUGS = st.lists(WORDS, min_size=2, max_size=6).map("-".join)
DIGITS = "0123456789"
SEPARATORS = st.sampled_from(["-", " ", ".", "_", "/", "+", " - "])


def told_of(part: str) -> str:
    page = page_of(f"{SHOP}/a/{part}/b", SHOP)
    assert page
    return page.removeprefix(f"{SHOP}/a/").removesuffix("/b")


@promise("P5", "of the page's address nothing that looks like a number or a token of somebody's")
@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("100042", "-"),
        ("RE-2024-004711", "-"),
        ("302-1234567-1234567", "-"),
        ("order-4711-0815-22", "order--"),
        ("rechnung-1234567.pdf", "rechnung---pdf"),
        ("what-becomes-of-heating-a-1234567.html", "what-becomes-of-heating---html"),
        ("550e8400-e29b-41d4-a716-446655440000", "-"),
        ("%7B550E8400-E29B-41D4-A716-446655440000%7D", "-"),
        ("order-confirmation-550e8400-e29b-41d4-a716-446655440000", "order-confirmation--"),
        ("d41d8cd98f00b204e9800998ecf8427e", "-"),
        ("507f1f77bcf8", "-"),
        ("MQ-c3xk2a-5f4dcc3b5aa765d61d8327deb882cf99", "-"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", "-"),
        ("V1StGXR8_Z5jdHi6B-myT", "-"),
        ("Ab3-dE5f_Gh7-Xy9z-Qr2", "-"),
        ("dQw4w9WgXcQ", "-"),
        ("token=kq7x2m9v4z", "token--"),
        ("+4930901820", "-"),
        ("%2B49%2030%20901820", "-"),
        ("030-90-18-20", "-"),
        ("tel:+49-30-90-18-20", "tel--"),
        ("1-800-555-0199", "-"),
        ("DE89370400440532013000", "-"),
        ("DE89%203704%200044%200532%200130%2000", "-"),
        ("GB29-NWBK-6016-1331-9268-19", "-"),
        ("4111%201111%201111%201111", "-"),
        ("1980-01-31", "-"),
        ("52.5200,13.4050", "-"),
        ("%31%32%33%34%35%36", "-"),
        ("%2531%2532%2533%2534%2535%2536", "-"),
        ("\N{FULLWIDTH DIGIT ONE}23456", "-"),
        ("kunde%2F1234567", "kunde--"),
        ("größe-1234567", "gr%C3%B6%C3%9Fe--"),
    ],
)
def test_what_looks_like_an_id_is_not_told(part: str, told: str) -> None:
    assert told_of(part) == told


@pytest.mark.parametrize(
    "part",
    [
        "iphone-15-pro-max-256gb",
        "iphone15promax",
        "samsung-galaxy-s24-ultra-256gb-12gb-5g",
        "intel-i7-14700k-rtx-4070-32gb-1tb-2024",
        "table-120x80x75cm",
        "1200x1400x2000",
        "sneaker-air-max-90",
        "sony-65-a80l-4k-120hz",
        "i7-14700k-rtx4070-32gb",
        "wh-1000xm5",
        "06019h5200",
        "bosch-gsr-12v-15",
        "5w-30-oil-5l",
        "saison-2024-2025",
        "2024",
        "11",
        "2024-11-26",
        "26.11.2024",
        "2024-11-26-black-friday-2024",
        "iso-9001-2015",
        "10115-berlin",
        "99999",
        "cafe2024",
        "windows-11-24h2",
        "MacBook-Pro-M3",
        "AllgemeineGeschaeftsbedingungen",
        "datenschutzerklaerung",
        "index.html",
        "404.php",
        "-",
        "--",
        "v1.2.3",
    ],
)
def test_what_an_ordinary_website_says_is_told_as_it_is(part: str) -> None:
    assert told_of(part) == part


@pytest.mark.parametrize(
    ("is_one", "is_none"),
    [
        ("123456", "12345"),
        ("1234-5678", "1234-567"),
        ("1234-5678", "a1234-5678"),
        ("1234-5678", "1234-5678mm"),
        ("12024-1234", "2024-1234"),
        ("2100-1234", "2099-1234"),
        ("abcdefghijklmno1", "abcdefghijklmn1"),
        ("abc1de23", "ab1de23"),
        ("abCd1efg", "abcd1efg"),
        ("abcdefab1234", "abcdefa1234"),
        ("ABCDEFAB1234", "ABCDEFGB1234"),
        ("ABCD12-EFGH34-IJKL", "ABCD12-EFGH34-IJK"),
        ("Ab3-dE5f_Gh7-de-Xy9z-Qr2", "Ab3-dE5f_Gh7-tea-Xy9z-Qr2"),
        ("abc1de23", "30x40x50cm"),
    ],
)
def test_where_an_id_begins(is_one: str, is_none: str) -> None:
    assert has_id(is_one)
    assert not has_id(is_none)


@given(SLUGS)
def test_words_are_never_an_id(slug: str) -> None:
    assert not has_id(slug)


@given(SLUGS, st.integers(0, 99_999), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_small_number_and_a_day_of_this_century_are_none_beside_words(slug: str, number: int, day: date) -> None:
    assert not has_id(f"{slug}-{number}-{day.isoformat()}" if number < 100 else f"{slug}-{number}-s-{day.isoformat()}")


@given(
    st.from_regex(r"[0-9]{6,30}", fullmatch=True), st.text("abcXYZ-_. ", max_size=5), st.text("abcXYZ-_.", max_size=5)
)
def test_six_digits_in_a_row_are_an_id_wherever_they_stand(number: str, before: str, after: str) -> None:
    part = before + number + after
    assert has_id(part)
    assert not re.search(r"\d", words_of(part))


@given(st.lists(st.text(DIGITS, min_size=1, max_size=5), min_size=2, max_size=8), SEPARATORS)
def test_eight_digits_in_groups_are_an_id_but_for_years(groups: list[str], separator: str) -> None:
    counted = sum(len(group) for group in groups if not re.fullmatch(r"20\d\d", group))
    assert has_id(separator.join(groups)) == (counted >= 8)


@given(st.uuids(), st.sampled_from([str, lambda it: it.hex, lambda it: str(it).upper(), lambda it: it.urn]))
def test_a_uuid_is_an_id_and_nothing_of_it_is_left_that_tells_it_from_others(uuid: UUID, written: object) -> None:
    assert callable(written)
    part = f"order-{written(uuid)}"
    assert has_id(part)
    assert not re.search(r"\d", words_of(part))
    assert len(words_of(part)) < len("order-urn-uuid-") + 18


@given(st.binary(min_size=16, max_size=60))
def test_of_a_random_token_less_is_left_than_would_be_good_for_anything(secret: bytes) -> None:
    """However it is written, unless there is no digit in it at all."""
    for token in (secret.hex(), base64.urlsafe_b64encode(secret).decode(), base64.b32encode(secret).decode()):
        if any(len(run) > 15 and re.search(r"\d", run) for run in re.split(r"[-_=]", token)):
            assert has_id(token)
            assert not re.search(r"\d", words_of(token))


@given(st.lists(st.sampled_from(["tea", "Green", "x1", "1234567", "NWBK", "ä", "-", "_"]), max_size=8))
def test_words_keep_their_order_and_nothing_else_is_left(pieces: list[str]) -> None:
    words = [word for word in words_of(" ".join(pieces)).split("-") if word]
    expected = [piece for piece in pieces if piece in {"tea", "Green"}]
    assert [word for word in expected if word in words] == expected
    assert set(words) <= {"tea", "Green"}


def test_one_mark_stands_for_all_that_was_between_two_words() -> None:
    assert words_of("tea 1234567 99 X1 green") == f"tea-{REDACTED}-green"


@given(st.text(max_size=60))
def test_whatever_is_in_it_what_is_left_is_no_id(part: str) -> None:
    assert not has_id(words_of(part))
