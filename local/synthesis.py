"""Runs ``app.py`` when what it reads has changed since the last time. It also builds the browser bundle."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from local.ministack import StartFailed
from local.settings import local_settings, named_fonts

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
    "widget_assets/*.mjs",
    "widget_assets/src",
)
_BUILT_BY_APP = "widget_assets/dist"


def settings_file() -> Path:
    """The operator's settings, or those that ``TRESEN_SETTINGS`` names."""
    return ROOT / (_named_settings() or "tresen.toml")


def settings_of(assembly: Path) -> Path:
    """Those that the assembly was synthesized from."""
    return settings_file() if _named_settings() else assembly / "tresen.toml"


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
    environment |= {"TRESEN_SETTINGS": str(_written_settings(settings_of(assembly)))}
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


def _named_settings() -> str | None:
    return os.environ.get("TRESEN_SETTINGS")


def _settings() -> bytes | None:
    """What the app reads: settings that ``TRESEN_SETTINGS`` names as they are, the operator's own for the local run."""
    file = settings_file()
    if not file.exists():
        return None
    return file.read_bytes() if _named_settings() else local_settings(file.read_bytes())


def _written_settings(to: Path) -> Path:
    """What nobody has named is written ``to`` there, unless it is missing, which is for the app to say."""
    settings = _settings()
    if settings is not None and not _named_settings():
        to.write_bytes(settings)
        for font in _fonts():
            # The app looks for them beside the settings.
            copy = to.parent / font.relative_to(settings_file().parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(font, copy)
        return to
    return settings_file()


def _fonts() -> list[Path]:
    """Those that the settings name, without any that is missing or lies elsewhere, which is for the app to say."""
    folder = settings_file().parent
    found = [folder / name for name in named_fonts(_settings() or b"")]
    return [path for path in found if path.is_file() and ".." not in path.parts and path.is_relative_to(folder)]


def _fingerprint(*names: str) -> str:
    digest = hashlib.sha256(sys.version.encode())
    digest.update(_settings() or b"")
    for path in (*_files(names), *_fonts()):
        digest.update(f"{path} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(names: Iterable[str]) -> Iterator[Path]:
    for path in (path for name in names for path in sorted(ROOT.glob(name))):
        found = path.rglob("*") if path.is_dir() else (path,)
        yield from sorted(file for file in found if file.is_file() and "__pycache__" not in file.parts)
