"""How a site's widget looks and what it says in the site's own words: the ``look`` of its availability files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from stacks.contrast import text_on
from stacks.errors import NotReady
from stacks.fonts import Font, font_of, staged
from stacks.settings import Settings
from stacks.widget_settings import Widget
from stacks.words import LAUNCHER, Texts, check_words, read_texts
from stacks.wrong_setting import WrongSetting, join

LOOK_BYTES: Final = 8_000
"""Every page view asks for it, and the presence function rewrites it whenever an agent comes or goes."""

Look = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Looks:
    """``of`` has the look of each site; ``fonts`` is a folder with the fonts that they name, if any does."""

    of: Mapping[str, Look]
    fonts: Path | None = None


def looks_of(settings: Settings, *, file: Path, browser_files: Path, build: Path) -> Looks:
    """``file`` is that of the settings, ``build`` is where fonts are put together. Raises ``NotReady``."""
    launcher, words = read_texts(browser_files)
    style = _style_sheet(browser_files)
    looks: dict[str, Look] = {}
    fonts: list[Font] = []
    try:
        for name, site in settings.sites.items():
            key = f"{join('sites', name)}.widget"
            check_words(site.widget.words, languages=launcher, known=words, key=f"{key}.words")
            font = font_of(site.widget, folder=file.parent, key=key)
            looks[name] = look_of(site.widget, launcher, font, style)
            _check_size(looks[name], key)
            fonts += [font] if font else []
    except WrongSetting as error:
        raise NotReady(f"{file.name}: {error}") from error
    return Looks(of=looks, fonts=staged(fonts, build))


def look_of(widget: Widget, launcher: Mapping[str, Texts], font: Font | None, style: str) -> Look:
    """``launcher`` has what the launcher says in each language, unless the site says it otherwise.

    ``style`` is what every launcher wears.
    """
    texts = {locale: {**said, **widget.words.get(locale, {}).get(LAUNCHER, {})} for locale, said in launcher.items()}
    look: Look = {"texts": texts, "style": style + style_of(widget)}
    if widget.theme != "auto":
        look["theme"] = widget.theme
    if font:
        look["font"] = {"family": _own_name(font.family), "path": f"/assets/{font.name}"}
    words = {locale: _without_launcher(parts) for locale, parts in widget.words.items()}
    if any(words.values()):
        look["words"] = {locale: parts for locale, parts in words.items() if parts}
    return look


def style_of(widget: Widget) -> str:
    """A style sheet of what the widget may be told by custom properties, for its shadow root."""
    declared = ";".join(f"--tresen-{name}:{value}" for name, value in _properties(widget))
    return f":host{{{declared}}}" if declared else ""


def _properties(widget: Widget) -> Iterator[tuple[str, str]]:
    if widget.accent:
        dark = widget.accent_dark or widget.accent
        yield "accent", _in_both(widget.accent, dark)
        yield "on-accent", _in_both(text_on(widget.accent), text_on(dark))
    if widget.radius is not None:
        yield "radius", f"{widget.radius}px"
    if widget.font_family:
        yield "font", f'"{_own_name(widget.font_family)}",system-ui,sans-serif'
    if widget.position == "start":
        yield "inset", "20px auto"


def _own_name(family: str) -> str:
    """Fonts are the whole document's: the page may know another one by the same name."""
    return f"tresen-{family}"


def _in_both(light: str, dark: str) -> str:
    return light if light == dark else f"light-dark({light},{dark})"


def _without_launcher(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: texts for name, texts in parts.items() if name != LAUNCHER and texts}


def _style_sheet(browser_files: Path) -> str:
    path = browser_files / "look.css"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise NotReady(f"{path.name}: expected what the browser build writes, got: {error}: run make build") from error


def _check_size(look: Look, key: str) -> None:
    size = len(msgspec.json.encode(look))
    if size > LOOK_BYTES:
        raise WrongSetting(
            f"{key}.words", expected=f"at most {LOOK_BYTES} bytes of words and style", got=f"{size} bytes"
        )
