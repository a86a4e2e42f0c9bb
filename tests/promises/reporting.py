"""The widget's reporter in a page, as proofs look at it: what it sends and keeps when something is thrown."""

import json
from typing import Any, Final

from tests.promises.browser import CHAT, SRC, run

REPORTS: Final = "https://chat.example.com/api/errors"
KEPT: Final = "tresen.reports"
BOUND: Final = "    at showEntry (https://chat.example.com/assets/core-0123456789ab.js:1:2345)"
"""A call of ours, as Chromium writes it."""
THROWS: Final = json.dumps(
    {
        "timestamp": 1_764_129_584,
        "platform": "javascript",
        "release": "widget@0123456789ab",
        "exception": {"values": [{"type": "TypeError", "value": "x is not a function"}]},
    }
)
MODULES: Final = (
    CHAT / "reports.ts",
    CHAT / "objections.ts",
    CHAT / "forgetting.ts",
    CHAT / "trail.ts",
    SRC / "reporting/sendReport.ts",
)
NAMES: Final = "report, setObjection, objected, step, sendReport, tellForgetting"

# The panel's way to a report. How many errors a browser says that it does not look at is not counted.
_BEGINS: Final = """
    let loaded = 0;
    const parts = () => async () => { loaded += 1; return { sendReport }; };
    const { signal } = new AbortController();
    const place = { origin: "https://chat.example.com", parts, signal };
    const thrown = (message, stack = `%s`) =>
      Object.assign(new TypeError(message), { stack: `TypeError: ${message}\\n${stack}` });
    const answered = (status, headers = {}) => { answers = async () => ({ status, headers: new Headers(headers) }); };
    const reports = async (error) => {
      await report(place, "https://chat.example.com/assets/panel-0123456789ab.js", error);
      await passes(0);
    };
"""


def visit(*script: str, **browser: Any) -> Any:
    """A page with the open panel, and what follows; ``said`` is how often the part was loaded."""
    text = "\n".join((_BEGINS % BOUND, *script, "return { loaded };"))
    return run(MODULES, NAMES, text, **browser)


def reported(page: Any) -> list[Any]:
    """The events that left the browser."""
    assert set(page["sent"]) <= {REPORTS}
    return [json.loads(body.split("\n")[2]) for body in page["bodies"]]
