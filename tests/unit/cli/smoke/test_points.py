"""How a point comes out."""

import asyncio
from typing import cast

import pytest

from cli.smoke.points import Missed, Outcome, Point, Skipped, expect, result_of
from cli.smoke.target import Target


@pytest.mark.parametrize(
    ("raised", "outcome", "detail"),
    [
        (None, Outcome.OK, ""),
        (Skipped("no TLS here"), Outcome.SKIPPED, "no TLS here"),
        (Missed("got status 500"), Outcome.FAILED, "got status 500"),
        (ConnectionRefusedError("refused"), Outcome.FAILED, "ConnectionRefusedError refused"),
        (KeyError("client_id"), Outcome.FAILED, "KeyError 'client_id'"),
        (TimeoutError(), Outcome.FAILED, "TimeoutError"),
    ],
)
def test_a_point_is_ok_skipped_or_failed_with_what_came(
    raised: Exception | None, outcome: Outcome, detail: str
) -> None:
    async def check(_: Target) -> None:
        if raised:
            raise raised

    result = asyncio.run(result_of(Point(says="it holds", check=check), cast("Target", None)))
    assert (result.says, result.outcome, result.detail) == ("it holds", outcome, detail)


def test_what_does_not_hold_says_what_came() -> None:
    expect(True, "anything")
    with pytest.raises(Missed, match="got status 404"):
        expect(False, "status 404")
