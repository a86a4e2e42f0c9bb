"""What an audit finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from cli.inventory.inventory import Inventory

UNDO: Final = "undo the change, or deploy this release again (make deploy)"
DEPLOY_RELEASE: Final = "deploy this release again (make deploy)"
DEPLOY_SETTINGS: Final = "deploy with the settings as they are (make deploy)"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """``promise`` is the number of the one that is broken; ``remedy`` is what the operator can do."""

    promise: str
    rule: str
    where: str
    expected: str
    got: str
    remedy: str = UNDO


Rule = Callable[[Inventory], Iterator[Finding]]
"""Looks at what is deployed, and names what breaks a promise."""
