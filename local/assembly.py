"""The cloud assembly that ``python app.py`` writes: stacks in the order of their deployment, and their assets."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

Template = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One stack as synthesized."""

    name: str
    region: str
    template: Template
    assets: tuple["Asset", ...]


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A file or a folder that is zipped, and its key in the bootstrap bucket."""

    source: Path
    zipped: bool
    key: str


def home_stacks(folder: Path) -> list[Stack]:
    """The stacks of the region that the chat runs in. What is optional in us-east-1 is left out."""
    every = stacks(folder)
    home = next(stack.region for stack in every if "PublicUrl" in stack.template.get("Outputs", {}))
    return [stack for stack in every if stack.region == home]


def stacks(folder: Path) -> list[Stack]:
    """Every stack, those that others depend on first."""
    artifacts = json.loads((folder / "manifest.json").read_text())["artifacts"]
    order = TopologicalSorter({name: artifact.get("dependencies", []) for name, artifact in artifacts.items()})
    return [
        _stack(folder, name, artifacts[name])
        for name in order.static_order()
        if artifacts[name]["type"] == "aws:cloudformation:stack"
    ]


def _stack(folder: Path, name: str, artifact: dict[str, Any]) -> Stack:
    properties = artifact["properties"]
    return Stack(
        name=properties.get("stackName", name),
        region=artifact["environment"].rsplit("/", 1)[-1],
        template=json.loads((folder / properties["templateFile"]).read_text()),
        assets=tuple(_assets(folder, folder / f"{name}.assets.json")),
    )


def _assets(folder: Path, manifest: Path) -> Iterator[Asset]:
    for file in json.loads(manifest.read_text())["files"].values():
        (destination,) = file["destinations"].values()
        yield Asset(
            source=folder / file["source"]["path"],
            zipped=file["source"]["packaging"] == "zip",
            key=destination["objectKey"],
        )
