"""What a text quotes of a page or of a person's words: a program quotes its own names, and these have no spaces."""

import re
from typing import Final

TEXT: Final = "[text]"

_IN_SINGLE: Final = r"(?:[^']|(?<=\w)'(?=\w)){1,1000}"
"""Inside of a word it is an apostrophe."""

_BEFORE_JSON: Final = re.compile(
    r"(\bUnexpected (?:token|non-whitespace character|string|number)\b[^\"]{0,40})\".{0,400}?(?= is not valid JSON)"
)
_GIVEN: Final = re.compile(
    r"(\b(?:with base \d{1,2}|to float|to integer|time data|isoformat string|Invalid URL|Invalid date|not a number"
    r"|Duplicate entry|Incorrect \w{1,20} value|invalid input (?:syntax for type|value for enum) \w{1,40}"
    r"|JSON Parse error: Unexpected (?:identifier|token|string)):? |\binput_value=|\b[iI]?(?:LIKE|like) "
    r"|\b(?:value|title|alt|placeholder|aria-label)=)"
    r"(?:'[^']{1,1000}'|\"[^\"]{1,1000}\")",
)
_NOT_VALID: Final = re.compile(
    r"(?:'[^']{1,1000}'|\"[^\"]{1,1000}\")"
    r"(?= (?:is not (?:valid JSON|a valid (?:selector|URL|(?:\w{1,20} )?name|e-?mail|phone|number|date"
    r"|city|address|value|password|IBAN))"
    r"|ist (?:kein|nicht g(?:ü|ue)ltig|ung(?:ü|ue)ltig)|is missing an '@'|fehlt ein @))"
)
_OF_A_URL: Final = re.compile(r"(\b(?:Failed to parse URL from|Invalid URL:) )(?!\[)[^\s'\"]{1,1000}")
"""Where an engine quotes what it was given. https://github.com/v8/v8/blob/main/src/common/message-template.h"""

_STATEMENT: Final = re.compile(
    r"\b(?:INSERT INTO|insert into|REPLACE INTO|UPDATE|DELETE FROM|SELECT|WHERE"
    r"|select(?= [\w*.,() ]{1,200} from )|update \w{1,60} set|delete from|where(?= \w{1,60} ?(?:[<>=]|like|in )))\b"
    r"(?=.{0,400}(?:\b(?:VALUES|values|SET|WHERE|FROM|where)\b|['\w] ?(?:[<>=]|<>|LIKE|IN) ?[('\"\d])).{1,4000}"
)
_IN_A_STATEMENT: Final = re.compile(r"'(?!\[)[^']{1,1000}'|\"(?!\[)[^\"]{1,1000}\"|(?<=[(=,]) ?\d{5,}(?=\s?[,;)]|\s|$)")
_ROW: Final = re.compile(
    r"(\b(?:VALUES|values|Failing row contains|param(?:eter)?s:) ?)(?:\([^()]{1,1000}\)?"
    r"|\[[^\[\]]{1,1000}\]?|\{[^{}]{1,1000}\}?)"
)
"""What a database was to keep, as it or its library tells it."""


_TAG: Final = re.compile(r"<(/?[a-zA-Z][\w-]{0,30})\s(?=[^<>=]{0,200}=)[^<>]{0,2000}(?:>|$)")
_BETWEEN_TAGS: Final = re.compile(r"(<[a-zA-Z][\w-]{0,30}>)[^<>]{1,1000}(?=</)")
_QUOTED: Final = re.compile(
    r"(?<!\w)\"[^\"]{1,1000}\"(?!\w)|(?<!\w)'" + _IN_SINGLE + r"'(?!\w)|`[^`]{1,1000}`"
    r"|[\u201e\u201c][^\u201e\u201c\u201d]{1,1000}[\u201c\u201d]|[\u00ab\u00bb][^\u00ab\u00bb]{1,1000}[\u00ab\u00bb]|[\u201a\u2018][^\u201a\u2018\u2019]{1,1000}[\u2018\u2019]"
    r"|\u2039[^\u2039\u203a]{1,1000}\u203a|\u203a[^\u2039\u203a]{1,1000}\u2039|[\u300c\u300e][^\u300c-\u300f]{1,1000}[\u300d\u300f]"
)
_OF_A_PERSON: Final = re.compile(r"\w[^\w\"'`]{0,3}\s\W{0,3}\w|[^\x00-\x7f]")
"""Several words, or a letter that names in programs do not have."""
_CALL: Final = re.compile(r"\w{1,40}\(\):")


def without_quotations(text: str) -> str:
    """``text`` with ``TEXT`` in place of what it quotes, and of elements their names alone."""
    text = _BEFORE_JSON.sub(rf'\1"{TEXT}"', text)
    text = _GIVEN.sub(rf"\1'{TEXT}'", text)
    text = _NOT_VALID.sub(f"'{TEXT}'", text)
    text = _OF_A_URL.sub(rf"\1{TEXT}", text)
    text = _ROW.sub(rf"\1{TEXT}", text)
    text = _STATEMENT.sub(lambda found: _IN_A_STATEMENT.sub(f"'{TEXT}'", found[0]), text)
    text = _TAG.sub(r"<\1>", text)
    text = _BETWEEN_TAGS.sub(rf"\1{TEXT}", text)
    return _QUOTED.sub(_of_quoted, text)


def _of_quoted(found: re.Match[str]) -> str:
    quoted, inner = found[0], found[0][1:-1]
    is_a_persons = _OF_A_PERSON.search(inner) and not _CALL.match(inner)
    return f"{quoted[0]}{TEXT}{quoted[-1]}" if is_a_persons else quoted
