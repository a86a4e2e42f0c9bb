"""Where somebody lives or is: streets, towns with their codes, coordinates."""

import re
from typing import Final

ADDRESS: Final = "[address]"

_BIG: Final = r"[^\W\d_a-z]"
_STREET: Final = re.compile(
    rf"(?<![\w-])(?:{_BIG}[\w.-]{{1,30}} ){{0,2}}[\w-]{{0,40}}"
    r"(?:stra(?:ß|ss)e|[Ss]tr\.(?= ?\d)|[Ww]eg|[Pp]latz|[Aa]llee|[Gg]asse|[Rr]ing|[Dd]amm|[Uu]fer|[Cc]haussee"
    r"|[Ss]treet|[Rr]oad|[Aa]venue|[Ll]ane) ?\d{1,4}[a-z]?(?:[/-]\d{1,3})?\b"
    rf"(?:,? (?:D-)?\d{{5}} {_BIG}[\w-]{{1,40}})?"
)
_STREET_ELSEWHERE: Final = re.compile(
    rf"(?<!\w)\d{{1,5}}[A-Za-z]? (?:{_BIG}[\w.'-]{{0,30}} ){{1,3}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Court)\b"
    r"|(?<!\w)\d{1,4},? (?i:rue|avenue|boulevard|place|quai|chemin) (?:(?:de|du|des|la|le|les|l'|d') ?){0,3}"
    rf"{_BIG}[\w'-]{{1,30}}"
    r"|(?<!\w)(?i:via|viale|piazza|calle|plaza|avenida|ulica|rua) (?:(?:de|di|del|della|la|los) ){0,2}"
    rf"{_BIG}[\w'-]{{1,30}},? \d{{1,4}}\b"
)
_STREET_BEFORE_TOWN: Final = re.compile(
    r"(?<!\w)(?:Am|Im|Zum|Zur|Beim|(?:An|Auf|In|Hinter|Vor|Unter) de[mnr]) (?:[^\W\d_]{3,20} )?"
    rf"{_BIG}[\w-]{{1,30}} \d{{1,4}} ?[a-z]?(?=,? (?:[A-Z]{{1,2}}-)?\d{{4,5}} )"
)
"""Otherwise it is what German sentences say of lines and places."""

_TOWN: Final = re.compile(
    rf"(?:(?<=, )|(?<=\bin )|(?<=\baus )|(?<=\bnach )|(?<!\w)D-)\d{{5}} {_BIG}[^\W\d_]{{2,40}}"
    rf"|(?<!\w)(?:(?:A|B|CH|DK|F|I|L|NL)-\d{{4,5}}|\d\d-\d{{3}}|\d{{4}} [A-Z]{{2}}) {_BIG}[^\W\d_]{{2,40}}"
    r"|(?<=, )[A-Z]{2} \d{5}(?:-\d{4})?(?!\w)|(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)"
)
_DEGREES: Final = re.compile(
    r"(?:(?<!\w)[NSEOW] ?)?(?<![\d.])\d{1,3}(?:[.,]\d{1,10})? ?°"
    r"(?:(?= ?\d)[\d.,'\u2019\u2032\" ]{1,24}(?:[NSEOW]\b)?| ?[NSEOW]\b)"
)
_COORDINATES: Final = re.compile(r"(?<![\d.])-?\d{1,3}[.,]\d{4,20}\s?[,;/]?\s?-?\d{1,3}[.,]\d{4,20}(?![\d.])")


def without_places(text: str) -> str:
    """``text`` with ``ADDRESS`` in place of each."""
    for pattern in (_DEGREES, _COORDINATES, _STREET_BEFORE_TOWN, _STREET, _STREET_ELSEWHERE, _TOWN):
        text = pattern.sub(ADDRESS, text)
    return text
