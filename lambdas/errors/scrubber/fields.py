"""Values that are somebody's by the name of the field before them, in English and German, as people and code do."""

import re
from typing import Final

VALUE: Final = "[value]"

_WHOSE_NAME: Final = (
    r"(?:vor|nach|zu|familien|geburts|kunden|benutzer|nutzer|konto|firmen|rechnungs|liefer|versand|first|last|sur|given"
    r"|family|user|nick|full|display|real|maiden|middle|contact|billing|shipping|delivery|account|holder|customer|login)"
)
_SEVERAL_WORDS: Final = (
    rf"(?:{_WHOSE_NAME}?[ _-]?name"
    r"|(?:liefer|rechnungs|versand|wohn|post|privat)?(?:anschrift|adresse)|stra(?:ß|ss)e|street|wohnort|ort|stadt|city"
    r"|(?:billing|shipping|delivery|street|home|postal|mailing)[ _-]?address|geburtsort|birthplace"
    r"|kunde|kundin|customer|absender(?:in)?|(?:rechnungs|waren|zahlungs)?empf(?:ä|ae)nger(?:in)?|recipient|sender"
    r"|(?:(?:konto|karten|vertrags)?inhaber|ansprechpartner|besteller|auftraggeber|patient|teilnehmer|bewerber)(?:in)?|gast|guest"
    r"|(?:card|account|policy)[ _-]?holder|contact[ _-]?person|payer|payee|beneficiary|buyer|passenger|diagnos(?:e|is))"
)
_SENTENCES: Final = (
    r"(?:text|body|nachricht|betreff|subject|kommentar|comment|inhalt|bemerkung|anmerkung|notiz|feedback|frage|question"
    r"|eingabe|msg|prompt|innerhtml|innertext|outerhtml|textcontent)"
)
_ONE_WORD: Final = (
    r"(?:pass(?:wor[dt]|wd|phrase|code)?|pwd|pw|kennwort|(?:[a-z]{1,20}[_-]?)?(?:secret|token)|csrf|xsrf|nonce|signature|sig"
    r"|(?:api|access|private|account|master|encryption|subscription|licen[cs]e)[ _-]?key"
    r"|bearer|jwt|(?:connect\.)?sid|(?:[a-z]{1,10})?session(?:[ _-]?id)?"
    r"|_ga|_gid|_fb[pc]|gclid|fbclid|msclkid|logname|computername|userdomain"
    r"|skype|telegram|instagram|twitter|whatsapp|threema|user|benutzer|nutzer|login"
    r"|(?:user|customer|client|visitor|member|order|contact|person|kunden|besucher|mitglieds|bestell)[ _-]?id"
    r"|konto|plz|postleitzahl|zip(?:[ _-]?code)?|postal[ _-]?code|lat(?:itude)?|lng|lon(?:gitude)?|iban|bic|swift"
    r"|(?:mobil|handy|fax|telefon|telephone|phone|tel|ruf)(?:[ _-]?(?:nummer|number|nr))?\.?|pan|cvc|cvv2?|pin|tan|otp"
    r"|(?:date[ _-]?of[ _-]?)?birth(?:day|date)?|dob|geb(?:urtstag|urtsdatum|\.)|alter|(?<!max-)age"
    r"|gender|geschlecht|svnr"
    r"|exp(?:iry|iration)?(?:[ _-]?date)?|religion|konfession|gehalt|lohn|einkommen|salary|income|familienstand"
    r"|marital[ _-]?status|nationalit(?:y|ät|aet)|staatsangeh(?:ö|oe)rigkeit|ethnicity|krankheit|disease|blutgruppe)"
)
_PROGRAMS_NUMBER: Final = r"(?:zeilen?|spalten?|fehler|versions?|port|seiten?|positions?|build|revisions?|index)"
_NUMBER: Final = (
    rf"(?:(?!{_PROGRAMS_NUMBER}nummer)[^\W\d_]{{0,30}}nummer"
    r"|(?:kunden|kd\.?|bestell|auftrags?|rechnungs?|vertrags?|mitglieds?|versicherten|(?:sozial)?versicherungs|steuer"
    r"|konto|telefon|mobil|ausweis|pass|personal|patienten|sendungs)[ _-]?(?:nr\.?|id)"
    r"|(?:customer|order|account|passport|member|invoice|contract|tracking|serial|licen[cs]e|phone|insurance|case|patient"
    r"|national insurance|ni)[ _-]?(?:number|no\.?|id|#)"
    r"|(?:verification|confirmation|security|login|sms|2fa|mfa|one[ -]time|best(?:ä|ae)tigungs|sicherheits|zugangs"
    r"|freischalt)[ -]?code"
    r"|(?:ihr|dein|your) (?:\w{1,20} )?code (?:lautet|ist|is)|packstation|postfiliale|pr(?:ü|ue)fziffer|kfz"
    r"|nr\.|pin|tan|otp|cvc|(?:personal)?ausweis|(?:reise)?pass|passport|f(?:ü|ue)hrerschein|plz|postfach|kennzeichen"
    r"|last ?4|aktenzeichen|(?:mandats|kunden)referenz|einmalcode|tel\.?|telefon|fax|handy"
    r"|durchwahl|r(?:ü|ue)ckruf(?: unter)?|geburtstag|geburtsdatum|birthday|dob|endet auf|ending (?:in|with)"
    r"|geboren(?: am)?|geb\.|born(?: on)?)"
)
"""What has its value behind it without a colon, too, if there is a digit in it."""

_BEGIN: Final = r"(?:(?<![^\W_])|(?<=\\[nrt]))"
_IS: Final = r"[\"']?\]?\s?(?:=>|[:=\u2192])\s?"
_ENDS: Final = r",;&<>\[\]{}()\"'|\\"
_QUOTED: Final = r"\"[^\"]{1,200}|'[^']{1,200}"

_SCHEME: Final = r"(?:bearer|basic|digest|dpop|token)\s(?=[^\s])"
_FURTHER_DIGITS: Final = r"(?:[ /-]{1,3}\d[\d/.-]{0,20}+(?!\w)){0,8}"
"""Whole ones: what is left of a token is not known as one."""

_HEADER: Final = re.compile(rf"\b((?:set-)?cookie2?|(?:proxy-)?authorization)([\"']?{_IS}).{{1,4000}}", re.IGNORECASE)
_PAIR: Final = re.compile(
    r"(\"[^\"\n]{1,60}\"\s?:\s?)\"(?:[^\"]|\"(?!\s?(?:[,}\]]|$))){0,2000}\"?"
    r"|('[^'\n]{1,60}'\s?:\s?)(?!'\[text\]')'(?:[^']|'(?!\s?(?:[,}\]]|$))){0,2000}'?"
)
_KEY_OF_A_TABLE: Final = re.compile(r"(\([^()]{1,100}\)=)\([^()]{0,500}\)?")
_FIELDS: Final = (
    re.compile(rf"{_BEGIN}({_SENTENCES}{_IS})({_QUOTED}|[^\s{_ENDS}][^<>\[\]{{}}|\\]{{0,999}})", re.IGNORECASE),
    re.compile(rf"{_BEGIN}({_SEVERAL_WORDS}{_IS})({_QUOTED}|[^\s{_ENDS}][^{_ENDS}]{{0,99}})", re.IGNORECASE),
    re.compile(
        rf"{_BEGIN}({_ONE_WORD}{_IS})({_QUOTED}|(?:{_SCHEME})?[^\s{_ENDS}]{{1,2000}}{_FURTHER_DIGITS})",
        re.IGNORECASE,
    ),
)
_QUOTED_BEHIND: Final = re.compile(
    rf"{_BEGIN}((?:{_WHOSE_NAME}[ _-]?name|user|benutzer|nutzer|kunden?|kundin|customer|account|login|pwd|kennwort"
    r"|pass(?:wor[dt]|wd|phrase)?) )(?:'[^']{1,200}'|\"[^\"]{1,200}\")",
    re.IGNORECASE,
)
"""Not behind ``name`` alone, which is what Python says of a variable."""

_NAME_BEHIND: Final = re.compile(
    r"(\b(?:(?:[vV]or|[nN]ach|[fF]amilien)name|(?:[lL]ast|[fF]irst|[sS]ur)[nN]ame) )"
    r"(?!(?:Pflicht|Feld|Eingabe|Wert|Error|Is|Not|Must|Required))[^\W\d_a-z][^\W\d_A-Z]\w{0,40}"
)
_PERSON_BEHIND: Final = re.compile(
    r"(\b(?:user|benutzer|kunde|customer|(?:user|benutzer)name)) "
    r"(?=\w{0,60}[.\d_-])[\w.@-]{3,100}(?<![.-])",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    rf"{_BEGIN}({_NUMBER}[\s:#=]{{1,3}})(?=(?:(?-i:[A-Z]{{1,3}}) ){{0,2}}[\w./-]{{0,12}}\d)"
    r"(?:(?-i:[A-Z]{1,3}) ){0,2}[\w./-]{2,2000}(?: (?:[\d/]{1,8}|(?-i:[A-Z]))\b){0,6}",
    re.IGNORECASE,
)
_MONTH: Final = (
    r"(?:jan(?:uary?)?|j(?:ä|ae)n(?:ner)?|feb(?:ruary?|er)?|m(?:ä|ae)rz|mar(?:ch)?|apr(?:il)?|ma[iy]|jun[ei]?|jul[iy]?"
    r"|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)\.?"
)
_OLD_DAY: Final = re.compile(
    rf"(?<!\w)(?:[0-3]?\d\.? ?{_MONTH}|[0-3]?\d(?:st|nd|rd|th) {_MONTH}|{_MONTH} [0-3]?\d(?:st|nd|rd"
    rf"|th)?),? (?:19\d\d|20[01]\d)(?!\w)",
    re.IGNORECASE,
)
"""A day on which somebody can have been born who writes in a chat."""

_BANK: Final = re.compile(r"(\b(?:BIC|SWIFT)(?:[ -]?Code)?[ :]{1,2})[A-Za-z]{6}[A-Za-z0-9]{2,5}\b", re.IGNORECASE)
_SAID_SECRET: Final = re.compile(
    r"(\b(?:passwor[dt]|kennwort|passphrase|(?:api|access|secret|private)[ _-]?key|token|session[ _-]?id)"
    r"(?: (?:lautet|ist|is|was|war))? [\"']?)(?=[^\W\d]{0,60}\d)(?=\d{0,60}[^\W\d])[^\s\"',;]{6,60}",
    re.IGNORECASE,
)
_ORDERED: Final = re.compile(
    r"(\b(?:order|bestellung|auftrag|rechnung|invoice|booking|buchung|ticket|user(?:[ _-]?id)?|benutzer|kund(?:e|in)"
    r"|customer|member)[ #:]{1,3})\d{4,20}(?:[/-]\d{1,12}){0,3}(?!\w)",
    re.IGNORECASE,
)
_ID_OF: Final = re.compile(
    r"(\b(?:user|benutzer|kunde|customer|account|konto|visitor|member|contact|person|patient)[\"']?\s?[:=]?\s?[({]\s?"
    r"[\"']?(?:pk|id)[\"']?\s?[:=]\s?)[\"']?\w[\w-]{0,60}",
    re.IGNORECASE,
)
_OBJECT_OF: Final = re.compile(
    r"(<(?:user|benutzer|kunde|customer|account|visitor|member|contact|person|patient|client):? )[^<>]{1,200}(?=>)",
    re.IGNORECASE,
)
"""As Python's frameworks show one."""

_FORM: Final = re.compile(
    r"(?<![^\s\"'(:,#])[\w.\[\]%+-]{1,60}=[^\s&\"'<>]{0,1000}(?:&(?:amp;)?[\w.\[\]%+-]{1,60}=[^\s&\"'<>]{0,1000}){1,50}"
)
_OF_A_FORM: Final = re.compile(r"=[^&]*")
_UNTIL: Final = re.compile(
    r"(\b(?:g(?:ü|ue)ltig bis|valid thru|exp(?:iry|ires|iration)?(?: date)?|ablaufdatum)[ :]{1,2})"
    r"\d{1,2}\s?/\s?\d{2,4}\b",
    re.IGNORECASE,
)
"""What a bank card says."""

_CODE: Final = re.compile(r"(\bcode[:=]\s?)\d{5,40}\b", re.IGNORECASE)
_SAYS_NOTHING: Final = re.compile(
    r"[\"']?(?:(?:null|none|undefined|true|false|nan|is|must|not|no|missing|required|empty|invalid|unknown|expired|malformed)\b.*"
    r"|arn:aws:(?:lambda|sts):.*|(?:too (?:long|short|big|large|small|many|few)|field required)\b.*"
    r"|[A-Z][A-Za-z]{1,60}(?:Error|Exception|Event))",
    re.IGNORECASE,
)


def without_values(text: str) -> str:
    """``text`` with ``VALUE`` in place of what fields hold that may be somebody's."""
    text = _HEADER.sub(rf"\1\2{VALUE}", text)
    text = _PAIR.sub(_without_value, text)
    text = _FORM.sub(lambda found: _OF_A_FORM.sub(f"={VALUE}", found[0]), text)
    text = _ID_OF.sub(rf"\1{VALUE}", _OBJECT_OF.sub(rf"\1{VALUE}", text))
    text = _KEY_OF_A_TABLE.sub(rf"\1({VALUE})", text)
    text = _OLD_DAY.sub(VALUE, text)
    text = _BANK.sub(rf"\1{VALUE}", text)
    text = _QUOTED_BEHIND.sub(rf"\1'{VALUE}'", text)
    text = _NAME_BEHIND.sub(rf"\1{VALUE}", text)
    text = _PERSON_BEHIND.sub(rf"\1 {VALUE}", text)
    for pattern in _FIELDS:
        text = pattern.sub(_of_field, text)
    for pattern in (_SAID_SECRET, _ORDERED, _UNTIL):
        text = pattern.sub(rf"\1{VALUE}", text)
    text = _NUMBERED.sub(rf"\1{VALUE}", text)
    return _CODE.sub(rf"\1{VALUE}", text)


def _without_value(found: re.Match[str]) -> str:
    return f'{found[1]}"{VALUE}"' if found[1] else f"{found[2]}'{VALUE}'"


def _of_field(found: re.Match[str]) -> str:
    name, value = found[1], found[2]
    if _SAYS_NOTHING.fullmatch(value):
        return found[0]
    quote = value[0] if value[0] in "\"'" else ""
    return f"{name}{quote}{VALUE}"
