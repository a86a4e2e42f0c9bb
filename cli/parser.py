"""What can be said to ``python -m cli``."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from cli import (
    agents,
    analytics,
    edge_secret,
    embed,
    erase,
    error_reports,
    export,
    export_page,
    outputs,
    receipts,
    remains,
    restore,
    retention,
)
from cli.answer import Answer, Say
from cli.audit import command as audit
from cli.deployment import Deployment
from cli.documents import command as documents
from cli.documents.wording import LANGUAGES
from cli.people import add_selectors
from cli.smoke import command as smoke

Command = Callable[[Deployment, Namespace, Say], Answer]


def new_parser() -> ArgumentParser:
    """Its namespace has the chosen ``command``."""
    parser = ArgumentParser(prog="python -m cli", description="Operate a deployment of Tresen.")
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_agents(commands)
    _add_analytics(commands)
    _add_documents(commands)
    _add_embed(commands)
    _add_errors(commands)
    _add_rights(commands)
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
    kinds = commands.add_parser("agents", help="who may sign in").add_subparsers(required=True, metavar="command")
    added = _add(kinds, "add", agents.add, "make an account or put it into more groups; a disabled one is enabled")
    added.add_argument("agent", help="e-mail address, or the username that agents list shows")
    added.add_argument(
        "--group", action="append", required=True, help="site.group, site.supervisor or operator; may be repeated"
    )
    disabled = _add(kinds, "disable", agents.disable, "sign an agent out everywhere, for good")
    disabled.add_argument("agent", help="e-mail address, or the username that agents list shows")
    _add(kinds, "list", agents.show, "all accounts with their groups")


def _add_analytics(commands: Any) -> None:
    kinds = commands.add_parser("analytics", help="what waits for Matomo").add_subparsers(
        required=True, metavar="command"
    )
    _add(kinds, "token", analytics.token, "write Matomo's token, read from standard input or asked for")
    _add(kinds, "status", analytics.status, "what waits, and whether Matomo is away; exit status 1 if so")
    _add(kinds, "redrive", analytics.redrive, "bring back the events that Matomo did not take")


def _add_embed(commands: Any) -> None:
    shown = _add(commands, "embed", embed.command, "what to paste into a page, and what its policy has to allow")
    shown.add_argument("--site", help="one site of the settings; needed when there are several")
    shown.add_argument("--group", help="the department that the page's visitors reach; default: the site's first")
    shown.add_argument("--locale", help="the language of the widget; default: the page's, or the browser's")
    shown.add_argument("--style", choices=embed.STYLES, default="script", help="default: script")
    shown.add_argument("--pinned", action="store_true", help="this release's loader alone, with its hash")


def _add_errors(commands: Any) -> None:
    kinds = commands.add_parser("errors", help="what has gone wrong").add_subparsers(required=True, metavar="command")
    listed = _add(kinds, "list", error_reports.show_list, "the faults of the last days, the most frequent first")
    listed.add_argument("--days", type=int, choices=error_reports.DAYS, default=7, metavar="DAYS", help="default: 7")
    listed.add_argument("--state", choices=error_reports.STATES, help="default: all")
    shown = _add(kinds, "show", error_reports.show, "one fault with samples, at their places in the sources")
    shown.add_argument(
        "--samples", type=int, choices=error_reports.SAMPLES, default=3, metavar="NUMBER", help="default: 3"
    )
    resolved = _add(kinds, "resolve", error_reports.resolve, "say that a fault is resolved; it returns by itself")
    resolved.add_argument("--again", action="store_true", help="no, it is open again")
    for each in (shown, resolved):
        each.add_argument("fault", metavar="FAULT", help="its id, as errors list shows it")
    tailed = _add(kinds, "tail", error_reports.tail, "a line for whatever goes wrong from now on, until Ctrl-C")
    tailed.add_argument(
        "--interval", type=int, choices=error_reports.SECONDS, default=2, metavar="SECONDS", help="default: 2"
    )


def _add_rights(commands: Any) -> None:
    erased = _add(commands, "erase", erase.command, "delete all that is kept of somebody, for good")
    add_selectors(erased, required=False)
    erased.add_argument("--resume", action="store_true", help="bring erasures to their end that were interrupted")
    exported = _add(commands, "export", export.command, "a copy of all that is kept of somebody")
    add_selectors(exported)
    exported.add_argument("--output", metavar="DIR", required=True, help="a directory for export.json and export.html")
    exported.add_argument("--lang", choices=export_page.LANGUAGES, default="de", help="of export.html; default: de")
    exported.add_argument("--force", action="store_true", help="write over what is there")
    kinds = commands.add_parser("receipts", help="proofs of erasures").add_subparsers(required=True, metavar="command")
    checked = _add(kinds, "verify", receipts.verify, "whether a receipt is valid, and what it says")
    checked.add_argument("receipt", metavar="FILE", help="a file with the receipt, or - for standard input")
    checked.add_argument("--key", metavar="FILE", help="what /api/privacy/receipt-key answers; default: the account's")


def _add_documents(commands: Any) -> None:
    noticed = _add(commands, "notice", documents.write_notice, "the privacy notice to complete your own")
    noticed.add_argument("--site", help="one site of the settings; needed when there are several and no --output")
    recorded = _add(commands, "record", documents.write_record, "the record of processing activities, with every store")
    for made in (noticed, recorded):
        made.add_argument("--lang", choices=LANGUAGES, help="default: de, and with --output or --json both")
        made.add_argument("--format", choices=documents.FORMATS, default="md", help="default: md")
        made.add_argument("--output", metavar="DIR", help="a directory for the documents")
    audited = _add(commands, "audit", audit.check, "whether anything breaks a promise; exit status 1 if so")
    audited.add_argument("--live", action="store_true", help="look at the running account too; needs credentials")
    audited.add_argument("--report", metavar="FILE", help="a report for the officer, ending in .md, .html or .json")
    kinds = commands.add_parser("retention", help="how long data is kept").add_subparsers(
        required=True, metavar="command"
    )
    shown = _add(kinds, "show", retention.show, "how long each kind of data is kept, as a sum")
    for each in (noticed, recorded, audited, shown):
        each.add_argument("--templates", metavar="DIR", help="what cdk synth wrote; default: templates made now")


def _add(commands: Any, name: str, command: Command, text: str) -> ArgumentParser:
    parser: ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    parser.add_argument("--json", action="store_true", help="print JSON for machines")
    parser.add_argument("--settings", help="another settings file than tresen.toml (or TRESEN_SETTINGS)")
    parser.add_argument("--endpoint-url", help="where AWS's APIs are, if not at AWS (or AWS_ENDPOINT_URL)")
    return parser
