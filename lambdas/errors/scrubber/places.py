"""Where somebody lives or is: streets, towns with their codes, coordinates."""

import re
from typing import Final

ADDRESS: Final = "[address]"

_BIG: Final = r"[^\W\d_a-z]"
_NAME: Final = rf"{_BIG}[\w.'-]{{0,30}}"
_HOUSE: Final = r" ?(?:Nr\. ?)?\d{1,4}(?:[a-zA-Z]| [a-zA-Z](?![\w/]))?(?:[/-]\d{1,4}[a-z]?){0,3}(?!\w)"
_TOWN_NAME: Final = (
    r"(?!(?:Zeilen?|Zeichen|Bytes?|Eintr(?:ä|ae)gen?|Elementen?|Teilen?|Anfragen?|Antworten?|Meldungen?|Versuchen?|Millisekunden"
    r"|Records|Points|Pixels?|Requests|Units|Items|Rows|Lines|Events|Errors|Sekunden|Knoten|Objekten?)\b)"
    r"(?:(?:Bad|Sankt|St\.|Bergisch|Castrop|Garmisch|Schw(?:ä|ae)bisch|Gro(?:ß|ss)|Klein|Markt) )?"
    rf"{_BIG}[^\W\d_]{{2,40}}"
    rf"(?:-{_BIG}[^\W\d_]{{2,40}}| (?:am|an der|ob der|im|in der|a\.) ?{_BIG}[^\W\d_]{{2,40}})?"
)
_CODE_AND_TOWN: Final = rf"(?:(?:[A-Z]{{1,2}}-)?\d{{4,5}}) {_TOWN_NAME}"
_TOWN_OF_FOUR: Final = (
    r"\d{4} (?:Wien|Graz|Linz|Salzburg|Innsbruck|Klagenfurt|Villach|Bregenz|Dornbirn|Z(?:ü|ue)rich|Basel|Bern"
    r"|Gen(?:ève|eve|f)|Lausanne|Winterthur|Luzern|Lugano|Biel|Thun|Chur|Zug|Vaduz"
    r"|(?:St\.|Sankt) (?:Gallen|P(?:ö|oe)lten))(?!\w)"
)
"""Others can not be told from a number of things."""

_NO_STREET: Final = (
    r"(?!(?:(?:Speicher|Arbeits|Steck|Listen|Start|Sitz|Stell)platz|(?:Um|Rück|Aus|Zahlungs|Lösungs|Übertragungs)weg"
    r"|(?:Ein|Aus|Auf|Ab|Um)stieg)\b)"
)
"""What programs have one of, too, and number."""

_JOINED: Final = (
    r"[\w-]{2,40}(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.(?= ?\d)|[Ww]eg|[Pp]latz|[Aa]llee|[Gg]asse|[Dd]amm|[Uu]fer|[Cc]haussee"
    r"|promenade|graben|hain|halde|twiete|stieg|gracht|straat|laan|plein|-Ring)"
    r"|[\w-]{2,40}(?:STRASSE|STR\.(?= ?\d)|WEG|PLATZ|ALLEE|GASSE|DAMM|UFER|RING)"
    r"|[\w-]{3,40}(?<![aeiouy])(?<!st)(?<!St)ring|[\w-]{0,30}(?:[Oo]|[Ww]e)string"
)
"""Most English words that end like a ring have a vowel before it, or are a string."""

_APART: Final = (
    r"(?!(?:Kein|Der|Die|Das|Dem|Den|Ein|Auf|Am|An|Im|In|Zu|Zum|Nach|Vo[nm]|Als|Bis|Error|No|On|At|The) )"
    rf"(?:{_BIG}[\w.-]{{1,30}} ){{1,2}}"
    r"(?:Stra(?:ß|ss)e|Str\.(?= ?\d)|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer|Chaussee|Promenade|Graben"
    r"|[Ss]treet|[Rr]oad|[Aa]venue|[Ll]ane)"
)
_NAMED_AFTER: Final = rf"(?:Stra(?:ß|ss)e|Platz|Allee|Ufer) (?:de[rs]|am|an der) (?:\d{{1,2}}\. )?{_NAME}(?: {_NAME})?"
_STREET: Final = re.compile(
    rf"(?<![\w-])(?:{_BIG}[\w.-]{{1,30}} ){{0,2}}{_NO_STREET}"
    rf"(?:{_JOINED}|{_APART}|{_NAMED_AFTER}|Stra(?:ß|ss)e|Str\.(?= ?\d)){_HOUSE}(?:,? {_CODE_AND_TOWN})?"
)
_STREET_AND_TOWN: Final = re.compile(
    rf"(?<![\w-])(?!(?:Fehler|Zeilen?|Spalten?|Seiten?|Schritt|Versuch|Error|Line|Row|Column|Step|Code|Version|Port"
    r"|Batch|Stage|Frame|Worker|Request|Zone|Total|Ende|Anfrage|Knoten|Template)\b)"
    rf"{_NAME}(?: (?:{_NAME}|de[rsmn])){{0,3}}{_HOUSE},? "
    rf"(?:(?:(?:in )?(?:D-)?\d{{5}}|(?:A|B|CH|DK|F|I|L|NL)-\d{{4,5}}) {_TOWN_NAME}|{_TOWN_OF_FOUR})"
)
"""Whatever a street is called: behind it is where it is."""

_STREET_ELSEWHERE: Final = re.compile(
    rf"(?<!\w)\d{{1,5}}[A-Za-z]? (?:{_NAME} ){{1,3}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Court|Terrace|Square|Crescent|Parkway|Highway)\b"
    r"(?:,? (?:Apt|Suite|Unit|Flat)\.? \w{1,5}\b)?"
    r"|(?<!\w)\d{1,4},? (?i:rue|avenue|boulevard|place|quai|chemin) (?:(?:de|du|des|la|le|les|l'|d') ?){0,3}"
    rf"{_NAME}(?: {_NAME}){{0,3}}"
    r"|(?<!\w)(?:V(?:ia|iale)|(?i:piazza|calle|plaza|avenida|ulica|rua|rue|quai|chemin)|(?:ul|al|pl)\.) "
    r"(?:(?:de|du|des|di|del|della|la|los) ){0,2}"
    rf"{_NAME},? \d{{1,4}}\b(?:,? {_CODE_AND_TOWN})?"
    r"|(?<!\w)P\. ?O\. ?Box \d{1,6}\b"
)
_STREET_BEFORE_TOWN: Final = re.compile(
    r"(?<!\w)(?:Am|Im|Zum|Zur|Beim|(?:An|Auf|In|Hinter|Vor|Unter) de[mnr]) (?:[^\W\d_]{3,20} )?"
    rf"{_BIG}[\w-]{{1,30}} \d{{1,4}} ?[a-z]?(?=,? (?:in )?(?:[A-Z]{{1,2}}-)?\d{{4,5}} )"
)
"""Otherwise it is what German sentences say of lines and places."""

_TOWN: Final = re.compile(
    rf"(?:(?<=, )|(?<=\bin )|(?<=\baus )|(?<=\bnach )|(?<!\w)D-)\d{{5}} {_TOWN_NAME}"
    rf"|(?<!\w)(?:(?:A|B|CH|DK|F|I|L|NL)-\d{{4,5}}|\d\d-\d{{3}}|\d{{4}} [A-Z]{{2}}) {_TOWN_NAME}"
    rf"|(?<!\w)(?:{_TOWN_OF_FOUR}|\d{{5}} {_BIG}[^\W\d_]{{2,40}} (?:am|an der|ob der) {_BIG}[^\W\d_]{{2,40}})"
    r"|(?<=, )[A-Z]{2} \d{5}(?:-\d{4})?(?!\w)|(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)"
)
_DEGREES: Final = re.compile(
    r"(?:(?<!\w)[NSEOW] ?)?(?<![\d.])\d{1,3}(?:[.,]\d{1,10})? ?°"
    r"(?:(?= ?\d)[\d.,'\u2019\u2032\" ]{1,24}(?:[NSEOW]\b)?| ?[NSEOW]\b)"
)
_COORDINATES: Final = re.compile(
    r"(?<![\d.])-?\d{1,3}[.,]\d{4,20}\s?[,;/]?\s?-?\d{1,3}[.,]\d{4,20}(?![\d.])"
    r"|(?<!\w)[2-9CFGHJMPQRVWX]{8}\+[2-9CFGHJMPQRVWX]{2,3}(?!\w)"
)
"""The last is a Plus Code. https://github.com/google/open-location-code"""


def without_places(text: str) -> str:
    """``text`` with ``ADDRESS`` in place of each."""
    for pattern in (
        _DEGREES,
        _COORDINATES,
        _STREET_BEFORE_TOWN,
        _STREET,
        _STREET_ELSEWHERE,
        _STREET_AND_TOWN,
        _TOWN,
    ):
        text = pattern.sub(ADDRESS, text)
    return text
