"""What can be said to ``python -m cli``."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from cli import agents, edge_secret, outputs, remains, restore
from cli.answer import Answer, Say
from cli.deployment import Deployment
from cli.smoke import command as smoke

Command = Callable[[Deployment, Namespace, Say], Answer]


def new_parser() -> ArgumentParser:
    """Its namespace has the chosen ``command``."""
    parser = ArgumentParser(prog="python -m cli", description="Operate a deployment of Tresen.")
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_agents(commands)
    _add(commands, "outputs", outputs.show, "addresses and ids of the deployment")
    _add(commands, "remains", remains.show, "what is left after make destroy, and why")
    restored = _add(commands, "restore", restore.command, "copy back what the chat table has lost")
    restored.add_argument("table", help="a table that DynamoDB restored from the chat table")
    _add(commands, "rotate-edge-secret", edge_secret.command, "a new value for the header that closes the APIs")
    checked = _add(commands, "smoke", smoke.check, "whether a deployment behaves as the design says")
    checked.add_argument("url", help="the chat's public name, such as https://chat.example.com")
    checked.add_argument("--origin", help="the origin of a page with the widget; default: the first of tresen.toml")
    return parser


def _add_agents(commands: Any) -> None:
    kinds = commands.add_parser("agents", help="who may answer").add_subparsers(required=True, metavar="command")
    added = _add(kinds, "add", agents.add, "make an account or put it into more groups; a disabled one is enabled")
    added.add_argument("agent", help="e-mail address, or the username that agents list shows")
    added.add_argument("--group", action="append", required=True, help="site.group or site.supervisor; may be repeated")
    disabled = _add(kinds, "disable", agents.disable, "sign an agent out everywhere, for good")
    disabled.add_argument("agent", help="e-mail address, or the username that agents list shows")
    _add(kinds, "list", agents.show, "all accounts with their groups")


def _add(commands: Any, name: str, command: Command, text: str) -> ArgumentParser:
    parser: ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    parser.add_argument("--json", action="store_true", help="print JSON for machines")
    parser.add_argument("--settings", help="another settings file than tresen.toml (or TRESEN_SETTINGS)")
    parser.add_argument("--endpoint-url", help="where AWS's APIs are, if not at AWS (or AWS_ENDPOINT_URL)")
    return parser
