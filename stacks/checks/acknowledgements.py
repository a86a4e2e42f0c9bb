"""The reasons for what the checkers find, and whether they cover it."""

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from stacks.checks.findings import Finding

PATH: Final = Path(__file__).with_name("acknowledgements.toml")

Names = Annotated[tuple[str, ...], Meta(min_length=1)]


class Acknowledgement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``asks`` is what the rules want; ``on`` are resources, ``*`` standing for anything; ``reason`` is why not."""

    asks: str
    rules: Names
    on: Names
    settings: tuple[str, ...] = ()
    """The settings files for which it holds; none means all."""
    reason: Annotated[str, Meta(min_length=40)]

    def covers(self, finding: Finding) -> bool:
        return (
            finding.rule in self.rules
            and any(fnmatchcase(finding.resource, pattern) for pattern in self.on)
            and (not self.settings or finding.settings in self.settings)
        )


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """``unexplained`` has no reason; ``idle`` are parts of reasons that no finding needs."""

    unexplained: Sequence[Finding]
    idle: Sequence[str]


def read_acknowledgements(path: Path = PATH) -> tuple[Acknowledgement, ...]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return msgspec.convert(table["acknowledgement"], tuple[Acknowledgement, ...])


def judge(findings: Collection[Finding], acknowledgements: Sequence[Acknowledgement]) -> Verdict:
    unexplained = sorted(it for it in findings if not any(reason.covers(it) for reason in acknowledgements))
    idle = [part for reason in acknowledgements for part in _idle_parts(reason, findings)]
    return Verdict(unexplained=unexplained, idle=idle)


def _idle_parts(reason: Acknowledgement, findings: Collection[Finding]) -> list[str]:
    covered = [finding for finding in findings if reason.covers(finding)]
    rules = {finding.rule for finding in covered}
    settings = {finding.settings for finding in covered}
    resources = {finding.resource for finding in covered}
    return [
        f"{reason.asks}: {part}"
        for part in (
            *(rule for rule in reason.rules if rule not in rules),
            *(pattern for pattern in reason.on if not any(fnmatchcase(it, pattern) for it in resources)),
            *(name for name in reason.settings if name not in settings),
        )
    ]
