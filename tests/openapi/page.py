"""``docs/openapi.json``. ``python -m tests.openapi.page`` writes it; ``--check`` only compares."""

import json
import sys
from pathlib import Path
from typing import Final

from stacks.generated import write_or_check
from tests.openapi.document import document

PAGE: Final = Path(__file__).parents[2] / "docs" / "openapi.json"


def text() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """The exit status: 1 when ``--check`` finds the file stale."""
    return write_or_check(PAGE, text(), module="tests.openapi.page", arguments=arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
