"""Sentry's own scrubber, which runs in ``.venv-errors``: events in, where it would take something from them out.

Both are JSON on standard input and output: a list of events, and for each a list of ``path: rule``.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any, Final

from sentry_relay.processing import (  # type: ignore[import-not-found]
    convert_datascrubbing_config,
    pii_strip_event,
    validate_pii_config,
)

_RULES: Final = [
    *("@email", "@ip", "@iban", "@creditcard", "@userpath", "@mac", "@pemkey"),
    *("@urlauth", "@usssn", "@bearer", "@imei", "@uuid", "@password"),
]
"""All that it brings. https://docs.sentry.io/security-legal-pii/scrubbing/advanced-datascrubbing/"""

_CONFIG: Final = {"applications": {"$string || $object || $array || **": _RULES}}
_OF_PROJECTS: Final = {
    "scrubData": True,
    "scrubIpAddresses": True,
    "sensitiveFields": [],
    "excludeFields": [],
    "scrubDefaults": True,
}
"""What a project of Sentry's has if nobody changes it."""


def main() -> int:
    validate_pii_config(json.dumps(_CONFIG))
    configs = [_CONFIG, convert_datascrubbing_config(_OF_PROJECTS)]
    events = json.load(sys.stdin)
    found = [sorted({told for config in configs for told in _found(config, event)}) for event in events]
    json.dump(found, sys.stdout)
    return 0


def _found(config: Any, event: Any) -> Iterator[str]:
    stripped = pii_strip_event(config, event)
    yield from _remarks(stripped.get("_meta", {}), "")


def _remarks(meta: Any, path: str) -> Iterator[str]:
    """Relay notes beside what it changed the rule and where it applied."""
    if not isinstance(meta, dict):
        return
    for key, value in meta.items():
        if key == "":
            yield from (f"{path}: {remark[0]}" for remark in value.get("rem", []))
            yield from (f"{path}: {error}" for error in value.get("err", []))
        else:
            yield from _remarks(value, f"{path}.{key}".lstrip("."))


if __name__ == "__main__":
    sys.exit(main())
