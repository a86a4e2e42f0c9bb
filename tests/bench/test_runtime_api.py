"""The runtime's side, asked as Lambda's client asks it."""

import http.client
import json
import threading
from collections.abc import Iterator

import pytest

from tests.bench.runtime_api import Failed, RuntimeApi

INVOCATION = "/2018-06-01/runtime/invocation"


def ask(address: str, method: str, path: str, body: object = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(address)
    connection.request(method, path, None if body is None else json.dumps(body))
    answer = connection.getresponse()
    status, content = answer.status, answer.read()
    connection.close()
    return status, content


def test_events_come_one_by_one_and_answers_are_timed() -> None:
    api = RuntimeApi([{"number": 1}, {"number": 2}])
    with api.serve() as address:
        for number in (1, 2):
            assert ask(address, "GET", f"{INVOCATION}/next") == (200, json.dumps({"number": number}).encode())
            assert ask(address, "POST", f"{INVOCATION}/id/response", {"statusCode": 200})[0] == 202
        assert api.wait_for(1, 1) < api.wait_for(2, 1)


def test_who_asks_for_more_waits_until_the_end() -> None:
    asked = threading.Event()

    def events() -> Iterator[object]:
        asked.set()
        yield from ()

    with RuntimeApi(events()).serve() as address:
        waiting = threading.Thread(target=ask, args=(address, "GET", f"{INVOCATION}/next"))
        waiting.start()
        assert asked.wait(60)
        waiting.join(0.2)
        assert waiting.is_alive()
    waiting.join(60)
    assert not waiting.is_alive()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{INVOCATION}/id/response", {"statusCode": 500}),
        (f"{INVOCATION}/id/error", {"errorType": "KeyError"}),
        ("/2018-06-01/runtime/init/error", {"errorType": "Runtime.ImportModuleError"}),
    ],
)
def test_a_function_that_fails_is_no_measurement(path: str, body: dict[str, object]) -> None:
    api = RuntimeApi([{}])
    with api.serve() as address:
        ask(address, "POST", path, body)
        with pytest.raises(Failed, match=str(next(iter(body.values())))):
            api.wait_for(1, 1)


def test_an_answer_that_does_not_come_is_said_so() -> None:
    with pytest.raises(Failed, match="0 of 1 answers"):
        RuntimeApi([]).wait_for(1, 0.01)
