"""Runs files of the widget's as a browser does, outside of one."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from app import own_node

ROOT: Final = Path(__file__).parents[2]
SRC: Final = ROOT / "widget_assets" / "src"
CHAT: Final = SRC / "chat"

# What a page has that node has not, or has otherwise. `passes` lets time go by, `happens` makes an event of the page's.
_PAGE: Final = """
import { build } from "esbuild";
import { inlineCss } from "./widget_assets/plugins.mjs";

const { outputFiles } = await build({
  stdin: { contents: %(contents)s, resolveDir: %(folder)s },
  bundle: true,
  write: false,
  format: "esm",
  plugins: [inlineCss],
  define: { ANALYSIS: '"analysis"', REPORTING: '"reporting"', ASKING: '{"de":"asking","en":"asking"}' },
});

const sent = [];
const bodies = [];
const kept = new Map(Object.entries(%(stored)s));
const heard = [];
const timers = new Map();
let now = 0;
let timersMade = 0;
let answers = () => new Promise(() => {});
const listen = (type, take) => void heard.push([type, take]);
const happens = (type, event = {}) => heard.filter(([each]) => each === type).forEach(([, take]) => take(event));
const passes = async (milliseconds) => {
  now += milliseconds;
  for (const [id, { take, at, given }] of timers) {
    if (at <= now && timers.delete(id)) take(...given);
  }
  for (let turn = 0; turn < 20; turn += 1) await null;
};
const send = (address, body) => {
  sent.push(String(address));
  bodies.push(body === undefined ? null : String(body));
};
const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true });
define("fetch", (address, init) => { send(address, init?.body); return answers(); });
define("WebSocket", class { constructor(address) { send(address); } });
define("BroadcastChannel", undefined);
define("addEventListener", listen);
define("document", { addEventListener: listen, visibilityState: "visible" });
define("location", { origin: "https://www.example.com", pathname: "/tea", search: "?q=1", hash: "#a" });
define("screen", { width: 1512, height: 982 });
define("performance", { now: () => now, timeOrigin: Date.now() });
define("navigator", {
  language: "de-AT",
  sendBeacon: (address, body) => { send(address, body); return true; },
  ...%(navigator)s,
});
define("setTimeout", (take, after, ...given) => {
  timers.set(++timersMade, { take, at: now + after, given });
  return timersMade;
});
define("clearTimeout", (id) => void timers.delete(id));
define("localStorage", {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => { if (%(refuses)s) throw new Error("refused"); kept.set(name, value); },
  removeItem: (name) => { if (%(refuses)s) throw new Error("refused"); kept.delete(name); },
});
const page = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
const said = await (async ({ %(names)s }) => { %(script)s })(page);
process.stdout.write(JSON.stringify({ said: said ?? null, sent, bodies, kept: Object.fromEntries(kept) }));
process.exit();
"""


def run(
    module: Path | Sequence[Path],
    names: str,
    script: str,
    *,
    stored: dict[str, str] | None = None,
    refuses: bool = False,
    navigator: dict[str, object] | None = None,
) -> Any:
    """What ``script`` returns with ``names`` of the modules, what it sent, and what is in the store then.

    ``refuses`` is a browser that keeps nothing. ``navigator`` is what a browser says of itself besides.
    """
    modules = [module] if isinstance(module, Path) else module
    text = _PAGE % {
        "contents": json.dumps("".join(f"export * from {json.dumps(str(each))};" for each in modules)),
        "folder": json.dumps(str(SRC)),
        "stored": json.dumps(stored or {}),
        "refuses": json.dumps(refuses),
        "navigator": json.dumps(navigator or {}),
        "names": names,
        "script": script,
    }
    arguments = [own_node(), "--input-type=module", "--no-warnings", "--eval", text]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
