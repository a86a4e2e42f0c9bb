"""P5 is not built yet: usage is not recorded, by nobody and nowhere."""

import re
from pathlib import Path

import pytest

from tests.promises.conftest import Templates
from tests.promises.promise import promise
from tests.promises.routes import ROUTES, kinds, routes

STORES = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Logs::LogGroup", "AWS::SecretsManager::Secret"}
QUEUES = ("AWS::SQS", "AWS::Kinesis", "AWS::KinesisFirehose", "AWS::Events::EventBus", "AWS::RDS", "AWS::Pinpoint")
OF_A_DEVICE = r"userAgent|\bscreen\.(width|height)|geolocation|document\.referrer|hardwareConcurrency|deviceMemory"
SENT_BY_THE_WAY = r"sendBeacon|keepalive|new Image\b|\.src\s*=\s*[`\"']http"


@promise("P5", "the deployment has no route that takes events")
def test_every_route_is_one_of_those_that_are_known(templates: Templates) -> None:
    found = routes(templates["service"])
    assert "GET /api/health" in found
    assert found <= ROUTES


@promise("P5", "the deployment has no store or queue for events")
def test_there_is_one_table_and_no_queue(templates: Templates) -> None:
    found = kinds(*templates.values())
    assert found >= STORES
    assert [kind for kind in found if kind.startswith(QUEUES)] == []
    assert sum(len(template.of("AWS::DynamoDB::Table")) for template in templates.values()) == 1


@pytest.mark.parametrize("words", [OF_A_DEVICE, SENT_BY_THE_WAY])
@promise("P5", "the widget asks the browser for nothing about the device, and sends nothing by the way")
def test_no_file_of_the_widget_reads_what_would_be_recorded(bundle: Path, words: str) -> None:
    parts = [path for path in (bundle / "assets").glob("*.js") if not path.name.startswith("console-")]
    assert len(parts) >= 2
    for path in (bundle / "loader.js", *parts):
        found = re.search(words, path.read_text(encoding="utf-8"))
        assert found is None, f"{path.name}: {found}"
