"""The readable page beside the JSON of an export. Whatever a person wrote is shown as text."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final

from lambdas.protocol.contact import ContactRequest
from lambdas.protocol.entries import AnyEntry, Described, Identified, Message
from lambdas.protocol.privacy import ExportPage

LANGUAGES: Final = ("de", "en")

_STYLE: Final = (
    ":root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}"
    "body{max-width:46rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}"
    "dl{display:grid;grid-template-columns:minmax(6rem,auto) 1fr;gap:.25rem 1rem}dt{font-weight:600}dd{margin:0}"
    "li{margin:.5rem 0}p,dd{white-space:pre-wrap}"
)

_TEXTS: Final = {
    "de": {
        "title": "Auskunft über gespeicherte Daten",
        "made": "Erstellt am",
        "nothing": "Es ist nichts gespeichert.",
        "id": "Kennung",
        "conversation": "Unterhaltung",
        "group": "Abteilung",
        "state": "Stand",
        "begun": "Begonnen",
        "contact": "Kontaktanfrage",
        "received": "Eingegangen",
        "deleted": "Wird gelöscht am",
        "consent": "Einwilligung",
        "notes": "Notizen dazu",
        "connections": "Offene Verbindungen",
        "until": "Bis",
        "proofs": "Verbrauchte Anmeldenachweise (werden nach fünf Minuten gelöscht)",
        "visitor": "Besucher",
        "agent": "Beratung",
        "waiting": "wartet",
        "taken": "in Beratung",
        "closed": "beendet",
        "started": "hat die Unterhaltung begonnen",
        "observed": "liest mit",
        "reopened": "hat die Unterhaltung wieder aufgenommen",
        "took": "hat die Unterhaltung übernommen",
        "identified": "ist nach Bestätigung der Website:",
        "described": "Angaben der Seite zum Besuch, ungeprüft:",
        "customer_id": "Kundennummer",
        "ended": "hat die Unterhaltung beendet",
        "name": "Name",
        "email": "E-Mail",
        "telephone": "Telefon",
        "subject": "Betreff",
        "message": "Nachricht",
    },
    "en": {
        "title": "What is stored about you",
        "made": "Made on",
        "nothing": "Nothing is stored.",
        "id": "Identifier",
        "conversation": "Conversation",
        "group": "Department",
        "state": "State",
        "begun": "Begun",
        "contact": "Contact request",
        "received": "Received",
        "deleted": "Is deleted on",
        "consent": "Consent",
        "notes": "Notes on it",
        "connections": "Open connections",
        "until": "Until",
        "proofs": "Used sign-in proofs (deleted after five minutes)",
        "visitor": "Visitor",
        "agent": "Agent",
        "waiting": "waiting",
        "taken": "with an agent",
        "closed": "closed",
        "started": "began the conversation",
        "observed": "reads along",
        "reopened": "went on with the conversation",
        "took": "took the conversation",
        "identified": "is, as confirmed by the website:",
        "described": "what the page said of the visit, unchecked:",
        "customer_id": "Customer number",
        "ended": "ended the conversation",
        "name": "Name",
        "email": "E-mail",
        "telephone": "Telephone",
        "subject": "Subject",
        "message": "Message",
    },
}
_ENTRIES: Final = {
    "Started": "started",
    "Taken": "took",
    "Observed": "observed",
    "Closed": "ended",
    "Reopened": "reopened",
    "Identified": "identified",
    "Described": "described",
}


def export_page(copies: Sequence[ExportPage], language: str, now: int) -> str:
    """A whole page that loads nothing. ``now`` in epoch milliseconds."""
    texts = _TEXTS[language]
    body = "\n".join(part for copy in copies for part in _person(copy, texts))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(texts['title'])}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(texts['title'])}</h1>\n<p>{escape(texts['made'])} {_time(now)}</p>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


def _person(copy: ExportPage, texts: dict[str, str]) -> Iterator[str]:
    yield _facts([(texts["id"], f"{copy.site}.{copy.visitor_id}" if copy.visitor_id else copy.site)])
    if not (copy.entries or copy.contact_requests or copy.connections or copy.conversation or copy.proofs):
        yield f"<p>{escape(texts['nothing'])}</p>"
    if copy.conversation or copy.entries:
        yield f"<h2>{escape(texts['conversation'])}</h2>"
    if copy.conversation:
        kept = copy.conversation
        facts = [
            (texts["group"], kept.group),
            (texts["state"], texts[kept.state]),
            (texts["begun"], _time(kept.started_at)),
        ]
        yield _facts(facts)
    if copy.entries:
        yield "<ol>" + "".join(_entry(entry, texts) for entry in copy.entries) + "</ol>"
    for request in copy.contact_requests:
        yield from _request(request, texts)
    if copy.connections:
        yield f"<h2>{escape(texts['connections'])}</h2>"
        yield _facts([(each.connection_id, f"{texts['until']} {_time(each.until)}") for each in copy.connections])
    if copy.proofs:
        yield _facts([(texts["proofs"], str(copy.proofs))])


def _entry(entry: AnyEntry, texts: dict[str, str]) -> str:
    who = f"{_time(entry.at)} · {escape(texts[entry.author])}"
    if isinstance(entry, Message):
        return f"<li>{who}<p>{escape(entry.text)}</p></li>"
    return f"<li>{who} {escape(texts[_ENTRIES[type(entry).__name__]])}{_facts(_told(entry, texts))}</li>"


def _told(entry: AnyEntry, texts: dict[str, str]) -> list[tuple[str, str]]:
    """What the website said of the visitor."""
    if isinstance(entry, Described):
        return list(entry.attributes.items())
    if not isinstance(entry, Identified):
        return []
    named = [("customer_id", entry.customer_id), ("name", entry.name), ("email", entry.email)]
    return [(texts[name], value) for name, value in named if value is not None]


def _request(request: ContactRequest, texts: dict[str, str]) -> Iterator[str]:
    yield f"<h2>{escape(texts['contact'])}</h2>"
    facts = [
        (texts["id"], request.contact_id),
        (texts["received"], _time(request.received_at)),
        (texts["deleted"], _time(request.deleted_at)),
        (texts["group"], request.group),
    ]
    facts += [(field.label or texts.get(field.name, field.name), field.value) for field in request.fields]
    if request.consent is not None:
        facts.append((texts["consent"], request.consent))
    yield _facts(facts)
    if request.notes:
        notes = "".join(f"<li>{_time(note.at)}<p>{escape(note.text)}</p></li>" for note in request.notes)
        yield f"<h3>{escape(texts['notes'])}</h3><ul>{notes}</ul>"


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    if not facts:
        return ""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts) + "</dl>"


def _time(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(milliseconds // 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
