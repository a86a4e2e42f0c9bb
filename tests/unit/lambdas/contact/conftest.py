"""The function of the contact form as Lambda would call it, on moto's table."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.unit.lambdas.contact.world import ContactWorld


@pytest.fixture
def contact(monkeypatch: pytest.MonkeyPatch) -> Iterator[ContactWorld]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        yield ContactWorld(monkeypatch)
