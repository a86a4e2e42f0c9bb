"""What an answer of Matomo's says of each tracking request."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.analytics.outcomes import Away, Outcome, Refused, Standing, Taken, Unknown, outcome_of, standing_of


def success(tracked: int, invalid: int = 0, indices: list[int] | None = None) -> bytes:
    answer: dict[str, Any] = {"status": "success", "tracked": tracked, "invalid": invalid}
    return json.dumps(answer | ({} if indices is None else {"invalid_indices": indices})).encode()


ERROR = b'{"status":"error","tracked":1,"invalid":0}'


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, success(3), Taken(stored=3)),
        (200, success(3, 0, []), Taken(stored=3)),
        (200, success(2, 1, [1]), Taken(stored=2, invalid=(1,))),
        (200, success(1, 2, [2, 0]), Taken(stored=1, invalid=(0, 2))),
        (200, success(2, 1), Taken(stored=2, lost=1)),
        (200, success(1, 1, [0]), Taken(stored=1, invalid=(0,), lost=1)),
        (200, success(2, 1, [7]), Taken(stored=2, lost=1)),
        (200, success(1, 2, [1, 1]), Taken(stored=1, lost=2)),
        (200, success(2, 0), Taken(stored=2, lost=1)),
        (200, success(0, 3), Taken(stored=0, invalid=(0, 1, 2))),
        (200, success(0, 0), Away(Standing.NOT_RECORDING)),
        (200, success(4), Unknown()),
        (200, success(2, 2), Unknown()),
        (200, success(4, -1), Unknown()),
        (200, success(-1, 3), Unknown()),
        (200, ERROR, Unknown()),
        (200, b"Error: something after all was stored", Unknown()),
        (200, b"", Unknown()),
        (200, b"\xff", Unknown()),
        (200, b"[" * 100_000, Unknown()),
        (204, b"", Unknown()),
        (202, success(3), Unknown()),
        (300, b"", Away(Standing.NOT_MATOMO)),
        (301, b"", Away(Standing.NOT_MATOMO)),
        (307, b"", Away(Standing.NOT_MATOMO)),
        (400, b"", Refused()),
        (401, b"", Away(Standing.NOT_ALLOWED)),
        (403, b"", Refused()),
        (404, b"", Away(Standing.NOT_MATOMO)),
        (408, b"", Unknown()),
        (413, b"", Refused()),
        (429, b"", Away(Standing.BUSY)),
        (499, b"", Unknown()),
        (500, ERROR, Refused()),
        (500, b"", Unknown()),
        (500, b"\n", Unknown()),
        (500, b"<html>time-out of the web server</html>", Unknown()),
        (500, success(3), Unknown()),
        (502, b"", Unknown()),
        (503, b"<html>", Unknown(Standing.BUSY)),
        (504, b"", Unknown()),
        (100, b"", Unknown()),
        (599, ERROR, Unknown()),
    ],
)
def test_an_answer_says_what_became_of_three_requests(status: int, body: bytes, outcome: Outcome) -> None:
    assert outcome_of(status, body, 3) == outcome


@pytest.mark.parametrize(
    ("dry_run", "standing"),
    [
        (outcome_of(200, success(2), 2), Standing.WELL),
        (outcome_of(200, success(1, 1), 2), Standing.TOKEN_REFUSED),
        (outcome_of(200, success(1, 1, [1]), 2), Standing.TOKEN_REFUSED),
        (outcome_of(200, success(0, 2), 2), Standing.SITE_UNKNOWN),
        (outcome_of(200, success(0, 2, [0, 1]), 2), Standing.SITE_UNKNOWN),
        (outcome_of(200, success(0, 0), 2), Standing.NOT_RECORDING),
        (outcome_of(503, b"", 2), Standing.BUSY),
        (outcome_of(500, ERROR, 2), Standing.UNCLEAR),
        (outcome_of(403, b"", 2), Standing.UNCLEAR),
        (outcome_of(204, b"", 2), Standing.UNCLEAR),
        (Away(Standing.UNREACHABLE), Standing.UNREACHABLE),
    ],
)
def test_a_dry_run_shows_how_matomo_is(dry_run: Outcome, standing: Standing) -> None:
    assert standing_of(dry_run) is standing


def test_only_an_unknown_website_is_trouble_that_does_not_pass_by_waiting() -> None:
    assert {each for each in Standing if not each.is_away} == {Standing.WELL, Standing.SITE_UNKNOWN}


@given(
    sent=st.integers(1, 50),
    tracked=st.integers(-2, 60),
    invalid=st.integers(-2, 60),
    indices=st.none() | st.lists(st.integers(-5, 60), max_size=50),
)
def test_every_request_is_accounted_for(sent: int, tracked: int, invalid: int, indices: list[int] | None) -> None:
    outcome = outcome_of(200, success(tracked, invalid, indices), sent)
    if isinstance(outcome, Taken):
        assert outcome.stored + len(outcome.invalid) + outcome.lost == sent
        assert outcome.stored == max(tracked, 0)
        assert min(outcome.stored, outcome.lost) >= 0
        assert set(outcome.invalid) <= set(range(sent))
    else:
        assert outcome in (Unknown(), Away(Standing.NOT_RECORDING))


@given(status=st.integers(100, 599), body=st.binary(max_size=50))
def test_no_answer_of_another_says_that_anything_is_stored(status: int, body: bytes) -> None:
    assert not isinstance(outcome_of(status, body, 2), Taken)
