"""Which paragraphs a notice has: one for what is deployed, none for what is switched off."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cli.documents.facts import Facts
from cli.documents.wording import is_in_the_union


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """``promise`` is the number that it tells of; its text is in ``texts/notice.<language>.toml``."""

    id: str
    promise: str
    belongs: Callable[[Facts], bool] = lambda _: True


PARAGRAPHS: Final = (
    Paragraph(id="advice", promise="P10"),
    Paragraph(
        id="consent_to_delivery",
        promise="P1",
        belongs=lambda facts: facts.rests_on_consent("delivery"),
    ),
    Paragraph(id="controller", promise="P10"),
    Paragraph(id="officer", promise="P10"),
    Paragraph(id="delivery", promise="P1"),
    Paragraph(id="firewall", promise="P1", belongs=lambda facts: facts.has("firewall")),
    Paragraph(id="access_logs", promise="P1", belongs=lambda facts: facts.has("access_logs")),
    Paragraph(id="chat", promise="P11"),
    Paragraph(id="contact", promise="P3", belongs=lambda facts: facts.form is not None),
    Paragraph(
        id="choose_group", promise="P3", belongs=lambda facts: facts.form is not None and facts.form.choose_group
    ),
    Paragraph(
        id="consent", promise="P3", belongs=lambda facts: facts.form is not None and facts.form.consent is not None
    ),
    Paragraph(id="mail", promise="P3", belongs=lambda facts: facts.sends_mail and not facts.mail_has_content),
    Paragraph(id="mail_with_content", promise="P3", belongs=lambda facts: facts.sends_mail and facts.mail_has_content),
    Paragraph(id="usage", promise="P5", belongs=lambda facts: facts.analysis is not None),
    Paragraph(id="matomo", promise="P6", belongs=lambda facts: facts.analysis is not None),
    Paragraph(id="advice_on_matomo", promise="P6", belongs=lambda facts: facts.analysis is not None),
    Paragraph(id="visit_id", promise="P6", belongs=lambda facts: facts.analysis == "opt_out"),
    Paragraph(id="visit_id_of_a_day", promise="P6", belongs=lambda facts: facts.analysis == "opt_in"),
    Paragraph(id="objection_to_analysis", promise="P7", belongs=lambda facts: facts.analysis == "opt_out"),
    Paragraph(id="consent_to_analysis", promise="P7", belongs=lambda facts: facts.analysis == "opt_in"),
    Paragraph(
        id="advice_on_asking",
        promise="P7",
        belongs=lambda facts: facts.analysis == "opt_out" and not facts.rests_on_consent("analytics"),
    ),
    Paragraph(
        id="advice_on_consent",
        promise="P7",
        belongs=lambda facts: facts.analysis == "opt_out" and facts.rests_on_consent("analytics"),
    ),
    Paragraph(id="errors", promise="P8", belongs=lambda facts: facts.takes_error_reports),
    Paragraph(id="sentry", promise="P8", belongs=lambda facts: facts.has("sentry")),
    Paragraph(id="advice_on_sentry", promise="P8", belongs=lambda facts: facts.has("sentry")),
    Paragraph(id="objection_to_errors", promise="P9", belongs=lambda facts: facts.takes_error_reports),
    Paragraph(id="advice_on_errors", promise="P9", belongs=lambda facts: facts.takes_error_reports),
    Paragraph(
        id="advice_on_consent_to_errors",
        promise="P9",
        belongs=lambda facts: facts.takes_error_reports and facts.rests_on_consent("errors"),
    ),
    Paragraph(id="browser", promise="P2"),
    Paragraph(id="retention", promise="P4"),
    Paragraph(id="backups", promise="P4", belongs=lambda facts: facts.recovery_days > 0),
    Paragraph(id="erasure", promise="P4", belongs=lambda facts: facts.has_privacy_menu),
    Paragraph(id="plain_page", promise="P4", belongs=lambda facts: facts.form is not None),
    Paragraph(id="audit", promise="P4", belongs=lambda facts: facts.has("tombstones")),
    Paragraph(id="logs", promise="P10"),
    Paragraph(id="processors", promise="P1"),
    Paragraph(id="stored_outside", promise="P1", belongs=lambda facts: not is_in_the_union(facts.region)),
    Paragraph(id="transfer", promise="P1"),
    Paragraph(id="rights", promise="P4"),
)
