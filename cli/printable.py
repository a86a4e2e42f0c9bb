"""What others wrote, as a terminal can be shown it."""

from typing import Any, TypeVar

import msgspec

_Struct = TypeVar("_Struct", bound=msgspec.Struct)


def printable(found: _Struct) -> _Struct:
    """The same with a space for each character that moves the cursor, colours, turns the text around or shows nothing.

    JSON escapes some of them only: of those of C1 (ECMA-48, section 5.3) one alone begins a command of a terminal's.
    """
    return msgspec.convert(_cleaned(msgspec.to_builtins(found)), type(found))


def line(text: str) -> str:
    """One line of it."""
    return "".join(character if character.isprintable() else " " for character in text)


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return line(value)
        case list():
            return [_cleaned(each) for each in value]
        case dict():
            return {line(name): _cleaned(each) for name, each in value.items()}
    return value
