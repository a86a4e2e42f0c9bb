"""Deployments to make documents of: settings, and the templates that CDK makes of them."""

import copy
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tomli_w

from cli.inventory.inventory import Inventory, take_inventory
from cli.inventory.templates import templates_of
from stacks.settings import Settings
from stacks.settings_file import parse_settings
from tests.stacks.conftest import ROOT, synthesized

Bodies = dict[str, Any]
Table = dict[str, Any]
Change = Callable[[Table], None]

STACKS = ("data", "service", "global", "access-logs")


def settings_text(name: str) -> str:
    """``everything`` has all that there is to set, ``smallest`` nothing that need not be."""
    return (ROOT / "tests/stacks/settings" / f"{name}.toml").read_text(encoding="utf-8")


@cache
def _bodies(text: str) -> Mapping[str, Any]:
    name = parse_settings(text).deployment.name
    with TemporaryDirectory() as directory:
        made = synthesized(text, Path(directory))
    by_stack = {stack: made.get(stack) or made.get(f"{name}-{stack}") for stack in STACKS}
    return {stack: template.body for stack, template in by_stack.items() if template}


def bodies_of(text: str) -> Bodies:
    """The templates' JSON by stack, to do with as one likes."""
    return copy.deepcopy(dict(_bodies(text)))


def settings_of(text: str) -> Settings:
    return parse_settings(text)


def inventory(text: str, bodies: Bodies | None = None) -> Inventory:
    """Of the settings, with other templates than CDK makes of them if there are."""
    return take_inventory(settings_of(text), templates_of(bodies or bodies_of(text)))


def changed(text: str, change: Change) -> str:
    """The settings after ``change`` has been at their table."""
    table = tomllib.loads(text)
    change(table)
    return tomli_w.dumps(table)
