"""Where in the sources a frame of a built script is: by the maps that lie beside the scripts of the deployment.

https://tc39.es/ecma426/
"""

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from ecma426.codec import decode  # type: ignore[import-untyped]
from ecma426.model import MappingIndex  # type: ignore[import-untyped]
from msgspec import Struct
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

from cli.printable import line
from lambdas.protocol.errors import StackFrame

MAP_BYTES: Final = 8_000_000
MAPS: Final = 30
"""That one command asks for, as frames say whatever somebody sent."""

TEXT: Final = 160
"""Characters of a line of source. A style sheet is one."""

_PART: Final = re.compile(r"/?(assets/[A-Za-z0-9-]{1,60}-[0-9A-Za-z]{8,12}\.js)")
_BROKEN: Final = (msgspec.MsgspecError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What a map that is none leads to."""

Fetch = Callable[[str], bytes | None]
"""What lies at an address, if there is something."""


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A position in a source file, counted from 1, and what stands in that line."""

    file: str
    line: int
    column: int
    text: str | None = None


class SourceMaps:
    """Those of the deployment at ``public_url``; each is asked for once."""

    def __init__(self, public_url: str, fetch: Fetch) -> None:
        self._public_url = public_url
        self._fetch = fetch
        self._maps: dict[str, MappingIndex | None] = {}

    def place(self, frame: StackFrame) -> Place | None:
        """``None`` for what is no script of ours, or has no map any more, or not there."""
        part = _PART.fullmatch(frame.file)
        if part is None or frame.line is None or frame.column is None:
            return None
        found = self._map(part[1])
        try:
            return None if found is None else _place(found, frame.line - 1, frame.column - 1)
        except _BROKEN:
            return None

    def _map(self, part: str) -> MappingIndex | None:
        if part not in self._maps and len(self._maps) < MAPS:
            self._maps[part] = _read(self._fetch(f"{self._public_url}/{part}.map"))
        return self._maps.get(part)


def _read(octets: bytes | None) -> MappingIndex | None:
    if octets is None:
        return None
    try:
        return decode(msgspec.json.decode(octets, type=dict[str, Any]))
    except _BROKEN:
        return None


def _place(index: MappingIndex, generated_line: int, generated_column: int) -> Place | None:
    """Lines and columns count from 0 here. What the map leaves out, such as esbuild's own helpers, is nowhere."""
    mapping = index.lookup_left(generated_line, generated_column)
    if not mapping.source:
        return None
    return Place(
        file=line(re.sub(r"^(?:\.\.?/)+", "", mapping.source)),
        line=mapping.original_line + 1,
        column=mapping.original_column + 1,
        text=_text(index, mapping),
    )


def _text(index: MappingIndex, mapping: Any) -> str | None:
    contents = index.raw.get("sourcesContent") or []
    source = index.sources.index(mapping.source)
    text = contents[source] if source < len(contents) else None
    lines = text.split("\n") if isinstance(text, str) else []
    return line(lines[mapping.original_line].strip())[:TEXT] if mapping.original_line < len(lines) else None


def fetch(url: str) -> bytes | None:
    """Follows no redirect, takes no more than ``MAP_BYTES``, and sends nothing that says who asks."""
    parts = urlsplit(url)
    # Names under ``localhost`` are this machine (RFC 6761, section 6.3); not every system's resolver knows.
    if (parts.hostname or "").endswith(".localhost"):
        url = parts._replace(netloc=f"127.0.0.1:{parts.port}").geturl()
    try:
        with PoolManager(retries=False, timeout=Timeout(connect=3, read=5)) as pool:
            answer = pool.request("GET", url, headers={"Host": parts.netloc}, preload_content=False)
            octets = answer.read(MAP_BYTES + 1, decode_content=False)
    except HTTPError:
        return None
    return octets if answer.status == 200 and len(octets) <= MAP_BYTES else None
