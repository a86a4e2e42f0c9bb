"""Packages of npm, taken when they are measured: none of them is a part of this repository."""

import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Final

from stacks.errors import NotReady
from tests.bench.page.widgets import Widget

ROOT: Final = Path(__file__).parents[3]

_QUIET: Final = ("--silent", "--no-audit", "--no-fund", "--ignore-scripts")


def fetched(widget: Widget, into: Path) -> Path:
    """The folder with the files of a competitor, as its server has them. Raises ``NotReady``."""
    folder = into / widget.name
    folder.mkdir()
    return _built(widget, folder) if widget.source else _unpacked(widget.package, folder)


def install(folder: Path, *packages: str) -> None:
    """With what they need, but without running anything of theirs. Raises ``NotReady``."""
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    run(folder, npm(), "install", *_QUIET, "--legacy-peer-deps", *packages)


def npm() -> str:
    found = shutil.which("npm")
    if found is None:
        raise NotReady("npm: expected it on PATH, got none")
    return found


def run(folder: Path, *command: str) -> str:
    """What it printed. Raises ``NotReady`` if it failed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise NotReady(f"{' '.join(command[:3])}: expected it to succeed, got: {(done.stderr or done.stdout)[-500:]}")
    return done.stdout


def _unpacked(package: str, folder: Path) -> Path:
    archive = folder / run(folder, npm(), "pack", *_QUIET, package).split()[-1]
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def _built(widget: Widget, folder: Path) -> Path:
    """As a shop's own build would: the library, and all that it brings, in one script."""
    install(folder, widget.package, *widget.needs)
    (folder / "app.js").write_text(widget.source, encoding="utf-8")
    made = folder / "made"
    esbuild = str(ROOT / "node_modules" / ".bin" / "esbuild")
    options = ("--bundle", "--minify", "--format=esm", '--define:process.env.NODE_ENV="production"')
    run(folder, esbuild, "app.js", *options, "--loader:.svg=dataurl", "--log-level=error", f"--outdir={made}")
    return made
