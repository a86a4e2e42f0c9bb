"""Where a limit is met."""

import pytest

from tests.scale.conversation import CALLS_OF_A_CONNECTION, CONNECT, whole
from tests.scale.given import ASSUMED, QUOTAS
from tests.scale.limits import Limit, limits, table


def test_a_limit_is_met_when_the_busiest_second_uses_it_up() -> None:
    limit = Limit(name="one", each_second=500, used=1.5, raised="on request")
    in_the_busiest_second = limit.conversations / 86_400 * ASSUMED.peak.factor
    assert in_the_busiest_second * limit.used == pytest.approx(500)


def test_the_lowest_limit_comes_first() -> None:
    met = [limit.conversations for limit in limits()]
    assert met == sorted(met)
    assert limits()[0].name == "`frames_per_second`"


def test_requests_are_frames_posts_and_handshakes() -> None:
    used, said = whole(10), ASSUMED.conversation
    answers = said.messages + 3 + said.connections + ASSUMED.agents.minutes + said.pings
    billed_without_answers = used.use.frames - answers
    assert used.requests == pytest.approx(billed_without_answers)
    assert CONNECT.use.calls + 1 == CALLS_OF_A_CONNECTION


def test_every_quota_is_used_or_spoken_of() -> None:
    sources = {limit.source for limit in limits()}
    spoken_of = {"object_writes"}
    assert {quota.source for name, quota in QUOTAS.items() if name not in spoken_of} == sources - {""}


def test_a_row_links_the_page_that_a_quota_is_from() -> None:
    rows = [row for row in table() if "new connections a second" in row]
    assert QUOTAS["new_connections"].source in rows[0]
