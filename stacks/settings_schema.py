"""``python -m stacks.settings_schema`` writes ``tresen.schema.json`` for editors; ``--check`` only compares."""

import json
import sys
from pathlib import Path
from typing import Final

import msgspec

from stacks.settings import Settings

PATH: Final = Path(__file__).parent.parent / "tresen.schema.json"


def settings_schema() -> str:
    """The JSON Schema of ``tresen.toml``, as the file holds it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | msgspec.json.schema(Settings)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """The exit status: 1 when ``--check`` finds the file stale."""
    if arguments != ["--check"]:
        PATH.write_text(settings_schema(), encoding="utf-8")
        return 0
    if PATH.is_file() and PATH.read_text(encoding="utf-8") == settings_schema():
        return 0
    print(f"{PATH.name} is stale: run python -m stacks.settings_schema", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
