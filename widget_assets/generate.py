"""Writes the browser's side of the protocol from the Python definitions.

``python -m widget_assets.generate`` writes ``src/protocol/frames.ts``; with ``--check`` it only compares
and exits with 1 when the file is stale.
"""

import sys
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from lambdas.protocol import limits
from lambdas.protocol.commands import AnyCommand
from lambdas.protocol.events import AnyEvent
from lambdas.protocol.refusals import RefusalCode

TARGET = Path(__file__).parent / "src" / "protocol" / "frames.ts"

HEADER = "// Generated from lambdas/protocol by `python -m widget_assets.generate`. Do not edit.\n"

Schema = dict[str, Any]


def typescript() -> str:
    """The text of ``frames.ts``: one type for each struct, the two unions, the codes and the limits."""
    (command, event), components = msgspec.json.schema_components([AnyCommand, AnyEvent])
    parts = [HEADER]
    for name, schema in components.items():
        parts.append(_doc(schema) + f"export type {name} = {_declaration(schema)};\n")
    parts.append(f"export type Command = {_type(command)};\n")
    parts.append(f"export type Event = {_type(event)};\n")
    # A value as well as a type: the texts for the codes are checked for completeness at run time.
    codes = ", ".join(f'"{code}"' for code in RefusalCode)
    parts.append(f"export const refusalCodes: readonly RefusalCode[] = [{codes}];\n")
    for name, value in vars(limits).items():
        if name.isupper():
            literal = f'"{value}"' if isinstance(value, str) else str(value)
            parts.append(f"export const {name} = {literal};\n")
    return "\n".join(parts)


def _declaration(schema: Schema) -> str:
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    required = set(schema["required"])
    fields = (
        f"  readonly {name}{'' if name in required else '?'}: {_type(field)};\n"
        for name, field in schema["properties"].items()
    )
    return "{\n" + "".join(fields) + "}"


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(_type(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    if schema["type"] == "array":
        return f"readonly ({_type(schema['items'])})[]"
    names = {"string": "string", "integer": "number", "boolean": "boolean", "null": "null"}
    return names[schema["type"]]


def _doc(schema: Schema) -> str:
    # Before Python 3.13 a docstring keeps the indentation of its source.
    lines = cleandoc(schema.get("description", "")).splitlines()
    if not lines:
        return ""
    return "/**\n" + "".join(f" * {line}".rstrip() + "\n" for line in lines) + " */\n"


def main(arguments: list[str]) -> int:
    text = typescript()
    if "--check" in arguments:
        if TARGET.read_text() == text:
            return 0
        print(f"{TARGET} is stale: run `python -m widget_assets.generate`", file=sys.stderr)
        return 1
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
