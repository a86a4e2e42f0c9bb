"""Makes the gallery of the docs: every state of the widget, as ``python -m tests.end_to_end.take_gallery`` sees it.

In each browser and language the states are gone through once; each is taken in both themes and in the sizes of a
desktop and of a phone. What belongs together becomes one sheet, drawn small by Chromium. ``firefox`` or ``de`` as
arguments take only those, ``page`` writes only the page.
"""

import base64
import itertools
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from local.stack import LocalStack
from local.synthesis import ROOT
from tests.end_to_end.browsers import LAUNCH, serve
from tests.end_to_end.pages import Console
from tests.end_to_end.states import LANGUAGES, Walk
from tests.end_to_end.waiting import watch

FOLDER = ROOT / "docs" / "gallery"
PAGE = ROOT / "docs" / "gallery.md"

THEMES = ("light", "dark")
DEVICES = {"desktop": (1280, 800), "phone": (390, 844)}
_CORNER = (440, 800)
"""What of a desktop's window is shown: where the widget stands."""

NAMES = {"en": "English", "de": "German", "ar-XB": "Right-to-left pseudo-language"}
BROWSERS = {"chromium": "Chromium", "firefox": "Firefox"}

_DRAW = """async (pictures) => {
  const [scale, across, gap, line] = [0.5, 10, 12, 20];
  const images = await Promise.all(pictures.map(async ([, data]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    return image;
  }));
  const [width, height] = [images[0].width * scale, images[0].height * scale];
  const canvas = document.createElement("canvas");
  canvas.width = gap + Math.min(across, images.length) * (width + gap);
  canvas.height = gap + Math.ceil(images.length / across) * (height + line + gap);
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#e4e6e5";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.fillStyle = "#1d2422";
  drawing.font = "12px system-ui, sans-serif";
  drawing.imageSmoothingQuality = "high";
  images.forEach((image, index) => {
    const x = gap + (index % across) * (width + gap);
    const y = gap + Math.floor(index / across) * (height + line + gap);
    drawing.fillText(pictures[index][0], x, y + 13);
    drawing.drawImage(image, x, y + line, width, height);
  });
  return canvas.toDataURL("image/webp", 0.55).split(",")[1];
}"""

Sheet = tuple[str, str]
"""Device and theme."""


def main(wished: list[str]) -> int:
    FOLDER.mkdir(exist_ok=True)
    browsers = [name for name in BROWSERS if name in wished] or list(BROWSERS)
    languages = [code for code in LANGUAGES if code in wished] or list(LANGUAGES)
    if wished != ["page"]:
        with LocalStack() as stack, sync_playwright() as playwright, tempfile.TemporaryDirectory() as pseudo:
            command = ["node", "widget_assets/build.mjs", "--pseudo", "--out", pseudo]
            subprocess.run(command, check=True, cwd=ROOT, capture_output=True)  # noqa: S603 - ours
            chromium = LAUNCH["chromium"](playwright)
            console = Console(chromium.new_context(locale="en-GB").new_page())
            console.sign_in(stack.addresses.console, stack.agents[0])
            for name in browsers:
                browser = chromium if name == "chromium" else LAUNCH[name](playwright)
                for code in languages:
                    take(chromium, name, Walk(*visitor(browser, code, Path(pseudo), stack), console, LANGUAGES[code]))
    PAGE.write_text(page_text(), encoding="utf-8")
    return 0


def visitor(browser: Browser, code: str, pseudo: Path, stack: LocalStack) -> tuple[Page, LocalStack]:
    # What moves is taken when it has come to rest.
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    watch(context)
    if LANGUAGES[code].right_to_left:
        serve(context, pseudo)
    return context.new_page(), stack


def take(chromium: Browser, name: str, walk: Walk) -> None:
    sheets: dict[Sheet, list[tuple[str, str]]] = defaultdict(list)
    for state in walk.states():
        for sheet, picture in pictures(walk.page):
            sheets[sheet].append((state, base64.b64encode(picture).decode()))
    walk.page.context.close()
    drawing = chromium.new_context().new_page()
    for (device, theme), taken in sheets.items():
        # Firefox draws no WebP, so it is Chromium that does.
        drawn: str = drawing.evaluate(_DRAW, taken)
        (FOLDER / f"{name}-{walk.language.code}-{device}-{theme}.webp").write_bytes(base64.b64decode(drawn))
    drawing.context.close()


def pictures(page: Page) -> Iterator[tuple[Sheet, bytes]]:
    for device, theme in itertools.product(DEVICES, THEMES):
        width, height = DEVICES[device]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.wait_for_timeout(100)
        yield (device, theme), page.screenshot(clip=clip(device))


def clip(device: str) -> FloatRect:
    width, height = DEVICES[device]
    if device == "phone":
        return {"x": 0, "y": 0, "width": width, "height": height}
    across, down = _CORNER
    return {"x": width - across, "y": height - down, "width": across, "height": down}


def page_text() -> str:
    lines = [
        "# Gallery",
        "",
        "Every state of the widget, in Chromium and in Firefox, at the size of a desktop and of a phone, in both",
        "themes, in German, English and a pseudo-language that is written from right to left and proves the layout.",
        "The pictures are of a real conversation; `python -m tests.end_to_end.take_gallery` takes them anew.",
        "",
    ]
    for name, title in BROWSERS.items():
        for code, language in NAMES.items():
            lines += [f"## {title}, {language}", ""]
            for device, theme in itertools.product(DEVICES, THEMES):
                path = f"gallery/{name}-{code}-{device}-{theme}.webp"
                lines += [f"![{title}, {language}, {device}, {theme}: each state beside the next]({path})", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
