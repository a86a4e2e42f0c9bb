"""What is left of browsers' names, and that Matomo reads it as the same browser."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.analytics.browsers import UNKNOWN, reduced
from tests.unit.lambdas.analytics.collect_world import CHROME

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/125.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"

REDUCED = {
    WINDOWS: "Chrome/125.0",
    CHROME: "Chrome/125.0",
    f"{WINDOWS} Edg/124.0.2478.97": "Edg/124.0",
    f"{CHROME} EdgA/124.0.2478.62": "Edg/124.0",
    f"{PHONE} Version/17.0 EdgiOS/124.0.2478.71 Mobile/15E148 Safari/604.1": "Edg/124.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763": "Edg/18.0",
    f"{WINDOWS} OPR/110.0.5130.66": "OPR/110.0",
    "Mozilla/5.0 (Android 14; K) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36": "SamsungBrowser/25.0",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0": "Firefox/126.0",
    "Mozilla/5.0 (Android 14; Mobile; rv:126.0) Gecko/126.0 Firefox/126.0": "Firefox/126.0",
    f"{PHONE} FxiOS/126.2 Mobile/15E148 Safari/605.1.15": "Firefox/126.0",
    f"{PHONE} CriOS/125.0.6422.80 Mobile/15E148 Safari/604.1": "Chrome/125.0",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) Version/4.0 Chrome/125.0.6422.113 Mobile": "Chrome/125.0",
    f"{MAC} Version/17.4.1 Safari/605.1.15": "Version/17.0 Safari/605.1.15",
    f"{PHONE} Version/17.5 Mobile/15E148 Safari/604.1": "Version/17.0 Safari/605.1.15",
    f"{PHONE} Version/17.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15": "Version/17.0 Safari/605.1.15",
    f"{WINDOWS} Vivaldi/6.7.3329.35": "Chrome/125.0",
    f"{PHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/464.0.0.39.107;FBDV/iPhone14,3]": UNKNOWN,
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/125.0.0.0 Safari/537.36": UNKNOWN,
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": UNKNOWN,
    "curl/8.7.1": UNKNOWN,
    "": UNKNOWN,
}

READ_AS = {
    r"Edg[ /](\d+[.\d]+)": "Edg",
    r"(?:Opera[/ ]?|OPR[/ ])(?:9\.80.*Version/)?(\d+[.\d]+)": "OPR",
    r"Samsung ?Browser(?:[/ ](\d+[.\d]+))?": "SamsungBrowser",
    r"(?!.*Opera[ /])Firefox(?:[ /](\d+[.\d]+))?": "Firefox",
    r"Chrome(?!book)(?:/(\d+[.\d]+))?": "Chrome",
    r"Version/(\d+\.[.\d]+) .*Safari/|(?<!SmartTV )Safari/?\d+": "Version",
}
"""The patterns of DeviceDetector's that are to find our six, and no other of these six."""


@pytest.mark.parametrize("user_agent", REDUCED)
def test_family_and_major_version_are_left(user_agent: str) -> None:
    assert reduced(user_agent) == REDUCED[user_agent]


@pytest.mark.parametrize("written", sorted({*REDUCED.values()} - {UNKNOWN}))
def test_matomo_reads_it_as_that_browser_and_no_other(written: str) -> None:
    """The way DeviceDetector does: not after a letter, upper and lower case alike."""
    begins = r"(?:^|[^A-Z0-9_-]|[^A-Z0-9-]_|sprd-|MZ-)"
    found = {READ_AS[name]: re.search(f"{begins}(?:{name})", written, re.IGNORECASE) for name in READ_AS}
    ((family, match),) = ((family, match) for family, match in found.items() if match)
    assert f"{family}/{match[1]}" == written.removesuffix(" Safari/605.1.15")


def test_matomo_reads_nothing_in_what_is_unknown() -> None:
    assert not any(re.search(name, UNKNOWN, re.IGNORECASE) for name in READ_AS)


@pytest.mark.parametrize("user_agent", REDUCED)
def test_again_it_stays_what_it_is(user_agent: str) -> None:
    assert reduced(reduced(user_agent)) == reduced(user_agent)


@given(st.text(), st.sampled_from([*REDUCED]), st.text())
def test_nothing_else_of_it_comes_through(before: str, user_agent: str, after: str) -> None:
    written = r"(Edg|OPR|SamsungBrowser|Firefox|Chrome)/\d{1,3}\.0|Version/\d{1,3}\.0 Safari/605\.1\.15|Unknown"
    assert re.fullmatch(written, reduced(before + user_agent + after), re.ASCII)


@pytest.mark.parametrize(
    "user_agent",
    ["Chrome/1250125012501250", "Chrome/١٢٥", "Chrome/", "xChrome/125.0", "Chrome/-1", "chrome 125", "Version/17.0"],
)
def test_what_only_resembles_a_browser_is_unknown(user_agent: str) -> None:
    assert reduced(user_agent) == UNKNOWN


def test_a_version_is_a_number_however_it_is_written() -> None:
    assert reduced("Chrome/007.1") == reduced("Chrome/7") == "Chrome/7.0"


def test_the_longest_header_takes_no_time() -> None:
    began = time.perf_counter()
    for text in ("Version/1", "Version/1 ", "Chrome/", "a"):
        reduced(text * 10_000)
    assert time.perf_counter() - began < 0.1


def test_what_stands_far_back_is_not_looked_at() -> None:
    assert reduced(" " * 10_000 + WINDOWS) == UNKNOWN
