"""Whatever accent a site chooses can be read in both themes: what browsers make of the style sheet."""

import colorsys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page

_SRC = Path(__file__).parents[2] / "widget_assets/src"
# The first comes with the availability file, and is the launcher's as well.
SHEETS = ("loader/look.css", "widget/panel.css")
LEAST_OF_TEXT, LEAST_OF_BORDERS = 4.5, 3.0
"""WCAG 2.2, 1.4.3 and 1.4.11."""
PAIRS = {
    ("--on-accent", "--accent"): LEAST_OF_TEXT,
    ("--ink", "--surface"): LEAST_OF_TEXT,
    ("--muted", "--surface"): LEAST_OF_TEXT,
    ("--muted", "--other"): LEAST_OF_TEXT,
    ("--text", "--other"): LEAST_OF_TEXT,
    ("--danger", "--surface"): LEAST_OF_TEXT,
    ("--field", "--surface"): LEAST_OF_BORDERS,
}
ACCENTS = [
    "#{:02x}{:02x}{:02x}".format(*(round(255 * part) for part in colorsys.hls_to_rgb(hue / 12, light / 10, saturation)))
    for hue in range(12)
    for light in range(11)
    for saturation in (0.4, 1)
]
_MAKE = """sheets => {
  const host = document.body.appendChild(document.createElement("tresen-widget"));
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = sheets.map((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  });
  const panel = root.appendChild(document.createElement("section"));
  panel.className = "panel";
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const luminance = (name) => {
    panel.style.backgroundColor = `var(${name})`;
    canvas.fillStyle = getComputedStyle(panel).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => {
      const part = byte / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  window.isDark = () => luminance("--surface") < luminance("--text");
  window.contrast = (theme, accent, pairs) => {
    host.dataset.theme = theme;
    if (accent) host.style.setProperty("--tresen-accent", accent);
    return pairs.map((pair) => {
      const [darker, lighter] = pair.map(luminance).sort((one, other) => one - other);
      return (lighter + 0.05) / (darker + 0.05);
    });
  };
}"""


def painted(new_context: Callable[..., BrowserContext], scheme: Literal["light", "dark"]) -> Page:
    """A panel without anything in it, where the system's colours are these."""
    page = new_context(color_scheme=scheme).new_page()
    page.evaluate(_MAKE, [(_SRC / name).read_text(encoding="utf-8") for name in SHEETS])
    return page


def contrasts(page: Page, theme: str) -> dict[str, list[float]]:
    """Of each accent the contrast of each pair; of the widget's own under no name."""
    accents = ["", *ACCENTS]
    measure = "([theme, accents, pairs]) => accents.map((accent) => contrast(theme, accent, pairs))"
    return dict(zip(accents, page.evaluate(measure, [theme, accents, list(PAIRS)]), strict=True))


@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_whatever_accent_a_site_chooses_can_be_read(new_context: Callable[..., BrowserContext], theme: str) -> None:
    wrong = [
        (accent, pair, ratio)
        for accent, ratios in contrasts(painted(new_context, "light"), theme).items()
        for (pair, least), ratio in zip(PAIRS.items(), ratios, strict=True)
        # A colour is painted in whole bytes.
        if ratio < least - 0.05
    ]
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_s_theme_goes_before_the_system_s(
    new_context: Callable[..., BrowserContext], scheme: Literal["light", "dark"]
) -> None:
    page = painted(new_context, scheme)
    shown = [
        page.evaluate("theme => (document.querySelector('tresen-widget').dataset.theme = theme, isDark())", theme)
        for theme in ("light", "dark", "auto")
    ]
    assert shown == [False, True, scheme == "dark"]
