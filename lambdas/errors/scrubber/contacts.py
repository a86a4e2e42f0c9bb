"""Where somebody can be reached or found: e-mail, telephone, account, network, and by name."""

import re
from ipaddress import AddressValueError, IPv6Address
from typing import Final

from lambdas.errors.scrubber.places import ADDRESS

EMAIL: Final = "[email]"
NUMBER: Final = "[number]"
ACCOUNT: Final = "[account]"
PERSON: Final = "[person]"

_LOCAL: Final = r"[\w.+'!#$%&*^~\u0080-\U0010ffff-]"
"""What separates one field from the next is none of it, though an address may have it: ``/``, ``=``, ``?``, ``{|}``."""

_DOMAIN: Final = r"[\w.\u0080-\U0010ffff-]"
_EMAIL: Final = re.compile(
    rf"(?:(?<!{_LOCAL}){_LOCAL}++|\"[\w.+\[\]-]{{1,64}}\")@(?:({_DOMAIN}{{1,253}})|\[[\d.:a-fA-F]{{2,45}}\])"
)
_OPEN, _CLOSE = r"\s?[\[({<]\s?", r"\s?[\])}>]\s?"
_DOT: Final = rf"(?:\s?\.\s?|{_OPEN}(?:dot|punkt|\.){_CLOSE}|\s(?:dot|punkt)\s)"
_USUAL: Final = r"(?:at|ch|com|de|eu|fr|info|io|it|li|net|nl|org|uk)(?![\w.])"
_SPELLED_EMAIL: Final = re.compile(
    r"(?<!\w)[\w.+-]{1,64}?_at_[a-z0-9-]{1,63}(?:_(?:dot|punkt)_[a-z]{1,24}){0,2}"
    rf"_(?:dot|punkt)_{_USUAL}"
    rf"|(?<![\w.+-])[\w.+-]++(?: @|@ )[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,3}}\.{_USUAL}"
    rf"|(?<![\w.+-])[\w.+-]++(?:{_OPEN}(?:at|ät|@){_CLOSE}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,4}}"
    r"|\s(?:at|ät)\s[\w-]{1,63}(?:\s(?:dot|punkt)\s[\w-]{2,63}){1,4}"
    r"|\s@\s[\w-]{1,63}(?:(?:\.|\s\.\s)[\w-]{1,63}){1,4}"
    r"|\(a\)[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.[a-z]{2,24}\b|=40[a-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,4}\.[a-z]{2,24}\b)",
    re.IGNORECASE,
)
_OWNER: Final = re.compile(rf"(?:(?<!\w)[^\W\d_a-z][\w'-]{{1,30}} ){{1,4}}(?=<{re.escape(EMAIL)}>)")
_VERSION: Final = re.compile(r"(?!(?:\d{1,3}\.){3}\d{1,3}\Z)\d[\d.]*|(?=\D{0,64}\d)\w{1,64}")

_IBAN: Final = re.compile(
    r"(?<![^\W_])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,4})?(?![^\W_])"
)
_DIGITS_OF_AN_IBAN: Final = 7
_BANK: Final = re.compile(rf"(?<={re.escape(ACCOUNT)})[ (,;/]{{1,3}}(?:BIC:? )?[A-Z]{{6}}[A-Z0-9]{{2,5}}\b")
_CARD: Final = re.compile(r"(?<!\w)\d{4}([^\w\s.]|_)(?:\d{4}\1){2}\d{3,4}(?!\w)|\+\d{1,3}(?:_\d{2,12}){2,5}(?!\w)")
"""Numbers between signs that stand between other things, too."""

_LAST_DIGITS: Final = re.compile(r"((?<!\w)(?:(?:[*\u2022]{2,4}|[xX]{4})[ -]?){1,4})\d{4}(?!\w)")
_NUMBERS: Final = re.compile(r"(?:(?<![\w])[+(]{1,2})?\d(?:[ ()./\u00b7\u2022\u2013\u2010\u2212-]{0,3}\d){6,}")
_NUMBER_IN_NAME: Final = re.compile(r"(?<![^\W_])(?:[A-Z]{2}\d{2}[A-Z0-9]{11,30}|(?:\+|00?[1-9])\d{8,14})(?![^\W_])")
"""An account or a telephone: what a builder calls its files has small letters in it."""

_EMAIL_IN_NAME: Final = re.compile(
    rf"(?<!{_LOCAL}){_LOCAL}++@[^\W\d][\w-]{{0,63}}(?:\.[\w-]{{1,63}}){{1,4}}(?=\.\w{{2,6}}(?::|$))"
)
"""Of a package there is the version."""

_INSURANCE: Final = re.compile(r"(?<!\w)\d{2} ?\d{6} ?[A-Za-z] ?\d{3}(?!\w)")
_PLATE: Final = re.compile(r"(?<![\w-])[A-ZÄÖÜ]{1,3}[\u00b7-][A-Z]{1,2}[ -]\d{1,4}[EH]?(?!\w)")

_IPV4: Final = re.compile(
    r"(?<![\d.])(?:\d{1,3}(?:\.|\[\.\]|\(\.\))){3}\d{1,3}(?![\d]|\.\d)|\b(?:ip-)?(?:\d{1,3}-){3}\d{1,3}(?=[.\s]|$)"
)
_IPV6: Final = re.compile(r"(?<![\w:.])[0-9a-fA-F:]{2,45}(?:\.\d{1,3}){0,3}(?:%\w{1,16})?(?![\w])")
_MAC: Final = re.compile(
    r"(?<![\w:-])(?:[0-9a-fA-F]{2}[:-]){5,7}[0-9a-fA-F]{2}(?![\w:-])|(?<![\w.])(?:[0-9a-fA-F]{4}\.){2}[0-9a-fA-F]{4}(?!\w|\.\w)"
    r"|(?<=\b[mM][aA][cC][ :=])[0-9a-fA-F]{12}(?!\w)"
)
_DIALLED_IN: Final = re.compile(
    r"(?<![\w.-])[\w.-]{1,100}\b(?:dip\d?|dyn|dynamic|dsl|pools?|cable|broadband|t-ipconnect|ipconnect)\.[\w.-]{2,100}"
)
"""A customer's own name at a provider, which has the address in it."""

_NAME: Final = r"[^\W\d_a-z][^\W\d_]{1,40}"
_SALUTATION: Final = re.compile(
    r"(?<!\w)((?:Herrn?|Hr\.|Frau|Fr\.|Fam\.|Mrs?\.?|Ms\.?|Dr\.|Prof\.|Mme\.?|Monsieur|Familie|Hallo|Hi|Hey|Moin"
    r"|Liebe[rs]?|Dear|c/o|Gr(?:ü|ue)(?:ß|ss)en?,?|[Rr]egards,?"
    r"|[Ii]ch hei(?:ß|ss)e|[Mm]ein Name ist|[Mm]y name is|[Jj]e m'appelle) )"
    rf"(?:(?:Dr\.|Prof\.|von|van|de) ){{0,3}}{_NAME}(?:[ -]{_NAME}){{0,2}}"
)
_HANDLE: Final = re.compile(
    r"(?<![\w@/.])()@(?=[\w.]{0,30}[\d_])[A-Za-z][\w.]{2,30}(?![\w/])"
    r"|\b((?:instagram|twitter|tiktok|telegram|threads|mastodon|snapchat|discord|handle)[ :]{1,2})@[\w.]{2,60}",
    re.IGNORECASE,
)
"""Names of packages have a slash, and rules of CSS neither digit nor underscore."""

_CALLED_PERSON: Final = re.compile(
    r"(?<!\w)((?:Kund(?:e|in)|Patient(?:in)?|Mitarbeiter(?:in)?|Besucher(?:in)?|(?:Ben|N)utzer(?:in)?|Customer) )"
    rf"(?!(?:Not|Service|Is|Has|Data|Id|Error|Nicht"
    rf"|Fehler)\b)(?={_NAME} [^\W\d_a-z][^\W\d_A-Z]){_NAME}(?:[ -]{_NAME}){{1,2}}"
)
_DEVICE: Final = re.compile(
    r"(?<![\w.-])[^\W_][\w-]{0,40}?-(?:[mM]ac[bB]ook|iMac|i[pP]hone|i[pP]ad|PC|[lL]aptop|[nN]otebook)"
    r"(?:-(?:Pro|Air|[mM]ini|\d{1,2})){0,3}"
    r"(?:\.(?:local|lan|home|fritz\.box))?(?![\w-])|\b(?:DESKTOP|LAPTOP)-[A-Z0-9]{7}\b|(?<![\w.-])[\w-]{1,63}\.fritz\.box\b"
)
"""Systems name a device after its owner."""

_IN_AWS: Final = re.compile(r"(?<=:user/)[\w+=,.@/-]{1,200}")


def without_emails(text: str) -> str:
    """``text`` with ``EMAIL`` in place of each, and ``PERSON`` in place of who is told before it."""
    text = _EMAIL.sub(_of_email, text)
    text = _SPELLED_EMAIL.sub(EMAIL, text)
    return _OWNER.sub(f"{PERSON} ", text)


def without_contacts(text: str) -> str:
    """``text`` with a word for its kind in place of each. Addresses come before numbers, since these are in them."""
    text = _SALUTATION.sub(rf"\1{PERSON}", text)
    text = _CALLED_PERSON.sub(rf"\1{PERSON}", text)
    text = _DEVICE.sub(PERSON, text)
    text = _HANDLE.sub(rf"\1\2{PERSON}", _IN_AWS.sub(PERSON, text))
    text = _DIALLED_IN.sub(ADDRESS, text)
    text = _MAC.sub(ADDRESS, text)
    text = _IPV6.sub(_of_ipv6, text)
    text = _IPV4.sub(ADDRESS, text)
    text = _BANK.sub("", _IBAN.sub(_of_iban, text))
    text = _INSURANCE.sub(NUMBER, text)
    text = _PLATE.sub(NUMBER, text)
    text = _CARD.sub(NUMBER, text)
    text = _LAST_DIGITS.sub(rf"\1{NUMBER}", text)
    return _NUMBERS.sub(NUMBER, text)


def without_persons_in_name(name: str) -> str:
    """The name of a script without what is somebody's for sure."""
    return _NUMBER_IN_NAME.sub(NUMBER, _EMAIL_IN_NAME.sub(EMAIL, name))


def _of_email(found: re.Match[str]) -> str:
    """A package or a release has a version behind the sign."""
    domain = (found[1] or "").strip(".")
    return found[0] if _VERSION.fullmatch(domain) else EMAIL


def _of_ipv6(found: re.Match[str]) -> str:
    candidate = found[0].partition("%")[0]
    if candidate.count(":") < 2 or not any(map(str.isdecimal, candidate)):
        return found[0]
    for spelling in (candidate, candidate.strip(":"), candidate.rpartition(":")[0], candidate.removesuffix(":")):
        try:
            IPv6Address(spelling)
        except AddressValueError:
            continue
        return ADDRESS
    return found[0]


def _of_iban(found: re.Match[str]) -> str:
    return ACCOUNT if sum(map(str.isdecimal, found[0])) >= _DIGITS_OF_AN_IBAN else found[0]
