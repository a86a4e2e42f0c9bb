"""What a notice says of error reports: what is in one, for how long, to whom it goes, and how to say no to it."""

import re
from typing import Any

import msgspec
import pytest

from cli.documents.facts import Facts
from cli.documents.notice import notice
from cli.documents.record import record
from cli.documents.wording import LANGUAGES
from cli.inventory.declarations import Language
from lambdas.protocol.errors import Report
from tests.documents.deployments import Table, bodies_of, changed, inventory, settings_text
from tests.documents.mutations import LAMBDA, putting
from tests.documents.report_breaks import alarming, of_a_sweep
from tests.documents.retention_breaks import RETENTION_BREAKS
from tests.documents.test_notice_and_settings import BASIS, ids, to

EVERYTHING = settings_text("everything")
SMALLEST = settings_text("smallest")
OF_ERRORS = {"errors", "objection_to_errors", "advice_on_errors"}
OF_SENTRY = {"sentry", "advice_on_sentry"}

SAID_OF_FIELDS = {
    "errors": ("die Art des Fehlers und seine Meldung", "the kind of the error and its message"),
    "message": ("die Art des Fehlers und seine Meldung", "the kind of the error and its message"),
    "breadcrumbs": ("die letzten Schritte des Programms", "the last steps of the program"),
    "release": ("dessen Version", "its release"),
    "place": ("der Stelle im Programm", "the place in the program"),
    "browser": ("Familie und Hauptversion Ihres Browsers", "the family and main version of your browser"),
    "system": ("Namen seines Systems", "the name of its system"),
}
OF_NO_ONE = {"event_id", "platform", "level", "environment", "tags"}
"""Random, or the program's own: an operator's page alone tells an environment or a tag, out of a list."""


def said(settings: str, language: Language, site: str = "shop", bodies: Any = None) -> str:
    return " ".join(notice(Facts(inventory(settings, bodies), site, language)).split())


def test_of_all_that_is_kept_of_an_error_it_is_said() -> None:
    assert {field.name for field in msgspec.structs.fields(Report)} == SAID_OF_FIELDS.keys() | OF_NO_ONE
    for place, language in enumerate(LANGUAGES):
        stores = record(inventory(EVERYTHING), language).stores
        text = said(EVERYTHING, language) + "".join(it.data for it in stores if it.id == "error_reports")
        assert [words for words in SAID_OF_FIELDS.values() if words[place] not in text] == []


@pytest.mark.parametrize("settings", [EVERYTHING, SMALLEST], ids=["everything", "smallest"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_gone_after_27_days_and_from_every_copy_before_30(settings: str, language: Language) -> None:
    text = said(settings, language)
    words = {
        "de": (
            "Sie werden nach 27 Tagen gelöscht",
            "spätestens nach 29 Tagen",
            "| Fehlerberichte (nicht in Sicherungen) |",
        ),
        "en": ("They are deleted after 27 days", "after 29 days at the latest", "| error reports (not in backups) |"),
    }[language]
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_personal_data_that_no_program_finds_is_not_denied(language: Language) -> None:
    words = {"de": "etwa ein Name, ist nicht auszuschließen", "en": "such as a name, can not be ruled out"}
    assert words[language] in said(SMALLEST, language)


def test_sentry_is_a_recipient_only_where_reports_are_passed_on() -> None:
    assert set(ids(SMALLEST)) >= OF_ERRORS
    assert set(ids(EVERYTHING)) >= OF_ERRORS | OF_SENTRY
    assert OF_SENTRY & set(ids(SMALLEST)) == set()
    for language in LANGUAGES:
        text = said(EVERYTHING, language)
        assert text.count("sentry.example.com") == 2
        assert "key@" not in text
        # In its format alone.
        assert said(SMALLEST, language).count("Sentry") == 1
        assert re.search(r"(gibt es nicht|no other recipients)\.", said(SMALLEST, language))
        assert re.search(r"(gibt es nicht|no other recipients), (abgesehen|apart)", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_thirty_days_are_asked_of_that_sentry(language: Language) -> None:
    words = {
        "de": ("höchstens 30 Tage lang", "höchstens 30 Tage ein"),
        "en": ("30 days at most and", "Set 30 days there"),
    }
    assert [word for word in words[language] if word not in said(EVERYTHING, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_in_the_browser_is_said_to_lie_there(language: Language) -> None:
    words = {
        "de": "Ein Fehlerbericht, der nicht gesendet werden konnte, liegt ebenfalls im LocalStorage",
        "en": "A report of an error that could not be sent lies in LocalStorage too",
    }
    assert words[language] in said(SMALLEST, language)


def test_without_the_function_that_takes_them_there_is_no_word_of_reports() -> None:
    bodies = bodies_of(SMALLEST)
    putting("service", "ErrorReportsTunnelFunction", LAMBDA, Handler="lambdas.other.handler")(bodies)
    for language in LANGUAGES:
        text = said(SMALLEST, language, bodies=bodies)
        spoken = (
            r"## (Fehlerberichte|Error reports)|Widerspruch gegen Fehlerberichte|Objecting to error|LocalStorage too"
        )
        assert re.search(spoken, text) is None


def test_consent_that_nobody_asks_for_is_told_to_the_operator() -> None:
    wrong = changed(EVERYTHING, to(f"{BASIS}.errors", "consent"))
    assert set(ids(wrong)) - set(ids(EVERYTHING)) == {"advice_on_consent_to_errors"}
    interest = "our legitimate interest in finding and mending errors of the chat"
    assert interest in said(EVERYTHING, "en")
    assert interest not in said(wrong, "en")


def test_objecting_is_offered_where_error_reports_alone_rest_on_an_interest() -> None:
    def change(table: Table) -> None:
        table["privacy"]["legal_basis"] |= {"delivery": "consent", "logs": "contract"}
        table["privacy"]["legal_basis"]["errors"] = "legitimate_interest"

    settings = changed(EVERYTHING, change)
    assert "Art. 21 GDPR" in said(settings, "en", "blog")
    assert "Art. 21 GDPR" not in said(changed(settings, to(f"{BASIS}.errors", "contract")), "en", "blog")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_record_has_an_activity_for_them_with_its_recipient(language: Language) -> None:
    open_ = {"de": "[zu ergänzen: ", "en": "[to be added: "}[language]
    made = {it.id: it for it in record(inventory(EVERYTHING), language).activities}["errors"]
    assert "Sentry (sentry.example.com)" in made.recipients
    assert open_ in made.transfers
    assert len([it for it in made.deadlines if open_ in it]) == 1
    assert made.promises == ("P5", "P8", "P9")
    smallest = {it.id: it for it in record(inventory(SMALLEST), language).activities}["errors"]
    assert (smallest.recipients, open_ in smallest.transfers) == (made.recipients[:1], False)
    assert len(smallest.subjects) == 2


SWEPT = {"de": "stündlichen, überwachten Lauf", "en": "an hourly run that is watched"}
BLIND = {"de": "ganze Tabellen werden nur durchgesehen", "en": "whole tables are looked through only to delete"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "change",
    [
        alarming("ErrorsOld", ActionsEnabled=False),
        of_a_sweep("dynamodb:DeleteItem", "Chat"),
        RETENTION_BREAKS["P8: no hourly sweep"].apply,
    ],
)
def test_a_sweep_that_nobody_watches_or_that_may_not_delete_is_no_measure(change: Any, language: Language) -> None:
    bodies = bodies_of(EVERYTHING)
    assert any(SWEPT[language] in it for it in record(inventory(EVERYTHING), language).measures)
    change(bodies)
    assert not any(SWEPT[language] in it for it in record(inventory(EVERYTHING, bodies), language).measures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_scrubbing_is_a_measure_where_reports_are_taken(language: Language) -> None:
    word = {"de": "Bereinigung: ", "en": "scrubbing: "}[language]
    assert any(it.startswith(word) for it in record(inventory(SMALLEST), language).measures)
    bodies = bodies_of(SMALLEST)
    putting("service", "ErrorReportsTunnelFunction", LAMBDA, Handler="lambdas.other.handler")(bodies)
    assert not any(it.startswith(word) for it in record(inventory(SMALLEST, bodies), language).measures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sweep_that_could_read_texts_takes_the_narrow_roles_off_the_measures(language: Language) -> None:
    bodies = bodies_of(EVERYTHING)
    assert any(BLIND[language] in it for it in record(inventory(EVERYTHING), language).measures)
    RETENTION_BREAKS["P4: a sweep that reads everything"].apply(bodies)
    assert not any(BLIND[language] in it for it in record(inventory(EVERYTHING, bodies), language).measures)
