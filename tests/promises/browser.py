"""Runs a file of the widget's as a browser does, outside of one."""

import json
import subprocess
from pathlib import Path
from typing import Any, Final

from app import own_node

CHAT: Final = Path(__file__).parents[2] / "widget_assets" / "src" / "chat"

_PAGE: Final = """
const sent = [];
const kept = new Map(Object.entries(%(stored)s));
globalThis.fetch = (address) => { sent.push(String(address)); return new Promise(() => {}); };
globalThis.WebSocket = class { constructor(address) { sent.push(String(address)); } };
globalThis.localStorage = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => { if (%(refuses)s) throw new Error("refused"); kept.set(name, value); },
  removeItem: (name) => { if (%(refuses)s) throw new Error("refused"); kept.delete(name); },
};
const page = await import(%(module)s);
const said = await (async ({ %(names)s }) => { %(script)s })(page);
console.log(JSON.stringify({ said: said ?? null, sent, kept: Object.fromEntries(kept) }));
"""


def run(module: Path, names: str, script: str, *, stored: dict[str, str] | None = None, refuses: bool = False) -> Any:
    """What ``script`` returns with ``names`` of the module, what it sent, and what is in the store then.

    ``refuses`` is a browser that keeps nothing.
    """
    text = _PAGE % {
        "stored": json.dumps(stored or {}),
        "refuses": json.dumps(refuses),
        "module": json.dumps(module.as_uri()),
        "names": names,
        "script": script,
    }
    arguments = [own_node(), "--input-type=module", "--no-warnings", "--eval", text]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
