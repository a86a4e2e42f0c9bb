"""The public samples' design, as it is compared with."""

import pytest

from tests.bench.samples import Samples


@pytest.mark.parametrize("connections", [2, 100])
def test_a_message_is_posted_to_every_connection_there_is(connections: int) -> None:
    samples = Samples(connections)
    assert samples.send(b"hello") == 0
    assert samples.bill.asked == {"Scan": 1, "PostToConnection": connections}
    assert samples.bill.use.frames == 1 + connections


def test_a_table_of_more_than_a_megabyte_takes_several_scans() -> None:
    samples = Samples(40_000)
    samples.send(b"hello")
    assert samples.bill.asked["Scan"] == 2
    assert samples.bill.asked["PostToConnection"] == 40_000
    # 1.2 MB, and half a unit for each 4 KB.
    assert 140 < samples.bill.use.read_units < 160


def test_who_is_gone_is_tried_with_every_message_again() -> None:
    samples = Samples(2, gone=3)
    assert [samples.send(b"hello"), samples.send(b"hello")] == [3, 3]
    assert samples.bill.asked["PostToConnection"] == 10
