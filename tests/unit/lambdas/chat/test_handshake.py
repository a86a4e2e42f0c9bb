from typing import Any

import msgspec
import pytest

from lambdas.chat.handshake import Handshake, Offer, offer_of
from lambdas.identity.rejection import Reason, Rejected

ORIGIN = "https://www.example.com"


def handshake(protocols: Any = "tresen.v1, proof.abc", origin: Any = ORIGIN, **more: Any) -> Handshake:
    headers = {"Origin": origin, "Sec-WebSocket-Protocol": protocols, **more}
    return msgspec.convert({"methodArn": "arn", "headers": headers}, Handshake)


def test_a_visitor_offers_a_proof_and_an_agent_a_token() -> None:
    assert offer_of(handshake()) == Offer(origin=ORIGIN, proof="abc")
    assert offer_of(handshake("token.x.y.z,tresen.v1")) == Offer(origin=ORIGIN, token="x.y.z")


@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_headers_come_in_any_case(case: Any) -> None:
    headers = {case("origin"): ORIGIN, case("sec-websocket-protocol"): "tresen.v1, proof.abc"}
    single = Handshake(method_arn="arn", headers=headers)
    several = Handshake(method_arn="arn", multi_value_headers={name: [value] for name, value in headers.items()})
    both = Handshake(method_arn="arn", headers=headers, multi_value_headers=several.multi_value_headers)
    assert offer_of(single) == offer_of(several) == offer_of(both) == Offer(origin=ORIGIN, proof="abc")


def test_subprotocols_may_come_in_several_headers() -> None:
    headers = {"origin": [ORIGIN], "sec-websocket-protocol": ["tresen.v1", "proof.abc"]}
    assert offer_of(Handshake(method_arn="arn", multi_value_headers=headers)).proof == "abc"


@pytest.mark.parametrize(
    "protocols",
    [
        "",
        "tresen.v1",
        "proof.abc",
        "tresen.v1, tresen.v1",
        "tresen.v1, chat",
        "tresen.v2, proof.abc",
        "tresen.v1, proof.abc, proof.def",
        "tresen.v1, proof.abc, token.def",
        "tresen.v1, proof.abc, chat",
        "tresen.v1, proof.abc,",
        "tresen.v1 proof.abc",
        "tresen.v1, PROOF.abc",
        "tresen.v1, proof." + "a" * 20_000,
    ],
)
def test_exactly_one_credential_is_taken(protocols: str) -> None:
    with pytest.raises(Rejected) as rejected:
        offer_of(handshake(protocols))
    assert rejected.value.reason is Reason.SUBPROTOCOLS


def test_exactly_one_origin_is_taken() -> None:
    twice = Handshake(
        method_arn="arn",
        multi_value_headers={"Origin": [ORIGIN, ORIGIN], "Sec-WebSocket-Protocol": ["tresen.v1, proof.a"]},
    )
    none = Handshake(method_arn="arn", headers={"Sec-WebSocket-Protocol": "tresen.v1, proof.a"})
    for each in (twice, none, Handshake(method_arn="arn")):
        with pytest.raises(Rejected) as rejected:
            offer_of(each)
        assert rejected.value.reason is Reason.ORIGIN
