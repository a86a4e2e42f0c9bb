"""How much of a log goes into one answer."""

from collections.abc import Sequence
from typing import Final

import msgspec

from lambdas.chat.records import StoredEntry
from lambdas.protocol.entries import AnyEntry
from lambdas.protocol.limits import ANSWER_BYTES

_ENVELOPE_BYTES: Final = 8 * 1024
"""Left free for what an answer holds besides its entries."""

_encoder = msgspec.json.Encoder()


def newest_fitting(stored: Sequence[StoredEntry], *, at_most: int | None = None) -> list[AnyEntry]:
    """The newest of the entries, ascending, that fit into one answer; compare lengths to see whether all did."""
    room = ANSWER_BYTES - _ENVELOPE_BYTES
    fitting: list[AnyEntry] = []
    for each in reversed(stored):
        room -= len(_encoder.encode(each.entry)) + 1
        if room < 0 or len(fitting) == at_most:
            break
        fitting.append(each.entry)
    fitting.reverse()
    return fitting
