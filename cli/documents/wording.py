"""How documents put things into German and English."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from cli.inventory.declarations import Language

LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")

_TEXTS: Final = Path(__file__).parent / "texts"
_DAY: Final = 24 * 60
_HOUR: Final = 60

# One, several, and several in the dative, which German puts after "nach" and "von".
_UNITS: Final[Mapping[Language, Mapping[str, tuple[str, str, str]]]] = {
    "de": {
        "day": ("Tag", "Tage", "Tagen"),
        "hour": ("Stunde", "Stunden", "Stunden"),
        "minute": ("Minute", "Minuten", "Minuten"),
    },
    "en": {
        "day": ("day", "days", "days"),
        "hour": ("hour", "hours", "hours"),
        "minute": ("minute", "minutes", "minutes"),
    },
}

# https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
_REGIONS: Final[Mapping[str, tuple[str, str]]] = {
    "af-south-1": ("Kapstadt, Südafrika", "Cape Town, South Africa"),
    "ap-northeast-1": ("Tokio, Japan", "Tokyo, Japan"),
    "ap-south-1": ("Mumbai, Indien", "Mumbai, India"),
    "ap-southeast-1": ("Singapur", "Singapore"),
    "ap-southeast-2": ("Sydney, Australien", "Sydney, Australia"),
    "ca-central-1": ("Kanada", "Canada"),
    "eu-central-1": ("Frankfurt am Main, Deutschland", "Frankfurt, Germany"),
    "eu-central-2": ("Zürich, Schweiz", "Zurich, Switzerland"),
    "eu-north-1": ("Stockholm, Schweden", "Stockholm, Sweden"),
    "eu-south-1": ("Mailand, Italien", "Milan, Italy"),
    "eu-south-2": ("Spanien", "Spain"),
    "eu-west-1": ("Irland", "Ireland"),
    "eu-west-2": ("London, Vereinigtes Königreich", "London, United Kingdom"),
    "eu-west-3": ("Paris, Frankreich", "Paris, France"),
    "il-central-1": ("Tel Aviv, Israel", "Tel Aviv, Israel"),
    "sa-east-1": ("São Paulo, Brasilien", "São Paulo, Brazil"),
    "us-east-1": ("Nord-Virginia, USA", "Northern Virginia, USA"),
    "us-east-2": ("Ohio, USA", "Ohio, USA"),
    "us-west-1": ("Nordkalifornien, USA", "Northern California, USA"),
    "us-west-2": ("Oregon, USA", "Oregon, USA"),
}
_IN_THE_UNION: Final = frozenset({"eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"})


@cache
def texts(document: str, language: Language) -> Mapping[str, Any]:
    """The texts of ``notice`` or ``record``."""
    return tomllib.loads((_TEXTS / f"{document}.{language}.toml").read_text(encoding="utf-8"))


def days(count: int, language: Language, *, dative: bool = False) -> str:
    """``90 Tage``; in the dative ``90 Tagen``."""
    return _counted(count, "day", language, dative=dative)


def duration(minutes: int, language: Language, *, dative: bool = False) -> str:
    """In the largest unit that leaves no rest."""
    for size, unit in ((_DAY, "day"), (_HOUR, "hour")):
        if minutes % size == 0:
            return _counted(minutes // size, unit, language, dative=dative)
    return _counted(minutes, "minute", language, dative=dative)


def region_in_words(region: str, language: Language) -> str:
    """``eu-central-1 (Frankfurt am Main, Deutschland)``; the code alone of one that is not known."""
    place = _REGIONS.get(region)
    return f"{region} ({place[0 if language == 'de' else 1]})" if place else region


def is_in_the_union(region: str) -> bool:
    """Whether the data lies in a member state; the United Kingdom and Switzerland are none."""
    return region in _IN_THE_UNION


def enumerated(words: Iterable[str], language: Language) -> str:
    """``a, b und c``."""
    *first, last = words
    return f"{', '.join(first)} {'und' if language == 'de' else 'and'} {last}" if first else last


def plain(text: str) -> str:
    """Somebody's own words so that Markdown takes none of it for markup, in one paragraph."""
    in_one_line = re.sub(r"([\\`*_\[\]<>|&])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([-+#.)=~])", r"\1\\\2", in_one_line)


def _counted(count: int, unit: str, language: Language, *, dative: bool) -> str:
    one, several, several_dative = _UNITS[language][unit]
    return f"{count} {one if count == 1 else several_dative if dative else several}"
