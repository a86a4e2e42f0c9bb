import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.protocol.commands import AnyCommand, command_id_of, decode_command
from lambdas.protocol.limits import FRAME_BYTES
from lambdas.protocol.refusals import Refused

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[3] / "vectors" / "frames.json").read_text()
)


@pytest.mark.parametrize("vector", VECTORS["commands"], ids=lambda vector: vector["frame"][:60])
def test_a_command_is_read_as_the_vector_says(vector: dict[str, Any]) -> None:
    assert msgspec.to_builtins(decode_command(vector["frame"])) == vector["value"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: ascii(vector["frame"][:60]))
def test_a_hostile_frame_is_refused_with_its_code(vector: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        decode_command(vector["frame"])
    assert refused.value.code == vector["code"]
    assert str(refused.value) == vector["code"]


def test_the_vectors_hold_every_command() -> None:
    types = {command.__struct_config__.tag for command in get_args(AnyCommand)}
    assert {vector["value"]["type"] for vector in VECTORS["commands"]} == types


@pytest.mark.parametrize("vector", VECTORS["gateway"], ids=lambda vector: vector["source"])
def test_no_frame_of_api_gateway_is_a_command(vector: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        decode_command(vector["frame"])


@given(st.text() | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_any_text_is_a_command_or_refused(frame: str) -> None:
    try:
        decode_command(frame)
    except Refused:
        assert command_id_of(frame) is None or isinstance(command_id_of(frame), str)


def test_the_command_id_of_a_refused_frame_is_found() -> None:
    assert command_id_of('{"type":"unheard_of","command_id":"c1","x":[1]}') == "c1"
    assert command_id_of('{"command_id":"c 1"}') is None
    assert command_id_of('{"command_id":"c1"') is None
    assert command_id_of("\ud800") is None
    assert command_id_of(f'{{"command_id":"c1","text":"{"x" * FRAME_BYTES}"}}') is None
