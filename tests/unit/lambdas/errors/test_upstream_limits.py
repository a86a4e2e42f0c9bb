"""For how long a Sentry is left alone, by what it answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.errors.upstream_limits import LONGEST_SECONDS, UNKNOWN_SECONDS, wait_of


@pytest.mark.parametrize(
    ("status", "limits", "seconds"),
    [
        (429, "60:error:organization", 60),
        (429, "60:default;error;security:organization", 60),
        (429, "60:default:organization", 60),
        (429, "60::organization", 60),
        (429, "60:::quota", 60),
        (429, "60", 60),
        (200, "60:error:organization", 60),
        (429, "60:transaction:key, 2700:default;error;security:organization", 2700),
        (429, "2700:error:organization, 60::key", 2700),
        (429, "0.5:error:key", 1),
        (429, "999999:error:key", LONGEST_SECONDS),
        (200, "60:transaction;session:key", 0),
        (429, "60:transaction;session:key", 0),
        (429, "soon:error:key", 0),
        (429, "-5:error:key", 0),
        (429, "nan:error:key", 0),
        (429, "", 0),
        (429, "1:transaction:key," * 30 + "60:error:key", 0),
    ],
)
def test_by_its_own_header(status: int, limits: str, seconds: int) -> None:
    assert wait_of(status, {"x-sentry-rate-limits": limits, "retry-after": "7"}) == seconds


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({"retry-after": "30"}, 30),
        ({"retry-after": "99999"}, LONGEST_SECONDS),
        ({"retry-after": "Fri, 27 Nov 2026 08:00:00 GMT"}, UNKNOWN_SECONDS),
        ({}, UNKNOWN_SECONDS),
    ],
)
def test_by_a_bare_429(told: dict[str, str], seconds: int) -> None:
    assert wait_of(429, told) == seconds


@pytest.mark.parametrize(("status", "seconds"), [(200, 0), (400, 0), (403, 0), (302, 0), (500, 60), (502, 60)])
def test_by_its_status(status: int, seconds: int) -> None:
    assert wait_of(status, {"retry-after": "30"}) == seconds


@given(st.integers(100, 599), st.text(max_size=200), st.text(max_size=50))
def test_whatever_it_says_it_is_never_for_longer_than_an_hour(status: int, limits: str, after: str) -> None:
    assert 0 <= wait_of(status, {"x-sentry-rate-limits": limits, "retry-after": after}) <= LONGEST_SECONDS
    assert 0 <= wait_of(status, {"retry-after": after}) <= LONGEST_SECONDS
