"""``retention show``: how long each kind of data is kept, as a sum."""

from argparse import Namespace

from cli.answer import Answer, Say, rich_table, table
from cli.deployment import Deployment
from cli.documents.wording import days, duration
from cli.inventory.inventory import Held
from cli.inventory.taken import inventory_of

_ENDS = {
    "removed": "until it is removed",
    "changed": "until the next change",
    "passed_on": "only passed on",
    "replaced": "until it is replaced",
    "unbounded": "without an end",
}


def show(deployment: Deployment, arguments: Namespace, say: Say) -> Answer:
    held = inventory_of(deployment, arguments, say).held
    rows = [("KIND", "KEPT", "DELETION", "BACKUPS", "GONE AFTER", "PROMISES"), *map(_row, held)]
    return Answer(data=[_data(each) for each in held], text=table(rows), rich=rich_table(rows))


def _row(held: Held) -> tuple[str, ...]:
    term = held.term
    promises = " ".join(held.store.promises)
    if term.minutes is None or term.total_days is None:
        return (held.store.en.name, _ENDS[term.until or "unbounded"], "-", "-", "-", promises)
    return (
        held.store.en.name,
        duration(term.minutes, "en"),
        f"+ {days(term.deletion_days, 'en')}",
        f"+ {days(term.backup_days, 'en')}",
        f"= {days(term.total_days, 'en')}",
        promises,
    )


def _data(held: Held) -> dict[str, object]:
    term = held.term
    return {
        "id": held.store.id,
        "kept_minutes": term.minutes,
        "ends": term.until or "in time",
        "deletion_days": term.deletion_days,
        "backup_days": term.backup_days,
        "gone_after_days": term.total_days,
        "promises": list(held.store.promises),
    }
