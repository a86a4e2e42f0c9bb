"""The message function with its real clients finds at the fakes what it needs."""

import json
from collections.abc import Iterator

import pytest

from lambdas.aws.sessions import session
from lambdas.chat import messages, wiring
from tests.bench.fake_aws import FakeAws
from tests.bench.processes import Function
from tests.bench.start import OURS, events


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAws]:
    fakes = FakeAws()
    with fakes.serve() as url:
        addresses = {"AWS_ENDPOINT_URL_DYNAMODB": url, "CONNECTIONS_URL": f"{url}/ws", "TABLE_NAME": "chat"}
        credentials = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "testing")
        for name, value in (OURS | addresses | credentials | {"AWS_DEFAULT_REGION": "eu-central-1"}).items():
            monkeypatch.setenv(name, value)
        for part in (session, wiring.chat):
            part.cache_clear()
        yield fakes
        for part in (session, wiring.chat):
            part.cache_clear()


def test_each_event_is_a_message_that_is_stored_and_posted(aws: FakeAws) -> None:
    ours = Function(name="ours", handler="lambdas.chat.messages.handler", path=[], environment=OURS)
    answers = [messages.handler(event, None) for event in events(ours, 3)]
    types = [json.loads(str(answer["body"]))["type"] for answer in answers]
    assert types == ["messages_acknowledged"] * 3
    assert aws.asked == {"Query": 3, "PutItem": 3, "PostToConnection": 3}
