"""Where code comes from and requests go to: of an address its host, of our own paths and of scripts all stays."""

import re
from typing import Final

_PATH: Final = "*"
_OTHERWISE: Final = "[address]"

_SCRIPT: Final = r"\.(?:[cm]?jsx?|[cm]?tsx?|vue|svelte|py|wasm|map|css)"
_IS_SCRIPT: Final = re.compile(rf"[^/]{{1,100}}{_SCRIPT}")
_IS_SETTING: Final = re.compile(r"[a-z_.-]{1,40}\.(?:cfg|conf|crt|env|ini|json|key|lock|log|pem|sh|so|toml|ya?ml)")
_IS_OURS: Final = re.compile(r"(?:/(?:api(?:/[a-z]{1,20}){0,3}|ws|console|console/[a-z]{0,20}|assets)?/?)?")
URL: Final = (
    r"(?<![\w.-])(?:[a-zA-Z][a-zA-Z0-9+.-]{1,20}:)?//[^\s\"'<>\\^`{|}\u201e\u201c\u201d\u00ab\u00bb]{1,4000}"
    r"|(?<![\w.-])(?:blob|data|mailto|tel|sms|geo|sip|skype|xmpp|callto|facetime|tg|javascript|about):[^\s\"'<>]{1,4000}"
)
FILE: Final = rf"(?<![\w.@/\\~-])[\w./\\~-]{{1,200}}{_SCRIPT}(?![\w@])(?::\d{{1,7}}){{0,2}}"
DOCUMENT: Final = (
    r"(?<![\w.@/\\~-])[\w./\\~+-]{1,300}\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|txt|csv|zip|eml|vcf|ics|jpe?g|png|gif|heic|webp"
    r"|mp[34]|mov|m4a|wav)(?!\w)"
)
"""What people name, and they name it after themselves."""

BARE: Final = (
    r"(?<![\w.@/:\\-])(?:[a-zA-Z0-9-]{1,63}\.){1,6}[a-zA-Z]{2,18}(?::\d{1,5})?/(?![\d.]{1,20}(?:[\s,;)]|$))(?!\*)"
    r"[^\s\"'<>\\^`{|}]{1,2000}"
)
"""An address without its scheme. A program's name and version look alike."""

PATH: Final = (
    r"(?<![^\s\"'(=:,])/(?!(?:dev|etc|opt|proc|sys|usr|var/(?:lang|runtime|task))(?:/|$|\s))(?=[^\s/]{0,100}[a-zA-Z])"
    r"[\w.+\u0080-\U0010ffff-][^\s\"'<>(){}|^`,;]{0,1000}"
)
_POSITION: Final = re.compile(r"(?::\d{1,7}){1,2}\Z")
_NOT_OF_IT: Final = ".,;:!?)"

_QUERY: Final = re.compile(r"(?:(?<=[\w/.)~-])|(?<![^\s\"'(=:]))\?[\w.~+\[\]-]{1,100}=[^\s\"'<>]{0,4000}")
_FRAGMENT: Final = re.compile(r"(?<![\w/.~-])([\w.~-]{0,40}/[\w./~-]{0,400})#[^\s\"'<>]{1,4000}")
_ROUTE: Final = re.compile(
    r"(?<![^\s\"'(=:,])#!?/(?!(?:\$defs|components|definitions|properties|schemas)/)[^\s\"'<>)]{1,4000}"
)
"""Of a program that names its pages behind a hash. A JSON schema names its parts so, too."""

_HOME: Final = re.compile(
    r"(?:(?:\b[a-z]:)?[\\/]{1,2}(?:home|users|benutzer|utilisateurs|usuarios|utenti|gebruikers"
    r"|documents and settings|dokumente und einstellungen|docume~1"
    r"|(?:var|spool)[\\/]mail)|\b[a-z]:[\\/]{1,2}profiles?)[\\/]{1,2}"
    r"(?:[^\\/:\"'<>|\n]{1,64}(?=[\\/])|[^\\/\s:\"'<>|,;)]{1,64}(?: (?-i:[^\W\d_a-z])[\w-]{1,30}(?=[\"']|$)){0,2})"
    r"|(?<!\\)\\{2,4}[\w.$-]{1,63}\\{1,2}(?:(?:home|users?|profiles?)\$?\\{1,2})?[^\\/\s:\"'<>|]{1,64}"
    r"|(?<![\w.~@-])/?~[a-z][\w.-]{1,30}(?=/)",
    re.IGNORECASE,
)


def without_homes(text: str) -> str:
    """``text`` with ``~`` in place of directories that are named after a person."""
    return _HOME.sub("/~", text)


def without_queries(text: str) -> str:
    """``text`` without queries, fragments and routes of addresses that have no host."""
    return _ROUTE.sub(f"#/{_PATH}", _FRAGMENT.sub(r"\1", _QUERY.sub("", text)))


def of_url(url: str) -> str:
    """``url`` without what one signs in with, query and fragment. Its path stays if it is ours or a script's."""
    bare, after = _ended(url)
    scheme, separator, rest = bare.partition("//")
    if not separator or scheme.count(":") != (scheme != "") or scheme.lower() in {"data:", "javascript:"}:
        return f"{bare.partition(':')[0].lower()}:{_OTHERWISE}{after}"
    authority, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    return f"{scheme}//{authority.rpartition('@')[2]}{of_path(slash + path)}{after}"


def of_bare(address: str) -> str:
    """``address`` without a scheme, or without a host, like ``of_url``."""
    bare, after = _ended(address)
    host, slash, path = bare.partition("/")
    return f"{host}{of_path(slash + path)}{after}"


def _ended(address: str) -> tuple[str, str]:
    """``address`` and what of the sentence hangs on to it."""
    bare = address.rstrip(_NOT_OF_IT if "[" in address else f"{_NOT_OF_IT}]")
    return bare, address[len(bare) :]


def of_path(path: str) -> str:
    """``path``, if it is ours or a script's; what is behind a question mark or a hash is left out."""
    bare = re.split(r"[?#]", path, maxsplit=1)[0]
    position = _POSITION.search(bare)
    place = position[0] if position else ""
    bare = bare.removesuffix(place)
    name = bare.rpartition("/")[2]
    if _IS_SCRIPT.fullmatch(name) or _IS_OURS.fullmatch(bare):
        return bare + place
    return f"/{_PATH}/{name}" if _IS_SETTING.fullmatch(name) else f"/{_PATH}"
