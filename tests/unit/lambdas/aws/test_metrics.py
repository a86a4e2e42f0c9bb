"""What is counted, as CloudWatch reads it from the log."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.aws import metrics
from lambdas.aws.logs import logger
from lambdas.aws.metrics import Count, Gauge, counts
from tests.contract.fake_connections import refusal
from tests.unit.lambdas.world import World, agent, visitor

CONVERSATION = visitor().conversation_id


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A function that knows its deployment and its own name."""
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Tresen/tresen")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "messages")
    metrics._metrics.cache_clear()
    # Before standard output is one test's own, as the logger keeps what it finds.
    logger()
    counts().write()
    yield
    metrics._metrics.cache_clear()


class Written:
    """The lines that were written since it was last asked."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def lines(self) -> list[dict[str, Any]]:
        printed = self._capsys.readouterr().out.splitlines()
        return [json.loads(line) for line in printed if '"_aws"' in line]

    def counted(self) -> dict[str, float]:
        (line,) = self.lines()
        (directive,) = line["_aws"]["CloudWatchMetrics"]
        return {metric["Name"]: sum(line[metric["Name"]]) for metric in directive["Metrics"]}


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Written:
    return Written(capsys)


def test_what_was_counted_is_one_line_in_the_embedded_metric_format(written: Written) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"""
    counts().add(Count.MESSAGES_SENT)
    counts().add(Count.POSTS_DELIVERED)
    counts().add(Count.POSTS_DELIVERED, 2)
    counts().write()
    (line,) = written.lines()
    assert isinstance(line.pop("_aws")["Timestamp"], int)
    assert line == {"service": "messages", "MessagesSent": [1.0], "PostsDelivered": [3.0]}


def test_what_was_measured_is_told_even_if_nothing_was_counted_and_once(written: Written) -> None:
    """The last measure counts. None is itself something: it may be zero."""
    counts().set(Gauge.OLDEST_ERROR_SECONDS, 7)
    counts().set(Gauge.OLDEST_ERROR_SECONDS, 0)
    counts().write()
    (line,) = written.lines()
    (metric,) = line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    assert metric == {"Name": "OldestErrorSeconds", "Unit": "Seconds"}
    assert line["OldestErrorSeconds"] == [0.0]
    counts().write()
    assert written.lines() == []


def test_a_count_names_its_deployment_and_its_function_and_nothing_else(written: Written) -> None:
    counts().add(Count.MESSAGES_SENT)
    counts().write()
    (line,) = written.lines()
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive == {
        "Namespace": "Tresen/tresen",
        "Dimensions": [["service"]],
        "Metrics": [{"Name": "MessagesSent", "Unit": "Count"}],
    }


def test_nothing_is_written_for_nothing_and_nothing_twice(written: Written) -> None:
    counts().add(Count.ROWS_SWEPT, 0)
    counts().write()
    assert written.lines() == []
    counts().add(Count.MESSAGES_SENT)
    counts().write()
    counts().write()
    assert len(written.lines()) == 1


def test_each_move_of_a_conversation_is_counted_once(world: World, written: Written) -> None:
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    written.lines()
    guest.sends("start", locale="de")
    assert written.counted() == {"ConversationsStarted": 1}
    guest.sends("start", locale="de")
    assert written.lines() == []
    ada.sends("take", conversation_id=CONVERSATION)
    assert written.counted() == {"ConversationsTaken": 1, "PostsDelivered": 1}
    ada.sends("close", conversation_id=CONVERSATION)
    assert written.counted() == {"ConversationsClosed": 1, "PostsDelivered": 1}
    guest.sends("start", locale="de")
    assert written.counted() == {"ConversationsReopened": 1, "PostsDelivered": 1}


def test_a_message_is_counted_when_it_is_stored_and_not_when_it_is_sent_again(world: World, written: Written) -> None:
    guest, _ = world.connect(visitor()), world.connect(agent("ada"))
    guest.sends("start", locale="de")
    written.lines()
    guest.says("hallo", 1, "m1")
    assert written.counted() == {"MessagesSent": 1}
    guest.says("hallo", 1, "m1")
    assert written.lines() == []


def test_each_post_is_counted_by_what_became_of_it(world: World, written: Written) -> None:
    guest = world.connect(visitor())
    guest.sends("start", locale="de")
    there, gone, failing = (world.connect(visitor()) for _ in range(3))
    for each in (there, gone, failing):
        each.sends("open")
    world.gateway.open.discard(gone.connection_id)
    world.gateway.broken[failing.connection_id] = refusal("LimitExceededException", 429, "PostToConnection")
    written.lines()
    guest.says("hallo", 1)
    assert written.counted() == {"MessagesSent": 1, "PostsDelivered": 1, "PostsGone": 1, "PostsFailed": 1}


def test_what_is_refused_counts_nothing(world: World, written: Written) -> None:
    guest = world.connect(visitor())
    guest.says("hallo", 1)
    assert written.lines() == []
