"""cdk-nag's AwsSolutions, which looks at constructs while they are synthesized.

``python -m stacks.checks.nag`` is ``python app.py`` with the plugin; a process of its own, as a finding ends the
synth with an error.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app import own_node
from stacks.checks.findings import Assembly, Finding, of_construct_path
from stacks.errors import NotReady

ROOT = Path(__file__).parents[2]
REPORT = "validation-report.json"


def synthesize_with_nag(assembly: Assembly) -> list[Finding]:
    """Write the templates and tell what cdk-nag finds. Raises ``NotReady`` when there are none."""
    done = subprocess.run(
        [sys.executable, "-m", "stacks.checks.nag"],
        cwd=ROOT,
        env=os.environ
        | {
            "JSII_NODE": own_node(),
            "TRESEN_SETTINGS": str(assembly.settings_file),
            "CDK_OUTDIR": str(assembly.directory),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    report = assembly.directory / REPORT
    if not report.is_file():
        raise NotReady(f"{assembly.settings_file.name}: expected templates, got: {_last_line(done.stderr)}")
    return list(_findings(json.loads(report.read_text(encoding="utf-8")), assembly))


def _findings(report: Mapping[str, Any], assembly: Assembly) -> Iterator[Finding]:
    for plugin in report["pluginReports"]:
        for violation in plugin["violations"]:
            for construct in violation["violatingConstructs"]:
                stack, *path = construct["constructPath"].split("/")
                yield Finding(
                    rule=violation["ruleName"],
                    resource=f"{assembly.stack(stack)}/{of_construct_path(path)}",
                    settings=assembly.settings,
                    text=violation["description"],
                )


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["nothing"])[-1]


def main() -> None:
    # Importing aws_cdk starts Node.
    from aws_cdk import Validations
    from cdk_nag import AwsSolutionsChecks

    from stacks.synth import build_app

    app = build_app(ROOT, own_node())
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()


if __name__ == "__main__":
    main()
