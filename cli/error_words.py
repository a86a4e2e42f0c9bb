"""Faults and samples in words, for a person at a terminal."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from cli.source_maps import SourceMaps
from lambdas.protocol.errors import Fault, FaultRead, Report, Sample, StackFrame, Thrown

NOT_FOUND: Final = "(not in the source maps)"
IN_A_LIST: Final = 60
"""Characters of a title and of a place. What others wrote would else push everything else out of sight."""

FAULT: Final = "FAULT"
_HEAD: Final = (FAULT, "STATE", "COUNT", "LAST SEEN", "WHERE", "WHAT", "AT")


def rows_of(faults: list[Fault]) -> list[tuple[str, ...]]:
    rows = [
        (
            fault.fault_id,
            fault.state.value,
            str(fault.count),
            moment(fault.last_at),
            where(fault.source.value, fault.site),
            _cut(fault.title),
            _cut(fault.culprit),
        )
        for fault in faults
    ]
    return [_HEAD, *rows]


def _cut(text: str) -> str:
    """So much that one is told from another; to show one shows all of it."""
    return text if len(text) <= IN_A_LIST else f"{text[: IN_A_LIST - 1]}…"


def where(source: str, site: str | None) -> str:
    return f"{source} of {site}" if site else source


def moment(milliseconds: int) -> str:
    return f"{_utc(milliseconds):%Y-%m-%d %H:%M:%S} UTC"


def shown(found: FaultRead, maps: SourceMaps, public_url: str) -> str:
    return "\n".join([*_fault(found), f"  {public_url}/console/#errors/{found.fault.fault_id}", *_samples(found, maps)])


def _fault(found: FaultRead) -> Iterator[str]:
    fault = found.fault
    yield fault.title
    yield f"  at {fault.culprit}" if fault.culprit else "  at a place that nobody knows"
    yield f"  {fault.fault_id}, {fault.state}, {fault.level}, {where(fault.source.value, fault.site)}"
    if fault.count == 1:
        yield f"  once, {moment(fault.last_at)}"
    else:
        yield f"  {fault.count} times, first {moment(fault.first_at)}, last {moment(fault.last_at)}"
    if fault.releases:
        yield f"  releases: {', '.join(fault.releases)}"
    yield "  days: " + ", ".join(f"{day.day} {day.count}" for day in found.days)


def _samples(found: FaultRead, maps: SourceMaps) -> Iterator[str]:
    for sample in found.samples:
        yield ""
        yield from _sample(sample, maps)


def _sample(sample: Sample, maps: SourceMaps) -> Iterator[str]:
    report = sample.report
    yield f"sample of {moment(sample.at)}, gone on {_utc(sample.gone_at):%Y-%m-%d}"
    known = (report.place, report.release, report.environment, report.browser, report.system)
    if any(known):
        yield "  " + ", ".join(filter(None, known))
    if report.tags:
        yield "  " + ", ".join(f"{name}={value}" for name, value in report.tags.items())
    if report.message:
        yield f"  {report.message}"
    yield from _way(report)
    for number, thrown in enumerate(reversed(report.errors)):
        yield from _thrown(thrown, maps, is_cause=number > 0)


def _way(report: Report) -> Iterator[str]:
    for step in report.breadcrumbs:
        ago = "" if step.before is None else f"-{step.before / 1000:.3f} s"
        yield f"  {ago:>12}  {step.category}  {step.message or ''}".rstrip()


def _thrown(thrown: Thrown, maps: SourceMaps, *, is_cause: bool) -> Iterator[str]:
    """The innermost call comes first, as browsers write it."""
    said = f"{thrown.type}: {thrown.message}" if thrown.message else thrown.type
    yield f"  caused by {said}" if is_cause else f"  {said}"
    for frame in reversed(thrown.frames):
        yield from _frame(frame, maps)


def _frame(frame: StackFrame, maps: SourceMaps) -> Iterator[str]:
    place = maps.place(frame)
    if place:
        # What the function was called when the script was made small says nothing beside its line.
        yield f"    {place.file}:{place.line}:{place.column}"
        if place.text:
            yield f"      {place.text}"
        return
    name = f"  {frame.function}" if frame.function else ""
    position = "".join(f":{number}" for number in (frame.line, frame.column) if number is not None)
    # Python's modules are their own sources.
    yield f"    {frame.file}{position}{name}{f'  {NOT_FOUND}' if frame.file.endswith('.js') else ''}"


def _utc(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
