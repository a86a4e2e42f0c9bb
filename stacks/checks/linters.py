"""cfn-lint and checkov, which look at templates.

They live in a venv of their own (``make checks`` installs it), as checkov pins much of what it needs.
"""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stacks.checks.findings import Assembly, Finding, of_logical_id
from stacks.errors import NotReady

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".venv-checks" / "bin"

# Neither has any business on the network, whatever it would like to look up or report.
NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
ENVIRONMENT = NOWHERE | {"CKV_SKIP_PACKAGE_UPDATE_CHECK": "true", "AWS_EC2_METADATA_DISABLED": "true"}


def cfn_lint(assemblies: Sequence[Assembly]) -> list[Finding]:
    """Errors and warnings; what is informational is a matter of taste."""
    found = _run("cfn-lint", "--format", "json", "--template", *_templates(assemblies))
    return [_of_cfn_lint(it, assemblies) for it in found]


def _of_cfn_lint(found: Mapping[str, Any], assemblies: Sequence[Assembly]) -> Finding:
    return _finding(
        found["Rule"]["Id"], found["Message"], Path(found["Filename"]), _named(found["Location"]["Path"]), assemblies
    )


def checkov(assemblies: Sequence[Assembly]) -> list[Finding]:
    """Its rules for CloudFormation, as they come with the package.

    It searches a template's path, as it is named here, for secrets too, and takes 40 letters for a key: a path from
    the checkout on is the same on every machine.
    """
    report = _run(
        *("checkov", "--skip-download", "--framework", "cloudformation", "--output", "json", "--compact", "--quiet"),
        *("--file", *(os.path.relpath(path, ROOT) for path in _templates(assemblies))),
    )
    results = report["results"]
    if results.get("parsing_errors"):
        raise NotReady(f"checkov: expected templates that it can read, got: {results['parsing_errors']}")
    return [_of_checkov(it, assemblies) for it in results["failed_checks"]]


def _of_checkov(found: Mapping[str, Any], assemblies: Sequence[Assembly]) -> Finding:
    name = of_logical_id(found["resource"].rpartition(".")[2])
    return _finding(found["check_id"], found["check_name"], ROOT / found["file_abs_path"], name, assemblies)


def _finding(rule: str, text: str, template: Path, name: str, assemblies: Sequence[Assembly]) -> Finding:
    (assembly,) = (it for it in assemblies if it.directory == template.parent)
    return Finding(rule=rule, resource=f"{assembly.stack(template.name)}/{name}", settings=assembly.settings, text=text)


def _run(tool: str, *arguments: str) -> Any:
    """What the tool prints. It ends with another status than 0 when it finds something, so that tells nothing."""
    command = [str(TOOLS / tool), *arguments]
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=os.environ | ENVIRONMENT, capture_output=True, text=True, check=False
    )
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise NotReady(
            f"{tool}: expected findings as JSON, got: {done.stderr.strip() or done.stdout.strip()}"
        ) from error


def _templates(assemblies: Sequence[Assembly]) -> list[str]:
    return [str(path) for assembly in assemblies for path in assembly.templates()]


def _named(path: Sequence[Any]) -> str:
    """The part of a template that a path within it leads to."""
    match path:
        case ["Resources", str(logical_id), *_]:
            return of_logical_id(logical_id)
        case [section, name, *_]:
            return f"{section}.{name}"
    return "template"
