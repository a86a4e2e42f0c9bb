"""``stores.toml``: what is known to hold or pass data."""

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

DECLARATIONS: Final = Path(__file__).parent / "stores.toml"
DESTINATION: Final = "destination"

Subject = Literal["visitor", "agent", "operator"]
Recipient = Literal["aws", "sentry", "mail", "matomo"]
Until = Literal["removed", "changed", "passed_on", "replaced"]
Activity = Literal["delivery", "chat", "contact", "analytics", "errors", "agents", "rights", "operation"]
Language = Literal["de", "en"]


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a store is called, which data it holds and what for, in one language."""

    name: str
    data: str
    purpose: str


class Kept(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long, in one of these ways. ``days`` and ``seconds`` are paths of properties, ``days_of`` is a variable."""

    days_of: str | None = None
    plus_days: int = 0
    at_least_days: int = 0
    minutes: int | None = None
    days: str | None = None
    seconds: str | None = None
    lifecycle: bool = False
    until: Until | None = None


class Store(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"kind": "type", "only_with": "with"}
):
    """One kind of data in one kind of place."""

    id: str
    activity: Activity
    kind: str
    on: tuple[str, ...]
    promises: tuple[str, ...]
    subjects: tuple[Subject, ...]
    kept: Kept
    de: Words
    en: Words
    rows: tuple[str, ...] = ()
    only_with: str | None = None
    told: dict[str, str] = {}
    basis: str | None = None
    backup: bool = False
    recipients: tuple[Recipient, ...] = ("aws",)

    def covers(self, kind: str, name: str) -> bool:
        """Whether the resource, or the destination, of that name is this one."""
        return kind == self.kind and any(fnmatchcase(name, pattern) for pattern in self.on)

    def words(self, language: Language) -> Words:
        return self.de if language == "de" else self.en


class Declarations(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"stores": "store"}):
    """``inert`` are the types of resources that neither hold nor pass anything."""

    inert: frozenset[str]
    stores: tuple[Store, ...]


def read_declarations(path: Path = DECLARATIONS) -> Declarations:
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Declarations)
