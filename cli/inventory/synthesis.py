"""Templates as this checkout and the settings make them: ``app.py``, into a directory that goes again."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from cli.errors import Failed
from cli.inventory.templates import Templates, read_templates

ROOT: Final = Path(__file__).parents[2]


def synthesized(settings_file: Path, deployment: str) -> Templates:
    """No network, credentials or Docker once dependencies are installed. Raises ``Failed`` with app.py's last line."""
    with tempfile.TemporaryDirectory(prefix="tresen-") as directory:
        done = subprocess.run(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env=os.environ | {"TRESEN_SETTINGS": str(settings_file.resolve()), "CDK_OUTDIR": directory},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["nothing"]
            raise Failed(f"app.py could not make the templates: {said[-1]}")
        return read_templates(Path(directory), deployment)
