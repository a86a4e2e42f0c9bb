"""In which language somebody reads."""

from lambdas.contact.forms import LOCALES, Locale


def language_of(asked: str | None, accepted: str) -> Locale:
    """``asked`` in the address, else the best of ``Accept-Language`` that we have, else English."""
    wanted = [asked or "", *_by_weight(accepted)]
    known = (locale for each in wanted for locale in LOCALES if each.lower().split("-")[0] == locale)
    return next(known, "en")


def _by_weight(accepted: str) -> list[str]:
    """RFC 9110, section 12.5.4. What is no number counts as not wanted."""
    weighted = [each.strip().partition(";q=") for each in accepted[:500].split(",")]
    return [name.strip() for name, _, weight in sorted(weighted, key=lambda it: -_weight(it[2])) if _weight(weight) > 0]


def _weight(text: str) -> float:
    try:
        return min(float(text or "1"), 1.0)
    except ValueError:
        return 0.0
