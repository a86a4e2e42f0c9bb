"""What a site's settings make of its widget."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from stacks.contrast import READABLE, contrast
from stacks.errors import NotReady
from stacks.fonts import MOST_BYTES
from stacks.look import LOOK_BYTES, Looks, look_of, looks_of, style_of
from stacks.settings_file import parse_settings
from stacks.widget_settings import Widget
from tests.unit.stacks.test_settings_file import RIGHT

LAUNCHER = {"de": {"available": "Wir sind da", "busy": "Besetzt"}, "en": {"available": "We are here", "busy": "Busy"}}
WORDS = {
    "launcher": LAUNCHER["en"],
    "panel": {"title": "Chat", "states": {"taken": "Here", "busy": "Busy"}, "notes": {"taken": {"agent": "Taken"}}},
    "form": {"title": "Contact form"},
    "menu": {"loading": "Loading"},
    "privacy": {"on": "On"},
    "analysis": {"question": "May we?"},
}
BASE = ".launcher{box-shadow:none}"
FONT = 'font = "fonts/own.woff2"\nfont_family = "Own"\n'
KEY = "sites.shop.widget"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a browser bundle, as far as it is read, and a font."""
    (tmp_path / "launcher.json").write_text(json.dumps(LAUNCHER), encoding="utf-8")
    (tmp_path / "words.json").write_text(json.dumps(WORDS), encoding="utf-8")
    (tmp_path / "look.css").write_text(BASE, encoding="utf-8")
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts/own.woff2").write_bytes(b"wOF2 and so on")
    return tmp_path


def looks(folder: Path, widget: str) -> Looks:
    settings = parse_settings(f"{RIGHT}[{KEY}]\n{widget}")
    return looks_of(settings, file=folder / "tresen.toml", browser_files=folder, build=folder / "build")


def look(folder: Path, widget: str = "") -> dict[str, Any]:
    return looks(folder, widget).of["shop"]


def refusal(folder: Path, widget: str) -> str:
    with pytest.raises(NotReady) as caught:
        looks(folder, widget)
    return str(caught.value).removeprefix(f"tresen.toml: {KEY}.")


def test_who_sets_nothing_gets_the_launcher_s_texts_and_no_more(folder: Path) -> None:
    assert look(folder) == {"texts": LAUNCHER, "style": BASE}


def test_what_is_set_becomes_custom_properties(folder: Path) -> None:
    widget = 'position = "start"\naccent = "#17806f"\nradius = 4\n' + FONT
    assert look(folder, widget)["style"] == (
        f"{BASE}:host{{--tresen-accent:#17806f;--tresen-on-accent:#fff;--tresen-radius:4px;"
        '--tresen-font:"tresen-Own",system-ui,sans-serif;--tresen-inset:20px auto}'
    )


def test_a_radius_of_nothing_is_one() -> None:
    assert style_of(Widget(radius=0)) == ":host{--tresen-radius:0px}"


def test_what_is_the_widget_s_own_way_is_not_said() -> None:
    assert style_of(Widget(position="end", theme="auto")) == ""


@pytest.mark.parametrize("accent", ["#17806f", "#ffdd00", "#777777", "#0a0a0a"])
@pytest.mark.parametrize("dark", ["#5fcaa8", "#ff00aa", "#777777"])
def test_text_on_the_accent_can_be_read_in_both_themes(accent: str, dark: str) -> None:
    style = style_of(Widget(accent=accent, accent_dark=dark))
    found = dict(re.findall(r"--tresen-([\w-]+):([^;}]+)", style))
    colours, texts = (re.findall(r"#[0-9a-f]+", found[name]) for name in ("accent", "on-accent"))
    # One text for both themes is said once.
    in_both = zip((accent, dark), texts * (3 - len(texts)), strict=True)
    assert colours == list(dict.fromkeys((accent, dark)))
    assert all(contrast(colour, text) >= READABLE for colour, text in in_both)


def test_the_dark_has_an_accent_of_its_own_where_there_is_one() -> None:
    style = style_of(Widget(accent="#17806f", accent_dark="#ffdd00"))
    assert "--tresen-accent:light-dark(#17806f,#ffdd00);--tresen-on-accent:light-dark(#fff,#000)" in style


@pytest.mark.parametrize(("theme", "said"), [("auto", {}), ("light", {"theme": "light"}), ("dark", {"theme": "dark"})])
def test_a_theme_is_said_unless_it_is_the_browser_s(folder: Path, theme: str, said: dict[str, str]) -> None:
    found = look(folder, f'theme = "{theme}"\n')
    assert {name: it for name, it in found.items() if name == "theme"} == said


def test_a_font_lies_under_a_name_that_changes_with_it(folder: Path) -> None:
    first = looks(folder, FONT)
    (folder / "fonts/own.woff2").write_bytes(b"wOF2 anew")
    second = looks(folder, FONT)
    paths = [it.of["shop"]["font"]["path"] for it in (first, second)]
    assert paths[0] != paths[1]
    for it, path, contents in zip((first, second), paths, (b"wOF2 and so on", b"wOF2 anew"), strict=True):
        assert re.fullmatch(r"/assets/font-[\w-]{8}\.woff2", path)
        assert it.of["shop"]["font"]["family"] == "tresen-Own"
        assert it.fonts is not None
        (staged,) = it.fonts.iterdir()
        assert (staged.name, staged.read_bytes()) == (path.rpartition("/")[2], contents)


def test_without_a_font_nothing_is_put_together(folder: Path) -> None:
    assert looks(folder, "").fonts is None
    assert not (folder / "build").exists()


@pytest.mark.parametrize(
    ("contents", "line"),
    [
        (b"wOFF and so on", "font: expected a font in the format WOFF2, got another format in fonts/own.woff2"),
        (b"", "font: expected a font in the format WOFF2, got another format in fonts/own.woff2"),
        (
            b"wOF2" + bytes(MOST_BYTES - 3),
            f"font: expected a file of at most {MOST_BYTES} bytes, got {MOST_BYTES + 1} bytes in fonts/own.woff2",
        ),
        (
            None,
            (
                "font: expected a file that can be read, beside the settings file, "
                "got fonts/own.woff2: No such file or directory"
            ),
        ),
    ],
)
def test_a_font_that_is_none_is_named(folder: Path, contents: bytes | None, line: str) -> None:
    if contents is None:
        (folder / "fonts/own.woff2").unlink()
    else:
        (folder / "fonts/own.woff2").write_bytes(contents)
    assert refusal(folder, FONT) == line


def test_the_largest_font_is_taken(folder: Path) -> None:
    (folder / "fonts/own.woff2").write_bytes(b"wOF2" + bytes(MOST_BYTES - 4))
    assert "font" in look(folder, FONT)


def test_the_launcher_s_words_come_with_its_texts_and_all_others_beside(folder: Path) -> None:
    widget = 'words.de.launcher.available = "Moin"\nwords.de.panel.states.taken = "Da"\n'
    found = look(folder, widget)
    assert found["texts"]["de"] == LAUNCHER["de"] | {"available": "Moin"}
    assert found["texts"]["en"] == LAUNCHER["en"]
    assert found["words"] == {"de": {"panel": {"states": {"taken": "Da"}}}}


def test_words_of_the_launcher_alone_need_no_other_place(folder: Path) -> None:
    assert "words" not in look(folder, 'words.de.launcher.available = "Moin"\n')


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ('fr.panel.title = "Salut"', 'words.fr: expected one of the widget\'s languages de, en, got "fr"'),
        ('de.panle.title = "x"', 'words.de.panle: expected one of launcher, panel, form, menu, privacy, got "panle"'),
        ('de.panel.titel = "x"', 'words.de.panel.titel: expected one of title, states, notes, got "titel"'),
        ('de.panel.states.there = "x"', 'words.de.panel.states.there: expected one of taken, busy, got "there"'),
        (
            'de.panel.notes.taken.visitor = "x"',
            'words.de.panel.notes.taken.visitor: expected one of agent, got "visitor"',
        ),
        ('de.panel.states = "x"', 'words.de.panel.states: expected a table of texts, got "x"'),
        ('de.panel.title.x = "x"', 'words.de.panel.title: expected a text of up to 1000 characters, got {"x": "x"}'),
        ("de.panel.title = 1", "words.de.panel.title: expected a text of up to 1000 characters, got 1"),
        ('de.panel.title = ""', 'words.de.panel.title: expected a text of up to 1000 characters, got ""'),
        ('de.panel.title = " x"', 'words.de.panel.title: expected a text of up to 1000 characters, got " x"'),
        (
            'de.panel.title = "a\\nb"',
            'words.de.panel.title: expected a text of up to 1000 characters, got "a\\nb"',
        ),
        # What a visitor agrees to is said by who does it.
        (
            'de.analysis.question = "x"',
            'words.de.analysis: expected one of launcher, panel, form, menu, privacy, got "analysis"',
        ),
    ],
)
def test_words_that_the_widget_does_not_have_are_named(folder: Path, words: str, line: str) -> None:
    assert refusal(folder, f"words.{words}\n") == line


def test_a_text_may_have_a_thousand_characters(folder: Path) -> None:
    assert look(folder, f'words.de.panel.title = "{"ü" * 1000}"\n')["words"]["de"]["panel"]["title"] == "ü" * 1000
    assert refusal(folder, f'words.de.panel.title = "{"ü" * 1001}"\n').startswith(
        "words.de.panel.title: expected a text"
    )


def test_words_are_bounded_in_all_as_every_page_view_asks_for_them(folder: Path) -> None:
    texts = ("title", "states.taken", "states.busy", "notes.taken.agent")
    long = "".join(f'words.{locale}.panel.{name} = "{"u" * 1000}"\n' for locale in ("de", "en") for name in texts)
    assert refusal(folder, long).startswith(f"words: expected at most {LOOK_BYTES} bytes of words and style, got 8")


@pytest.mark.parametrize("name", ["launcher.json", "words.json", "look.css"])
def test_a_bundle_that_lacks_its_texts_is_said_to(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(NotReady, match=rf"^{name}: expected what the browser build writes, got: .*: run make build$"):
        look(folder)


def test_a_look_names_no_font_that_was_not_read() -> None:
    assert "font" not in look_of(Widget(font="a.woff2", font_family="A"), LAUNCHER, None, BASE)
