"""``audit``: exit status 0 when no promise is broken, 1 for findings, 2 for wrong use."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.answer import Answer, Say, rich_table
from cli.audit.findings import Finding
from cli.audit.judge import judge
from cli.audit.live import audit_account
from cli.audit.report import Audit, as_data, check_path, summary, write_report
from cli.audit.rules import RULES
from cli.deployment import Deployment
from cli.inventory.taken import inventory_of

if TYPE_CHECKING:
    from rich.console import RenderableType


def check(deployment: Deployment, arguments: Namespace, say: Say) -> Answer:
    """The templates, and with ``--live`` the account in their place."""
    report = Path(arguments.report) if arguments.report is not None else None
    if report:
        check_path(report)
    inventory = inventory_of(deployment, arguments, say)
    findings = audit_account(deployment, inventory, say) if arguments.live else judge(inventory)
    audit = Audit(
        deployment=deployment.settings.deployment.name,
        looked_at="the running account" if arguments.live else "the templates",
        resources=len(inventory.templates.resources),
        rules=len(RULES),
        findings=findings,
    )
    if report:
        write_report(audit, report)
    return Answer(data=as_data(audit), text=_text(audit), rich=_rich(audit), status=1 if findings else 0)


def _text(audit: Audit) -> str:
    return "\n".join([*(_lines(finding) for finding in audit.findings), summary(audit)])


def _lines(finding: Finding) -> str:
    return (
        f"{finding.promise} {finding.rule}  {finding.where}\n"
        f"  expected {finding.expected}, got {finding.got}\n"
        f"  {finding.remedy}"
    )


def _rich(audit: Audit) -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    style = "bold red" if audit.findings else "bold green"
    result = Text(summary(audit), style=style)
    return Group(rich_table(_rows(audit.findings)), result) if audit.findings else result


def _rows(findings: Sequence[Finding]) -> list[tuple[str, ...]]:
    head = ("PROMISE", "WHAT", "WHERE", "EXPECTED", "GOT", "WHAT TO DO")
    return [head, *((it.promise, it.rule, it.where, it.expected, it.got, it.remedy) for it in findings)]
