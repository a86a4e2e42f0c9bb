"""What the functions answer, held against what API Gateway is documented to take.

The edge of the local run could hide a fault in these, so they do not need it.
"""

import json
from typing import Any

import pytest

from lambdas.chat import authorizer, connections, messages
from lambdas.identity import keys
from lambdas.protocol.limits import ANSWER_BYTES, FRAME_BYTES, SUBPROTOCOL
from tests.contract.fake_connections import LARGEST_MESSAGE
from tests.unit.lambdas.credentials import EDGE, Pool, write_edge_secret
from tests.unit.lambdas.world import ENVIRONMENT, World, visitor


def test_connect_answers_with_a_subprotocol_that_was_offered(world: World) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html"""
    answer: dict[str, Any] = connections.handler(world.connect(visitor()).event("CONNECT"), None)
    assert answer["statusCode"] == 200
    assert answer["headers"] == {"Sec-WebSocket-Protocol": SUBPROTOCOL}


def test_an_answer_of_the_route_is_text_and_a_status(world: World) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html"""
    guest = world.connect(visitor())
    answer = messages.handler(guest.event("MESSAGE", body='{"type":"open","command_id":"c1"}'), None)
    assert set(answer) == {"statusCode", "body"}
    assert isinstance(answer["body"], str)
    guest.sends("start", locale="de")
    assert messages.handler(guest.event("MESSAGE", body='{"type":"announce_typing","command_id":"c1"}'), None) == {
        "statusCode": 200
    }


@pytest.mark.parametrize("origin", [ENVIRONMENT["PUBLIC_URL"], "https://evil.example"])
def test_the_authorizers_answer_has_the_documented_form(
    world: World, monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html

    The context holds text, numbers and booleans only, and a WebSocket API takes no more than 8 KB:
    https://repost.aws/questions/QUzilwCUByQz6iUi-9hwPFJQ
    """
    pool, arn = Pool(), "arn:aws:execute-api:eu-central-1:123456789012:abc/ws/$connect"
    monkeypatch.setattr(keys, "fetch", lambda _url: pool.keys)
    token = pool.token(exp=2_000_000_000)
    write_edge_secret(current=EDGE)
    protocols = f"tresen.v1, token.{token}"
    headers = {"Origin": origin, "Sec-WebSocket-Protocol": protocols, "X-Tresen-Edge": EDGE}
    answer: dict[str, Any] = authorizer.handler({"type": "REQUEST", "methodArn": arn, "headers": headers}, None)
    is_let_in = origin == ENVIRONMENT["PUBLIC_URL"]
    assert set(answer) == {"principalId", "policyDocument"} | ({"context"} if is_let_in else set())
    assert answer["policyDocument"] == {
        "Version": "2012-10-17",
        "Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow" if is_let_in else "Deny", "Resource": arn}],
    }
    assert all(isinstance(value, str | int | bool) for value in answer.get("context", {}).values())
    assert len(json.dumps(answer)) < 8 * 1024


def test_our_bounds_lie_within_the_gateways() -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html"""
    assert FRAME_BYTES <= 32 * 1024
    assert ANSWER_BYTES < LARGEST_MESSAGE == 128 * 1024
