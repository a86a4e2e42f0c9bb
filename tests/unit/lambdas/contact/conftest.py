"""The function of the contact form as Lambda would call it, on moto's table."""

import pytest

from tests.unit.lambdas.contact.world import ContactWorld


@pytest.fixture
def contact(aws: None, monkeypatch: pytest.MonkeyPatch) -> ContactWorld:
    return ContactWorld(monkeypatch)
