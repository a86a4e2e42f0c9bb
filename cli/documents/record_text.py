"""The record of processing activities as Markdown."""

from collections.abc import Collection
from typing import Final

from cli.documents.record import ActivityLine, Record
from cli.documents.wording import plain, texts
from cli.inventory.declarations import Language

_HEAD: Final = ("controller", "email", "officer")


def as_markdown(made: Record) -> str:
    """A whole document, ending in a line break."""
    words = texts("record", made.language)
    head, placeholders = words["head"], texts("notice", made.language)["placeholder"].values()
    lines = [
        f"# {words['title']}",
        words["made"].format(deployment=plain(made.deployment)),
        words["advice"],
        "\n".join(
            (
                *(f"- {head[name]}: {_own(getattr(made, name), placeholders)}" for name in _HEAD),
                f"- {head['region']}: {made.region}",
            )
        ),
        f"## {words['activities']}",
        *(_activity_in_markdown(activity, made.language) for activity in made.activities),
        f"## {words['measures']}",
        words["measures_made"],
        "\n".join(f"- {measure}" for measure in (*made.measures, words["ours"])),
        f"## {words['stores']}",
        _stores_in_markdown(made),
    ]
    return "\n\n".join(lines) + "\n"


def _own(text: str, placeholders: Collection[str]) -> str:
    """The operator's own words; a placeholder of ours stays as it is."""
    return text if text in placeholders else plain(text)


def _activity_in_markdown(activity: ActivityLine, language: Language) -> str:
    words = texts("record", language)
    label = words["label"]
    rows = {
        "purposes": activity.purposes,
        "basis": activity.bases or (words["none"],),
        "subjects": activity.subjects or (words["nobody"],),
        "data": activity.data,
        "recipients": activity.recipients,
        "transfers": (activity.transfers,),
        "deadlines": activity.deadlines,
        "promises": (", ".join(activity.promises),),
    }
    lines = [f"- **{label[name]}:** {'; '.join(texts_)}" for name, texts_ in rows.items()]
    return f"### {activity.name}\n\n" + "\n".join(lines)


def _stores_in_markdown(made: Record) -> str:
    words = texts("record", made.language)
    columns = words["column"]
    lines = [f"| {' | '.join(columns.values())} |", f"|{' --- |' * len(columns)}"]
    for store in made.stores:
        rows = f" ({', '.join(store.rows)})" if store.rows else ""
        cells = (
            store.name,
            store.data,
            ", ".join(store.subjects) or words["nobody"],
            store.purpose,
            store.basis or words["none"],
            store.kept,
            f"`{', '.join(store.places)}{rows}`",
            store.region,
            ", ".join(store.recipients),
            ", ".join(store.promises),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
