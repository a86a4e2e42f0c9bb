"""The part ``lighthouse``: the scores of a shop page with the widget beside those without it."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Final

from app import own_node
from stacks.browser_bundle import browser_bundle
from tests.bench.page.markdown import markdown
from tests.bench.page.npm import ROOT, install, run
from tests.bench.page.shop import shops
from tests.bench.page.widgets import TRESEN

_PACKAGE: Final = "lighthouse@13.5.0"
"""Taken when it is run, as what it is compared with: 170 MB that nothing else here needs."""
_TIMES: Final = 3

Scores = Mapping[str, float]


def lighthouse() -> Iterator[str]:
    chromium = os.environ.get("CHROMIUM")
    if not chromium:
        yield "\nno Chromium in CHROMIUM, so nothing of Lighthouse"
        return
    with tempfile.TemporaryDirectory() as into:
        folder = Path(into)
        install(folder, _PACKAGE)
        with shops({TRESEN: browser_bundle(ROOT, own_node())}) as addresses:
            scores = {name: _scores(folder, addresses[name], chromium) for name in ("nothing", TRESEN)}
    yield f"\n{_PACKAGE} of a shop page, as a phone, medians of {_TIMES} runs\n"
    without, with_it = scores["nothing"], scores[TRESEN]
    rows = [[name, f"{without[name]:.0f}", f"{with_it[name]:.0f}"] for name in without]
    yield from markdown(("category", "without", "with Tresen"), rows)
    worse = [name for name in without if with_it[name] < without[name]]
    yield f"\nlower with it: {', '.join(worse) or 'none'}"


def _scores(folder: Path, address: str, chromium: str) -> Scores:
    """Of 100, by the name of the category."""
    runs = [_run(folder, address, chromium) for _ in range(_TIMES)]
    return {name: median(each[name] for each in runs) for name in runs[0]}


def _run(folder: Path, address: str, chromium: str) -> Scores:
    script = str(folder / "node_modules" / "lighthouse" / "cli" / "index.js")
    options = ("--quiet", "--output=json", "--no-enable-error-reporting")
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-background-networking --disable-component-update"
    printed = run(folder, "env", f"CHROME_PATH={chromium}", own_node(), script, address, *options, flags)
    return {it["title"]: (it["score"] or 0) * 100 for it in json.loads(printed)["categories"].values()}
