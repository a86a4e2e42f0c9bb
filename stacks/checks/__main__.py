"""``python -m stacks.checks``: the three checkers over the templates of all settings files of the tests."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from stacks.checks.acknowledgements import Verdict, judge, read_acknowledgements
from stacks.checks.findings import Assembly, Finding
from stacks.checks.linters import cfn_lint, checkov
from stacks.checks.nag import ROOT, synthesize_with_nag
from stacks.checks.page import as_text
from stacks.errors import NotReady
from stacks.settings_file import read_settings


def main() -> int:
    """The exit status: 1 for a finding without a reason or a reason without a finding, 2 for no templates."""
    try:
        findings = _findings([_emptied(path) for path in settings_files(ROOT)])
    except NotReady as error:
        print(error, file=sys.stderr)
        return 2
    acknowledgements = read_acknowledgements()
    print(as_text(acknowledgements, findings))
    print(f"{len(findings)} findings in all, for {len(acknowledgements)} reasons")
    return _report(judge(findings, acknowledgements))


def settings_files(root: Path) -> Iterator[Path]:
    """The example, and those of the tests."""
    yield root / "tresen.toml"
    yield from sorted(root.glob("tests/stacks/settings/*.toml"))


def _emptied(settings_file: Path) -> Assembly:
    settings = "example" if settings_file.name == "tresen.toml" else settings_file.stem
    directory = ROOT / "build" / "checks" / settings
    shutil.rmtree(directory, ignore_errors=True)
    deployment = read_settings(settings_file).deployment.name
    return Assembly(settings=settings, settings_file=settings_file, deployment=deployment, directory=directory)


def _findings(assemblies: Sequence[Assembly]) -> list[Finding]:
    constructs = chain.from_iterable(synthesize_with_nag(assembly) for assembly in assemblies)
    return [*constructs, *cfn_lint(assemblies), *checkov(assemblies)]


def _report(verdict: Verdict) -> int:
    for finding in verdict.unexplained:
        print(f"{finding.rule} on {finding.resource} ({finding.settings}): {finding.text}", file=sys.stderr)
    for part in verdict.idle:
        print(f"acknowledgements.toml: nothing needs this any more: {part}", file=sys.stderr)
    return 1 if verdict.unexplained or verdict.idle else 0


if __name__ == "__main__":
    sys.exit(main())
