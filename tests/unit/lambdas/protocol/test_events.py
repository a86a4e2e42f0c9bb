import json
from typing import Any, get_args

import msgspec
import pytest

from lambdas.protocol.entries import AnyEntry
from lambdas.protocol.events import AnyEvent, encode_event
from tests.unit.lambdas.protocol.test_commands import VECTORS


@pytest.mark.parametrize("vector", VECTORS["events"], ids=lambda vector: vector["type"])
def test_an_event_is_written_as_the_vector_says(vector: dict[str, Any]) -> None:
    event = msgspec.convert(vector, AnyEvent)
    assert json.loads(encode_event(event)) == vector


def test_the_vectors_hold_every_event_and_every_kind_of_entry() -> None:
    types = {event.__struct_config__.tag for event in get_args(AnyEvent)}
    assert {vector["type"] for vector in VECTORS["events"]} == types
    kinds = {entry.__struct_config__.tag for entry in get_args(AnyEntry)}
    added = [entry for vector in VECTORS["events"] if vector["type"] == "entries_added" for entry in vector["entries"]]
    assert {entry["kind"] for entry in added} == kinds


@pytest.mark.parametrize("vector", VECTORS["gateway"], ids=lambda vector: vector["source"])
def test_no_frame_of_api_gateway_is_an_event(vector: dict[str, Any]) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(vector["frame"], type=AnyEvent)
