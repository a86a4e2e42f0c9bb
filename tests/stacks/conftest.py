"""The templates, synthesized once from an example with two sites; bundles are stand-ins."""

import json
import os
from pathlib import Path

import pytest

from app import own_node
from stacks.bundle import Bundle
from stacks.settings_file import parse_settings
from tests.stacks.template import Template, exports_of

ROOT = Path(__file__).parents[2]

EXAMPLE = """
[deployment]
region = "eu-central-1"

[sites.shop]
origins = ["https://www.example.com"]
groups = ["service", "sales"]

[sites.shop.contact]
fields = ["name", "email", "message"]

[sites.blog]
origins = ["https://blog.example.com"]
groups = ["editors"]

[retention]
conversation_days = 90
log_days = 14
"""

OWN_NAME = """
[edge]
domain = "chat.example.com"
hosted_zone_id = "Z0123456789ABCDEFGHIJ"
waf = true
access_logs = true
"""

COMPANY = """
[agents]
identity_providers = ["Company"]
"""

SENTRY = """
[errors]
sentry_dsn = "https://key@sentry.example.com/1"
"""


LIMITED = """
[limits]
connects_per_second = 30
frames_per_second = 300
requests_per_second = 60

[limits.reserved_concurrency]
authorizer = 21
connections = 22
messages = 53
presence = 6
health = 4
contact = 7
inbox = 8
privacy = 9
collect = 10
forward = 11
tunnel = 12
faults = 13
retention = 14
"""

MAILED = """
[contact]
sender = "chat@mail.example.com"
content = true
"""

ANALYSED = """
[analytics]
matomo_url = "https://matomo.example.com/"
waiting_days = 9
"""

WATCHED = """
[watch]
email = "operations@example.com"
monthly_budget_usd = 80
"""


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """``data`` and ``service``, as an operator gets them who sets nothing optional."""
    return synthesized(EXAMPLE, tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="session")
def own_name_templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """The same with all that is optional."""
    everything = analysed(EXAMPLE) + OWN_NAME + COMPANY + MAILED + LIMITED + WATCHED + SENTRY
    return synthesized(everything, tmp_path_factory.mktemp("own_name"))


@pytest.fixture(scope="session")
def analysed_service(own_name_templates: dict[str, Template]) -> Template:
    return own_name_templates["service"]


@pytest.fixture(scope="session")
def service(templates: dict[str, Template]) -> Template:
    return templates["service"]


@pytest.fixture(scope="session")
def data(templates: dict[str, Template]) -> Template:
    return templates["data"]


def analysed(settings: str) -> str:
    """The use of the widget on the first site is analysed, and on the second it is not."""
    return settings.replace("[sites.shop]\n", "[sites.shop]\nmatomo_site = 7\n") + ANALYSED


def synthesized(settings: str, directory: Path) -> dict[str, Template]:
    """The templates of a settings file's text, by the stacks' names without the deployment's."""
    os.environ.setdefault("JSII_NODE", own_node())
    # Importing aws_cdk starts Node.
    from stacks.look import looks_of
    from stacks.service import Release
    from stacks.synth import add_stacks, new_app

    app = new_app(ROOT, directory / "cdk.out")
    bundle = Bundle(_directory(directory / "bundle", "lambdas.py"), "0123456789abcdef")
    files = dist(directory / "dist")
    parsed = parse_settings(settings)
    # Should the settings name one.
    (directory / "own.woff2").write_bytes(b"wOF2")
    looks = looks_of(parsed, file=directory / "tresen.toml", browser_files=files, build=directory / "fonts")
    add_stacks(app, parsed, Release(version="0.1.0", code=bundle, layer=bundle, browser_files=files), looks)
    stacks = app.synth().stacks
    exports = {name: value for stack in stacks for name, value in exports_of(stack.template).items()}
    return {stack.stack_name.removeprefix("tresen-"): Template(stack.template, exports) for stack in stacks}


def dist(directory: Path) -> Path:
    """What the browser build writes, as far as the stacks read it."""
    names = ("loader.js", "element.js", "look.css", "assets/panel-1a2b3c.js", "console/index.html")
    _directory(directory, *names, **{"assets/loader-1a2b3c.js": "loader.js"})
    said = dict.fromkeys(("available", "busy", "offline", "failed"), "Chat")
    words = {
        "launcher": said,
        "panel": {"title": "Chat", "states": {"taken": "Here"}},
        "analysis": {"title": "May we?"},
    }
    (directory / "launcher.json").write_text(json.dumps({"de": said, "en": said}), encoding="utf-8")
    (directory / "words.json").write_text(json.dumps(words), encoding="utf-8")
    return directory


def _directory(directory: Path, *names: str, **contents: str) -> Path:
    for name, text in {**{name: name for name in names}, **contents}.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory
