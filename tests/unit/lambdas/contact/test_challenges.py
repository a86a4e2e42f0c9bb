"""Our challenges are ALTCHA's, and our answers to solutions are its own."""

import time

import altcha
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.contact import challenges
from lambdas.contact.challenges import Work, check_signed, check_solved, new_challenge
from lambdas.protocol.contact import Challenge, Solution
from lambdas.protocol.problems import RequestRefused

SECRET = b"s" * 32
CHEAP = Work(cost=10, prefix="0")


def solved(challenge: Challenge) -> altcha.Solution:
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(msgspec.to_builtins(challenge)))
    assert solution
    return solution


def is_taken(challenge: Challenge, solution: Solution) -> bool:
    try:
        check_signed(challenge, "shop", [SECRET])
        check_solved(challenge, solution)
    except RequestRefused:
        return False
    return True


@given(shift=st.integers(0, 40), wrong_key=st.booleans())
def test_a_solution_is_taken_when_the_library_takes_it(shift: int, wrong_key: bool) -> None:
    challenge = new_challenge("shop", time.time_ns() // 1_000_000, SECRET, CHEAP)
    found = solved(challenge)
    key = "0" * 64 if wrong_key else found.derived_key
    theirs = altcha.Payload(
        altcha.Challenge.from_dict(msgspec.to_builtins(challenge)), altcha.Solution(found.counter + shift, key)
    )
    taken = altcha.verify_solution(theirs, SECRET).verified
    assert is_taken(challenge, Solution(counter=found.counter + shift, derived_key=key)) == taken
    assert taken == (shift == 0 and not wrong_key)


@pytest.mark.parametrize("secrets", [[SECRET], [b"new", SECRET], [SECRET, b"old"]])
def test_each_secret_that_is_known_is_good(secrets: list[bytes]) -> None:
    check_signed(new_challenge("shop", 1, SECRET, CHEAP), "shop", secrets)


@pytest.mark.parametrize(("site", "secrets"), [("shop", []), ("shop", [b"other"]), ("other", [SECRET])])
def test_no_other_secret_and_no_other_site_is_good(site: str, secrets: list[bytes]) -> None:
    with pytest.raises(RequestRefused, match="challenge_wrong"):
        check_signed(new_challenge("shop", 1, SECRET, CHEAP), site, secrets)


def test_what_a_visitor_is_asked_for_is_what_the_docs_say() -> None:
    made = new_challenge("shop", 1, SECRET, Work()).parameters
    assert (made.algorithm, made.cost, made.key_prefix, made.key_length) == ("PBKDF2/SHA-256", 5000, "00", 32)
    assert (challenges.LIFE_SECONDS, challenges.SOONEST_SECONDS) == (3600, 3)
