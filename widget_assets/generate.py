"""Writes the browser's side of the protocol from the Python definitions.

``python -m widget_assets.generate`` writes the files below ``src/protocol``; with ``--check`` it only compares
and exits with 1 when one is stale.
"""

import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from lambdas.protocol import limits
from lambdas.protocol.commands import AnyCommand
from lambdas.protocol.contact import (
    ChangeContactRequest,
    ContactReceived,
    ContactRequest,
    ContactRequestsFound,
    FormRead,
    NewContactRequest,
    SearchContactRequests,
)
from lambdas.protocol.errors import FaultRead, FaultsFound, ReadFault, ReportTaken, ResolveFault, SearchFaults
from lambdas.protocol.events import AnyEvent
from lambdas.protocol.privacy import Erase, ErasureProgress, ExportPage, ReadExport, Receipt, StoredRead
from lambdas.protocol.problems import Problem, ProblemCode
from lambdas.protocol.refusals import RefusalCode
from lambdas.protocol.usage import UsageBatch, UsageQueued

FOLDER = Path(__file__).parent / "src" / "protocol"

_FRAMES = (AnyCommand, AnyEvent)

_REQUESTS = (
    Problem,
    FormRead,
    NewContactRequest,
    ContactReceived,
    SearchContactRequests,
    ContactRequestsFound,
    ChangeContactRequest,
    ContactRequest,
    StoredRead,
    ReadExport,
    ExportPage,
    Erase,
    ErasureProgress,
    Receipt,
    UsageBatch,
    UsageQueued,
    SearchFaults,
    FaultsFound,
    ReadFault,
    FaultRead,
    ResolveFault,
    ReportTaken,
)

HEADER = "// Generated from lambdas/protocol by `python -m widget_assets.generate`. Do not edit.\n"

Schema = dict[str, Any]


def files() -> dict[Path, str]:
    return {FOLDER / "frames.ts": frames(), FOLDER / "requests.ts": requests()}


def frames() -> str:
    """The text of ``frames.ts``: one type for each struct, the two unions, the codes and the limits."""
    (command, event), components = msgspec.json.schema_components(_FRAMES)
    parts = [HEADER, *_declarations(components)]
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


def requests() -> str:
    """The text of ``requests.ts``: one type for each body of the HTTP API that no frame has, and the codes."""
    _, known = msgspec.json.schema_components(_FRAMES)
    bodies, components = msgspec.json.schema_components(_REQUESTS)
    own = {name: schema for name, schema in components.items() if name not in known}
    shared = ", ".join(sorted(_named({**own, "": bodies}) & known.keys()))
    codes = ", ".join(f'"{code}"' for code in ProblemCode)
    return "\n".join(
        [
            HEADER,
            f'import type {{ {shared} }} from "./frames.js";\n',
            *_declarations(own),
            f"export const problemCodes: readonly ProblemCode[] = [{codes}];\n",
        ]
    )


def _named(schema: Any) -> set[str]:
    """The names of all components that a schema refers to."""
    if isinstance(schema, dict):
        reference = {_type(schema)} if "$ref" in schema else set()
        return reference.union(*map(_named, schema.values()))
    return set().union(*map(_named, schema)) if isinstance(schema, (list, tuple)) else set()


def _declarations(components: dict[str, Schema]) -> Iterator[str]:
    for name, schema in components.items():
        yield _doc(schema) + f"export type {name} = {_declaration(schema)};\n"


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
    if isinstance(schema.get("additionalProperties"), dict):
        return f"Readonly<Record<string, {_type(schema['additionalProperties'])}>>"
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
    stale = [path for path, text in files().items() if not path.exists() or path.read_text() != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path} is stale: run `python -m widget_assets.generate`", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(files()[path])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
