"""``python -m stacks.settings_schema`` writes ``tresen.schema.json`` for editors; ``--check`` only compares."""

import json
import sys
from inspect import cleandoc
from pathlib import Path
from typing import Any, Final

import msgspec

from stacks.generated import write_or_check
from stacks.settings import Settings

PATH: Final = Path(__file__).parent.parent / "tresen.schema.json"


def settings_schema() -> str:
    """The JSON Schema of ``tresen.toml``, as the file holds it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | msgspec.json.schema(Settings)
    return json.dumps(dedented(schema), indent=2, ensure_ascii=False) + "\n"


def dedented(node: Any) -> Any:
    """Before Python 3.13 a description keeps the indentation that the docstring has in its source."""
    if isinstance(node, dict):
        return {key: dedented(value) for key, value in node.items()}
    if isinstance(node, list):
        return [dedented(value) for value in node]
    return cleandoc(node) if isinstance(node, str) else node


def main(arguments: list[str]) -> int:
    """The exit status: 1 when ``--check`` finds the file stale."""
    return write_or_check(PATH, settings_schema(), module="stacks.settings_schema", arguments=arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
