import threading
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from lambdas.aws.clients import POSTS_AT_ONCE, connections
from lambdas.aws.connections import Connections, Posted
from tests.contract.fake_connections import FakeConnections, refusal


def with_open(*ids: str) -> FakeConnections:
    fake = FakeConnections()
    fake.open.update(ids)
    return fake


def test_each_gets_the_frame() -> None:
    fake = with_open("a", "b", "c")
    posted = Connections(fake).post(["a", "b", "c"], b"{}")  # type: ignore[arg-type]
    assert posted == [Posted("a"), Posted("b"), Posted("c")]
    assert sorted(fake.posted) == [("a", b"{}"), ("b", b"{}"), ("c", b"{}")]


def test_one_that_is_gone_or_fails_keeps_no_other_from_it() -> None:
    fake = with_open("a", "throttled", "slow", "z")
    fake.broken["throttled"] = refusal("LimitExceededException", 429, "PostToConnection")
    fake.broken["slow"] = ReadTimeoutError(endpoint_url="https://example.com")
    posted = Connections(fake).post(["a", "gone", "throttled", "slow", "z"], b"{}")  # type: ignore[arg-type]
    assert posted == [
        Posted("a"),
        Posted("gone", gone=True),
        Posted("throttled", problem="LimitExceededException"),
        Posted("slow", problem="ReadTimeoutError"),
        Posted("z"),
    ]


def test_nobody_to_post_to_is_fine() -> None:
    assert Connections(FakeConnections()).post([], b"{}") == []  # type: ignore[arg-type]


def test_posts_do_not_wait_for_each_other() -> None:
    together = threading.Barrier(POSTS_AT_ONCE)

    class Waiting(FakeConnections):
        def post_to_connection(self, *, ConnectionId: str, Data: bytes) -> dict[str, object]:  # noqa: N803
            together.wait(timeout=30)
            return super().post_to_connection(ConnectionId=ConnectionId, Data=Data)

    fake = Waiting()
    ids = [str(number) for number in range(POSTS_AT_ONCE)]
    fake.open.update(ids)
    assert Connections(fake).post(ids, b"{}") == [Posted(each) for each in ids]  # type: ignore[arg-type]


def test_close_ends_a_connection_or_finds_it_ended() -> None:
    fake = with_open("a")
    client = Connections(fake)  # type: ignore[arg-type]
    assert client.close("a") == Posted("a")
    assert client.close("a") == Posted("a", gone=True)


def test_a_post_is_tried_twice_and_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    config: Any = connections("https://abc.execute-api.eu-central-1.amazonaws.com/ws").meta.config
    assert (config.connect_timeout, config.read_timeout) == (1, 1)
    assert config.retries["total_max_attempts"] == 2
