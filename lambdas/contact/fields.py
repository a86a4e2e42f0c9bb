"""Which values the form takes. ``tests/vectors/contact_fields.json`` holds the widget to the same rules."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from lambdas.protocol.contact import FieldKind, FilledField, Form, FormField
from lambdas.protocol.problems import FieldProblem

CONSENT: Final = "consent"
GROUP: Final = "group"
"""Under these names problems are told that no field has."""

# What JavaScript calls white space, spelled out so that both sides mean the same.
_WHITE_SPACE: Final = r"[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+"
_SPACES: Final = re.compile(_WHITE_SPACE)
_OUTER_SPACE: Final = re.compile(rf"\A{_WHITE_SPACE}|{_WHITE_SPACE}\Z")
_LINE_BREAKS: Final = re.compile(r"\r\n|[\r\u2028\u2029]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_CONTROLS_OF_TEXT: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

# Whoever has an unusual address can use it, and nobody can hide a line break or a second address in it.
_LOCAL: Final = r"[^\x00-\x20\"(),.:;<>@[\\\]]+"
_LABEL: Final = r"(?!-)[a-zA-Z0-9\u00a1-\U0010ffff-]{1,63}(?<!-)"
_EMAIL: Final = re.compile(rf"(?=[^@]{{1,64}}@){_LOCAL}(\.{_LOCAL})*@({_LABEL}\.)+(?![0-9]+\Z)(?=[^.]{{2}}){_LABEL}\Z")
# Unicode's Default_Ignorable_Code_Point, which JavaScript knows by that name.
_INVISIBLE: Final = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_TELEPHONE: Final = re.compile(r"\+?[0-9 ()/.-]*\Z")
_FEWEST_DIGITS: Final = 3


class Checked(Struct, frozen=True, kw_only=True):
    """``filled`` is what would be stored; only with no ``problems`` may it be."""

    filled: tuple[FilledField, ...]
    problems: dict[str, FieldProblem]


def check_fields(form: Form, given: Mapping[str, str]) -> Checked:
    """All values at once, so that a person hears of everything that is wrong. Empty ones are left out."""
    values = {field.name: normalised(field.kind, given.get(field.name, "")) for field in form.fields}
    problems = {field.name: problem for field in form.fields if (problem := problem_of(field, values[field.name]))}
    unknown = dict.fromkeys(given.keys() - values.keys(), FieldProblem.UNKNOWN)
    return Checked(filled=tuple(_filled(form, values)), problems=problems | unknown)


def normalised(kind: FieldKind, value: str) -> str:
    """Without what nobody sees: control characters and outer white space, and in one line also inner."""
    if kind is FieldKind.TEXT:
        return _OUTER_SPACE.sub("", _CONTROLS_OF_TEXT.sub("", _LINE_BREAKS.sub("\n", value)))
    return _OUTER_SPACE.sub("", _SPACES.sub(" ", _CONTROLS.sub("", value)))


def problem_of(field: FormField, value: str) -> FieldProblem | None:
    """What is wrong with a normalised value, the plainest first. Lengths are in code points."""
    if not value:
        return FieldProblem.REQUIRED if field.required else None
    if len(value) > field.max_characters:
        return FieldProblem.TOO_LONG
    match field.kind:
        case FieldKind.EMAIL:
            return None if is_email(value) else FieldProblem.NOT_AN_EMAIL
        case FieldKind.TELEPHONE:
            return None if is_telephone(value) else FieldProblem.NOT_A_TELEPHONE
        case FieldKind.CHOICE:
            return None if value in _options(field) else FieldProblem.NOT_AN_OPTION
    return None


def is_email(value: str) -> bool:
    return bool(_EMAIL.match(value)) and not _INVISIBLE.search(value)


def is_telephone(value: str) -> bool:
    return bool(_TELEPHONE.match(value)) and sum("0" <= each <= "9" for each in value) >= _FEWEST_DIGITS


def _options(field: FormField) -> list[str]:
    return [normalised(FieldKind.CHOICE, option) for option in field.options]


def _filled(form: Form, values: Mapping[str, str]) -> Iterator[FilledField]:
    for field in form.fields:
        if values[field.name]:
            yield FilledField(name=field.name, value=values[field.name], label=field.label)
