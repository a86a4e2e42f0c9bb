"""What is filled into a notice's paragraphs."""

from collections.abc import Iterator, Mapping

from cli.audit.rules.sweep import GONE_AFTER_DAYS
from cli.documents.bases import basis_of
from cli.documents.facts import Facts
from cli.documents.hosts import matomo_host, sentry_host
from cli.documents.wording import days, duration, enumerated, plain, region_in_words, texts
from stacks.settings import ContactForm


def common_values(facts: Facts) -> dict[str, str]:
    """What any paragraph may ask for by this name."""
    words, language, privacy = texts("notice", facts.language), facts.language, facts.settings.privacy
    missing, domain = words["placeholder"], facts.settings.edge.domain
    recovery = facts.recovery_days
    return {
        "origins": enumerated((plain(origin) for origin in facts.site.origins), language),
        "controller": plain(privacy.controller) if privacy.controller else missing["controller"],
        "email": plain(privacy.email) if privacy.email else missing["email"],
        "officer": plain(privacy.officer) if privacy.officer else missing["officer"],
        "public_host": words["optional"]["public_host"].format(domain=domain) if domain else "",
        "region": region_in_words(facts.region, language),
        "recovery": days(recovery, language),
        "restores": words["optional"]["restores"] if facts.has("tombstones") else "",
        "backups": words["optional"]["backups"].format(recovery=days(recovery, language)) if recovery else "",
        "and_form": words["optional"]["and_form"] if facts.form else "",
        "others": words["optional"]["sentry"] if facts.has("sentry") else "",
        "draft": words["optional"]["draft"] if facts.form else "",
        "stored_visit_id": words["optional"]["stored_visit_id"] if facts.analysis == "opt_in" else "",
        "own_matomo": _own_matomo(facts),
        "kept_reports": words["optional"]["kept_reports"] if facts.takes_error_reports else "",
        "objection": words["objection"]["text"] if facts.rests_on_interest else "",
        "retention": retention_table(facts),
    }


def values_of(paragraph: str, facts: Facts) -> Mapping[str, str]:
    """All that is filled into one paragraph."""
    return common_values(facts) | _own_values(paragraph, facts)


def _own_values(paragraph: str, facts: Facts) -> dict[str, str]:
    match paragraph:
        case "delivery":
            return {"basis": basis(facts, "delivery")}
        case "chat":
            return {"basis": basis(facts, "conversations")}
        case "contact" | "consent" | "mail" | "mail_with_content":
            return _form_values(facts)
        case "usage":
            words = texts("notice", facts.language)["usage"]
            return {"begin": words[facts.analysis or "opt_out"], "form_sent": words["form_sent"] if facts.form else ""}
        case "matomo":
            return {"host": plain(matomo_host(facts.inventory)), "basis": basis(facts, "analytics")}
        case "firewall":
            window = facts.inventory.term("firewall").minutes or 0
            return {"window": duration(window, facts.language, dative=True), "basis": basis(facts, "logs")}
        case "access_logs" | "logs":
            return {"days": _gone_after(facts, paragraph), "basis": basis(facts, "logs")}
        case "audit":
            kept, guarded = (facts.inventory.term(store).days or 0 for store in ("audit", "tombstones"))
            return {
                "days": days(kept, facts.language),
                "tombstone": days(guarded, facts.language),
                "basis": basis(facts, "audit"),
            }
        case "errors":
            return _error_values(facts)
        case "sentry" | "advice_on_sentry":
            promised = days(GONE_AFTER_DAYS, facts.language)
            return {"host": plain(sentry_host(facts.inventory)), "promised": promised}
    return {}


def basis(facts: Facts, key: str) -> str:
    """The sentence on which article a processing rests, as the operator set it."""
    words = texts("notice", facts.language)
    return str(words["basis"][basis_of(facts.settings, key)]).format(interest=words["interest"][key])


def fields_of(form: ContactForm, facts: Facts) -> dict[str, str]:
    """What each field of the form is called, by its name, in the form's order."""
    known: Mapping[str, str] = texts("notice", facts.language)["field"]
    own = {field.name: plain(getattr(field.label, facts.language)) for field in form.own_fields}
    return {name: own.get(name) or known.get(name, plain(name)) for name in form.fields}


def retention_table(facts: Facts) -> str:
    """What concerns visitors, for how long it is kept for itself, and when the last copy is gone."""
    words = texts("notice", facts.language)["table"]
    rows = [f"| {words['what']} | {words['kept']} | {words['gone']} |", "| --- | --- | --- |", *_rows(facts)]
    return "\n".join(rows)


def _rows(facts: Facts) -> Iterator[str]:
    words, language = texts("notice", facts.language), facts.language
    for store_id, name in words["row"].items():
        term = facts.inventory.term(store_id)
        if not facts.has(store_id) or term.minutes is None or term.total_days is None:
            continue
        kept = words["table"][_since(store_id)].format(days=duration(term.minutes, language))
        gone = words["table"]["at_the_latest"].format(days=days(term.total_days, language, dative=True))
        yield f"| {name} | {kept} | {gone} |"


def _since(store_id: str) -> str:
    since = {"conversations": "after_last", "conversation_states": "after_last", "contact_requests": "after_receipt"}
    return since.get(store_id, "after_made")


def _form_values(facts: Facts) -> dict[str, str]:
    form = facts.form
    if form is None:
        return {}
    names, words = fields_of(form, facts), texts("notice", facts.language)["optional"]
    required = [names[name] for name in form.required if name in names]
    return {
        "fields": enumerated(names.values(), facts.language),
        "required": words["required"].format(required=enumerated(required, facts.language))
        if required
        else words["nothing_required"],
        "consent": plain(getattr(form.consent, facts.language)) if form.consent else "",
        "sender": plain(facts.form_variables.get("SENDER", "")),
        "basis": basis(facts, "contact"),
    }


def _error_values(facts: Facts) -> dict[str, str]:
    term, language = facts.inventory.term("error_reports"), facts.language
    return {
        "days": days(term.days or 0, language, dative=True),
        "total": days(term.total_days or 0, language, dative=True),
        "passed_on": texts("notice", language)["optional"]["passed_on"] if facts.has("sentry") else "",
        "basis": basis(facts, "errors"),
    }


def _own_matomo(facts: Facts) -> str:
    words = texts("notice", facts.language)["optional"]["own_matomo"]
    return str(words).format(host=plain(matomo_host(facts.inventory))) if facts.analysis else ""


def _gone_after(facts: Facts, store_id: str) -> str:
    term = facts.inventory.term(store_id)
    return days(term.days or 0, facts.language, dative=True)
