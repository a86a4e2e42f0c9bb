"""What is uploaded for the functions, as large as Lambda counts it."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from stacks.bundle import BUNDLES, LayerPlatform, bundle_code, bundle_layer
from tests.bench.table import Table

_ROOT: Final = Path(__file__).parents[2]


def size() -> Iterator[str]:
    into = _ROOT / BUNDLES
    table = Table("what is uploaded", "KB zipped", "KB", "files")
    for name, bundle in (
        ("code of all functions", bundle_code(_ROOT, into)),
        ("layer of their packages", bundle_layer(LayerPlatform.AWS, _ROOT, into)),
    ):
        files = [path for path in bundle.path.rglob("*") if path.is_file()]
        plain = sum(path.stat().st_size for path in files)
        table.row(name, f"{zipped(bundle.path, files) / 1000:,.0f}", f"{plain / 1000:,.0f}", f"{len(files):,}")
    yield from table.lines()


def zipped(root: Path, files: list[Path]) -> int:
    """Bytes of the archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for path in files:
            made.write(path, path.relative_to(root))
    return archive.tell()
