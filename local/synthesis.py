"""Runs ``app.py`` when what it reads has changed since the last time. It also builds the browser bundle."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from local.ministack import StartFailed

ROOT = Path(__file__).parents[1]
_STAMP = "made-from"
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
)
_BUILT_BY_APP = "widget_assets/dist"


def settings_file() -> Path:
    """The operator's settings, or those that ``TRESEN_SETTINGS`` names."""
    return ROOT / os.environ.get("TRESEN_SETTINGS", "tresen.toml")


def is_fresh(assembly: Path) -> bool:
    """Whether nothing that ``app.py`` reads has changed since it wrote the assembly."""
    stamp = assembly / _STAMP
    return stamp.exists() and stamp.read_text() == _fingerprint(*_READ_BY_APP, _BUILT_BY_APP)


def synthesized(assembly: Path, report: Callable[[str], None] = lambda _: None) -> None:
    """Brings the assembly up to date. Raises ``StartFailed``; ``app.py`` has then said why."""
    if is_fresh(assembly):
        return
    report("making templates and browser bundle (the first time, about a minute)")
    assembly.mkdir(parents=True, exist_ok=True)
    (assembly / _STAMP).unlink(missing_ok=True)
    read = _fingerprint(*_READ_BY_APP)
    environment = os.environ | {"CDK_OUTDIR": str(assembly), "TRESEN_LAYER_PLATFORM": "host"}
    done = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, check=False)
    if done.returncode != 0:
        raise StartFailed("app.py could not synthesize the templates, see above")
    # What was edited meanwhile may be in it or not.
    if _fingerprint(*_READ_BY_APP) == read:
        (assembly / _STAMP).write_text(_fingerprint(*_READ_BY_APP, _BUILT_BY_APP))


@contextmanager
def alone_with(assembly: Path) -> Iterator[None]:
    """Two runs of one checkout take turns, so that neither reads what the other is writing."""
    assembly.parent.mkdir(parents=True, exist_ok=True)
    with assembly.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fingerprint(*names: str) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in _files(names):
        digest.update(f"{path} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(names: Iterable[str]) -> Iterator[Path]:
    yield from filter(Path.exists, (settings_file(),))
    for name in names:
        path = ROOT / name
        found = path.rglob("*") if path.is_dir() else (path,)
        yield from sorted(file for file in found if file.is_file() and "__pycache__" not in file.parts)
