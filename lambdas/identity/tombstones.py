"""The key of the row that says that a visitor's data has been deleted: nothing may be stored for this visitor any more.

``docs/data-model.md`` has the row. Whoever writes something that belongs to a visitor, and not to a conversation's log,
does so on the condition that there is no such row.
"""

from typing import Final

PARTITION: Final = "erased#"
SORT_KEY: Final = "erasure"


def tombstone_partition(subject: str) -> str:
    """``subject`` is ``<site>.<visitor id>``."""
    return f"{PARTITION}{subject}"


def tombstone_key(subject: str) -> dict[str, dict[str, str]]:
    """As DynamoDB takes it."""
    return {"pk": {"S": tombstone_partition(subject)}, "sk": {"S": SORT_KEY}}
