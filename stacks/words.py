"""A site's own words: which of the widget's texts there are to be said otherwise, and in which languages."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from stacks.errors import NotReady
from stacks.wrong_setting import WrongSetting, join, shown

MOST_CHARACTERS: Final = 1000
LAUNCHER: Final = "launcher"
"""The part whose texts come with every page view, in each language; of the others only a site's own words do."""

PARTS: Final = (LAUNCHER, "panel", "form", "menu", "privacy")
"""Not the question before an analysis: what is agreed to has to be what is done."""

Texts = Mapping[str, Any]
"""A text by its name, or a table of more of them."""


def read_texts(browser_files: Path) -> tuple[dict[str, Texts], dict[str, Texts]]:
    """What the launcher says in each language, and all texts of each part in English. Raises ``NotReady``."""
    texts = _read(browser_files / "words.json")
    return _read(browser_files / "launcher.json"), {part: texts[part] for part in PARTS if part in texts}


def check_words(words: Mapping[str, Mapping[str, Any]], *, languages: Texts, known: Texts, key: str) -> None:
    """Raises ``WrongSetting``. ``known`` has the texts of each part, ``key`` is where the words are in the settings."""
    for locale, parts in words.items():
        where = join(key, locale)
        if locale not in languages:
            expected = f"one of the widget's languages {', '.join(languages)}"
            raise WrongSetting(where, expected=expected, got=shown(locale))
        _check_table(parts, known, where)


def _check_table(table: Mapping[str, Any], known: Texts, key: str) -> None:
    for name, value in table.items():
        where = join(key, name)
        if name not in known:
            raise WrongSetting(where, expected=f"one of {', '.join(known)}", got=shown(name))
        if isinstance(known[name], Mapping):
            if not isinstance(value, Mapping):
                raise WrongSetting(where, expected="a table of texts", got=shown(value))
            _check_table(value, known[name], where)
        elif not _is_text(value):
            expected = f"a text of up to {MOST_CHARACTERS} characters"
            raise WrongSetting(where, expected=expected, got=shown(value))


def _is_text(value: object) -> bool:
    """In one line, without white space around it."""
    return isinstance(value, str) and value.isprintable() and 0 < len(value.strip()) == len(value) <= MOST_CHARACTERS


def _read(path: Path) -> dict[str, Texts]:
    try:
        read: dict[str, Texts] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotReady(f"{path.name}: expected what the browser build writes, got: {error}: run make build") from error
    return read
