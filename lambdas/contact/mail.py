"""The e-mail that tells a group of a new contact request, pure."""

from collections.abc import Iterator

from msgspec import Struct

from lambdas.contact.forms import Locale
from lambdas.contact.page_texts import TEXTS, Texts
from lambdas.contact.records import StoredContactRequest
from lambdas.protocol.contact import FilledField


class Mail(Struct, frozen=True, kw_only=True):
    """Plain text. Nothing that a visitor chose is in a header."""

    subject: str
    text: str


def mail_of(stored: StoredContactRequest, public_url: str, *, content: bool) -> Mail:
    """In the visitor's language. Without ``content`` it says only that there is something new."""
    locale: Locale = "de" if stored.locale == "de" else "en"
    texts = TEXTS[locale]
    lines = [texts.note, f"{public_url}/console/#contact"]
    if content:
        lines += ["", texts.note_fields, "", *_fields(stored.fields, texts)]
    subject = texts.note_subject.replace("{}", f"{stored.site}, {stored.group}")
    return Mail(subject=subject, text="\n".join((*lines, "")))


def _fields(fields: tuple[FilledField, ...], texts: Texts) -> Iterator[str]:
    for field in fields:
        yield f"{field.label or texts.labels[field.name]}:"
        yield from (f"  {line}" for line in field.value.split("\n"))
