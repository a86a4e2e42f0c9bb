"""Which reports tell of the same fault, and by what name it goes.

What makes a fault: where it happened, the types of its errors, and the innermost of our own calls by file and
function. Left out is what differs from report to report, or from release to release, though the fault is the same:
numbers of lines and columns, the hash that a build puts into a file's name, and a name that a minifier gave to a
function. Where that leaves no function by its name, the message counts too, without the numbers and names in it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final

from lambdas.errors.records import Named, Received
from lambdas.protocol.errors import Report, StackFrame, Thrown

TITLE_CHARACTERS: Final = 200
CULPRIT_CHARACTERS: Final = 120

_FRAMES: Final = 3
"""More of them, and a function that is called from two places makes two faults."""

_MINIFIED: Final = 2
"""A name this short is a minifier's: it goes through all of one and two characters before it takes a third."""

_NAMELESS: Final = frozenset({"", "?", "<anonymous>", "anonymous", "<unknown>"})

_BUILD: Final = re.compile(r"(?:-[a-z]{2})?[-.](?=[a-z]{0,63}[0-9A-Z])[0-9A-Za-z_]{6,64}(?=\.[a-z]{2,3}\Z)")
"""``-1a2b3c`` of ``core-1a2b3c.js``: what follows the name and has a digit or a capital in it. Before it may stand a
language, ``-de``: its code is that of the others."""

_VARIABLE: Final = re.compile(
    r"'[^']{0,200}'|\"[^\"]{0,200}\"|`[^`]{0,200}`"  # what is quoted
    r"|\[[a-z_]{1,20}\]"  # what the scrubber wrote
    r"|\b[0-9a-fA-F-]{8,64}\b|\d+"
)

OVERFLOW: Final = "More faults than are told apart"


def named(received: Received) -> Named:
    """The fault that it tells of."""
    report = received.report
    return Named(fault_id=fault_id_of(received), title=title_of(report), culprit=culprit_of(report))


def overflow(received: Received) -> Named:
    """The one fault of a site in the place of those that are too many."""
    return Named(fault_id=_digest([*_place_of(received), OVERFLOW]), title=OVERFLOW, culprit="")


def fault_id_of(received: Received) -> str:
    """16 hexadecimal digits, the same for all reports of one fault at one site."""
    report = received.report
    return _digest([*_place_of(received), report.platform, *_told(report)])


def title_of(report: Report) -> str:
    """``Type: message`` of the error that was thrown last, or what there is of it."""
    thrown = _thrown(report)
    message = (thrown.message if thrown else None) or report.message
    parts = [part for part in (thrown.type if thrown else None, message) if part]
    return _cut(": ".join(parts) or "(no message)", TITLE_CHARACTERS)


def culprit_of(report: Report) -> str:
    """The innermost call, ``function (file)``, or else the place, or nothing."""
    frames = _innermost(report)
    if not frames:
        return _cut(report.place or "", CULPRIT_CHARACTERS)
    name, file = _name_of(frames[0]), _file_of(frames[0])
    return _cut(f"{name} ({file})" if name else file, CULPRIT_CHARACTERS)


def _place_of(received: Received) -> list[str]:
    return [received.source.value, received.site or ""]


def _told(report: Report) -> Iterator[str]:
    yield from (thrown.type for thrown in report.errors)
    calls = [(_file_of(frame), _name_of(frame)) for frame in _innermost(report)]
    for file, name in calls:
        yield f"{file}:{name}"
    if not any(name for _, name in calls):
        thrown = _thrown(report)
        yield _VARIABLE.sub("*", (thrown.message if thrown else None) or report.message or "")


def _thrown(report: Report) -> Thrown | None:
    return report.errors[-1] if report.errors else None


def _innermost(report: Report) -> list[StackFrame]:
    """Of the error that was thrown last; of its causes, when it has none itself."""
    frames = next((thrown.frames for thrown in reversed(report.errors) if thrown.frames), [])
    return frames[: -_FRAMES - 1 : -1]


def _file_of(frame: StackFrame) -> str:
    """Without folders, which depend on where it is served from. A module of Python has none."""
    name = frame.file.rpartition("/")[2]
    return _BUILD.sub("", name)


def _name_of(frame: StackFrame) -> str:
    """``""`` for a function without a name of its own."""
    name = frame.function or ""
    return "" if name in _NAMELESS or len(name.rpartition(".")[2]) <= _MINIFIED else name


def _digest(parts: Iterable[str]) -> str:
    # No part can hold what stands between two of them, or the beginning of one could be the end of another.
    text = "\x1f".join(part.replace("\x1f", "") for part in parts)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def _cut(text: str, characters: int) -> str:
    return text if len(text) <= characters else f"{text[: characters - 1]}…"
