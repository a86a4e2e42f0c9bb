"""What has to hold of a stage after an erasure."""

import json

from tests.privacy.stage import Stage


def assert_all_is_gone(stage: Stage) -> None:
    """Of the erased one, and nothing of anybody else."""
    assert stage.left() == []
    assert stage.traces() == set()
    assert stage.names() == set()
    assert as_bytes(stage.of_others(stage.table.snapshot())) == as_bytes(stage.of_others(stage.before))


def as_bytes(rows: object) -> bytes:
    return json.dumps(rows, sort_keys=True, ensure_ascii=False).encode()
