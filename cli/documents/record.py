"""The record of processing activities (Article 30(1) GDPR), and with it the list of every store."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, get_args

from cli.deployment import GLOBAL_REGION
from cli.documents.bases import basis_of
from cli.documents.hosts import matomo_host, sentry_host
from cli.documents.measures import measures_of
from cli.documents.wording import days, duration, enumerated, is_in_the_union, region_in_words, texts
from cli.inventory.declarations import Activity, Language
from cli.inventory.inventory import Held, Inventory
from cli.inventory.retention import Term

ACTIVITIES: Final[tuple[Activity, ...]] = get_args(Activity)


@dataclass(frozen=True, kw_only=True)
class StoreLine:
    """One store or recipient. ``kept`` in words; ``kept_days`` until the last copy is gone, if time ends it."""

    id: str
    name: str
    kind: str
    places: tuple[str, ...]
    rows: tuple[str, ...]
    data: str
    subjects: tuple[str, ...]
    purpose: str
    basis: str | None
    kept: str
    kept_days: int | None
    region: str
    recipients: tuple[str, ...]
    promises: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ActivityLine:
    """One processing activity with what Article 30(1)(b) to (f) asks for."""

    id: Activity
    name: str
    purposes: tuple[str, ...]
    bases: tuple[str, ...]
    subjects: tuple[str, ...]
    data: tuple[str, ...]
    recipients: tuple[str, ...]
    transfers: str
    deadlines: tuple[str, ...]
    promises: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Record:
    """What Article 30(1)(a) to (g) asks for."""

    language: Language
    deployment: str
    controller: str
    email: str
    officer: str
    region: str
    activities: tuple[ActivityLine, ...]
    measures: tuple[str, ...]
    stores: tuple[StoreLine, ...]


def record(inventory: Inventory, language: Language) -> Record:
    words, privacy = texts("record", language), inventory.settings.privacy
    missing = texts("notice", language)["placeholder"]
    recovery = days(inventory.recovery_days, language)
    return Record(
        language=language,
        deployment=inventory.settings.deployment.name,
        controller=privacy.controller or missing["controller"],
        email=privacy.email or missing["email"],
        officer=privacy.officer or missing["officer"],
        region=region_in_words(inventory.settings.deployment.region, language),
        activities=tuple(_activities(inventory, language)),
        measures=tuple(words["measure"][name].format(recovery=recovery) for name in measures_of(inventory)),
        stores=tuple(_store(inventory, held, language) for held in inventory.held),
    )


def term_in_words(term: Term, language: Language) -> str:
    words = texts("record", language)["term"]
    if term.minutes is None or term.total_days is None:
        return str(words[term.until or "unbounded"])
    own = duration(term.minutes, language)
    return str(words["gone"]).format(own=own, total=days(term.total_days, language, dative=True))


def _activities(inventory: Inventory, language: Language) -> Iterator[ActivityLine]:
    """In the order of their declaration; one without a store in this deployment is left out."""
    words = texts("record", language)
    for activity in ACTIVITIES:
        lines = [_store(inventory, held, language) for held in inventory.held if held.store.activity == activity]
        # A secret or a schedule alone is not yet a processing of personal data.
        if any(line.subjects or line.basis for line in lines):
            yield ActivityLine(
                id=activity,
                name=words["activity"][activity],
                purposes=_unique(line.purpose for line in lines),
                bases=_unique(line.basis for line in lines if line.basis),
                subjects=_unique(subject for line in lines for subject in line.subjects),
                data=_unique(f"{line.name}: {line.data}" for line in lines),
                recipients=_recipients(inventory, activity, lines, language),
                transfers=_transfers(inventory, activity, language),
                deadlines=_unique(f"{line.name}: {line.kept}" for line in lines),
                promises=tuple(sorted({it for line in lines for it in line.promises}, key=lambda it: int(it[1:]))),
            )


def _recipients(
    inventory: Inventory, activity: Activity, lines: Iterable[StoreLine], language: Language
) -> tuple[str, ...]:
    recipients = [recipient for line in lines for recipient in line.recipients]
    providers = inventory.settings.agents.identity_providers
    if activity == "agents" and providers:
        words = texts("record", language)["recipient"]["directory"]
        recipients.append(words.format(providers=enumerated(providers, language)))
    return _unique(recipients)


def _transfers(inventory: Inventory, activity: Activity, language: Language) -> str:
    words, region = texts("record", language)["transfer"], inventory.settings.deployment.region
    if activity == "delivery":
        return str(words["delivery"])
    key = "inside" if is_in_the_union(region) else "outside"
    stored = str(words[key]).format(region=region_in_words(region, language))
    elsewhere = {"analytics": "matomo", "errors": "sentry"}.get(activity)
    return str(words[elsewhere]).format(stored=stored) if elsewhere and inventory.find(elsewhere) else stored


def _store(inventory: Inventory, held: Held, language: Language) -> StoreLine:
    store, words = held.store, texts("record", language)
    own = store.words(language)
    basis = basis_of(inventory.settings, store.basis) if store.basis else None
    hosts = {"sentry": sentry_host(inventory), "matomo": matomo_host(inventory)}
    return StoreLine(
        id=store.id,
        name=own.name,
        kind=store.kind,
        places=held.places,
        rows=store.rows,
        data=own.data,
        subjects=tuple(words["subject"][subject] for subject in store.subjects),
        purpose=own.purpose,
        basis=words["basis"][basis] if basis else None,
        # What only the operator knows is left to be added.
        kept=words["kept"].get(store.id) or term_in_words(held.term, language),
        kept_days=held.term.total_days,
        region=_region(inventory, held),
        recipients=tuple(words["recipient"][name].format_map(hosts) for name in store.recipients),
        promises=store.promises,
    )


def _region(inventory: Inventory, held: Held) -> str:
    """What CloudFront needs lies in a region of its own choice."""
    is_global = all(place.startswith(("global/", "access-logs/")) for place in held.places)
    return GLOBAL_REGION if is_global else inventory.settings.deployment.region


def _unique(texts_: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts_))
