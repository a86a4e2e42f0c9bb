"""Runs ``app.py`` when what it reads has changed since the last time. It also builds the browser bundle."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from local.ministack import StartFailed

ROOT = Path(__file__).parents[1]
_READ_BY_APP = (
    "app.py",
    "cdk.json",
    "pyproject.toml",
    "requirements.txt",
    "package-lock.json",
    "stacks",
    "lambdas",
    "widget_assets/build.mjs",
    "widget_assets/src",
    "widget_assets/dist",
)


def settings_file() -> Path:
    """The operator's settings, or those that ``TRESEN_SETTINGS`` names."""
    return ROOT / os.environ.get("TRESEN_SETTINGS", "tresen.toml")


def synthesized(into: Path) -> bool:
    """Brings the assembly in ``into`` up to date; false when it was. Raises ``StartFailed``."""
    stamp = into / "made-from"
    if stamp.exists() and stamp.read_text() == _fingerprint():
        return False
    into.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    environment = os.environ | {"CDK_OUTDIR": str(into), "TRESEN_LAYER_PLATFORM": "host"}
    done = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, check=False)
    if done.returncode != 0:
        raise StartFailed("app.py could not synthesize the templates, see above")
    # Afterwards, as app.py may have built the browser bundle.
    stamp.write_text(_fingerprint())
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in _files():
        digest.update(f"{path} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    yield settings_file()
    for name in _READ_BY_APP:
        path = ROOT / name
        found = path.rglob("*") if path.is_dir() else (path,)
        yield from sorted(file for file in found if file.is_file() and "__pycache__" not in file.parts)
