"""The sites' forms as the operator set them, and as a visitor gets them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from lambdas.protocol.contact import FieldKind, Form, FormField

Locale = Literal["de", "en"]

LOCALES: Final[tuple[Locale, ...]] = ("de", "en")


class Standard(NamedTuple):
    kind: FieldKind
    max_characters: int


STANDARD: Final[Mapping[str, Standard]] = MappingProxyType(
    {
        "name": Standard(FieldKind.LINE, 100),
        "email": Standard(FieldKind.EMAIL, 254),
        "telephone": Standard(FieldKind.TELEPHONE, 40),
        "subject": Standard(FieldKind.LINE, 200),
        "message": Standard(FieldKind.TEXT, 4000),
    }
)
"""The fields that every form knows; widget and console have their labels."""

OWN_CHARACTERS: Final[Mapping[FieldKind, int]] = MappingProxyType(
    {FieldKind.LINE: 200, FieldKind.TEXT: 2000, FieldKind.CHOICE: 120}
)


class Words(Struct, frozen=True, kw_only=True):
    """The same in each language."""

    de: str
    en: str

    def of(self, locale: Locale) -> str:
        return self.de if locale == "de" else self.en


class OwnField(Struct, frozen=True, kw_only=True):
    """A field of the operator's own."""

    name: str
    label: Words
    kind: FieldKind = FieldKind.LINE
    options: list[str] = []


class SiteForm(Struct, frozen=True, kw_only=True):
    """One site's form. ``notify`` are the addresses that are told of a new contact request."""

    fields: list[str]
    required: list[str] = []
    own_fields: list[OwnField] = []
    choose_group: bool = False
    consent: Words | None = None
    notify: list[str] = []


Forms = dict[str, SiteForm]
"""By the sites' names. A site that is not among them has no form."""


def form_of(site: SiteForm, groups: list[str], locale: Locale) -> Form:
    """``groups`` are all of the site's."""
    own = {field.name: field for field in site.own_fields}
    return Form(
        fields=[_field(name, own.get(name), name in site.required, locale) for name in site.fields],
        groups=groups if site.choose_group else [],
        consent=site.consent.of(locale) if site.consent else None,
    )


def _field(name: str, own: OwnField | None, required: bool, locale: Locale) -> FormField:
    if own is None:
        kind, characters = STANDARD[name]
        return FormField(name=name, kind=kind, required=required, max_characters=characters)
    return FormField(
        name=name,
        kind=own.kind,
        required=required,
        max_characters=OWN_CHARACTERS[own.kind],
        label=own.label.of(locale),
        options=own.options,
    )
