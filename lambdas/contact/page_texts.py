"""What the plain page and the e-mail say, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from lambdas.contact.forms import Locale
from lambdas.protocol.problems import FieldProblem, ProblemCode


class Texts(Struct, frozen=True, kw_only=True):
    """``{}`` is the one value that a text has room for."""

    title: str
    introduction: str
    other_language: str
    labels: Mapping[str, str]
    optional: str
    group: str
    choose: str
    leave_empty: str
    send: str
    kept: str
    problems_title: str
    fields: Mapping[FieldProblem, str]
    consent_required: str
    refusals: Mapping[ProblemCode, str]
    used: str
    sent_title: str
    sent: str
    another: str
    note_subject: str
    note: str
    note_fields: str


_GERMAN: Final = Texts(
    title="Kontakt",
    introduction="Schreiben Sie uns. Wir antworten Ihnen, sobald wir können.",
    other_language="English",
    labels={
        "name": "Name",
        "email": "E-Mail-Adresse",
        "telephone": "Telefonnummer",
        "subject": "Betreff",
        "message": "Nachricht",
    },
    optional="(freiwillig)",
    group="Abteilung",
    choose="Bitte wählen Sie",
    leave_empty="Bitte lassen Sie dieses Feld leer",
    send="Absenden",
    kept="Was Sie senden, löschen wir nach {} Tagen.",
    problems_title="Ihre Nachricht ist noch nicht gesendet",
    fields={
        FieldProblem.REQUIRED: "Bitte füllen Sie dieses Feld aus.",
        FieldProblem.TOO_LONG: "Bitte kürzen Sie diesen Text auf höchstens {} Zeichen.",
        FieldProblem.NOT_AN_EMAIL: "Bitte geben Sie eine E-Mail-Adresse wie name@example.com ein.",
        FieldProblem.NOT_A_TELEPHONE: "Bitte geben Sie eine Telefonnummer wie +49 30 123456 ein.",
        FieldProblem.NOT_AN_OPTION: "Bitte wählen Sie eine der Möglichkeiten.",
        FieldProblem.UNKNOWN: "Dieses Feld gibt es nicht mehr. Bitte prüfen Sie Ihre Angaben.",
    },
    consent_required="Bitte stimmen Sie zu, sonst dürfen wir Ihre Nachricht nicht annehmen.",
    refusals={
        ProblemCode.NOT_ALLOWED: "Hier gibt es kein Kontaktformular.",
        ProblemCode.INVALID_REQUEST: "Wir konnten nicht lesen, was gesendet wurde. Bitte füllen Sie das Formular aus.",
        ProblemCode.TOO_LONG: "Das war zu viel Text. Bitte fassen Sie sich kürzer.",
        ProblemCode.LOOKS_AUTOMATIC: "Ein Feld, das Sie nicht sehen, war ausgefüllt, vielleicht von Ihrem Browser."
        " Bitte senden Sie noch einmal.",
        ProblemCode.TOO_SOON: "Das ging sehr schnell. Bitte warten Sie einige Sekunden, und senden Sie dann noch"
        " einmal.",
        ProblemCode.CHALLENGE_EXPIRED: "Diese Seite war zu lange offen. Bitte prüfen Sie Ihre Angaben, und senden Sie"
        " noch einmal.",
        ProblemCode.BUSY: "Gerade ist viel los. Bitte warten Sie einige Sekunden, und senden Sie dann noch einmal.",
        ProblemCode.FAILED: "Bei uns ist etwas schiefgegangen. Bitte senden Sie noch einmal.",
    },
    used="Von dieser Seite haben Sie schon eine Nachricht gesendet; sie ist angekommen. Möchten Sie auch diese senden,"
    " dann senden Sie noch einmal.",
    sent_title="Vielen Dank",
    sent="Ihre Nachricht ist angekommen. Sie können diese Seite jetzt schließen.",
    another="Noch eine Nachricht schreiben",
    note_subject="Neue Kontaktanfrage ({})",
    note="Es gibt eine neue Kontaktanfrage. Sie lesen und beantworten sie hier:",
    note_fields="Das wurde geschrieben:",
)

_ENGLISH: Final = Texts(
    title="Contact",
    introduction="Write to us. We answer as soon as we can.",
    other_language="Deutsch",
    labels={
        "name": "Name",
        "email": "E-mail address",
        "telephone": "Telephone number",
        "subject": "Subject",
        "message": "Message",
    },
    optional="(optional)",
    group="Department",
    choose="Please choose",
    leave_empty="Please leave this field empty",
    send="Send",
    kept="What you send is deleted after {} days.",
    problems_title="Your message has not been sent yet",
    fields={
        FieldProblem.REQUIRED: "Please fill in this field.",
        FieldProblem.TOO_LONG: "Please shorten this text to {} characters at most.",
        FieldProblem.NOT_AN_EMAIL: "Please enter an e-mail address such as name@example.com.",
        FieldProblem.NOT_A_TELEPHONE: "Please enter a telephone number such as +49 30 123456.",
        FieldProblem.NOT_AN_OPTION: "Please choose one of the options.",
        FieldProblem.UNKNOWN: "This field is no longer there. Please check what you entered.",
    },
    consent_required="Please agree, otherwise we may not take your message.",
    refusals={
        ProblemCode.NOT_ALLOWED: "There is no contact form here.",
        ProblemCode.INVALID_REQUEST: "We could not read what was sent. Please fill in the form.",
        ProblemCode.TOO_LONG: "That was too much text. Please be briefer.",
        ProblemCode.LOOKS_AUTOMATIC: "A field that you do not see was filled in, perhaps by your browser. Please send"
        " it again.",
        ProblemCode.TOO_SOON: "That was very fast. Please wait a few seconds, then send it again.",
        ProblemCode.CHALLENGE_EXPIRED: "This page was open for too long. Please check what you entered, and send it"
        " again.",
        ProblemCode.BUSY: "There is a lot going on. Please wait a few seconds, then send it again.",
        ProblemCode.FAILED: "Something went wrong on our side. Please send it again.",
    },
    used="You have already sent a message from this page, and it has arrived. To send this one, too, send it again.",
    sent_title="Thank you",
    sent="Your message has arrived. You can close this page now.",
    another="Write another message",
    note_subject="New contact request ({})",
    note="There is a new contact request. Read and answer it here:",
    note_fields="This is what was written:",
)

TEXTS: Final[Mapping[Locale, Texts]] = MappingProxyType({"de": _GERMAN, "en": _ENGLISH})
