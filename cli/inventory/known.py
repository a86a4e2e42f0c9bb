"""``known.toml``: what the deployment's own resources are known to say."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

KNOWN: Final = Path(__file__).parent / "known.toml"


class Known(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``leaves`` are a function's: an action, or an action and the beginning of the partition keys it is for."""

    variables: frozenset[str]
    leaves: dict[str, frozenset[str]]
    properties: dict[str, frozenset[str]]


@cache
def read_known(path: Path = KNOWN) -> Known:
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Known)
