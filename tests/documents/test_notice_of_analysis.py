"""What a notice says of the analysis: what is recorded and no more, where it goes, and how to say no to it."""

import re
from typing import get_args

import msgspec
import pytest

from cli.documents.facts import Facts
from cli.documents.notice import notice, paragraphs_of
from cli.documents.record import record
from cli.documents.wording import LANGUAGES
from cli.inventory.declarations import Language
from lambdas.analytics.records import TrackingRequest
from lambdas.protocol.usage import AnyUsageEvent, UsageBatch
from tests.documents.deployments import Table, bodies_of, changed, inventory, settings_text
from tests.documents.mutations import CHAT_ARN, granting, putting
from tests.documents.test_notice_and_settings import BASIS, ids, to, without

EVERYTHING = settings_text("everything")
ASKING = changed(EVERYTHING, to("analytics.ask_first", True))
ANALYSIS = {"usage", "matomo", "visit_id", "visit_id_of_a_day", "objection_to_analysis", "consent_to_analysis"}
OF_NOBODY = r"Matomo|analys|TDDDG[^)]*Abs\. 1|Global Privacy"

SAID_OF_EVENTS = {
    "widget_opened": ("Chatfenster geöffnet", "chat window was opened"),
    "conversation_started": ("Gespräch begonnen", "conversation was started"),
    "messages_sent": ("wie viele Nachrichten gesendet", "how many messages were sent"),
    "messages_received": ("empfangen", "and received"),
    "contact_form_sent": ("Kontaktformular abgesendet", "contact form was sent"),
    "setting_changed": ("Einstellung geändert", "setting was changed"),
    "error_shown": ("Fehler angezeigt", "error was shown"),
}
NOT_YET = {"call_started", "call_ended", "conversation_rated"}
"""Nothing in the widget makes these so far."""

SAID_OF_PARAMETERS = {
    "url": ("Adresse der Seite ohne", "address of the page without"),
    "cid": ("technische Kennung", "technical id"),
    "cip": ("IP-Adresse", "IP address"),
    "cdt": ("Zeitpunkt", "the time"),
    "ua": ("Familie und Hauptversion", "family and main version"),
    "lang": ("Sprache Ihres Browsers", "language of your browser"),
    "res": ("Größe Ihres Bildschirms", "size of your screen"),
    "country": ("das Land", "the country"),
}
OF_NO_ONE = {"idsite", "e_c", "e_a", "e_n", "e_v", "rec", "apiv", "ca", "bots"}
"""The event itself, the website, and what is the same in every request."""


def said(settings: str, language: Language, site: str = "shop") -> str:
    return " ".join(notice(Facts(inventory(settings), site, language)).split())


def paragraph(settings: str, language: Language, title: str) -> str:
    text = notice(Facts(inventory(settings), "shop", language))
    (found,) = [it for it in text.split("\n## ") if it.startswith(title)]
    return " ".join(found.split())


def test_of_each_event_that_there_is_it_is_said_or_known_that_it_does_not_happen_yet() -> None:
    tags = {each.__struct_config__.tag for each in get_args(AnyUsageEvent)}
    assert tags == SAID_OF_EVENTS.keys() | NOT_YET
    for place, language in enumerate(LANGUAGES):
        text = said(EVERYTHING, language)
        assert [words for words in SAID_OF_EVENTS.values() if words[place] not in text] == []


def test_of_all_that_matomo_is_told_it_is_said() -> None:
    names = {field.name for field in msgspec.structs.fields(TrackingRequest)}
    assert names == SAID_OF_PARAMETERS.keys() | OF_NO_ONE
    for language, title in zip(LANGUAGES, ("Wie der Chat genutzt wird", "How the chat is used"), strict=True):
        text = paragraph(EVERYTHING, language, title)
        place = LANGUAGES.index(language)
        assert [words for words in SAID_OF_PARAMETERS.values() if words[place] not in text] == []


def test_nothing_more_about_a_visitor_is_sent_than_the_notice_can_tell_of() -> None:
    """A new field of the batch is a new thing to be told."""
    fields = {field.name for field in msgspec.structs.fields(UsageBatch)}
    assert fields == {"batch_id", "visit_id", "page", "locale", "width", "height", "events"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_that_is_not_analysed_has_no_word_of_it(language: Language) -> None:
    text = said(EVERYTHING, language, "blog")
    assert re.search(OF_NOBODY, text) is None
    assert re.search(OF_NOBODY, said(EVERYTHING, language)) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deployment_without_analytics_has_no_word_of_it(language: Language) -> None:
    def change(table: Table) -> None:
        del table["analytics"], table["sites"]["shop"]["matomo_site"]

    settings = changed(EVERYTHING, change)
    assert re.search(OF_NOBODY, said(settings, language)) is None
    made = record(inventory(settings), language)
    assert "analytics" not in [it.id for it in made.activities]
    assert re.search("Matomo", repr(made)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_matomo_is_named_by_its_host_and_as_the_operators_own(language: Language) -> None:
    settings = changed(EVERYTHING, to("analytics.matomo_url", "https://figures.example.net/some/path/"))
    text = said(settings, language)
    assert text.count("figures.example.net") == 2
    assert "some/path" not in text
    own = {"de": "unserem eigenen Matomo", "en": "our own Matomo"}
    assert own[language] in text


def test_who_is_asked_first_reads_of_consent_and_of_the_id_that_is_kept_for_a_day() -> None:
    before, asking = set(ids(EVERYTHING)), set(ids(ASKING))
    assert before & ANALYSIS == {"usage", "matomo", "visit_id", "objection_to_analysis"}
    assert asking & ANALYSIS == {"usage", "matomo", "visit_id_of_a_day", "consent_to_analysis"}
    assert "LocalStorage, and used until midnight (UTC)" in said(ASKING, "en")
    assert "wird, sobald Sie zugestimmt haben, erfasst" in said(ASKING, "de")
    assert "is recorded, once you have agreed, how" in said(ASKING, "en")
    assert "nothing is stored on your device" not in said(ASKING, "en")
    assert "nothing is stored on your device" in said(EVERYTHING, "en")
    for language, word in zip(LANGUAGES, ("§ 25 Abs. 1 TDDDG", "Art. 5(3) of the ePrivacy Directive"), strict=True):
        assert word in said(ASKING, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browser_is_said_to_keep_the_id_only_where_it_does(language: Language) -> None:
    word = {"de": "auch deren technische Kennung gespeichert", "en": "its technical id is stored as well"}[language]
    assert word in said(ASKING, language)
    assert word not in said(EVERYTHING, language)


@pytest.mark.parametrize(
    ("ask_first", "chosen", "expected"),
    [
        (False, None, "legitimate interest in finding out how the chat is used"),
        (True, None, "your consent"),
        (True, "legitimate_interest", "legitimate interest in finding out how the chat is used"),
        (False, "legal_obligation", "a legal obligation"),
    ],
)
def test_what_it_rests_on_is_what_is_set_and_else_what_follows_from_asking(
    ask_first: bool, chosen: str | None, expected: str
) -> None:
    def change(table: Table) -> None:
        table["analytics"]["ask_first"] = ask_first
        table["privacy"]["legal_basis"].pop("analytics", None)
        if chosen:
            table["privacy"]["legal_basis"]["analytics"] = chosen

    settings = changed(EVERYTHING, change)
    assert f"The legal basis is {expected}" in " ".join(
        paragraph(settings, "en", "Analysis with Matomo").replace("our legit", "legit").split()
    )
    (line,) = [it for it in record(inventory(settings), "en").activities if it.id == "analytics"]
    assert any(expected.split(" in ")[0].removeprefix("your ").removeprefix("a ") in basis for basis in line.bases)


def test_consent_that_nobody_asks_for_is_told_to_the_operator() -> None:
    wrong = changed(EVERYTHING, to(f"{BASIS}.analytics", "consent"))
    assert "advice_on_consent" in ids(wrong)
    assert "advice_on_asking" not in ids(wrong)
    assert "advice_on_asking" in ids(EVERYTHING)
    assert {"advice_on_consent", "advice_on_asking"} & set(ids(ASKING)) == set()


def test_objecting_is_offered_where_the_analysis_alone_rests_on_an_interest() -> None:
    def change(table: Table) -> None:
        table["privacy"]["legal_basis"] |= {
            "delivery": "consent",
            "logs": "contract",
            "errors": "contract",
            "analytics": "legitimate_interest",
        }

    settings = changed(EVERYTHING, change)
    assert "Art. 21 GDPR" in said(settings, "en")
    assert "Art. 21 GDPR" not in said(settings, "en", "blog")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_is_in_the_table_of_periods(language: Language) -> None:
    rows = {
        "de": ("| Angaben zur Nutzung, die auf Matomo warten |", "| Liste gezählter Angaben"),
        "en": ("| records of usage that wait for Matomo |", "| list of counted records"),
    }[language]
    for row in rows:
        assert row in said(EVERYTHING, language)
        assert row not in said(EVERYTHING, language, "blog")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_named_among_what_is_recorded_only_where_there_is_one(language: Language) -> None:
    no_form = changed(EVERYTHING, without("sites", "shop", "contact"))
    place = LANGUAGES.index(language)
    assert SAID_OF_EVENTS["contact_form_sent"][place] not in said(no_form, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_record_has_the_analysis_with_its_recipient(language: Language) -> None:
    (line,) = [it for it in record(inventory(EVERYTHING), language).activities if it.id == "analytics"]
    assert any("matomo.example.com" in it for it in line.recipients)
    assert (
        line.subjects
        == {"de": ("Besucherinnen und Besucher der Website",), "en": ("visitors of the website",)}[language]
    )
    assert set(line.promises) >= {"P5", "P6"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_record_leaves_open_what_only_the_operator_knows_of_matomo(language: Language) -> None:
    open_ = {"de": "[zu ergänzen: ", "en": "[to be added: "}[language]
    made = record(inventory(EVERYTHING), language)
    (line,) = [it for it in made.activities if it.id == "analytics"]
    assert open_ in line.transfers
    assert len([it for it in line.deadlines if open_ in it]) == 1
    (store,) = [it for it in made.stores if it.id == "matomo"]
    assert store.kept.startswith(open_)
    # Nor of the operator's Sentry.
    assert not any(open_ in it.transfers for it in made.activities if it.id not in {"analytics", "errors"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_not_be_tied_to_anybody_can_be_once_the_visitor_tells_the_id(language: Language) -> None:
    """Art. 11(2) GDPR; and deleting by the visitor's id does not reach it."""
    text = said(ASKING, language)
    told, erased = {
        "de": ("es sei denn, Sie teilen uns die unten beschriebene technische Kennung mit", "unter Ihrer Kennung"),
        "en": ("unless you tell us the technical id described below", "under your id"),
    }[language]
    assert told in text
    assert erased in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_operator_is_told_what_only_matomo_knows(language: Language) -> None:
    titles = [it.id for it in paragraphs_of(Facts(inventory(EVERYTHING), "shop", language))]
    assert titles.index("advice_on_matomo") == titles.index("matomo") + 1


ANONYMISED = {"de": "Anonymisierung: ", "en": "anonymisation: "}


@pytest.mark.parametrize("language", LANGUAGES)
def test_anonymisation_is_a_measure_where_the_templates_show_it(language: Language) -> None:
    bodies = bodies_of(EVERYTHING)
    assert any(it.startswith(ANONYMISED[language]) for it in record(inventory(EVERYTHING), language).measures)
    assert not any(ANONYMISED[language] in it for it in record(inventory(settings_text("smallest")), language).measures)
    granting("AnalyticsCollectRole", Action="dynamodb:GetItem", Resource=CHAT_ARN)(bodies)
    made = record(inventory(EVERYTHING, bodies), language)
    assert not any(it.startswith(ANONYMISED[language]) for it in made.measures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_queue_that_is_not_encrypted_takes_encryption_off_the_measures(language: Language) -> None:
    bodies = bodies_of(EVERYTHING)
    word = {"de": "Verschlüsselung gespeicherter Daten", "en": "encryption at rest"}[language]
    assert any(it.startswith(word) for it in record(inventory(EVERYTHING), language).measures)
    putting("service", "AnalyticsEvents", "AWS::SQS::Queue", SqsManagedSseEnabled=False)(bodies)
    assert not any(it.startswith(word) for it in record(inventory(EVERYTHING, bodies), language).measures)
