"""What proofs look at: the templates of two operators, the files that browsers load, and the functions."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app import own_node
from stacks.browser_bundle import browser_bundle
from tests.promises.deployment import Deployment
from tests.promises.documents import Notice, notices
from tests.stacks.conftest import synthesized
from tests.stacks.template import Template
from tests.unit.lambdas.analytics.conftest import forward, receiver
from tests.unit.lambdas.conftest import aws, logged, world
from tests.unit.lambdas.world import World

__all__ = ["aws", "forward", "logged", "receiver", "world"]

ROOT = Path(__file__).parents[2]
SETTINGS = ROOT / "tests" / "stacks" / "settings"
OPERATORS = ("smallest", "everything")

Templates = dict[str, Template]
"""By the stacks' names without the deployment's."""


@dataclass(frozen=True)
class Synthesized:
    """``folder`` is what ``cdk synth`` has written of these settings."""

    settings: Path
    folder: Path
    templates: Templates


@pytest.fixture(scope="session")
def deployments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesized]:
    """Of an operator who sets nothing optional, and of one who sets everything."""
    return {name: _synthesized(SETTINGS / f"{name}.toml", tmp_path_factory.mktemp(name)) for name in OPERATORS}


def _synthesized(settings: Path, folder: Path) -> Synthesized:
    found = synthesized(settings.read_text(encoding="utf-8"), folder)
    templates = {name.rpartition("-")[2]: template for name, template in found.items()}
    return Synthesized(settings=settings, folder=folder / "cdk.out", templates=templates)


@pytest.fixture(params=OPERATORS)
def templates(request: pytest.FixtureRequest, deployments: dict[str, Synthesized]) -> Templates:
    return deployments[request.param].templates


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The directory of what is served to browsers."""
    return browser_bundle(ROOT, own_node())


@pytest.fixture
def deployment(world: World, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    return Deployment(world, monkeypatch)


@pytest.fixture(scope="session")
def documents(deployments: dict[str, Synthesized]) -> dict[str, list[Notice]]:
    """The notices of both operators."""
    return {name: notices(each.settings, each.folder) for name, each in deployments.items()}
