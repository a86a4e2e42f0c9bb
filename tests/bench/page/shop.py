"""A plain shop page for each chat, and behind each chat a server that knows its files and hardly anything else."""

import json
import mimetypes
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Final

import brotli  # type: ignore[import-untyped]

from tests.bench.page.widgets import TRESEN, WIDGETS
from tests.bench.serving import Handler, serving

_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="Tea from small gardens, sent the same day.">
<title>Tea from small gardens</title>
<link rel="icon" href="data:,">
<style>
body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif; color: #222; background: #fff }
a { color: #0b57a4 }
</style>
</head>
<body>
<main>
<h1>Tea from small gardens</h1>
<p>Black, green and white teas, sent the same day. <a href="#teas">See all teas</a></p>
<h2 id="teas">Teas</h2>
<ul><li>Assam, 100 g</li><li>Darjeeling, 100 g</li><li>Sencha, 100 g</li></ul>
</main>
$snippet
</body>
</html>
""")

_ROCKET: Final[Mapping[str, object]] = {
    "success": True,
    "config": {
        "enabled": True,
        "online": True,
        "departments": [],
        "triggers": [],
        "messages": {},
        "settings": {"language": "en", "registrationForm": False, "displayOfflineForm": True},
        "theme": {"title": "Chat", "color": "#175CC4", "actionLinks": {}},
        "resources": {},
    },
}
_ANSWERS: Final[Mapping[str, object]] = {
    "/livechat/api/v1/livechat/config": _ROCKET,
    "/api/v1/livechat/config": _ROCKET,
}

_WINDOW: Final = b"""<!doctype html><html lang="en"><title>Chat</title><p>Chat</p>
<script>parent.postMessage({ event: "chat:loaded" }, "*")</script></html>"""
"""Papercups has its window on another host, and in no package of npm: of it there is as much as shows the launcher."""


@contextmanager
def shops(folders: Mapping[str, Path]) -> Iterator[Mapping[str, str]]:
    """The address of the page of each chat. ``folders`` are those with its files, by its name."""
    addresses: dict[str, str] = {}
    hosts = {_host(name): folder for name, folder in folders.items()}

    @cache
    def compressed(path: Path) -> bytes:
        packed: bytes = brotli.compress(path.read_bytes())
        return packed

    class Shop(Handler):
        def do_GET(self) -> None:  # noqa: N802
            host = self.headers["Host"].partition(":")[0]
            path = self.path.partition("?")[0]
            if host == "shop.localhost":
                shown = _page(path.removeprefix("/"), self.headers["Host"].rpartition(":")[2])
                self._send(brotli.compress(shown.encode()), "text/html")
            elif path == "/window":
                self._send(brotli.compress(_WINDOW), "text/html")
            elif (file := _file(hosts.get(host), path)) is not None:
                self._send(compressed(file), mimetypes.guess_type(file.name)[0] or "application/octet-stream")
            else:
                answer = _availability() if path.startswith("/availability/") else _ANSWERS.get(path, {})
                self._send(brotli.compress(json.dumps(answer).encode()), "application/json")

        def do_POST(self) -> None:  # noqa: N802
            self.body()
            self._send(brotli.compress(b"{}"), "application/json")

        do_PUT = do_POST  # noqa: N815 - what the base class asks for

        def do_OPTIONS(self) -> None:  # noqa: N802
            self.answer(204, b"", **_CORS)

        def _send(self, body: bytes, content_type: str) -> None:
            self.answer(200, body, content_type=f"{content_type}; charset=utf-8", content_encoding="br", **_CORS)

    def _availability() -> object:
        texts = json.loads((folders[TRESEN] / "launcher.json").read_text(encoding="utf-8"))
        look = (folders[TRESEN] / "look.css").read_text(encoding="utf-8")
        group = {"state": "available", "valid_until": int(time.time()) + 120}
        settings = {"unanswered_seconds": 60, "conversation_days": 30, "contact": True, "analysis": None}
        return {**settings, "look": {"texts": texts, "style": look}, "groups": {"service": group}}

    with serving(Shop) as address:
        port = address.rpartition(":")[2]
        for widget in WIDGETS:
            addresses[widget.name] = f"http://shop.localhost:{port}/{_host(widget.name).partition('.')[0]}"
        yield addresses


_CORS: Final[Mapping[str, Any]] = {
    "access_control_allow_origin": "*",
    "access_control_allow_headers": "*",
    "access_control_allow_methods": "*",
}


def _host(name: str) -> str:
    return f"{''.join(filter(str.isalnum, name.lower()))}.localhost"


def _page(slug: str, port: str) -> str:
    widget = next((it for it in WIDGETS if _host(it.name) == f"{slug}.localhost"), WIDGETS[0])
    origin = f"http://{_host(widget.name)}:{port}"
    return _PAGE.substitute(snippet=widget.snippet.replace("$origin", origin))


def _file(folder: Path | None, path: str) -> Path | None:
    if folder is None or ".." in path:
        return None
    # Rocket.Chat's server serves what its package has in `build` below this path.
    inside = path.replace("/livechat/", "/build/") if path.startswith("/livechat") else path
    found = folder / (inside.lstrip("/") or "index.html")
    if path.rstrip("/") == "/livechat":
        found = folder / "build" / "index.html"
    return found if found.is_file() else None
