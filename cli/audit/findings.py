"""What an audit finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cli.inventory.inventory import Inventory


@dataclass(frozen=True, kw_only=True)
class Finding:
    """``promise`` is the number of the one that is broken; ``remedy`` is what the operator can do."""

    promise: str
    rule: str
    where: str
    expected: str
    got: str
    remedy: str


Rule = Callable[[Inventory], Iterator[Finding]]
"""Looks at what is deployed, and names what breaks a promise."""
