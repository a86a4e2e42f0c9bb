"""What is said about a setting that is wrong."""

import json
import re
from typing import Final

SHOWN_CHARACTERS: Final = 80


class WrongSetting(Exception):
    """``key`` is where, ``expected`` and ``got`` are what."""

    def __init__(self, key: str, *, expected: str, got: str) -> None:
        super().__init__(f"{key}: expected {expected}, got {got}")


def shown(value: object) -> str:
    """The value in JSON, in one line of bounded length."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    if not text.isprintable():
        text = json.dumps(value, default=str)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def join(key: str, name: str) -> str:
    """The key of what is called ``name`` in the table ``key``."""
    part = name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else shown(name)
    return f"{key}.{part}" if key else part
