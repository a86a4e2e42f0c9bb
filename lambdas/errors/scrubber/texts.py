"""Texts without what they say of a person: the rules, in their order, over the one spelling."""

import re
from collections.abc import Callable
from typing import Final

from lambdas.errors.scrubber.contacts import without_contacts, without_emails, without_persons_in_name
from lambdas.errors.scrubber.devices import USER_AGENT, reduced
from lambdas.errors.scrubber.fields import without_values
from lambdas.errors.scrubber.locations import (
    BARE,
    DOCUMENT,
    FILE,
    PATH,
    URL,
    of_bare,
    of_path,
    of_url,
    without_homes,
    without_queries,
)
from lambdas.errors.scrubber.places import without_places
from lambdas.errors.scrubber.quotations import TEXT, without_quotations
from lambdas.errors.scrubber.spelling import plain
from lambdas.errors.scrubber.tokens import without_known_tokens, without_tokens

MESSAGE: Final = 500
"""Characters that are kept of a text."""

_READ: Final = 4
"""How many times as many are looked at. What that takes grows with them, so nobody can make it take long."""

_MAY_BE_HALF: Final = 128
"""Of a text that was cut the last characters may be the beginning of what can not be recognised without its end."""

_ROUNDS: Final = 5

_URL: Final = re.compile(URL)
_ADDRESS: Final = re.compile(rf"/|{URL}")
_NO_FILE: Final = re.compile(
    r"<(?:anonymous|eval|frozen [a-z_.]{1,40}|lambda|module|stdin|string|unknown|unknown module)>"
    r"|\[native code\]|node:[a-z_/]{1,60}"
)
"""What engines write where there is none."""

_WHOLE: Final = re.compile(
    rf"(?P<url>{URL})|(?P<file>{FILE})|(?P<document>{DOCUMENT})|(?P<bare>{BARE})|(?P<path>{PATH})"
    r"|(?<![\w.-])20[2-4]\d-[01]\d-[0-3]\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])"
    r"|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:[A-Z][a-z]{2} \d\d|\d\d [A-Z][a-z]{2}) 20[2-4]\d \d\d:\d\d:\d\d"
    r"(?: GMT(?:[+-]\d{4})?)?(?![\w+-])"
    r"|(?<![\w.])[0-3]?\d\.[01]?\d\.20[2-4]\d(?![\w.])"
    r"|(?<![\w+/.-])[1-9]\d{6,9}(?= ?(?:bytes?|B|kB|KB|ms|px|chars?|characters|Zeichen|items)\b)"
    r"|(?<![\w.])\d{2,3}\.0\.\d{4}\.\d{1,3}(?![\w.])"
    r"|\b0x[0-9a-fA-F]{1,8}\b",
    re.IGNORECASE,
)
"""What is judged as a whole, lest a rule for a part of it take that for something else: addresses, file names, days of
these years (nobody who was born in them writes in a chat), sizes, versions of Chromium, codes of Windows."""


def scrub_text(text: str, longest: int = MESSAGE) -> str:
    """``text`` on one line of at most ``longest`` characters. Never raises. The same of what it has given itself."""
    return _settled(_scrubbed, text, longest)


def scrub_file(name: str, longest: int = 200) -> str:
    """The name of a script as a path without its origin. What names a page stays unnamed."""
    return _settled(_scrubbed_file, name, longest)


def scrub_address(address: str, longest: int = 200) -> str:
    """The address of a request, whole or as a path."""
    return _settled(_scrubbed_address, address, longest)


def scrub_place(place: str, longest: int = 200) -> str:
    """What Sentry calls the transaction: a function, or a request with or without its method."""
    return _settled(_scrubbed_place, place, longest)


def _settled(scrub: Callable[[str], str], text: str, longest: int) -> str:
    """What a rule leaves may be what another looks for, so they go on until they find nothing more."""
    read = longest * _READ
    spelled = plain(text[:read])
    is_cut = max(len(text), len(spelled)) > read
    seen = scrub(spelled[:read])
    if is_cut:
        seen = seen[:-_MAY_BE_HALF] or TEXT
    seen = seen[:longest].strip()
    for _ in range(_ROUNDS):
        once = scrub(plain(seen))[:longest].strip()
        if once == seen:
            return once
        seen = once
    return TEXT


def _scrubbed(text: str) -> str:
    seen = USER_AGENT.sub(reduced, text)
    return _in_pieces(without_values(without_quotations(without_homes(seen))))


def _scrubbed_file(name: str) -> str:
    seen = without_homes(name)
    _, separator, rest = seen.partition("://")
    if separator:
        seen = "/" + rest.partition("/")[2]
    if _NO_FILE.fullmatch(seen):
        return seen
    return _named(of_path(seen))


def _scrubbed_address(address: str) -> str:
    seen = without_homes(address)
    return _of_url(seen) if _URL.match(seen) else _without_persons(of_path(seen))


def _scrubbed_place(place: str) -> str:
    method, space, address = place.rpartition(" ")
    if not _ADDRESS.match(address):
        return _scrubbed(place)
    return f"{_scrubbed(method)}{space}{_scrubbed_address(address)}"


def _in_pieces(text: str) -> str:
    kept: list[str] = []
    end = 0
    for found in _WHOLE.finditer(text):
        kept += [_without_persons(text[end : found.start()]), _of_whole(found)]
        end = found.end()
    return "".join([*kept, _without_persons(text[end:])])


def _of_whole(found: re.Match[str]) -> str:
    if found["url"]:
        return _of_url(found[0])
    if found["file"]:
        return _named(found[0])
    if found["document"]:
        return f"*.{found[0].rpartition('.')[2]}"
    if found["bare"] or found["path"]:
        return _without_persons(of_bare(found[0]))
    return found[0]


def _of_url(url: str) -> str:
    return _named(of_url(url))


def _named(path: str) -> str:
    """A script's name stays as its builder made it, though that has put random letters into it."""
    directory, slash, name = path.rpartition("/")
    return _without_persons(directory) + slash + without_persons_in_name(without_known_tokens(name))


def _without_persons(text: str) -> str:
    return without_contacts(without_places(without_tokens(without_emails(without_queries(text)))))
