"""What browsers load: ``widget_assets/dist``, built when it is missing or older than its source."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from stacks.errors import NotReady


def browser_bundle(root: Path, node: str) -> Path:
    """The directory of an up-to-date bundle. Raises ``NotReady`` when it can not be built."""
    dist = root / "widget_assets" / "dist"
    if _is_fresh(dist, root):
        return dist
    if not (root / "node_modules").is_dir():
        raise NotReady("widget_assets/dist: expected an up-to-date browser bundle, got none to use: run npm ci")
    done = subprocess.run(  # noqa: S603
        [node, "widget_assets/build.mjs"], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        # What is over its budget is written all the same, and would count as fresh.
        (dist / "loader.js").unlink(missing_ok=True)
        raise NotReady(f"widget_assets/build.mjs: expected a build, got: {' '.join(done.stderr.split())}")
    return dist


def _is_fresh(dist: Path, root: Path) -> bool:
    """By the two files that name all others."""
    built = (dist / "loader.js", dist / "console" / "index.html")
    if not all(path.is_file() for path in built):
        return False
    built_at = min(path.stat().st_mtime for path in built)
    return all(source.stat().st_mtime <= built_at for source in _sources(root))


def _sources(root: Path) -> Iterator[Path]:
    yield root / "package-lock.json"
    yield from (root / "widget_assets").glob("*.mjs")
    yield from (path for path in (root / "widget_assets" / "src").rglob("*") if path.is_file())
