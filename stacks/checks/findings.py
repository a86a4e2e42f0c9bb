"""What a checker says, with one name for a resource whichever of them says it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# A construct of this name adds nothing to the part of a logical id that people read:
# https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html
HIDDEN = {"Resource", "Default"}
HASH = re.compile(r"[0-9A-F]{8}$")
TEMPLATE = ".template.json"


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """``resource`` is ``<stack>/<logical id without its hash>``; ``settings`` is the settings file's name."""

    rule: str
    resource: str
    settings: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """The templates of one settings file. The names of its stacks begin with ``deployment``."""

    settings: str
    settings_file: Path
    deployment: str
    directory: Path

    def templates(self) -> list[Path]:
        return sorted(self.directory.glob(f"*{TEMPLATE}"))

    def stack(self, name: str) -> str:
        """A stack's name, or that of its template, as it is the same for every deployment."""
        return name.removesuffix(TEMPLATE).removeprefix(f"{self.deployment}-")


def of_logical_id(logical_id: str) -> str:
    """What CDK made of a construct's path, without the hash."""
    return HASH.sub("", logical_id)


def of_construct_path(components: Iterable[str]) -> str:
    """The same from the path below the stack: hidden parts and repetitions are left out, as CDK does."""
    name = last = ""
    for component in components:
        if component not in HIDDEN and not last.endswith(component):
            name, last = name + component, component
    return re.sub(r"[^A-Za-z0-9]", "", name)
