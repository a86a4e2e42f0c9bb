"""What the sweep writes in each hour, as that is paid for while nobody talks."""

import json

import pytest

from lambdas.aws import metrics
from lambdas.aws.metrics import Count, Gauge
from lambdas.retention import handler
from lambdas.retention.days import day_of
from tests.scale.given import MEASURED
from tests.unit.lambdas.retention.world import DAY, ERRORS, NOW, SweptWorld


def test_a_sweep_that_had_nothing_to_do_writes_two_numbers(
    swept: SweptWorld, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "retention")
    metrics._metrics.cache_clear()
    monkeypatch.setattr(handler, "counts", metrics.counts)
    metrics.counts().write()
    capsys.readouterr()
    swept.put(ERRORS, f"day#{day_of(NOW)}", "fault#0123456789abcdef", ends_at=NOW + DAY)
    swept.sweeps()
    (line,) = (line for line in capsys.readouterr().out.splitlines() if '"_aws"' in line)
    (directive,) = json.loads(line)["_aws"]["CloudWatchMetrics"]
    metrics._metrics.cache_clear()
    assert {it["Name"] for it in directive["Metrics"]} == {Count.RETENTION_SWEPT, Gauge.OLDEST_ERROR_SECONDS}
    assert len(directive["Metrics"]) == MEASURED.hourly.metrics
